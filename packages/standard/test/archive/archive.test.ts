import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exactNumber } from '@piaozone/core';
import {
  ARCHIVE_OPERATIONS,
  type ArchiveEvent,
  ArchiveHandler,
  type ArchiveHandlerOptions,
  type ArchiveProvider,
  type ArchiveQuery,
  createArchiveServer,
  fetchArchiveHandler,
} from '@piaozone/standard/archive';
import { afterEach, describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { everythingShown } from '../../../core/test/support/everything.js';

const clientId = 'archive-client';
const clientSecret = `secret-${CANARY}`;
const NOW = 1_700_000_000_000;
const rows = Array.from({ length: 7 }, (_, index) => ({ id: `V${index}`, amount: '0.10' }));

class Vouchers {
  readonly asked: ArchiveQuery[] = [];
  async list(query: ArchiveQuery) {
    this.asked.push(query);
    const start = (query.currentPage - 1) * query.pageSize;
    return { items: rows.slice(start, start + query.pageSize), total: rows.length };
  }
  async invoices() {
    return { items: [{ serialNo: 'S1', invoiceCode: '', invoiceNo: '24440000000012345678' }], total: 1 };
  }
  async billRelations() {
    return { items: [], total: 0 };
  }
}

function providerOf(more: Partial<ArchiveProvider> = {}): ArchiveProvider & { readonly vouchers: Vouchers } {
  const empty = async () => ({ items: [], total: 0 });
  return { bills: { list: empty, invoices: empty }, ...more, vouchers: new Vouchers() };
}

function make(options: Partial<ArchiveHandlerOptions> = {}) {
  const clock = { at: NOW };
  const events: ArchiveEvent[] = [];
  const provider = (options.provider ?? providerOf()) as ReturnType<typeof providerOf>;
  const handler = new ArchiveHandler({
    clients: [{ clientId, clientSecret }],
    runtime: { now: () => clock.at },
    onEvent: (event) => events.push(event),
    locale: 'en',
    ...options,
    provider,
  });
  const post = async (path: string, body: unknown, method = 'POST') => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const { status, body: text } = await handler.receive({ method, path: `/api/erp/${path}`, body: bytes });
    return { status, text, value: text === '' ? undefined : JSON.parse(text) };
  };
  const token = async () => (await post('base/oauth/company/token', signed())).value.data.accessToken as string;
  const ask = async (operation: string, body: unknown = {}) => post(`${operation}?access_token=${encodeURIComponent(await token())}`, body);
  return { handler, provider, clock, events, post, token, ask };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
function signed(timestamp: string | number = NOW, secret = clientSecret, id = clientId) {
  return { clientId: id, sign: md5(`${id}${secret}${timestamp}`), timestamp };
}

describe('token', () => {
  it('is given for a fitting MD5 sign, as text or number, milliseconds or seconds, and for any case of hex', async () => {
    const { post, ask } = make();
    for (const body of [signed(), signed(String(NOW)), signed(NOW / 1000), { ...signed(), sign: signed().sign.toUpperCase() }]) {
      const { value } = await post('base/oauth/company/token', body);
      expect(value).toMatchObject({ errcode: '0000', description: '操作成功', data: { expiresTime: 43_200 } });
    }
    expect((await ask('voucher/list')).value.errcode).toBe('0000');
  });

  it.each([
    ['another secret', signed(NOW, 'other')],
    ['an unknown client', signed(NOW, clientSecret, 'nobody')],
    ['a stranger who signs with what unknown clients are compared with', signed(NOW, 'nobody', 'nobody')],
    ['no sign', { clientId, timestamp: NOW }],
    ['an old timestamp', signed(NOW - 600_001)],
    ['a coming timestamp', signed(NOW + 600_001)],
    ['a timestamp of another form', signed('20231114221320')],
  ])('is refused to %s', async (_name, body) => {
    const { post } = make();
    const { value } = await post('base/oauth/company/token', body);
    expect(value.errcode).toBe('9999');
    expect(value.data).toBeUndefined();
  });

  it('takes any timestamp where told so', async () => {
    const { post } = make({ timestampWindowMs: 'any' });
    expect((await post('base/oauth/company/token', signed('20231114221320'))).value.errcode).toBe('0000');
  });

  it('is worth nothing when over, changed, of another secret, or missing; and nothing reaches the provider', async () => {
    const { post, token, clock, provider, events } = make();
    const own = await token();
    const use = async (value: string) => (await post(`voucher/list?access_token=${value}`, {})).value.errcode as string;
    expect(await use(own)).toBe('0000');
    const [endsAt = '', proof = ''] = own.split('.');
    expect(await use(`${Number(endsAt) + 1}.${proof}`)).toBe('9999');
    expect(await use(`${endsAt}.${'0'.repeat(64)}`)).toBe('9999');
    expect(await use('')).toBe('9999');
    expect(await use(`${endsAt}.`)).toBe('9999');
    const other = make({ clients: [{ clientId, clientSecret: 'exchanged' }] });
    expect(await use(await other.post('base/oauth/company/token', signed(NOW, 'exchanged')).then(({ value }) => value.data.accessToken))).toBe(
      '9999',
    );
    clock.at += 43_200_000 - 1;
    expect(await use(own)).toBe('0000');
    clock.at += 1;
    expect(await use(own)).toBe('9999');
    expect(provider.vouchers.asked).toHaveLength(2);
    expect(events.at(-1)).toEqual({ operation: 'voucher/list', outcome: 'refused', reason: 'access-token' });
  });

  it('tells the provider whose it is', async () => {
    const { post, provider } = make({
      clients: [
        { clientId: 'first', clientSecret: 's2' },
        { clientId: 'second', clientSecret: 's2' },
        { clientId: 'third', clientSecret: 's2' },
      ],
    });
    const { value } = await post('base/oauth/company/token', signed(NOW, 's2', 'second'));
    await post(`voucher/list?access_token=${value.data.accessToken}`, { organizationNo: 'O1', period: '2024-01' });
    expect(provider.vouchers.asked[0]).toMatchObject({ clientId: 'second', organizationNo: 'O1', period: '2024-01', pageSize: 100, currentPage: 1 });
  });
});

describe('answers', () => {
  it('pages: all rows once, with the four numbers', async () => {
    const { ask } = make();
    const seen: string[] = [];
    for (const currentPage of [1, 2, 3]) {
      const { value } = await ask('voucher/list', { pageSize: 3, currentPage: String(currentPage), later: 1 });
      expect(value).toMatchObject({ errcode: '0000', totalElements: 7, totalPage: 3, pageSize: 3, currentPage });
      seen.push(...value.data.map((row: { id: string }) => row.id));
    }
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it('keeps numbers exact and hands the whole body on', async () => {
    const provider = providerOf();
    provider.vouchers.list = async (query) => {
      provider.vouchers.asked.push(query);
      return { items: [{ id: 'V1', amount: exactNumber('0.10') as never }], total: 1 };
    };
    const { ask } = make({ provider });
    const { text } = await ask('voucher/list', '{"voucherId":12345678901234567890}');
    expect(text).toContain('"amount":0.10');
    expect(String(provider.vouchers.asked[0]?.body['voucherId'])).toBe('12345678901234567890');
  });

  it('writes files by the names of the template', async () => {
    const list = async () => ({
      items: [
        {
          id: 'B1',
          file: [
            { fileName: 'a.pdf', main: true, sourceName: '原件.pdf', download: 'D' },
            { fileName: 'b.xml', main: false },
          ],
        },
      ],
      total: 1,
    });
    const { ask } = make({ provider: providerOf({ assetsCard: { list } }) });
    expect((await ask('assetscard/List')).value.data).toEqual([
      {
        id: 'B1',
        file: [
          { fileName: 'a.pdf', isMainFile: 0, srcNanme: '原件.pdf', download: 'D' },
          { fileName: 'b.xml', isMainFile: 1 },
        ],
      },
    ]);
  });

  it('reaches every operation of the template', async () => {
    const answered: string[] = [];
    const question = (name: string) => async () => {
      answered.push(name);
      return { items: [], total: 0 };
    };
    const books = (name: string) => ({ list: question(`${name}/List`), files: question(`${name}/file/download`) });
    const { ask } = make({
      provider: {
        organizations: question('base/getOrganization'),
        vouchers: {
          ids: question('voucher/getIds'),
          list: question('voucher/list'),
          files: question('voucher/file/download'),
          invoices: question('voucher/invoice'),
          billRelations: question('voucher/billRelation'),
        },
        bills: {
          ids: question('bill/Ids'),
          list: question('bill/List'),
          files: question('bill/file/download'),
          invoices: question('bill/invoice'),
          voucherRelations: question('bill/voucherRelation'),
        },
        ledger: books('ledger'),
        detail: books('detail'),
        month: books('month'),
        quarter: books('quarter'),
        year: books('year'),
        assetsCard: books('assetscard'),
        bank: { ids: question('bank/Ids'), ...books('bank') },
      },
    });
    for (const operation of ARCHIVE_OPERATIONS) expect((await ask(operation)).value.errcode).toBe('0000');
    expect(answered).toEqual(ARCHIVE_OPERATIONS);
    expect(answered).toHaveLength(26);
  });

  it.each([
    ['a size of nothing', { pageSize: 0 }],
    ['a size above the limit', { pageSize: 1001 }],
    ['a size that is no number', { pageSize: 'many' }],
    ['a size of another type', { pageSize: true }],
    ['a page of nothing', { currentPage: -1 }],
    ['a period of another form', { period: '202401' }],
    ['a month that is none', { period: '2024-13' }],
    ['a list', []],
    ['no JSON', '{'],
    ['no UTF-8', Buffer.from('{"a":"\xff"}', 'latin1')],
  ])('refuses %s', async (_name, body) => {
    const { ask, provider } = make();
    expect((await ask('voucher/list', body)).value.errcode).toBe('9999');
    expect(provider.vouchers.asked).toEqual([]);
  });

  it('uses the codes it was given', async () => {
    const { post, ask } = make({
      errorCodes: { credentials: 'C', accessToken: 'T', request: 'R', notProvided: 'N', failed: 'F' },
      provider: broken(),
    });
    expect((await post('base/oauth/company/token', {})).value.errcode).toBe('C');
    expect((await post('voucher/list', {})).value.errcode).toBe('T');
    expect((await ask('voucher/list', '[')).value.errcode).toBe('R');
    expect((await ask('bank/List')).value.errcode).toBe('N');
    expect((await ask('voucher/list')).value.errcode).toBe('F');
  });

  it('says that the provider failed, without its words, also for a page that cannot be right', async () => {
    const logged: string[] = [];
    const logger = { warn: (message: string, detail?: unknown) => logged.push(`${message} ${everythingShown(detail)}`) };
    const { ask, provider } = make({ provider: broken(), logger });
    expect((await ask('voucher/list')).text).not.toContain('password');
    expect(logged.join()).toContain('provider');
    expect(logged.join()).not.toContain('password');
    for (const page of [
      { items: rows, total: 3 },
      { items: rows, total: 7.5 },
      { items: 'rows', total: 7 },
      { items: [{ amount: 0.1 }], total: 1 },
    ]) {
      provider.vouchers.list = async () => page as never;
      expect((await ask('voucher/list')).value.errcode).toBe('9999');
    }
    provider.vouchers.list = async () => ({ items: rows, total: 7 });
    expect((await ask('voucher/list', { pageSize: 6 })).value.errcode).toBe('9999');
  });

  it('knows no other path and no other method', async () => {
    const { handler, post } = make();
    for (const path of ['/api/erp/voucher/List', '/api/erp/', '/other', '/api/erp/../erp/voucher/list', 'http://x/api/erp/voucher/list']) {
      expect((await handler.receive({ method: 'POST', path, body: new Uint8Array() })).status).toBe(404);
    }
    expect((await post('voucher/list', {}, 'GET')).status).toBe(405);
    expect((await post('voucher/list', 'x'.repeat(65_537))).status).toBe(413);
  });
});

function broken() {
  const provider = providerOf();
  provider.vouchers.list = async () => {
    throw new Error('password=secret at db');
  };
  return provider;
}

describe('options', () => {
  it('names every problem at once', () => {
    const make = () =>
      new ArchiveHandler({
        clients: [
          { clientId: ' a', clientSecret: '' },
          { clientId: 'b', clientSecret: 's' },
          { clientId: 'b', clientSecret: 's' },
        ],
        maxPageSize: 0,
        locale: 'en',
        provider: { vouchers: {}, bills: {} } as never,
      });
    expect(make).toThrow(/maxPageSize[\s\S]*provider[\s\S]*clients\[0\]\.clientId[\s\S]*clients\[0\]\.clientSecret[\s\S]*clients\[2\]\.clientId/);
    expect(() => new ArchiveHandler({ clients: [], provider: providerOf() })).toThrow(/clients/);
  });

  it('shows no secret', async () => {
    const { handler, post } = make();
    const { text } = await post('base/oauth/company/token', signed());
    expect(everythingShown(handler) + text).not.toContain(CANARY);
  });
});

describe('bindings', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  it('serve over a socket', async () => {
    const { handler } = make({ maxBodyBytes: 1_000 });
    server = createArchiveServer(handler);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/erp`;
    const post = async (path: string, body: string) => (await fetch(`${base}/${path}`, { method: 'POST', body })).json() as Promise<never>;
    const { data } = (await post('base/oauth/company/token', JSON.stringify(signed()))) as { data: { accessToken: string } };
    expect(await post(`voucher/list?access_token=${data.accessToken}`, '{"pageSize":2}')).toMatchObject({ totalPage: 4 });
    expect(await uploadTooMuch(`${base}/voucher/list`)).toBe(413);
  });

  it('serve a Request', async () => {
    const { handler } = make({ maxBodyBytes: 1_000 });
    const handle = fetchArchiveHandler(handler);
    const post = (path: string, body: string) => handle(new Request(`https://erp.example/api/erp/${path}`, { method: 'POST', body }));
    const { data } = (await (await post('base/oauth/company/token', JSON.stringify(signed()))).json()) as { data: { accessToken: string } };
    expect(await (await post(`voucher/list?access_token=${data.accessToken}`, '{}')).json()).toMatchObject({ totalElements: 7 });
    expect((await post('voucher/list', 'x'.repeat(1_001))).status).toBe(413);
    expect((await post('nothing', '')).status).toBe(404);
  });
});

/** More than the server wants to read: the refusal arrives all the same. */
function uploadTooMuch(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: { 'content-length': '1000000' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
      request.destroy();
    });
    request.on('error', reject);
    request.write('x'.repeat(2_000));
  });
}
