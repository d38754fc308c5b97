import { asText, type InvoiceRequest, isObject, type PreparedRedRequest, type PreparedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { type LongLinkIssuingSettings, longLinkIssuing } from '../../src/long-link/issuing.js';
import { failureOf, IssuingCloud, ok, paths, type Reply } from '../support/issuing-cloud.js';

const taxNo = '91440300MA5DEMO01X';
const request: PreparedRequest = {
  serialNo: 'P1B00000000000000000000000000001',
  bill: { type: '销售发票单', number: 'B1' },
  color: 'blue',
  kind: 'digital-general',
  seller: { name: '测试销方', taxNo },
  buyer: { name: '测试购方' },
  lines: [],
  totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
  drawer: '张三',
};
/** Bodies and readings of this test's own making: none is published. */
const settings: LongLinkIssuingSettings = {
  kinds: ['digital-general'],
  submit: { czlx: '3', body: ({ serialNo }) => ({ fpqqlsh: serialNo, colour: 'blue' }), read: () => ({ state: 'accepted' }) },
  red: { czlx: '114', body: ({ serialNo, red }) => ({ fpqqlsh: serialNo, of: red.originalSerialNo }), read: () => ({ state: 'accepted' }) },
  query: {
    czlx: '5',
    body: ({ serialNo }) => ({ fpqqlsh: serialNo }),
    read: (data, { serialNo, color }) => {
      const number = isObject(data) ? asText(data['fphm']) : undefined;
      return number === undefined ? { state: 'in-progress' } : { state: 'issued', invoice: { serialNo, number, color, raw: data } };
    },
  },
};

function connect(change: Partial<LongLinkIssuingSettings>, ...replies: Reply[]) {
  const cloud = new IssuingCloud({ baseUrl: 'http://127.0.0.1:9' }, replies);
  return { cloud, route: longLinkIssuing({ ...settings, ...change }).connect(cloud.client) };
}

describe('longLinkIssuing', () => {
  it('submits, reverses and queries by the operations it is told', async () => {
    const { cloud, route } = connect({}, ok(null), ok(null), ok({}), ok({ fphm: '24440000000012345678' }));
    expect(await route.submit(request, cloud.call())).toEqual({ state: 'accepted' });
    expect(JSON.parse(cloud.last.text)).toMatchObject({ czlx: '3', sjd: { fpqqlsh: request.serialNo, colour: 'blue' } });
    expect(cloud.last.url.searchParams.get('taxNo')).toBe(taxNo);
    const red = { ...request, color: 'red', red: { reason: 'sales-return', originalSerialNo: 'BLUE' } } as PreparedRedRequest;
    await route.red(red, cloud.call());
    expect(JSON.parse(cloud.last.text)).toMatchObject({ czlx: '114', sjd: { of: 'BLUE' } });
    const key = { serialNo: request.serialNo, sellerTaxNo: taxNo, color: 'blue' } as const;
    expect(await route.query(key, cloud.call())).toEqual({ state: 'in-progress' });
    expect(await route.query(key, cloud.call())).toMatchObject({ state: 'issued', invoice: { number: '24440000000012345678', color: 'blue' } });
    expect(JSON.parse(cloud.last.text)).toMatchObject({ czlx: '5', sjd: { fpqqlsh: request.serialNo } });
  });

  it('promises nothing about repeats unless told, and names the key', () => {
    expect(connect({}).route.capabilities).toMatchObject({ dedup: 'unknown', keyField: 'fpqqlsh', kinds: ['digital-general'] });
    expect(connect({ dedup: 'unique-key' }).route.capabilities).toMatchObject({ dedup: 'unique-key', sources: { dedup: 'setting' } });
  });

  it('says what it cannot carry, all at once, with the checks it is given', () => {
    const { red: _without, ...blueOnly } = settings;
    const { route } = connect({
      validate: () => ({ errors: [{ path: 'own', message: { zh: 'z', en: 'e' } }], warnings: [{ path: 'hint', message: { zh: 'z', en: 'e' } }] }),
    });
    const wrong = { ...request, kind: 'paper-roll', seller: { name: 's' } } as InvoiceRequest & PreparedRequest;
    const { errors, warnings } = route.validate(wrong);
    expect([paths(errors), paths(warnings)]).toEqual([['kind', 'seller.taxNo', 'own'], ['hint']]);
    const cloud = new IssuingCloud({ baseUrl: 'http://127.0.0.1:9' }, [ok(null)]);
    const without = longLinkIssuing(blueOnly).connect(cloud.client);
    expect(paths(without.validate({ ...request, color: 'red' }).errors)).toEqual(['color']);
    expect(without.validate(request).errors).toEqual([]);
  });

  it('never sends a red request it has no operation for', async () => {
    const { red: _without, ...blueOnly } = settings;
    const cloud = new IssuingCloud({ baseUrl: 'http://127.0.0.1:9' }, [ok(null)]);
    await expect(
      longLinkIssuing(blueOnly)
        .connect(cloud.client)
        .red(request as PreparedRedRequest, cloud.call()),
    ).rejects.toThrow(TypeError);
    expect(cloud.sent).toEqual([]);
  });

  it('leaves a lost answer open', async () => {
    const { cloud, route } = connect({}, undefined);
    expect(await failureOf(() => route.submit(request, cloud.call()))).toMatchObject({ outcome: 'unknown', operation: 'longLink.3' });
  });

  it('has nothing to test the connection with, and says so', async () => {
    const { cloud, route } = connect({}, ok(null));
    expect(await route.check(cloud.call())).toMatchObject([{ code: 'piaozone.longLink', status: 'skipped' }]);
    expect(cloud.sent).toEqual([]);
  });
});
