import { describe, expect, it } from 'vitest';
import { bill, direct, SYSTEM, simClient, TAX_NO } from './sim-client.js';

const DAY = 86_400_000;

interface Page {
  readonly dataList: { invoiceNum: string; invoiceType: string }[];
  readonly pageNo: string;
  readonly pageSize: string;
  readonly totalElement: string;
}

describe('lists', () => {
  it('ALLE.BATCH.QUERY starts at page 0, or at 1', async () => {
    const client = await simClient();
    for (const serialNo of ['S1', 'S2', 'S3']) await client.call('ALLE.INVOICE.OPEN', direct(serialNo));
    await client.push(bill('B1', { invoiceType: '026' }));
    const page = async (pageNo: number, change = {}) => {
      const reply = await client.call('ALLE.BATCH.QUERY', { sellerTaxpayerId: TAX_NO, invoiceType: '02', pageNo, pageSize: 2, ...change });
      return reply.data as Page;
    };
    expect((await page(0)).dataList).toHaveLength(2);
    expect(await page(1)).toMatchObject({ dataList: [{ serialNo: 'S3' }], pageNo: '1', pageSize: '2', totalElement: '3' });
    expect((await page(2)).dataList).toEqual([]);
    expect((await page(0, { invoiceType: '01' })).dataList).toEqual([]);
    expect((await page(0, { invoiceType: '' })).totalElement).toBe('3');
    client.mock.sim.configure({ batchPageBase: 1 });
    expect((await page(1)).dataList).toHaveLength(2);
    expect(await page(0)).toBeUndefined();
    client.mock.sim.configure({ pages: 'array' });
    expect(await page(2)).toMatchObject([{ serialNo: 'S3' }]);
    expect(await page(1, { pageSize: 51 })).toBeUndefined();
  });

  it('INVOICE.QUERY narrows by every field it names, at most 50 a page', async () => {
    const client = await simClient({ accessTokenLifeMs: 10 * DAY });
    await client.push(bill('B1', { invoiceType: '026' }), bill('B2', { invoiceType: '026' }));
    client.mock.sim.voidInvoice('00000002');
    client.mock.clock.advance(DAY);
    await client.push(bill('B3'));
    const found = async (query: Record<string, unknown>) => {
      const { data } = await client.call('INVOICE.QUERY', { sellerTaxpayerId: TAX_NO, ...query });
      return (data as Page | undefined)?.dataList.map((one) => (one as unknown as { billNo: string }).billNo);
    };
    expect(await found({})).toEqual(['B1', 'B2', 'B3']);
    expect(await found({ serialNo: 'B2' })).toEqual(['B2']);
    expect(await found({ invoiceDateS: '2026-01-06' })).toEqual(['B3']);
    expect(await found({ invoiceDateE: '2026-01-05' })).toEqual(['B1', 'B2']);
    expect(await found({ invoiceCode: '044000000112', invoiceNumberS: '00000002', invoiceNumberE: '00000002' })).toEqual(['B2']);
    expect(await found({ invoiceStatus: '6' })).toEqual(['B2']);
    expect(await found({ invoiceType: '10xdp' })).toEqual(['B3']);
    expect(await found({ pageNo: 2, pageSize: 2 })).toEqual(['B3']);
    expect(await found({ pageNo: 0 })).toBeUndefined();
    expect(await found({ pageSize: 51 })).toBeUndefined();
    expect((await client.call('INVOICE.QUERY', { sellerTaxpayerId: '' })).success).toBe(false);
  });
});

describe('another seller', () => {
  it('sees nothing of what is not its own', async () => {
    const other = '91440300MCK00002X1';
    const client = await simClient({ sim: { enterprises: [TAX_NO, other].map((taxNo) => ({ taxNo, name: taxNo })) } });
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    const ask = async (code: string, query: Record<string, unknown>) => (await client.call(code, { sellerTaxpayerId: other, ...query })).data;
    expect(await ask('ALLE.INVOICE.QUERY', { serialNo: 'S1' })).toBeUndefined();
    expect(await ask('ALLE.BATCH.QUERY', { pageNo: 0 })).toMatchObject({ totalElement: '0' });
    expect(await ask('INVOICE.QUERY', {})).toMatchObject({ totalElement: '0' });
  });
});

describe('vehicles and accounts', () => {
  const vehicle = {
    open: (data: Record<string, unknown>) => ({
      ...{ serialNo: String(data['s']), taxNo: TAX_NO, buyerName: '车主' },
      ...{ totalAmount: '100000.00', totalTaxAmount: '13000.00' },
    }),
    red: (data: Record<string, unknown>) => ({ serialNo: String(data['s']), invoiceNum: String(data['n']) }),
    info: (data: Record<string, unknown>) => ({ vin: data['vin'] }),
  };

  it('are read by functions of the test, and refused without them', async () => {
    const without = await simClient();
    for (const code of ['INVOICE.OPEN.VEHICLE', 'INVOICE.RED.VEHICLE', 'QUIERY.VEHICLE.INFO']) {
      expect((await without.call(code, {})).success).toBe(false);
    }
    expect(without.mock.sim.unknownCodes).toEqual([]);
    const client = await simClient({ sim: { vehicle } });
    const { sim } = client.mock;
    expect((await client.call('QUIERY.VEHICLE.INFO', { vin: 'V1' })).data).toEqual({ vin: 'V1' });
    expect((await client.call('INVOICE.OPEN.VEHICLE', { s: 'V1' })).errorCode).toBe('0');
    expect((await client.call('INVOICE.OPEN.VEHICLE', { s: 'V1' })).errorCode).toBe('10127');
    const invoiceNum = sim.record[0]?.invoiceNum ?? '';
    expect((await client.call('INVOICE.RED.VEHICLE', { s: 'V2', n: invoiceNum })).message).toContain('红字确认单');
    await client.call('REDCONFIRMBILL.APPLY', { orderNo: 'O1', invoiceNo: invoiceNum, redReason: '1' });
    expect((await client.call('INVOICE.RED.VEHICLE', { s: 'V2', n: invoiceNum })).errorCode).toBe('0');
    expect(sim.record.map(({ includeTaxAmount }) => includeTaxAmount)).toEqual(['113000.00', '-113000.00']);
  });

  it('ALLE.ACCOUNT.CHECK says what the test gives', async () => {
    const client = await simClient({ sim: { accountCheck: () => ({ errorCode: '1', message: '请登录电子税局' }) } });
    expect(await client.call('ALLE.ACCOUNT.CHECK', { taxno: TAX_NO })).toMatchObject({ errorCode: '1', message: '请登录电子税局' });
    expect((await client.call('ALLE.ACCOUNT.CHECK', { taxno: '1' })).message).toBe('税号未关联组织');
  });
});

describe('levers', () => {
  it('serves files behind the links, none of which is a legal document', async () => {
    const client = await simClient();
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    const { data } = await client.call('ALLE.INVOICE.QUERY', { serialNo: 'S1', sellerTaxpayerId: TAX_NO });
    const { invoiceFileUrl, xmlFileUrl, ofdFileUrl } = data as Record<string, string>;
    const bytes = async (url = '') => Buffer.from(await (await fetch(url)).arrayBuffer()).toString('latin1');
    expect(await bytes(invoiceFileUrl)).toMatch(/^%PDF/);
    expect(await bytes(ofdFileUrl)).toMatch(/^PK/);
    expect(await bytes(xmlFileUrl)).toContain('<includeTaxAmount>113.00</includeTaxAmount>');
    expect((await fetch(`${client.mock.baseUrl}/mock/invoices/999.pdf`)).status).toBe(404);
  });

  it('drops the reply before or after the effect, for one bill only', async () => {
    const client = await simClient();
    const { sim } = client.mock;
    sim.faultOn('B1', { kind: 'drop-after' }, { interfaceCode: 'BILL.PUSH' });
    sim.faultOn('B2', { kind: 'drop-before' });
    sim.faultOn('B3', { kind: 'html', status: 504 });
    sim.faultOn('B4', { kind: 'stall-body' });
    await client.push(bill('B0'));
    await expect(client.push(bill('B1'))).rejects.toThrow();
    await expect(client.push(bill('B2'))).rejects.toThrow();
    expect((await client.push(bill('B3'))).httpStatus).toBe(504);
    expect(sim.record.map(({ key }) => key)).toEqual(['B0', 'B1']);
    expect((await client.push(bill('B1'))).errorCode).toBe('10127');
    expect((await client.push(bill('B2'))).errorCode).toBe('0');
    expect(sim.issuedTimes('B1')).toBe(1);
  });

  it('are there over HTTP too', async () => {
    const client = await simClient();
    const { origin } = new URL(client.mock.baseUrl);
    const command = async (name: string, body: unknown) => {
      const response = await fetch(`${origin}/__mock/${name}`, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.json()];
    };
    const view = async (name: string) => (await fetch(`${origin}/__mock/${name}`)).json();
    await command('simSettings', { issueAfterMs: 1000 });
    expect(await command('simSettings', { nonsense: 1 })).toEqual([400, { error: expect.stringContaining('nonsense') }]);
    await command('plan', { key: 'B1', split: 2 });
    await client.push(bill('B1'), bill('B2', { autoInvoice: '0' }));
    await command('clock', { advanceMs: 1000 });
    expect(await view('record')).toMatchObject([
      { key: 'B1', part: 1 },
      { key: 'B1', part: 2 },
    ]);
    await command('issue', { billNo: 'B2' });
    expect(await view('bills')).toMatchObject([
      { key: 'B1', state: 'decided' },
      { key: 'B2', state: 'issuing' },
    ]);
    expect(await view('sim')).toMatchObject({ problems: [], unknownCodes: [] });
    expect(await view('callbacks')).toEqual({ planned: [], deliveries: [] });
    expect(await view('confirmations')).toEqual([]);
    expect(await command('flushCallbacks', {})).toEqual([200, { acknowledged: 0 }]);
    await command('refuseInterface', { interfaceCode: 'BILL.PUSH', errorCode: '999', message: '' });
    expect((await client.push(bill('B9'))).errorCode).toBe('999');
  });

  it('repeats itself with the same seed', async () => {
    const run = async (seed: string) => {
      const client = await simClient({ seed }, { ...SYSTEM, encryption: { kind: 'aes', password: 'synthetic-key' } });
      client.mock.sim.plan('B1', { split: 2 });
      await client.push(bill('B1'));
      const reply = await client.call('BILL.INVOICE.QUERY', { sellerTaxpayerId: TAX_NO, serialNo: 'B1' });
      const { data } = reply as { data: { invoiceList: { serialNo: string }[] }[] };
      return data[0]?.invoiceList.map(({ serialNo }) => serialNo);
    };
    expect(await run('one')).toEqual(await run('one'));
    expect(await run('one')).not.toEqual(await run('two'));
  });
});
