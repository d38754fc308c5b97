import { describe, expect, it } from 'vitest';
import { bill, direct, line, number, type SimClient, simClient, TAX_NO } from './sim-client.js';

const HOUR = 3_600_000;
const SELLER = { sellerTaxpayerId: TAX_NO };
const NOT_READY = '红字确认单的状态不满足开具条件，无法开具红字发票';

async function open(client: SimClient, serialNo = 'S1', change: Record<string, unknown> = {}): Promise<string> {
  expect((await client.call('ALLE.INVOICE.OPEN', direct(serialNo, change))).errorCode).toBe('0');
  return client.mock.sim.invoicesOf(serialNo)[0]?.invoiceNum ?? '';
}

function red(client: SimClient, serialNo: string, invoiceNum: string) {
  return client.call('ALLE.INVOICE.RED', { serialNo, invoiceNum, redReason: '01', invoiceType: '02', ...SELLER });
}

function apply(client: SimClient, orderNo: string, invoiceNo: string, change: Record<string, unknown> = {}) {
  return client.call('REDCONFIRMBILL.APPLY', { orderNo, invoiceCode: '', invoiceNo, redReason: '1', invoiceType: '02', ...change });
}

/** The one confirmation there is, as the query shows it. */
async function shown(client: SimClient): Promise<Record<string, unknown>> {
  const { data } = await client.call('ALLE.REDCONFIRMBILL.QUERY', { taxpayerId: TAX_NO, identity: '0' });
  const { dataList } = data as { dataList: Record<string, unknown>[] };
  return dataList.at(-1) ?? {};
}

describe('ALLE.INVOICE.OPEN', () => {
  it('accepts first, issues by the clock, shows progress in the query', async () => {
    const client = await simClient({ sim: { settings: { issueAfterMs: 1000 } } });
    const query = () => client.call('ALLE.INVOICE.QUERY', { serialNo: 'S1', ...SELLER });
    expect((await query()).data).toBeUndefined();
    const accepted = await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    expect(accepted).toMatchObject({ errorCode: '0', rawData: 'S1' });
    expect((await query()).data).toMatchObject({ serialNo: 'S1' });
    expect((await query()).data).not.toHaveProperty('invoiceNum');
    client.mock.clock.advance(1000);
    expect((await query()).data).toMatchObject({
      serialNo: 'S1',
      invoiceType: '02',
      includeTaxAmount: '113.00',
      invoiceNum: expect.stringMatching(/^\d{20}$/),
    });
    const number20 = client.mock.sim.record[0]?.invoiceNum;
    expect((await client.call('ALLE.INVOICE.QUERY', { invoiceNum: number20, ...SELLER })).data).toMatchObject({ serialNo: 'S1' });
    client.mock.sim.configure({ singleResult: 'array' });
    expect((await query()).data).toEqual([expect.objectContaining({ invoiceNum: number20 })]);
    expect((await client.call('ALLE.INVOICE.QUERY', SELLER)).success).toBe(false);
  });

  it('answers with an encoded text where it is set so', async () => {
    const client = await simClient({ sim: { settings: { openAnswer: 'encoded' } } });
    expect((await client.call('ALLE.INVOICE.OPEN', direct('S1'))).data).toEqual({ serialNo: 'S1' });
  });

  it('numbers line kinds as ALLE does: 0 normal, 2 discounted, 1 discount', async () => {
    const client = await simClient();
    const discount = line({ lineProperty: '1', amount: number('-10.00'), taxAmount: number('-1.30') });
    await open(client, 'S1', { invoiceDetail: [line({ lineProperty: '2' }), discount, line({ lineProperty: '0' })] });
    expect(client.mock.sim.record[0]).toMatchObject({ totalAmount: '190.00' });
    const asBills = await client.call('ALLE.INVOICE.OPEN', direct('S2', { invoiceDetail: [line({ lineProperty: '0' }), discount] }));
    expect(asBills.success).toBe(false);
    for (const change of [{ invoiceType: '10xdp' }, { serialNo: 'S'.repeat(51) }, { serialNo: '' }, { buyerName: '' }]) {
      expect((await client.call('ALLE.INVOICE.OPEN', direct('S3', change))).success).toBe(false);
    }
  });

  it('trims party names and tax numbers', async () => {
    const client = await simClient();
    await open(client, 'S1', { buyerName: ' 测试客户 ', buyerTaxpayerId: ' 91440300MCK00005Z3 ' });
    expect(client.mock.sim.record[0]?.buyer).toEqual({ name: '测试客户', taxNo: '91440300MCK00005Z3' });
  });

  it('refuses a repeat, or looks it up and issues anew only after a confirmed failure', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    await open(client);
    expect((await client.call('ALLE.INVOICE.OPEN', direct('S1'))).errorCode).toBe('10127');
    sim.configure({ repeatedOpen: 'requery' });
    expect((await client.call('ALLE.INVOICE.OPEN', direct('S1'))).errorCode).toBe('0');
    expect(sim.issuedTimes('S1')).toBe(1);
    sim.plan('S3', { afterMs: HOUR });
    await client.call('ALLE.INVOICE.OPEN', direct('S3'));
    client.mock.clock.advance(HOUR - 1);
    await client.call('ALLE.INVOICE.OPEN', direct('S3'));
    client.mock.clock.advance(1);
    expect(sim.record.at(-1)).toMatchObject({ key: 'S3', at: client.mock.clock.now() });
    sim.plan('S2', { fail: 'all', failure: '税局忙' });
    await client.call('ALLE.INVOICE.OPEN', direct('S2'));
    const failed = await client.call('ALLE.INVOICE.QUERY', { serialNo: 'S2', ...SELLER });
    expect(failed.data).toMatchObject({ issueErrorMessage: '税局忙' });
    expect(failed.data).not.toHaveProperty('invoiceNum');
    await client.call('ALLE.INVOICE.OPEN', direct('S2'));
    expect(sim.issuedTimes('S2')).toBe(1);
    sim.configure({ repeatedOpen: 'issue-again' });
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    expect(sim.issuedTimes('S1')).toBe(2);
  });

  it('cannot be withdrawn', async () => {
    const client = await simClient();
    client.mock.sim.plan('S1', { afterMs: null });
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    expect((await client.call('BILL.WITHDRAW', { ...SELLER, serialNos: ['S1'] })).success).toBe(false);
  });
});

describe('ALLE.INVOICE.RED', () => {
  it('issues at once where no confirmation is needed; the blue one is then reversed', async () => {
    const client = await simClient();
    const blue = await open(client);
    expect((await red(client, 'R1', blue)).errorCode).toBe('0');
    const { sim } = client.mock;
    expect(sim.record[1]).toMatchObject({ kind: 'red', key: 'R1', blueNum: blue, includeTaxAmount: '-113.00' });
    expect(sim.invoices().map(({ status }) => status)).toEqual(['3', '0']);
    expect((await red(client, 'R1', blue)).errorCode).toBe('10127');
    expect((await red(client, 'R2', blue)).message).toBe(`${blue}的原蓝票信息非正常或者部分红冲状态，请检查数据`);
    const { redConfirmBillStatus } = await shown(client);
    expect(redConfirmBillStatus).toBe('01');
    expect(sim.problems()).toEqual([]);
  });

  it('waits without issuing, and issues when asked again after the buyer has confirmed', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02' } } });
    const { sim } = client.mock;
    const blue = await open(client);
    const waiting = await red(client, 'R1', blue);
    expect(waiting).toMatchObject({ errorCode: '0', data: { serialNo: 'R1', redConfirmBillStatus: '02', originalInvoiceNumber: blue } });
    expect((await red(client, 'R1', blue)).message).toBe(NOT_READY);
    expect((await red(client, 'R2', blue)).message).toBe(NOT_READY);
    expect(sim.record).toHaveLength(1);
    sim.confirm((waiting.data as { redInfoBillNo: string }).redInfoBillNo);
    expect((await shown(client))['redConfirmBillStatus']).toBe('04');
    expect(sim.record).toHaveLength(1);
    expect((await red(client, 'R1', blue)).errorCode).toBe('0');
    expect(sim.issuedTimes('R1')).toBe(1);
    expect((await red(client, 'R1', blue)).errorCode).toBe('10127');
    expect(sim.record).toHaveLength(2);
  });

  it('belongs to the serial that applied: another one cannot take the confirmation', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02' } } });
    const { sim } = client.mock;
    const blue = await open(client);
    await red(client, 'R1', blue);
    sim.confirm(sim.order('R1')?.confirmation ?? '');
    expect((await red(client, 'R2', blue)).success).toBe(false);
    expect((await red(client, 'R1', blue)).errorCode).toBe('0');
    expect([sim.issuedTimes('R1'), sim.issuedTimes('R2')]).toEqual([1, 0]);
  });

  it('comes by itself after the confirmation where the bureau does so', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02', bureauIssuesConfirmed: true } } });
    const blue = await open(client);
    await red(client, 'R1', blue);
    client.mock.sim.confirm(String((await shown(client))['redInfoBillNo']));
    expect(client.mock.sim.issuedTimes('R1')).toBe(1);
  });

  it('is refused with the text of §6.3 where waiting counts as a refusal', async () => {
    const client = await simClient({ sim: { settings: { redWaiting: 'refused' } } });
    const blue = await open(client);
    client.mock.sim.needConfirmation(blue);
    expect((await red(client, 'R1', blue)).message).toBe(NOT_READY);
    expect((await shown(client))['redConfirmBillStatus']).toBe('02');
  });

  it('is for the seller of a known blue invoice only', async () => {
    const enterprises = [TAX_NO, '91440300MCK00002X1'].map((taxNo) => ({ taxNo, name: taxNo }));
    const client = await simClient({ sim: { enterprises } });
    const blue = await open(client);
    expect((await red(client, 'R1', '25440000000000000099')).message).toBe('原蓝票开票日期不能为空');
    const other = { serialNo: 'R1', invoiceNum: blue, redReason: '01', invoiceType: '02', sellerTaxpayerId: '91440300MCK00002X1' };
    expect((await client.call('ALLE.INVOICE.RED', other)).success).toBe(false);
    expect(client.mock.sim.confirmations()).toEqual([]);
    expect((await client.call('ALLE.INVOICE.RED', { ...other, serialNo: 'S1', sellerTaxpayerId: TAX_NO })).errorCode).toBe('10127');
  });
});

describe('both ways of issuing', () => {
  it('meet: ALLE.INVOICE.RED reverses what BILL.PUSH issued, with its own numbers of types', async () => {
    const client = await simClient();
    await client.push(bill('B1', { billDetail: [line({ quantity: number('2'), price: number('50.00') })] }));
    const blue = client.mock.sim.record[0]?.invoiceNum ?? '';
    expect((await red(client, 'R1', blue)).errorCode).toBe('0');
    const shownRed = await client.call('ALLE.INVOICE.QUERY', { serialNo: 'R1', ...SELLER });
    const invoiceDetail = [{ quantity: '-2', price: '50.00', amount: '-100.00' }];
    expect(shownRed.data).toMatchObject({ invoiceType: '02', invoiceStatus: '0', invoiceDetail });
    const { data } = await client.call('ALLE.BATCH.QUERY', { ...SELLER, invoiceType: '02', pageNo: 0, pageSize: 50 });
    expect((data as { dataList: unknown[] }).dataList).toHaveLength(2);
    expect((await client.invoices('B1'))[0]).toMatchObject({ invoiceStatus: '3' });
  });
});

describe('red confirmations', () => {
  it('reach every state of the list', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02' } } });
    const { sim, clock } = client.mock;
    const numbers: string[] = [];
    for (let index = 0; index < 9; index += 1) numbers.push(await open(client, `S${index}`));
    const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = ''] = numbers;
    const start = async (blue: string) => ((await apply(client, `O${blue}`, blue)).data as { redInfoBillNo: string }).redInfoBillNo;
    sim.needConfirmation(a, '01');
    await start(a);
    await start(b);
    sim.enterByBuyer(c);
    sim.confirm(await start(d));
    sim.deny(await start(e));
    sim.deny(sim.enterByBuyer(f));
    const revoke = (number: string) => client.call('REDCONFIRMBILL.REVOKE', { taxNo: TAX_NO, number, enteridentity: '0', qrlx: 'C' });
    expect((await revoke(await start(h))).errorCode).toBe('0');
    const confirmed = await start(i);
    sim.confirm(confirmed);
    expect((await revoke(confirmed)).errorCode).toBe('0');
    expect((await revoke(confirmed)).success).toBe(false);
    expect((await revoke('1')).success).toBe(false);
    await start(g);
    const states = () => Object.fromEntries(sim.confirmations().map(({ blueNum, state }) => [numbers.indexOf(blueNum), state]));
    expect(states()).toEqual({ 0: '01', 1: '02', 2: '03', 3: '04', 4: '05', 5: '06', 6: '02', 7: '08', 8: '09' });
    clock.advance(72 * HOUR - 1);
    expect(states()).toMatchObject({ 1: '02', 2: '03', 6: '02' });
    clock.advance(1);
    expect(states()).toEqual({ 0: '01', 1: '07', 2: '07', 3: '04', 4: '05', 5: '06', 6: '07', 7: '08', 8: '09' });
    expect(() => sim.confirm(confirmed)).toThrow();
  });

  it('are applied for only, then issued by ALLE.INVOICE.RED; a dead one lets a new one be made', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02' } } });
    const { sim, clock } = client.mock;
    const blue = await open(client);
    expect((await apply(client, 'O1', blue, { invoiceCode: '1' })).message).toBe('待冲蓝票代码格式错误');
    expect((await apply(client, 'O1', blue, { redReason: '01' })).success).toBe(false);
    const first = await apply(client, 'O1', blue);
    expect(first).toMatchObject({ errorCode: '0', data: { orderNo: 'O1', redConfirmBillStatus: '02' } });
    expect((await apply(client, 'O1', blue)).errorCode).toBe('10127');
    expect((await apply(client, 'O2', blue)).success).toBe(false);
    expect((await red(client, 'R1', blue)).message).toBe(NOT_READY);
    clock.advance(2 * HOUR - 1);
    sim.configure({});
    sim.deny((first.data as { redInfoBillNo: string }).redInfoBillNo);
    const second = await apply(client, 'O2', blue);
    sim.confirm((second.data as { redInfoBillNo: string }).redInfoBillNo);
    expect((await red(client, 'R1', blue)).errorCode).toBe('0');
    expect(sim.issuedTimes('R1')).toBe(1);
    expect(sim.confirmations().map(({ state, used }) => [state, used])).toEqual([
      ['05', false],
      ['04', true],
    ]);
  });

  it('may cover a part, never more than is left', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    const blue = await open(client);
    const part = (amount: string, taxAmount: string) => ({
      invoiceDetail: [{ amount: number(amount), taxRate: '0.13', taxAmount: number(taxAmount) }],
      redReason: '2',
    });
    expect((await apply(client, 'O1', blue, part('-100.01', '-13.00'))).message).toContain('原蓝票信息');
    expect((await apply(client, 'O1', blue, part('40.00', '5.20'))).success).toBe(false);
    expect((await apply(client, 'O1', blue, part('-40.00', '-5.20'))).errorCode).toBe('0');
    expect((await apply(client, 'O2', blue, part('-70.00', '-9.10'))).success).toBe(false);
    await red(client, 'R1', blue);
    expect(sim.invoices().map(({ status }) => status)).toEqual(['0', '0']);
    expect((await red(client, 'R2', blue)).errorCode).toBe('0');
    expect(sim.record.map(({ includeTaxAmount }) => includeTaxAmount)).toEqual(['113.00', '-45.20', '-67.80']);
    expect(sim.invoices()[0]?.status).toBe('3');
    expect(sim.problems()).toEqual([]);
  });

  it('that end while a serial waits fail it; the serial is not issued any more', async () => {
    const client = await simClient({ sim: { settings: { confirmation: '02' } } });
    const { sim } = client.mock;
    const blue = await open(client);
    await red(client, 'R1', blue);
    sim.deny(String((await shown(client))['redInfoBillNo']));
    expect(sim.order('R1')).toMatchObject({ state: 'decided', invoices: [], failures: ['作废（销方录入购方否认）'] });
    expect((await red(client, 'R1', blue)).message).toBe(NOT_READY);
    const query = await client.call('ALLE.INVOICE.QUERY', { serialNo: 'R1', ...SELLER });
    expect(query.data).toMatchObject({ redConfirmBillStatus: '05', issueErrorMessage: '作废（销方录入购方否认）' });
  });

  it('that are revoked before the red invoice is due stop it', async () => {
    const client = await simClient();
    const { sim, clock } = client.mock;
    const blue = await open(client);
    sim.plan('R1', { afterMs: HOUR });
    await red(client, 'R1', blue);
    const number = String((await shown(client))['redInfoBillNo']);
    await client.call('REDCONFIRMBILL.REVOKE', { taxNo: TAX_NO, number, enteridentity: '0', qrlx: 'C' });
    clock.advance(HOUR);
    expect(sim.issuedTimes('R1')).toBe(0);
    expect(sim.order('R1')?.failures).toEqual([NOT_READY]);
  });

  it('cannot be revoked once the red invoice exists, nor by anybody else', async () => {
    const client = await simClient();
    const blue = await open(client);
    await apply(client, 'O1', blue);
    const { number = '' } = client.mock.sim.confirmations()[0] ?? {};
    const revoke = (taxNo: string) => client.call('REDCONFIRMBILL.REVOKE', { taxNo, number, enteridentity: '0', qrlx: 'C' });
    expect((await revoke('91440300MCK00002X1')).success).toBe(false);
    await red(client, 'R1', blue);
    expect(client.mock.sim.issuedTimes('R1')).toBe(1);
    expect((await revoke(TAX_NO)).success).toBe(false);
    expect(client.mock.sim.confirmations()[0]?.state).toBe('01');
  });

  it('are found by number, day and organization', async () => {
    const client = await simClient();
    await apply(client, 'O1', await open(client));
    const number = client.mock.sim.confirmations()[0]?.number;
    const found = async (query: Record<string, unknown>) => {
      const { data } = await client.call('ALLE.REDCONFIRMBILL.QUERY', query);
      return data as { dataList: unknown[]; pageNo: string; pageSize: string; totalElement: string };
    };
    expect(await found({ orgCode: 'A1', redInfoBillNo: number })).toMatchObject({
      dataList: [{ redInfoBillNo: number }],
      pageNo: '1',
      totalElement: '1',
    });
    expect((await found({ taxpayerId: TAX_NO, startDate: '2026-01-05', endDate: '2026-01-05' })).totalElement).toBe('1');
    expect((await found({ taxpayerId: TAX_NO, startDate: '2026-01-06' })).totalElement).toBe('0');
    expect((await found({ taxpayerId: TAX_NO, endDate: '2026-01-04' })).totalElement).toBe('0');
    expect((await found({ taxpayerId: '91440300MCK00002X1' })).totalElement).toBe('0');
  });
});

describe('red bills', () => {
  const negative = { billDetail: [line({ amount: number('-100.00'), taxAmount: number('-13.00') })] };
  const redBill = (billNo: string, blue: string, change = {}) => bill(billNo, { invoiceProperty: '1', blueInvoiceNo: blue, ...negative, ...change });

  it('of 数电 go through a confirmation and wait for the buyer', async () => {
    const client = await simClient({ sim: { settings: { autoInvoiceCovers: 'all', confirmation: '02' } } });
    const { sim } = client.mock;
    await client.push(bill('B1'));
    const blue = sim.record[0]?.invoiceNum ?? '';
    expect((await client.push(redBill('N1', blue, { blueInvoiceCode: '044' }))).message).toBe('待冲蓝票代码格式错误');
    expect((await client.push(redBill('N1', '25440000000000000099'))).message).toBe('原蓝票开票日期不能为空');
    expect((await client.push(redBill('N1', blue, { billDetail: [line()] }))).success).toBe(false);
    await client.push(redBill('N1', blue));
    expect(sim.order('N1')?.state).toBe('waiting');
    sim.confirm(sim.order('N1')?.confirmation ?? '');
    expect(sim.record[1]).toMatchObject({ key: 'N1', kind: 'red', blueNum: blue, includeTaxAmount: '-113.00' });
    expect((await client.invoices('N1'))[0]).toMatchObject({ invoiceProperty: '1', originalInvoiceNumber: blue });
  });

  it('are not issued by autoInvoice unless it covers them, and cannot reverse more than is left', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    await client.push(bill('B1'));
    const blue = sim.record[0]?.invoiceNum ?? '';
    await client.push(redBill('N1', blue), redBill('N2', blue));
    expect(sim.orders().map(({ state }) => state)).toEqual(['decided', 'held', 'held']);
    sim.issue('N1');
    sim.issue('N2');
    expect(sim.issuedTimes('N1')).toBe(1);
    expect(sim.order('N2')).toMatchObject({ invoices: [], failures: [`${blue}的原蓝票信息非正常或者部分红冲状态，请检查数据`] });
    expect((await client.push(redBill('N3', blue))).message).toContain('原蓝票信息');
    expect(sim.problems()).toEqual([]);
  });

  it('that are withdrawn while they wait are not issued when the buyer confirms', async () => {
    const client = await simClient({ sim: { settings: { autoInvoiceCovers: 'all', confirmation: '02' } } });
    const { sim } = client.mock;
    await client.push(bill('B1'));
    await client.push(redBill('N1', sim.record[0]?.invoiceNum ?? ''));
    const number = sim.order('N1')?.confirmation ?? '';
    expect((await client.call('BILL.WITHDRAW', { ...SELLER, serialNos: ['N1'] })).errorCode).toBe('0');
    sim.confirm(number);
    expect(sim.order('N1')).toMatchObject({ state: 'withdrawn', invoices: [] });
    expect(sim.record).toHaveLength(1);
  });

  it('that ask for more than is left are refused', async () => {
    const client = await simClient();
    await client.push(bill('B1'));
    const more = { billDetail: [line({ amount: number('-100.01'), taxAmount: number('-13.00') })] };
    const refusal = await client.push(redBill('N1', client.mock.sim.record[0]?.invoiceNum ?? '', more));
    expect(refusal.message).toContain('的原蓝票信息非正常或者部分红冲状态');
  });

  it('of fiscal invoices name code and number', async () => {
    const client = await simClient({ sim: { settings: { autoInvoiceCovers: 'all' } } });
    const { sim } = client.mock;
    await client.push(bill('B1', { invoiceType: '026' }));
    const [{ invoiceCode = '', invoiceNum = '' } = {}] = sim.record;
    const fiscal = (billNo: string, code: string) =>
      bill(billNo, { invoiceType: '026', invoiceProperty: '1', originalInvoiceCode: code, originalInvoiceNumber: invoiceNum, ...negative });
    expect((await client.push(fiscal('N1', '000000000000'))).message).toBe('原蓝票开票日期不能为空');
    expect((await client.push(fiscal('N1', invoiceCode))).errorCode).toBe('0');
    expect(sim.record[1]).toMatchObject({ kind: 'red', blueNum: invoiceNum });
    expect(sim.confirmations()).toEqual([]);
  });

  it('take over a confirmation of the buyer with the same amount', async () => {
    const client = await simClient({ sim: { settings: { autoInvoiceCovers: 'all' } } });
    const { sim } = client.mock;
    await client.push(bill('B1'));
    const blue = sim.record[0]?.invoiceNum ?? '';
    const number = sim.enterByBuyer(blue);
    await client.push(redBill('N1', blue));
    expect(sim.order('N1')).toMatchObject({ state: 'waiting', confirmation: number });
    sim.confirm(number);
    expect(sim.issuedTimes('N1')).toBe(1);
    expect(sim.confirmations()).toHaveLength(1);
  });
});
