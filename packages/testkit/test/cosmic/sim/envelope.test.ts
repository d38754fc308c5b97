import { describe, expect, it } from 'vitest';
import { signIn } from '../raw-client.js';
import { bill, direct, SYSTEM, simClient, TAX_NO } from './sim-client.js';

describe('envelope of sim/openApi', () => {
  it('answers an unknown businessSystemCode, a raw object and broken base64 with the known texts', async () => {
    const client = await simClient();
    const envelope = { requestId: '1', businessSystemCode: SYSTEM.code, interfaceCode: 'BILL.PUSH' };
    const nobody = await client.raw({ ...envelope, businessSystemCode: 'NOBODY', data: '' });
    expect(nobody).toMatchObject({ message: '未知业务系统编码', success: false, status: false, httpStatus: 200 });
    for (const data of [[bill('B1')], { billNo: 'B1' }, 'not base64!', Buffer.from('{').toString('base64'), undefined]) {
      expect((await client.raw({ ...envelope, data })).message).toBe('接收的数据转换异常');
    }
    expect(client.mock.sim.orders()).toEqual([]);
  });

  it('refuses an array where an object belongs and the other way round', async () => {
    const client = await simClient();
    expect((await client.call('BILL.PUSH', bill('B1'))).message).toBe('接收的数据转换异常');
    expect((await client.call('ALLE.INVOICE.OPEN', [direct('S1')])).message).toBe('接收的数据转换异常');
  });

  it('fails loudly on an interfaceCode the reference does not hold, and remembers it', async () => {
    const client = await simClient();
    const answer = await client.call('BILL.PREVIEW', {});
    expect(answer.success).toBe(false);
    expect(answer.errorCode).not.toBe('0');
    expect(client.mock.sim.unknownCodes).toEqual(['BILL.PREVIEW']);
  });

  it('speaks AES both ways where the business system says so', async () => {
    const system = { code: 'AES1', encryption: { kind: 'aes', password: 'synthetic-key' } } as const;
    const client = await simClient({}, system);
    expect((await client.push(bill('B1'))).errorCode).toBe('0');
    const [invoice] = await client.invoices('B1');
    expect(invoice).toMatchObject({ billNo: 'B1', includeTaxAmount: '113.00' });
    const base64 = Buffer.from(JSON.stringify([bill('B2')])).toString('base64');
    expect((await client.raw({ businessSystemCode: 'AES1', interfaceCode: 'BILL.PUSH', data: base64 })).message).toBe('接收的数据转换异常');
  });

  it('takes organizations by tax number or code, and knows what is not mapped or not imported', async () => {
    const enterprises = [
      { taxNo: TAX_NO, name: '测试销方', orgCodes: ['A1'] },
      { taxNo: '91440300MCK00002X1', name: '未引入', orgCodes: ['A2'], imported: false },
    ];
    const client = await simClient({ sim: { enterprises } });
    expect((await client.push(bill('B1', { sellerTaxpayerId: '', orgCode: 'A1' }))).errorCode).toBe('0');
    expect((await client.push(bill('B2', { sellerTaxpayerId: '91440300MCK0000399' }))).message).toBe('税号未关联组织');
    const notImported = '当前组织还未引入发票云，请先到“发票云-基础资料-企业管理”引入组织，或切换业务单元';
    expect((await client.push(bill('B3', { sellerTaxpayerId: '', orgCode: 'A9' }))).message).toBe(notImported);
    expect((await client.push(bill('B4', { sellerTaxpayerId: '', orgCode: 'A2' }))).message).toBe(notImported);
    expect((await client.push(bill('B5', { sellerTaxpayerId: '' }))).success).toBe(false);
    expect((await client.push(bill('B6', { orgCode: 'A2' }))).message).toBe('税号未关联组织');
    expect(client.mock.sim.orders().map(({ key }) => key)).toEqual(['B1']);
  });

  it('is POST only', async () => {
    const client = await simClient();
    const response = await fetch(`${client.mock.baseUrl}/kapi/app/sim/openApi`, { headers: { accesstoken: await signIn(client.mock) } });
    expect(await response.json()).toMatchObject({ errorCode: '405', status: false });
  });

  it('records fields the reference does not name', async () => {
    const client = await simClient();
    await client.push({ ...bill('B1'), blueInvoiceDate: '', mystery: '1' });
    await client.call('ALLE.INVOICE.OPEN', { ...direct('S1'), other: '' });
    await client.raw({ businessSystemCode: SYSTEM.code, interfaceCode: 'BILL.PUSH', data: '', extra: 1 });
    expect(client.mock.unknownFields).toEqual(['sim.BILL.PUSH.mystery', 'sim.ALLE.INVOICE.OPEN.other', 'sim.extra']);
  });

  it('names success, status or both', async () => {
    const client = await simClient();
    const shapes = [];
    for (const successFields of ['both', 'success', 'status'] as const) {
      client.mock.sim.configure({ successFields });
      const { success, status } = await client.call('ALLE.ACCOUNT.CHECK', { taxno: TAX_NO });
      shapes.push([success, status]);
    }
    expect(shapes).toEqual([
      [true, true],
      [true, undefined],
      [undefined, true],
    ]);
  });

  it('answers a planned refusal as often as asked, without doing anything', async () => {
    const client = await simClient();
    client.mock.sim.refuseNext('BILL.PUSH', { errorCode: '30001', message: '风控' }, 2);
    expect((await client.push(bill('B1'))).errorCode).toBe('30001');
    expect((await client.push(bill('B1'))).errorCode).toBe('30001');
    expect(client.mock.sim.orders()).toEqual([]);
    expect((await client.push(bill('B1'))).errorCode).toBe('0');
  });

  it('creates organizations by YYPT.ADD.ORG under BUSINESS_SYSTEM, when the test says what data means', async () => {
    const client = await simClient({ sim: { addOrganization: (data) => ({ taxNo: String(data['t']), name: String(data['n']), orgCodes: ['N1'] }) } });
    const data = Buffer.from(JSON.stringify({ t: '91440300MCK00004Y2', n: '新组织' })).toString('base64');
    expect((await client.raw({ businessSystemCode: SYSTEM.code, interfaceCode: 'YYPT.ADD.ORG', data })).success).toBe(false);
    expect((await client.raw({ businessSystemCode: 'BUSINESS_SYSTEM', interfaceCode: 'YYPT.ADD.ORG', data })).success).toBe(true);
    expect((await client.push(bill('B1', { sellerTaxpayerId: '', orgCode: 'N1' }))).errorCode).toBe('0');
    const without = await simClient();
    expect((await without.raw({ businessSystemCode: 'BUSINESS_SYSTEM', interfaceCode: 'YYPT.ADD.ORG', data })).success).toBe(false);
  });
});
