import { type IssuingKey, isPiaozoneError, type PreparedRedRequest, type PreparedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { observedAsyncResult, observedQueryResult } from '../../src/async-issuing/observed.js';
import { type AsyncIssuingRouteSettings, asyncIssuing } from '../../src/async-issuing/route.js';
import { AsyncIssuingService, isNotFoundHere } from '../../src/async-issuing/service.js';
import { failureOf, IssuingCloud, no, ok, paths, type Reply } from '../support/issuing-cloud.js';

const taxNo = '91440300MA5DEMO01X';
const held = { queryPath: '/own/prefix/invoice/query', fpdkType: '3' } as const;
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
const key: IssuingKey = { serialNo: request.serialNo, sellerTaxNo: taxNo, color: 'blue' };
/** Paths and bodies of this test's own making: none is published. */
const settings: AsyncIssuingRouteSettings = {
  ...held,
  kinds: ['digital-general'],
  submit: { path: '/own/submit', encrypted: true, body: ({ serialNo }) => ({ serialNo, type: '0' }) },
  red: { path: '/own/red', encrypted: false, body: ({ serialNo, red }) => ({ serialNo, blue: red.originalSerialNo }) },
  readResult: observedQueryResult,
};

function connect(change: Partial<AsyncIssuingRouteSettings>, ...replies: Reply[]) {
  const cloud = new IssuingCloud({ baseUrl: 'http://127.0.0.1:9/test' }, replies);
  return { cloud, route: asyncIssuing({ ...settings, ...change }).connect(cloud.client) };
}

describe('AsyncIssuingService', () => {
  it('asks for a result as the page has it: GET, body {}, five names in the query', async () => {
    const cloud = new IssuingCloud('test', [ok({ any: 'thing' })]);
    const service = new AsyncIssuingService(cloud.client, { ...held, fpdkType: '4' });
    expect(await service.result({ serialNo: 'S 1', taxNo }, cloud.call())).toEqual({ any: 'thing' });
    const { method, url, text } = cloud.last;
    expect([method, url.origin + url.pathname, text]).toEqual(['GET', 'https://api-dev.piaozone.com/test/own/prefix/invoice/query', '{}']);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      reqid: '1700000000000001',
      taxNo,
      fpdk_type: '4',
      serialNo: 'S 1',
      access_token: 'token0',
    });
  });

  it('knows the text that means "not here"', async () => {
    const cloud = new IssuingCloud('test', [no('X', '未查询该数据'), no('X', '其他')]);
    const service = new AsyncIssuingService(cloud.client, held);
    const ask = () => failureOf(() => service.result({ serialNo: 'S', taxNo }, cloud.call()));
    expect([isNotFoundHere(await ask()), isNotFoundHere(await ask()), isNotFoundHere(new Error('未查询该数据'))]).toEqual([true, false, false]);
  });

  it('refuses paths that cannot be one, before anything is sent', async () => {
    const cloud = new IssuingCloud('test', [ok(null)]);
    for (const queryPath of ['', 'invoice/query', '/invoice/query?x=1', undefined as unknown as string]) {
      expect(paths((await failureOf(() => new AsyncIssuingService(cloud.client, { ...held, queryPath }))).problems)).toEqual(['queryPath']);
    }
    const wrong = await failureOf(() => new AsyncIssuingService(cloud.client, { queryPath: 'x', fpdkType: '5' as '4' }));
    expect(paths(wrong.problems)).toEqual(['queryPath', 'fpdkType']);
    const service = new AsyncIssuingService(cloud.client, held);
    expect((await failureOf(() => service.submit({ path: 'x', encrypted: false, body: {}, taxNo }, cloud.call()))).code).toBe('config_invalid');
    expect(cloud.sent).toEqual([]);
  });
});

describe('asyncIssuing', () => {
  it('submits where it is told, encrypted where it is told', async () => {
    const { cloud, route } = connect({}, ok(null));
    expect(await route.submit(request, cloud.call())).toEqual({ state: 'accepted' });
    expect([cloud.last.url.pathname, JSON.parse(cloud.last.body)]).toEqual(['/test/own/submit', { serialNo: request.serialNo, type: '0' }]);
    expect(cloud.last.text).not.toContain(request.serialNo);
    await route.red({ ...request, color: 'red', red: { reason: 'sales-return', originalSerialNo: 'BLUE' } } as PreparedRedRequest, cloud.call());
    expect([cloud.last.url.pathname, cloud.last.text]).toEqual(['/test/own/red', `{"serialNo":"${request.serialNo}","blue":"BLUE"}`]);
  });

  it('hands a read answer on', async () => {
    const invoice = { serialNo: 'S', number: '1', color: 'blue', raw: {} } as const;
    const { cloud, route } = connect({ submit: { ...settings.submit, read: () => ({ state: 'issued', invoice }) } }, ok(null));
    expect(await route.submit(request, cloud.call())).toEqual({ state: 'issued', invoice });
  });

  it('leaves a lost submission open', async () => {
    const { cloud, route } = connect({}, undefined);
    expect(await failureOf(() => route.submit(request, cloud.call()))).toMatchObject({ outcome: 'unknown', operation: 'async.submit' });
  });

  it('未查询该数据 never proves that nothing was issued', async () => {
    const { cloud, route } = connect({}, no('X', '未查询该数据'));
    const result = await route.query(key, cloud.call());
    expect(result).toMatchObject({ state: 'cannot-tell', error: { upstreamMessage: '未查询该数据' } });
    expect(result.state === 'cannot-tell' ? result.error.hint : '').toContain('does not mean not issued');
  });

  it('other refusals of the query prove nothing either, and a broken one is thrown', async () => {
    const { cloud, route } = connect({}, no('X', '别的'), undefined);
    expect(await route.query(key, cloud.call())).toMatchObject({ state: 'cannot-tell', error: { upstreamMessage: '别的' } });
    expect(isPiaozoneError(await failureOf(() => route.query(key, cloud.call())), 'connection')).toBe(true);
  });

  it('says what it cannot carry', async () => {
    const { red: _without, ...blueOnly } = settings;
    const cloud = new IssuingCloud('test', [ok(null)]);
    const route = asyncIssuing(blueOnly).connect(cloud.client);
    const wrong: PreparedRequest = { ...request, kind: 'paper-roll', color: 'red', seller: { name: 's' } };
    expect(paths(route.validate(wrong).errors)).toEqual(['kind', 'seller.taxNo', 'color']);
    expect(route.validate(request)).toEqual({ errors: [], warnings: [] });
    await expect(route.red(wrong as PreparedRedRequest, cloud.call())).rejects.toThrow(TypeError);
    const checked = connect({
      validate: () => ({ errors: [{ path: 'e', message: { zh: '', en: '' } }], warnings: [{ path: 'w', message: { zh: '', en: '' } }] }),
    });
    const { errors, warnings } = checked.route.validate(request);
    expect([paths(errors), paths(warnings)]).toEqual([['e'], ['w']]);
  });

  it('promises nothing about repeats or times unless told', () => {
    expect(connect({}).route.capabilities).toEqual({
      dedup: 'unknown',
      keyField: 'serialNo',
      kinds: ['digital-general'],
      sources: { dedup: 'default', keyField: 'standard-edition §6.3', kinds: 'setting' },
    });
    expect(connect({ dedup: 'first-result', maxProcessingMs: 5 }).route.capabilities).toMatchObject({ dedup: 'first-result', maxProcessingMs: 5 });
  });
});

describe('observed names', () => {
  const asked = { serialNo: 'S', color: 'blue' } as const;

  it.each([
    [{ status: '1', invoiceNo: '24440000000012345678' }, 'issued'],
    [{ status: '1' }, 'cannot-tell'],
    [{ status: '2' }, 'in-progress'],
    [{ status: '3' }, 'cannot-tell'],
    [{ status: '4' }, 'cannot-tell'],
    [{ status: '5' }, 'failed'],
    [{ status: '6' }, 'failed'],
    [{ status: '7' }, 'cannot-tell'],
    [{ invoiceNo: '24440000000012345678' }, 'cannot-tell'],
    [null, 'cannot-tell'],
  ])('%j is %s', (data, state) => {
    expect(observedQueryResult(data as never, asked).state).toBe(state);
  });

  it('reads the links, whatever else comes stays in raw', () => {
    const data = { status: '1', pdfUrl: 'p', ofdUrl: 'o', xmlUrl: 'x', govSerialNo: 'g', more: 'm' };
    expect(observedAsyncResult(data)).toEqual({ status: '1', pdfUrl: 'p', ofdUrl: 'o', xmlUrl: 'x', govSerialNo: 'g', raw: data });
  });
});
