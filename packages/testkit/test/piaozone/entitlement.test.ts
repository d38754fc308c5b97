import { describe, expect, it } from 'vitest';
import { MockClock } from '../../src/server/clock.js';
import { startMock, startWithClient } from './harness.js';
import { postJson, sampleBill, send } from './raw-client.js';

const DAY_MS = 86_400_000;
/** 09:00 in Shanghai. */
const NOON_ISH = Date.UTC(2025, 5, 10, 1);

async function start() {
  const clock = new MockClock({ frozenAt: NOON_ISH });
  const started = await startWithClient({ clock, settings: { tokenLifeSeconds: 1_000 * 86_400 } });
  let serial = 0;
  return {
    ...started,
    clock,
    /** `errcode` of a bill of its own serial number. */
    issue: async () => {
      serial += 1;
      const answer = await started.client.create(sampleBill(started.seller.taxNo, String(20_250_101_000_000_000_000n + BigInt(serial))));
      return answer.errcode;
    },
  };
}

describe('products', () => {
  it('are valid through their last day, and refused with the text of an expired licence after it', async () => {
    const { mock, seller, clock, client, issue } = await start();
    mock.setEntitlements(seller.taxNo, [{ product: '开票管理', validFrom: '2024-06-11', validUntil: '2025-06-10' }]);
    expect(await issue()).toBe('0000');
    clock.advance(15 * 3_600_000 - 1);
    expect(await issue()).toBe('0000');
    clock.advance(1);
    expect(await client.create(sampleBill(seller.taxNo, '20250101000000000009'))).toEqual({
      errcode: 'MOCK_EXPIRED',
      description: '当前使用税号许可已过期失效，请先完成续费后再操作。',
    });
    expect(mock.record).toHaveLength(2);
  });

  it('begin at 23:00 on the eve of their start', async () => {
    const { mock, seller, clock, issue } = await start();
    mock.setEntitlements(seller.taxNo, [{ product: '开票管理', validFrom: '2025-06-11' }]);
    clock.advance(14 * 3_600_000 - 1);
    expect(await issue()).toBe('A0300');
    clock.advance(1);
    expect(await issue()).toBe('0000');
  });

  it('run out, one per issued invoice, while another order still carries', async () => {
    const { mock, seller, issue } = await start();
    mock.setEntitlements(seller.taxNo, [{ product: '开票管理', remaining: 2 }]);
    expect([await issue(), await issue(), await issue()]).toEqual(['0000', '0000', 'MOCK_USED_UP']);
    mock.setEntitlements(seller.taxNo, [
      { product: '开票管理', remaining: 0 },
      { product: '开票管理', remaining: 1 },
    ]);
    expect([await issue(), await issue()]).toEqual(['0000', 'MOCK_USED_UP']);
  });

  it('are named exactly: another product is none', async () => {
    const { mock, seller, issue } = await start();
    mock.setEntitlements(seller.taxNo, ['收票管理', { product: '影像' }]);
    expect(await issue()).toBe('A0300');
  });
});

describe('许可授权', () => {
  it('must be there where the edition has it', async () => {
    const { mock, seller, issue } = await start();
    mock.setLicences(seller.taxNo, [{ group: '收票', state: '未授权' }]);
    expect(await issue()).toBe('0000');
    for (const state of ['未授权', '授权失败'] as const) {
      mock.setLicences(seller.taxNo, [{ group: '开票', state }]);
      expect(await issue()).toBe('MOCK_NOT_LICENSED');
    }
    mock.setLicences(seller.taxNo, [{ group: '开票', state: '已授权' }]);
    expect(await issue()).toBe('0000');
  });

  it('blocks every service for 60 days after 取消授权, of whichever group, unless it is authorized again', async () => {
    const { mock, seller, clock, issue } = await start();
    mock.setLicences(seller.taxNo, [{ group: '收票', state: '未授权', cancelledOn: '2025-06-10' }]);
    expect(await issue()).toBe('A0300');
    clock.advance(60 * DAY_MS - 9 * 3_600_000 - 1);
    expect(await issue()).toBe('A0300');
    clock.advance(1);
    expect(await issue()).toBe('0000');
    mock.setLicences(seller.taxNo, [{ group: '收票', state: '已授权', cancelledOn: '2025-08-08' }]);
    expect(await issue()).toBe('0000');
  });
});

describe('reads', () => {
  it('余量 checks it unless told otherwise; a query of what was issued never does', async () => {
    const { mock, seller, client, issue } = await start();
    const quota = () => postJson(client.url('/bill/hx/yl/get'), 'null');
    await issue();
    mock.setEntitlements(seller.taxNo, []);
    expect((await quota()).errcode).toBe('A0300');
    expect((await client.query('20250101000000000001')).errcode).toBe('0000');
    mock.configure({ entitledReads: false });
    expect((await quota()).errcode).toBe('0000');
  });
});

it('is set by admin commands, which refuse a date that is none', async () => {
  const { mock, seller, issue } = await start();
  const command = async (name: string, body: unknown) => (await send('POST', `${mock.origin}/__mock/${name}`, JSON.stringify(body))).status;
  expect(await command('licences', { taxNo: seller.taxNo, licences: [{ group: '开票', state: '未授权' }] })).toBe(200);
  expect(await issue()).toBe('MOCK_NOT_LICENSED');
  expect(await command('licences', { taxNo: seller.taxNo, licences: [{ group: '开票', state: '未授权', cancelledOn: '2025-13-01' }] })).toBe(400);
  expect(await command('entitlements', { taxNo: seller.taxNo, entitlements: [{ product: '开票管理', validUntil: '2025-02-30' }] })).toBe(400);
  await expect(startMock({ enterprises: [{ entitlements: [{ product: '开票管理', validFrom: 'tomorrow' }] }] })).rejects.toThrow('is no date');
});
