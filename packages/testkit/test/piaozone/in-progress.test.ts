import { describe, expect, it } from 'vitest';
import { startWithClient } from './harness.js';
import { sampleBill } from './raw-client.js';

const SERIAL = '20240101000000000001';
const RED = '20240101000000000901';
const REPAIR = { errcode: 'MOCK_REPAIR', description: '局端内部错误，该开票请求修复中，请20分钟后再试！' };

describe('an issue in progress', () => {
  it('answers with an open outcome, is locked, and is found once the clock has decided', async () => {
    const { mock, seller, client } = await startWithClient();
    const startedAt = mock.server.clock.now();
    mock.issueLater(SERIAL, { afterMs: 60_000 });
    expect(await client.create(sampleBill(seller.taxNo))).toEqual({ errcode: 'MOCK_INTERNAL', description: '内部错误。请稍后再试' });
    expect(mock.pending()).toEqual([SERIAL]);
    expect(await client.create(sampleBill(seller.taxNo))).toEqual(REPAIR);
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    mock.server.clock.advance(59_999);
    expect(mock.issuedTimes(SERIAL)).toBe(0);
    mock.server.clock.advance(1);
    expect((await client.query(SERIAL)).data).toMatchObject({ serialNo: SERIAL, invoiceStatus: '0' });
    expect((await client.create(sampleBill(seller.taxNo))).description).toBe('该流水号已经存在');
    expect(mock.record).toMatchObject([{ serialNo: SERIAL, at: startedAt + 60_000 }]);
    expect(seller.quota).toBe(999_999);
    expect(mock.pending()).toEqual([]);
  });

  it('may fail: nothing is left, and the same serial issues', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.issueLater(SERIAL, { afterMs: 1000, outcome: 'failed', answer: { errcode: '500', description: '税局请求超时，请稍后再试' } });
    expect((await client.create(sampleBill(seller.taxNo))).description).toBe('税局请求超时，请稍后再试');
    mock.server.clock.advance(1000);
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    expect(mock.record).toEqual([]);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('may stay so for ever', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.issueLater(SERIAL);
    await client.create(sampleBill(seller.taxNo));
    mock.server.clock.advance(10 * 365 * 86_400_000);
    expect(mock.pending()).toEqual([SERIAL]);
    expect(mock.record).toEqual([]);
  });

  it('locks the blue invoice while its red one is in progress', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo));
    mock.issueLater(RED, { afterMs: 1000 });
    await client.red({ serialNo: SERIAL, originalSerialNo: RED });
    expect(await client.red({ serialNo: SERIAL, originalSerialNo: '20240101000000000902' })).toEqual(REPAIR);
    expect((await client.query(SERIAL)).data?.['invoiceStatus']).toBe('0');
    mock.server.clock.advance(1000);
    expect((await client.query(SERIAL)).data?.['invoiceStatus']).toBe('3');
    expect((await client.red({ serialNo: SERIAL, originalSerialNo: '20240101000000000902' })).errcode).toBe('3002');
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red']);
  });

  it('decides several in the order of time', async () => {
    const { mock, seller, client } = await startWithClient();
    for (const [serialNo, afterMs] of [
      ['later', 2000],
      ['sooner', 1000],
    ] as const) {
      mock.issueLater(serialNo, { afterMs });
      await client.create(sampleBill(seller.taxNo, serialNo));
    }
    mock.server.clock.advance(5000);
    expect(mock.record.map(({ serialNo, invoiceNo }) => [serialNo, invoiceNo])).toEqual([
      ['sooner', '00000001'],
      ['later', '00000002'],
    ]);
  });
});
