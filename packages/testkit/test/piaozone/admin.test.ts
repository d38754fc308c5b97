import { describe, expect, it } from 'vitest';
import { startWithClient } from './harness.js';
import { postJson, sampleBill, send } from './raw-client.js';

const SERIAL = '20240101000000000001';

async function start() {
  const started = await startWithClient();
  const { origin } = started.mock;
  return {
    ...started,
    view: async (name: string): Promise<unknown> => JSON.parse((await send('GET', `${origin}/__mock/${name}`)).text),
    command: async (name: string, body: unknown): Promise<number> => (await send('POST', `${origin}/__mock/${name}`, JSON.stringify(body))).status,
  };
}

describe('GET /__mock/…', () => {
  it('shows record, state, credentials, settings, outbox and journal', async () => {
    const { mock, seller, client, view } = await start();
    await client.create(sampleBill(seller.taxNo));
    expect(await view('record')).toEqual(JSON.parse(JSON.stringify(mock.record)));
    expect(await view('state')).toMatchObject({
      now: mock.server.clock.now(),
      invoices: [{ serialNo: SERIAL, invoiceNo: '00000001', invoiceStatus: '0' }],
      quotas: { [seller.taxNo]: 999_999 },
      tokenRequests: { [seller.clientId]: 1 },
      waitingForPerson: [],
      unknownRequests: [],
      unknownFields: [],
    });
    expect(await view('credentials')).toMatchObject({ baseUrl: mock.baseUrl, tenant: mock.tenant });
    expect(await view('settings')).toMatchObject({ repeatedSerial: 'refuse' });
    expect(await view('outbox')).toEqual([]);
    expect(await view('journal')).toHaveLength(2);
  });
});

describe('POST /__mock/…', () => {
  it('tokens', async () => {
    const { seller, client, command } = await start();
    expect(await command('tokens', { action: 'kill', clientId: 'mock-other' })).toBe(200);
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    await command('tokens', { action: 'kill', clientId: seller.clientId });
    expect((await client.query(SERIAL)).errcode).toBe('1300');
    await client.login();
    await command('tokens', { action: 'expireAll' });
    expect((await client.query(SERIAL)).errcode).toBe('1300');
    expect(await command('tokens', { action: 'revive' })).toBe(400);
  });

  it('settings, and refuses names that do not exist', async () => {
    const { seller, client, command } = await start();
    await client.create(sampleBill(seller.taxNo));
    expect(await command('settings', { repeatedSerial: 'first-result' })).toBe(200);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect(await command('settings', { repeatedSerials: 'refuse' })).toBe(400);
    expect(await command('settings', [])).toBe(400);
  });

  it('issuing in progress, long links and scans, for clients in any language', async () => {
    const { mock, seller, client, command, view } = await start();
    await command('issueLater', { serialNo: SERIAL, afterMs: 1000 });
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('MOCK_INTERNAL');
    expect(await view('state')).toMatchObject({ pending: [SERIAL] });
    await command('clock', { advanceMs: 1000 });
    expect((await client.query(SERIAL)).errcode).toBe('0000');
    await command('longLinkOperation', { czlx: '30', answer: { errcode: '0000', description: '操作成功', data: { rows: [] } } });
    await command('longLinkClient', { taxNo: seller.taxNo, online: true, account: true });
    const link = `${mock.baseUrl}/bill-websocket/v3/invoicewebsocket/push?taxNo=${seller.taxNo}&clientId=${seller.clientId}`;
    const order = JSON.stringify({ czlx: '30', sfrz: { client_id: seller.clientId }, sjd: {} });
    expect((await postJson(link, order)).data).toEqual({ rows: [] });
    expect(await view('longLink')).toMatchObject([{ czlx: '30', taxNo: seller.taxNo, simulated: false }]);
    await command('longLinkClient', { taxNo: seller.taxNo, online: false });
    expect((await postJson(link, order)).errcode).toBe('MOCK_OFFLINE');
    const sale = { saleNo: 'SO1', saleDate: 'd', invoiceType: '1', taxDiscNum: '0', totalAmount: 1, invoiceAmount: 1, items: [{ ownNumber: '1' }] };
    await command('refuseSalesOrder', { saleNo: 'SO1', code: '00565' });
    expect((await client.call('/m5/bill/save/salesOrder', sale)).errcode).toBe('00565');
    await client.call('/m5/bill/save/salesOrder', sale);
    expect(await command('scanCustomer', { taxNo: seller.taxNo, pushUrl: 'http://127.0.0.1:1/' })).toBe(200);
    expect(await command('scan', { saleNo: 'SO1', buyerName: '张三' })).toBe(200);
    expect(await command('scan', { saleNo: 'SO2' })).toBe(400);
    expect(await command('deliverPushes', {})).toBe(200);
    expect(await command('repeatPush', { saleNo: 'SO1' })).toBe(200);
    expect(await view('scan')).toMatchObject({ orders: [{ saleNo: 'SO1', issued: { buyer: { name: '张三' } } }], pushes: [{ attempts: [{}, {}] }] });
    await command('refuseNext', { path: '/serialno/query', errcode: '3002', description: '未找到对应蓝票', times: 2 });
    for (const errcode of ['3002', '3002', '0000']) expect((await client.query(SERIAL)).errcode).toBe(errcode);
    await command('asyncOutcome', { serialNo: 'x', status: '3' });
    expect(await command('settings', { scan: { md5Case: 'upper' } })).toBe(200);
    expect(mock.settings.scan).toMatchObject({ md5Case: 'upper', lengthUnit: 'characters' });
  });

  it('faultOnSerial, throttle, person, entitlements and quota', async () => {
    const { mock, seller, client, command } = await start();
    await command('faultOnSerial', { serialNo: SERIAL, fault: { kind: 'drop-after' }, times: 1 });
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toThrow();
    expect(mock.issuedTimes(SERIAL)).toBe(1);
    await command('throttle', { allow: 0, perMs: 1000 });
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_THROTTLED');
    await command('throttle', {});
    expect((await client.query(SERIAL)).errcode).toBe('0000');
    await command('personAction', { serialNo: '*', kind: 'login', channel: 'client' });
    expect((await client.create(sampleBill(seller.taxNo, 'B'))).errcode).toBe('91300');
    await command('personActed', {});
    await command('entitlements', { taxNo: seller.taxNo, entitlements: [] });
    expect((await client.create(sampleBill(seller.taxNo, 'B'))).errcode).toBe('A0300');
    await command('entitlements', { taxNo: seller.taxNo, entitlements: ['开票管理'] });
    await command('quota', { taxNo: seller.taxNo, quota: 0 });
    expect((await client.create(sampleBill(seller.taxNo, 'B'))).errcode).toBe('MOCK_QUOTA');
    expect(await command('quota', { taxNo: 'nobody', quota: 1 })).toBe(400);
  });
});
