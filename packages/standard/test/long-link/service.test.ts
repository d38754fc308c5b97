import { type AttemptEvent, type EnvironmentInput, parseExact } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { LONG_LINK_OPERATIONS } from '../../src/long-link/operations.js';
import { LongLinkService, type LongLinkSettings } from '../../src/long-link/service.js';
import { CANARY, CLIENT_ID, CLIENT_SECRET, failureOf, IssuingCloud, no, ok, paths, type Reply } from '../support/issuing-cloud.js';

const taxNo = '91440300MA5DEMO01X';
const own: EnvironmentInput = { baseUrl: 'http://127.0.0.1:9/test' };

function linked(settings: LongLinkSettings, environment: EnvironmentInput, ...replies: Reply[]) {
  const events: AttemptEvent[] = [];
  const cloud = new IssuingCloud(environment, replies, { onEvent: (event) => events.push(event) });
  return { cloud, events, service: new LongLinkService(cloud.client, settings) };
}

describe('a call', () => {
  it('is the sample of 2.04 刷新PDF, on the v3 link, plain and without token', async () => {
    const { cloud, service } = linked({}, 'production', ok({ snapshoturl: 'https://s', pdfurl: 'https://p', more: '1' }));
    const files = await service.refreshPdf({ taxNo, serialNo: '流水号', code: '发票代码', number: '发票号码' }, cloud.call());
    expect(files).toEqual({ pdfUrl: 'https://p', snapshotUrl: 'https://s', raw: { snapshoturl: 'https://s', pdfurl: 'https://p', more: '1' } });
    expect(cloud.last.method).toBe('POST');
    expect(cloud.last.url.href).toBe(
      `https://api.piaozone.com/bill-websocket/v3/invoicewebsocket/push?taxNo=${taxNo}&clientId=${CLIENT_ID}&reqid=1700000000000001`,
    );
    expect(cloud.last.text).toBe(`{"czlx":"115","sfrz":{"client_id":"${CLIENT_ID}"},"sjd":{"fpqqlsh":"流水号","fpdm":"发票代码","fphm":"发票号码"}}`);
    expect(cloud.sent).toHaveLength(1);
  });

  it('hands on data as it came, numbers exact, and writes them exact', async () => {
    const { cloud, service } = linked({}, own, '{"errcode":"0000","description":"","data":{"fphm":12345678901234567890}}');
    const body = parseExact('{"je":0.10}') as { je: never };
    const data = await service.call({ czlx: '5', taxNo, body }, cloud.call());
    expect(String((data as { fphm: unknown }).fphm)).toBe('12345678901234567890');
    expect(cloud.last.text).toContain('"sjd":{"je":0.10}');
  });

  it.each(LONG_LINK_OPERATIONS.map(({ czlx, effect }) => [czlx, effect] as const))(
    'czlx %s that breaks off is judged as a %s',
    async (czlx, effect) => {
      const { cloud, service } = linked({}, own, undefined);
      const error = await failureOf(() => service.call({ czlx, taxNo, body: {} }, cloud.call()));
      expect(error).toMatchObject({ code: 'connection', operation: `longLink.${czlx}` });
      expect(error.hint?.includes('query by the same serial number') === true).toBe(effect === 'write');
    },
  );

  it('has every operation of the menu once', () => {
    const menu = '7 30 3 6 5 4 20 18 32 40 41 42 51 43 44 45 122 110 113 114 115 116 504 901'.split(' ');
    expect(LONG_LINK_OPERATIONS.map(({ czlx }) => czlx)).toEqual(menu);
  });

  it('refuses a code the menu does not have, before anything is sent', async () => {
    const { cloud, service } = linked({}, own, ok(null));
    expect(await failureOf(() => service.call({ czlx: '999', taxNo, body: {} }, cloud.call()))).toMatchObject({ code: 'config_invalid' });
    expect(cloud.sent).toEqual([]);
  });

  it.each([
    // No client online; that nothing was handed to one is not said.
    ['开票组件的长连接服务已经全部下线，请重新连接', 'business_unrecognised'],
    ['请求链接上面的clientId不正确，请联系工作人员', 'business_rejected'],
    ['从未见过的答复', 'business_unrecognised'],
  ])('a write answered with %s ends as %s', async (text, code) => {
    const { cloud, service } = linked({}, own, no('X', text));
    expect(await failureOf(() => service.call({ czlx: '3', taxNo, body: {} }, cloud.call()))).toMatchObject({ code, upstreamMessage: text });
  });
});

describe('simulated issuing', () => {
  it('must be said for a write in the test environment, since without it the invoice is real', async () => {
    const { cloud, service } = linked({}, 'test', ok(null));
    const error = await failureOf(() => service.call({ czlx: '3', taxNo, body: {} }, cloud.call()));
    expect([error.code, error.outcome, paths(error.problems)]).toEqual(['config_invalid', 'not-sent', ['simulate']]);
    await service.call({ czlx: '5', taxNo, body: {} }, cloud.call());
    expect(cloud.sent).toHaveLength(1);
  });

  it.each([
    [true, '1'],
    [false, null],
  ])('simulate %s sends debugOpenInvoice %s', async (simulate, flag) => {
    const { cloud, service } = linked({ simulate }, 'test', ok(null));
    await service.call({ czlx: '3', taxNo, body: {} }, cloud.call());
    expect(cloud.last.url.searchParams.get('debugOpenInvoice')).toBe(flag);
  });

  it.each<[string, EnvironmentInput]>([
    ['production', 'production'],
    ['an own base of no stated kind', own],
    ['an own base that leads to production', { baseUrl: 'http://127.0.0.1:9', kind: 'production' }],
  ])('is refused in %s', async (_, environment) => {
    const { cloud, service } = linked({ simulate: true }, environment, ok(null));
    for (const czlx of ['3', '5']) {
      expect(paths((await failureOf(() => service.call({ czlx, taxNo, body: {} }, cloud.call()))).problems)).toEqual(['simulate']);
    }
    expect(cloud.sent).toEqual([]);
  });
});

describe('the tax disk link', () => {
  it('carries client secret and disk number as name, and shows it nowhere', async () => {
    const { cloud, events, service } = linked({ taxDisk: { diskNo: '44-0000000001' } }, 'production', no('1012', '1005-打开金税盘失败 [0000,]'));
    const error = await failureOf(() => service.call({ czlx: '7', taxNo, body: {} }, cloud.call()));
    const { url } = cloud.last;
    expect(`${url.origin}${url.pathname}`).toBe('https://wss.piaozone.com/bill-websocket/invoicewebsocket/push');
    expect([...url.searchParams.keys()]).toEqual(['name', 'reqid']);
    expect(url.searchParams.get('name')).toBe(`${CLIENT_SECRET}440000000001`);
    expect(JSON.stringify([error, error.stack, events, service]).includes(CANARY)).toBe(false);
    expect(events[0]?.target).toBe('https://wss.piaozone.com/bill-websocket/invoicewebsocket/push');
  });

  it('is never reached by a client of an own environment unless it is named', async () => {
    const refused = linked({ taxDisk: { diskNo: '1' } }, own, ok(null));
    const error = await failureOf(() => refused.service.call({ czlx: '7', taxNo, body: {} }, refused.cloud.call()));
    expect([error.code, paths(error.problems), refused.cloud.sent]).toEqual(['config_invalid', ['taxDisk.link'], []]);
    const named = linked({ taxDisk: { diskNo: '1', link: 'http://127.0.0.1:9/push' } }, own, ok(null));
    await named.service.call({ czlx: '7', taxNo, body: {} }, named.cloud.call());
    expect(named.cloud.last.url.pathname).toBe('/push');
  });
});

describe('entitlement', () => {
  it('stops writes of a tax number the cloud has refused, never reads', async () => {
    const { cloud, service } = linked(
      {},
      own,
      no('A0300', `当前使用税号【${taxNo}】无产品许可,请先去购买或者绑定产品 权益后再操作[A0300]`),
      ok('read'),
    );
    const issue = () => failureOf(() => service.call({ czlx: '3', taxNo, body: {} }, cloud.call()));
    expect((await issue()).code).toBe('business_rejected');
    expect(await issue()).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent' });
    expect(cloud.sent).toHaveLength(1);
    expect(await service.call({ czlx: '5', taxNo, body: {} }, cloud.call())).toBe('read');
  });
});
