import { describe, expect, it } from 'vitest';
import { bill, line, number, type SimClient, simClient, TAX_NO } from './sim-client.js';

const MINUTE = 60_000;

async function refused(client: SimClient, change: Record<string, unknown>): Promise<string> {
  const answer = await client.push(bill('X', change));
  expect(answer.success).toBe(false);
  expect(client.mock.sim.order('X')).toBeUndefined();
  return answer.message;
}

function discounted(...lines: Record<string, unknown>[]) {
  return { billDetail: lines.map((one, index) => line({ detailId: String(index + 1), ...one })) };
}

describe('BILL.PUSH', () => {
  it('accepts first and issues by the clock', async () => {
    const client = await simClient({ sim: { settings: { issueAfterMs: MINUTE } } });
    const { sim, clock } = client.mock;
    expect(await client.push(bill('B1'))).toMatchObject({ errorCode: '0', success: true, rawData: undefined });
    clock.advance(MINUTE - 1);
    expect(await client.invoices('B1')).toEqual([]);
    expect(sim.order('B1')?.state).toBe('issuing');
    clock.advance(1);
    const [invoice] = await client.invoices('B1');
    expect(invoice).toMatchObject({
      billNo: 'B1',
      invoiceNum: '25440000000000000001',
      totalAmount: '100.00',
      totalTaxAmount: '13.00',
      invoiceStatus: '0',
    });
    expect(invoice).not.toHaveProperty('invoiceCode');
    expect(sim.record).toHaveLength(1);
    expect(sim.record[0]).toMatchObject({ key: 'B1', taxNo: TAX_NO, includeTaxAmount: '113.00', part: 1, parts: 1, at: clock.now() });
    expect(Object.isFrozen(sim.record[0]?.lines)).toBe(true);
  });

  it('keeps exact decimals and hands detailId back as billSourceId', async () => {
    const client = await simClient();
    await client.push(
      bill('B1', { billDetail: [line({ detailId: 'L7', amount: number('0.10'), taxAmount: number('0.01'), includeTaxAmount: '0.11' })] }),
    );
    const [invoice] = await client.invoices('B1');
    expect(invoice).toMatchObject({ totalAmount: '0.10', invoiceDetail: [{ billSourceId: 'L7', amount: '0.10', taxAmount: '0.01' }] });
  });

  it('answers a repeated billNo 10127, also within one array and after failure and withdrawal', async () => {
    const client = await simClient({ sim: { plan: (key) => (key === 'B2' ? { fail: 'all' } : undefined) } });
    expect((await client.push(bill('B1'), bill('B1'))).errorCode).toBe('10127');
    expect(client.mock.sim.orders()).toEqual([]);
    await client.push(bill('B1'), bill('B2'), bill('B3', { autoInvoice: '0' }));
    await client.call('BILL.WITHDRAW', { sellerTaxpayerId: TAX_NO, serialNos: ['B3'] });
    for (const billNo of ['B1', 'B2', 'B3']) expect((await client.push(bill(billNo))).errorCode).toBe('10127');
    expect(['B1', 'B2', 'B3'].map((key) => client.mock.sim.issuedTimes(key))).toEqual([1, 0, 0]);
    client.mock.sim.configure({ withdrawnBillNo: 'free' });
    expect((await client.push(bill('B3'))).errorCode).toBe('0');
    expect(client.mock.sim.issuedTimes('B3')).toBe(1);
    expect((await client.push(bill('B3'))).errorCode).toBe('10127');
  });

  it('can issue a repeat a second time, which its own check tells', async () => {
    const client = await simClient({ sim: { settings: { repeatedBill: 'issue-again' } } });
    await client.push(bill('B1'));
    await client.push(bill('B1'));
    expect(client.mock.sim.issuedTimes('B1')).toBe(2);
    expect(client.mock.sim.problems()).toEqual(['B1 was issued 2 times']);
  });

  it('refuses a batch as a whole, or takes the right bills although it refuses', async () => {
    const client = await simClient();
    const wrong = bill('B2', { buyerName: '' });
    expect((await client.push(bill('B1'), wrong)).success).toBe(false);
    expect(client.mock.sim.orders()).toEqual([]);
    client.mock.sim.configure({ batchRefusal: 'each' });
    expect((await client.push(bill('B1'), wrong, bill('B3'))).success).toBe(false);
    expect(client.mock.sim.record.map(({ key }) => key)).toEqual(['B1', 'B3']);
  });

  it('issues only with the string "1"; "0" waits for a person', async () => {
    const client = await simClient();
    await client.push(bill('B1', { autoInvoice: '0' }), bill('B2', { autoInvoice: undefined }));
    client.mock.clock.advance(MINUTE);
    expect(client.mock.sim.orders().map(({ state }) => state)).toEqual(['held', 'held']);
    await refused(client, { autoInvoice: 1 });
    client.mock.sim.issue('B1');
    expect(client.mock.sim.issuedTimes('B1')).toBe(1);
    expect(() => client.mock.sim.issue('B1')).toThrow('nothing to issue');
  });

  it('gives a fiscal invoice code and number', async () => {
    const client = await simClient();
    await client.push(bill('B1', { invoiceType: '026' }));
    const [invoice] = await client.invoices('B1');
    expect(invoice?.['invoiceCode']).toMatch(/^\d{12}$/);
    expect(invoice?.['invoiceNum']).toMatch(/^\d{8}$/);
  });

  it('checks fields and lengths of §6.2', async () => {
    const client = await simClient();
    const wrong: Record<string, unknown>[] = [
      { billNo: '' },
      { billNo: 'N'.repeat(51) },
      { batch: 'b'.repeat(51) },
      { invoiceProperty: '2' },
      { invoiceProperty: 0 },
      { invoiceType: '01' },
      { includeTaxFlag: undefined },
      { buyerName: '客'.repeat(101) },
      { buyerTaxpayerId: '9'.repeat(21) },
      { invoiceType: '08xdp' },
      { buyerAddressAndTel: '地'.repeat(51) },
      { sellerBankAndAccount: 'b'.repeat(101) },
      { drawer: '开'.repeat(11) },
      { remark: '备'.repeat(116) },
      { buyerRecipientPhone: '1'.repeat(81) },
      { buyerRecipientMail: 'm'.repeat(301) },
      { taxedType: '1' },
      { billDetail: [] },
      { billDetail: undefined },
      discounted({ detailId: '' }),
      discounted({ detailId: 'd'.repeat(51) }),
      discounted({ goodsName: '品'.repeat(47) }),
      discounted({ revenueCode: '304' }),
      discounted({ specification: '规'.repeat(21) }),
      discounted({ units: '位'.repeat(12) }),
      discounted({ privilegeFlag: '2' }),
      discounted({ zeroTaxRateFlag: '4' }),
      discounted({ amount: '100.001' }),
      discounted({ taxRate: '' }),
      discounted({ lineProperty: '3' }),
    ];
    for (const change of wrong) await refused(client, change);
    expect(await refused(client, { deviceNo: 'D9' })).toBe('未找到设备信息');
    client.mock.sim.configure({ devices: ['D9'] });
    const longest = {
      ...{ deviceNo: 'D9', remark: '备'.repeat(115), buyerAddressAndTel: '地'.repeat(50), drawer: '开'.repeat(10) },
      ...discounted({ goodsName: '品'.repeat(46), specification: '规'.repeat(20), units: '位'.repeat(11) }),
    };
    expect((await client.push(bill('N'.repeat(50), longest))).errorCode).toBe('0');
  });

  it('checks amounts: 0.06 of tax, 0.01 of price and of a discount line, header against lines', async () => {
    const client = await simClient();
    const right: Record<string, unknown>[] = [
      discounted({ taxAmount: number('13.06') }),
      discounted({ taxAmount: number('12.94') }),
      discounted({ taxAmount: undefined }),
      discounted({ taxRate: '13%' }, { taxRate: '13' }, { taxRate: number('0.13') }),
      discounted({ includeTaxAmount: number('113.06') }),
      discounted({ quantity: number('3'), price: number('33.33666666') }),
      discounted({ lineProperty: '0' }, { lineProperty: '1', amount: number('-10.00'), taxAmount: number('-1.31') }),
      { totalAmount: number('100.00') },
      { totalAmount: number('113.00') },
    ];
    for (const [index, change] of right.entries()) expect(await client.push(bill(`R${index}`, change))).toMatchObject({ errorCode: '0' });
    const wrong: Record<string, unknown>[] = [
      discounted({ taxAmount: number('13.07') }),
      discounted({ taxAmount: number('12.93') }),
      discounted({ includeTaxAmount: number('113.07') }),
      discounted({ quantity: number('3'), price: number('33.34') }),
      discounted({ quantity: number('3') }),
      discounted({ price: number('33.33') }),
      discounted({ lineProperty: '0' }, { lineProperty: '1', amount: number('-10.00'), taxAmount: number('-1.32') }),
      { totalAmount: number('100.01') },
      discounted({ amount: number('-100.00'), taxAmount: number('-13.00') }),
    ];
    for (const change of wrong) await refused(client, change);
    client.mock.sim.configure({ totalAmountIs: 'net' });
    await refused(client, { totalAmount: number('113.00') });
  });

  it('wants a discount line directly after its discounted line', async () => {
    const client = await simClient();
    const discount = { lineProperty: '1', amount: number('-10.00'), taxAmount: number('-1.30') };
    expect(await refused(client, discounted({}, discount))).toContain('折扣行');
    await refused(client, discounted({ lineProperty: '0' }, {}, discount));
    await refused(client, discounted({ lineProperty: '0' }));
    await refused(client, discounted({ lineProperty: '0' }, { ...discount, amount: number('10.00'), taxAmount: number('1.30') }));
    expect((await client.push(bill('B1', discounted({ lineProperty: '0' }, discount, {})))).errorCode).toBe('0');
    expect(client.mock.sim.record[0]).toMatchObject({ totalAmount: '190.00', totalTaxAmount: '24.70' });
  });

  it('knows the text of differential taxation without totalAmount', async () => {
    const client = await simClient();
    const text = '总计扣除额不能大于发票不含税金额';
    expect(await refused(client, { taxedType: '2', deduction: number('50.00') })).toBe(text);
    expect(await refused(client, { taxedType: '2', deduction: number('100.01'), totalAmount: number('100.00') })).toBe(text);
    const fine = { taxedType: '2', deduction: number('50.00'), totalAmount: number('100.00'), ...discounted({ taxAmount: number('6.50') }) };
    expect((await client.push(bill('B1', fine))).errorCode).toBe('0');
  });

  it('reads includeTaxFlag "1" as gross amounts where it is set so', async () => {
    const client = await simClient({ sim: { settings: { amountWithTaxFlag1: 'gross' } } });
    await client.push(bill('B1', { includeTaxFlag: '1', ...discounted({ amount: number('113.00'), taxAmount: number('13.00') }) }));
    expect(client.mock.sim.record[0]).toMatchObject({ totalAmount: '100.00', totalTaxAmount: '13.00', includeTaxAmount: '113.00' });
  });
});

describe('split and partial failure', () => {
  it('splits one bill into several invoices whose sums are the bill', async () => {
    const client = await simClient();
    client.mock.sim.plan('B1', { split: 3 });
    await client.push(
      bill('B1', { billDetail: ['33.33', '20.00', '46.67'].map((amount, index) => line({ detailId: `${index}`, amount, taxAmount: undefined })) }),
    );
    const invoices = await client.invoices('B1');
    expect(invoices.map((one) => one['totalAmount'])).toEqual(['33.33', '20.00', '46.67']);
    expect(new Set(invoices.map((one) => one['invoiceNum'])).size).toBe(3);
    expect(client.mock.sim.issuedTimes('B1')).toBe(1);
    expect(client.mock.sim.problems()).toEqual([]);
  });

  it('cuts lines when there are more invoices than lines, to the last hundredth', async () => {
    const client = await simClient();
    client.mock.sim.plan('B1', { split: 3 });
    await client.push(bill('B1'));
    const amounts = (await client.invoices('B1')).map((one) => [one['totalAmount'], one['totalTaxAmount']]);
    expect(amounts).toEqual([
      ['33.34', '4.34'],
      ['33.33', '4.33'],
      ['33.33', '4.33'],
    ]);
  });

  it('splits by the limit of lines and keeps a discount with its line', async () => {
    const client = await simClient({ sim: { settings: { linesPerInvoice: 2 } } });
    const discount = { lineProperty: '1', amount: number('-10.00'), taxAmount: number('-1.30') };
    await client.push(bill('B1', discounted({}, { lineProperty: '0' }, discount, {}, {})));
    const sizes = (await client.invoices('B1')).map((one) => (one['invoiceDetail'] as unknown[]).length);
    expect(sizes).toEqual([1, 2, 2]);
  });

  it('fails some parts, shows them without invoiceNum, and issues only these again', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    sim.plan('B1', { split: 3, fail: [2], failure: '库存票不足' });
    await client.push(bill('B1'));
    const shown = (await client.invoices('B1')).map((one) => [one['invoiceNum'] !== undefined, one['issueErrorMessage'] ?? '']);
    expect(shown).toEqual([
      [true, ''],
      [false, '库存票不足'],
      [true, ''],
    ]);
    sim.configure({ failedInQuery: 'absent' });
    expect(await client.invoices('B1')).toHaveLength(2);
    sim.issue('B1');
    expect(await client.invoices('B1')).toHaveLength(3);
    expect(sim.record).toHaveLength(3);
    expect(sim.problems()).toEqual([]);
    expect(sim.order('B1')?.failures).toEqual([]);
  });

  it('tries failed bills again by itself when the task is on', async () => {
    const client = await simClient({ sim: { settings: { failedReissueAfterMs: 60 * MINUTE } } });
    const { sim, clock } = client.mock;
    sim.plan('B1', { fail: 'all' });
    await client.push(bill('B1'));
    expect(sim.issuedTimes('B1')).toBe(0);
    sim.plan('B1', { fail: 'all' });
    clock.advance(60 * MINUTE);
    expect(sim.order('B1')?.failures).toHaveLength(1);
    clock.advance(60 * MINUTE - 1);
    expect(sim.issuedTimes('B1')).toBe(0);
    clock.advance(1);
    expect(sim.issuedTimes('B1')).toBe(1);
  });

  it('decides in the order of time and at the time that was due, however far the clock jumps', async () => {
    const client = await simClient();
    const { sim, clock } = client.mock;
    sim.plan('B1', { afterMs: 3000 });
    sim.plan('B2', { afterMs: 1000 });
    const accepted = clock.now();
    await client.push(bill('B1'), bill('B2'));
    clock.advance(60 * MINUTE);
    expect(sim.record.map(({ key, at }) => [key, at - accepted])).toEqual([
      ['B2', 1000],
      ['B1', 3000],
    ]);
  });

  it('never decides what is planned so', async () => {
    const client = await simClient();
    client.mock.sim.plan('B1', { afterMs: null });
    await client.push(bill('B1'));
    client.mock.clock.advance(1e12);
    expect(client.mock.sim.order('B1')?.state).toBe('issuing');
  });
});

describe('BILL.WITHDRAW', () => {
  const withdraw = (client: SimClient, ...serialNos: string[]) => client.call('BILL.WITHDRAW', { sellerTaxpayerId: TAX_NO, orgCode: '', serialNos });

  it('takes back what is not issued, all or nothing, for its own seller', async () => {
    const client = await simClient({ sim: { settings: { issueAfterMs: MINUTE } } });
    const { sim, clock } = client.mock;
    await client.push(bill('B1'));
    clock.advance(MINUTE);
    await client.push(bill('B2'), bill('B3', { autoInvoice: '0' }));
    expect((await withdraw(client, 'B2', 'B1')).success).toBe(false);
    expect((await withdraw(client, 'B2', 'NONE')).success).toBe(false);
    expect(sim.order('B2')?.state).toBe('issuing');
    expect((await withdraw(client, 'B2', 'B3')).errorCode).toBe('0');
    clock.advance(60 * MINUTE);
    expect(sim.record.map(({ key }) => key)).toEqual(['B1']);
    expect((await withdraw(client, 'B2')).success).toBe(false);
    expect(() => sim.issue('B3')).toThrow('withdrawn');
    expect(sim.problems()).toEqual([]);
  });

  it('leaves a partly issued bill, and serials of direct issuing, alone', async () => {
    const client = await simClient();
    client.mock.sim.plan('B1', { split: 2, fail: [2] });
    await client.push(bill('B1'));
    expect((await withdraw(client, 'B1')).success).toBe(false);
    client.mock.sim.configure({ withdrawIssued: true });
    expect((await withdraw(client, 'B1')).success).toBe(true);
    client.mock.sim.configure({ withdrawIssued: false, withdrawWhileIssuing: false });
    client.mock.sim.plan('B2', { afterMs: MINUTE });
    await client.push(bill('B2'));
    expect((await withdraw(client, 'B2')).success).toBe(false);
  });

  it('refuses the bill of another seller', async () => {
    const enterprises = [TAX_NO, '91440300MCK00002X1'].map((taxNo) => ({ taxNo, name: taxNo }));
    const client = await simClient({ sim: { enterprises } });
    await client.push(bill('B1', { autoInvoice: '0' }));
    const other = await client.call('BILL.WITHDRAW', { sellerTaxpayerId: '91440300MCK00002X1', serialNos: ['B1'] });
    expect(other.success).toBe(false);
    const query = await client.call('BILL.INVOICE.QUERY', { sellerTaxpayerId: '91440300MCK00002X1', serialNo: 'B1' });
    expect(query.data).toEqual([]);
  });
});

describe('scan codes and re-issue', () => {
  it('gives scanh5Url for billSource 5 and issues when somebody scans', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    const { data } = await client.push(bill('B1', { billSource: '5' }));
    const { scanh5Url } = data as { scanh5Url: string };
    expect((await fetch(scanh5Url)).status).toBe(200);
    expect(sim.record).toEqual([]);
    sim.scan('B1', { name: '扫码客户', taxNo: '91440300MCK00005Z3' });
    expect(sim.record[0]).toMatchObject({ key: 'B1', channel: 'scan', buyer: { name: '扫码客户', taxNo: '91440300MCK00005Z3' } });
    expect(() => sim.scan('B1')).toThrow('no QR code');
    sim.configure({ scanAnswer: 'list' });
    expect((await client.push(bill('B2', { billSource: '5' }))).data).toEqual([{ scanh5Url: expect.stringContaining('B2') }]);
    sim.configure({ scanAnswer: 'absent' });
    expect((await client.push(bill('B3', { billSource: '5' }))).rawData).toBeUndefined();
  });

  it('makes a re-issue bill with another buyer, which a person issues', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    await client.push(bill('B1'));
    const invoiceNo = sim.record[0]?.invoiceNum;
    const reIssueBill = { reIssueBillNo: 'RE1', buyerName: '新抬头' };
    expect((await client.call('BILL.REISSUE.CREATE', { invoiceCode: '', invoiceNo, reIssueBill })).data).toEqual({ billNo: 'RE1' });
    expect((await client.call('BILL.REISSUE.CREATE', { invoiceCode: '', invoiceNo, reIssueBill })).errorCode).toBe('10127');
    expect((await client.call('BILL.REISSUE.CREATE', { invoiceCode: '', invoiceNo: '1', reIssueBill })).success).toBe(false);
    sim.issue('RE1');
    expect(sim.record.map(({ key, buyer }) => [key, buyer.name])).toEqual([
      ['B1', '测试客户'],
      ['RE1', '新抬头'],
    ]);
  });
});
