import { describe, expect, it } from 'vitest';
import { type MockPiaozone, PIAOZONE_PATHS } from '../../src/piaozone/index.js';
import { startWithClient } from './harness.js';
import { sampleBill, send } from './raw-client.js';

const SERIAL = '20240101000000000001';
const OTHER = '20240101000000000002';

describe('a fault on one serial number', () => {
  it('drop-after: the invoice exists, the caller does not learn it; others pass', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.faultOnSerial(SERIAL, { kind: 'drop-after' });
    expect((await client.create(sampleBill(seller.taxNo, OTHER))).errcode).toBe('0000');
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toThrow();
    expect(mock.issuedTimes(SERIAL)).toBe(1);
    expect((await client.query(SERIAL)).data).toMatchObject({ serialNo: SERIAL, invoiceStatus: '0' });
    expect((await client.create(sampleBill(seller.taxNo))).description).toBe('该流水号已经存在');
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('drop-before: nothing was issued, and the same serial is free', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.faultOnSerial(SERIAL, { kind: 'drop-before' }, { times: 2 });
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toThrow();
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toThrow();
    expect(mock.record).toEqual([]);
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('is not used up by a request whose token is refused, nor by other paths', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.faultOnSerial(SERIAL, { kind: 'drop-after' });
    mock.tokens.kill();
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('1300');
    await client.login();
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toThrow();
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('finds a red request by the serial of the red invoice, and lets some through first', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo));
    mock.faultOnSerial(OTHER, { kind: 'drop-after' }, { path: PIAOZONE_PATHS.red });
    await expect(client.red({ serialNo: SERIAL, originalSerialNo: OTHER })).rejects.toThrow();
    expect(mock.issuedTimes(OTHER)).toBe(1);
    mock.faultOnSerial(SERIAL, { kind: 'html', status: 502 }, { path: PIAOZONE_PATHS.query, skip: 1 });
    expect((await client.query(SERIAL)).errcode).toBe('0000');
    await expect(client.query(SERIAL)).rejects.toThrow('JSON');
  });
});

describe('faults by path', () => {
  const cut = (mock: MockPiaozone, kind: 'reset' | 'drop-before' | 'drop-after') => mock.server.faults.next(PIAOZONE_PATHS.create, { kind });

  it('reset and html issue nothing', async () => {
    const { mock, seller, client } = await startWithClient();
    cut(mock, 'reset');
    await expect(client.create(sampleBill(seller.taxNo))).rejects.toMatchObject({ code: 'ECONNRESET' });
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'html', status: 502 });
    expect(await send('POST', client.url(PIAOZONE_PATHS.create), 'x', { 'content-type': 'application/json' })).toMatchObject({
      status: 502,
      contentType: 'text/html',
    });
    expect(mock.record).toEqual([]);
    expect(mock.server.journal.to(PIAOZONE_PATHS.create).map(({ fault }) => fault)).toEqual(['reset', 'html']);
  });

  it('stall-body: the invoice exists, the answer stops half-way', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'stall-body' });
    const call = client.create(sampleBill(seller.taxNo));
    call.catch(() => undefined);
    await expect.poll(() => mock.issuedTimes(SERIAL)).toBe(1);
    await mock.close();
    await expect(call).rejects.toThrow();
  });

  it('hold: the request waits before anything happens', async () => {
    const { mock, seller, client } = await startWithClient();
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'hold', until });
    const held = client.create(sampleBill(seller.taxNo));
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    release();
    expect((await held).errcode).toBe('0000');
  });

  it.each(['expire-token', 'kill-token'])('%s ends the token as the request arrives', async (name) => {
    const { mock, seller, client } = await startWithClient();
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'custom', name });
    const refused = await client.create(sampleBill(seller.taxNo));
    expect(refused).toEqual({ errcode: '1300', description: mock.settings.rejectedToken.description });
    expect((await client.query(SERIAL)).errcode).toBe('1300');
    expect(mock.record).toEqual([]);
    await client.login();
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
  });

  it('throttle answers as configured and does nothing else', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { throttled: { errcode: 'T', description: '慢', httpStatus: 200 } } });
    mock.server.faults.next('*', { kind: 'custom', name: 'throttle' });
    expect(await client.create(sampleBill(seller.taxNo))).toEqual({ errcode: 'T', description: '慢' });
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });
});

describe('throttle by rule', () => {
  it('counts per window of the mock clock and on the given path only', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.throttle({ path: PIAOZONE_PATHS.create, allow: 2, perMs: 1000 });
    const create = async (serialNo: string) =>
      (await send('POST', client.url(PIAOZONE_PATHS.create), serialNo, { 'content-type': 'application/json' })).status;
    expect([await create('a'), await create('b'), await create('c')]).toEqual([200, 200, 429]);
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    mock.server.clock.advance(1000);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    mock.throttle();
    expect([await create('a'), await create('b'), await create('c')]).toEqual([200, 200, 200]);
  });
});

describe('person actions', () => {
  it('login lost: issuing waits and goes on with the same serial', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.personAction(SERIAL, 'login', { account: '15012345678' });
    expect(await client.create(sampleBill(seller.taxNo))).toEqual({
      errcode: '91300',
      description:
        '账号150****5678在电子税局登录已失效，已向用户150****5678绑定的微信用户推送服务号消息，请通知该用户在金蝶发票云公众号中完成登录操作。',
    });
    expect((await client.create(sampleBill(seller.taxNo, OTHER))).errcode).toBe('0000');
    expect(mock.waitingForPerson()).toEqual([SERIAL]);
    mock.personActed(SERIAL);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('face scan for every serial, told by an earlier notice, with an identity card number masked', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.personAction('*', 'face', { channel: 'notice-before', account: '11010119900101123X' });
    expect(await client.create(sampleBill(seller.taxNo))).toEqual({
      errcode: '91400',
      description: '账号110***********123X在电子税局扫脸认证已失效，请通知该用户在金蝶发票云公众号中完成扫脸认证操作。',
    });
    mock.personActed();
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    mock.personAction('*', 'face', { channel: 'client' });
    expect(await client.red({ serialNo: SERIAL, originalSerialNo: OTHER })).toEqual({
      errcode: '91400',
      description: '电子税局扫脸认证已失效，请在客户端扫脸认证后重新操作！',
      data: { isLocalClient: true },
    });
  });

  it('a link that acts when somebody opens it', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.personAction(SERIAL, 'face', { channel: 'link' });
    const { description, data } = await client.create(sampleBill(seller.taxNo));
    const url = String(data?.['scanFaceCheckUrl']);
    expect(description).toBe(`电子税局扫脸认证已失效，请用浏览器打开该地址：${url}，完成扫脸认证后重新操作！`);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('91400');
    expect((await send('GET', url)).status).toBe(200);
    expect((await send('GET', url)).status).toBe(404);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
  });

  it('does not stand before the repeat of an issued serial', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo));
    mock.personAction('*', 'login');
    expect((await client.create(sampleBill(seller.taxNo))).description).toBe('该流水号已经存在');
    expect((await client.query(SERIAL)).errcode).toBe('0000');
  });
});
