import { Secret } from '@piaozone/core';
import { type HeaderPage, type HeaderRequest, ReceivingService, type ReceivingSettings } from '@piaozone/standard';
import { beforeEach, describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { everythingShown } from '../../../core/test/support/everything.js';
import { callOf, connect, ExpenseCloud, refused, TAX_NO } from '../support/expense-cloud.js';

/** Values of this test; the real ones are not published. */
const settings: ReceivingSettings = {
  address: { path: '/receive' },
  requestPaths: { collectHeaders: '/headers', notDeductible: '/select', fullQuery: '/all' },
  collection: { endFlag: 'endFlag', next: (_page, { dataFromIndex, dataIndex }) => ({ dataFromIndex: dataFromIndex + dataIndex, dataIndex }) },
};
const first: HeaderRequest = { taxNo: TAX_NO, serialNo: 'B1', dataFromIndex: 0, dataIndex: 50, continueFlag: false, search: { invoiceType: '27' } };

let cloud: ExpenseCloud;
beforeEach(() => {
  cloud = new ExpenseCloud();
});
const service = (given: ReceivingSettings = settings) => new ReceivingService(connect(cloud), given);
async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

describe('numbered interfaces', () => {
  it('name themselves in request_path and travel with the token of the tenant', async () => {
    cloud.react = () => ({ errcode: '0000', traceId: 'T1', data: { serialNo: 'B1', list: [1] } });
    const page = await service().collectHeaders({ ...first, account: '138', longLinkName: new Secret(`${CANARY}-name`) }, callOf());
    expect(page).toMatchObject({ serialNo: 'B1', traceId: 'T1' });
    expect(cloud.seen[0]).toMatchObject({
      method: 'POST',
      path: '/receive',
      query: { reqid: '1700000000000001', access_token: 'tenant-token', taxNo: TAX_NO, name: `${CANARY}-name` },
      body: {
        request_path: '/headers',
        account: '138',
        taxNo: TAX_NO,
        serialNo: 'B1',
        dataFromIndex: 0,
        dataIndex: 50,
        continueFlag: false,
        searchOpt: { invoiceType: '27' },
      },
    });
    await service({ ...settings, level: 'enterprise' }).fullQuery({ taxNo: TAX_NO, fields: { startTime: '2024-01-01' } }, callOf());
    expect(cloud.seen[1]?.query).toEqual({ reqid: '1700000000000001', access_token: 'enterprise-token', taxNo: TAX_NO });
    expect(cloud.seen[1]?.body).toEqual({ request_path: '/all', taxNo: TAX_NO, startTime: '2024-01-01' });
  });

  it('may be encrypted, and stand elsewhere', async () => {
    await service({ ...settings, encrypted: true }).fullQuery({ taxNo: TAX_NO }, callOf());
    expect(cloud.seen[0]?.text).toMatch(/^[\w+/]+=*$/);
    await service({ ...settings, address: { baseUrl: 'https://receive.example/base/', path: '/receive' } }).fullQuery({ taxNo: TAX_NO }, callOf());
    expect(cloud.seen[1]?.path).toBe('/base/receive');
  });

  it('selection is sent once, for 1 to 2,000 invoices', async () => {
    const invoice = { notDeductibleType: '1', invoiceType: 27, invoiceNo: '24440000000012345678', more: 'x' };
    const answer = await service().selectNotDeductible({ taxNo: TAX_NO, authenticateFlag: 1, invoices: [invoice] }, callOf());
    expect(answer).toMatchObject({ description: '操作成功', data: null });
    expect(cloud.seen[0]?.body).toEqual({ request_path: '/select', taxNo: TAX_NO, authenticateFlag: 1, invoices: [invoice] });
    cloud.react = () => refused();
    await expect(service().selectNotDeductible({ taxNo: TAX_NO, authenticateFlag: 1, invoices: [invoice] }, callOf())).rejects.toMatchObject({
      outcome: 'unknown',
    });
    for (const count of [0, 2_001]) {
      const selected = service().selectNotDeductible({ taxNo: TAX_NO, authenticateFlag: 1, invoices: Array(count).fill(invoice) }, callOf());
      await expect(selected).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    }
    expect(cloud.seen).toHaveLength(2);
    cloud.react = () => ({ errcode: '0000' });
    await service().selectNotDeductible({ taxNo: TAX_NO, authenticateFlag: 1, invoices: Array(2_000).fill(invoice) }, callOf());
  });

  it.each([
    [{}, /address[\s\S]*requestPaths\.collectHeaders/],
    [{ address: { path: '/x' }, requestPaths: { fullQuery: '/all' } }, /requestPaths\.collectHeaders/],
  ])('are refused with the name of what is missing: %j', async (given, text) => {
    await expect(service(given).collectHeaders(first, callOf())).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(text),
    });
    expect(cloud.seen).toEqual([]);
  });

  it('want an address that is one', () => {
    expect(() => service({ address: { baseUrl: 'receive', path: 'x?y' } })).toThrow(/address\.baseUrl[\s\S]*address\.path/);
  });

  it('show neither token nor name in an error', async () => {
    cloud.react = () => ({ errcode: '1', description: 'no' });
    const error = await service()
      .collectHeaders({ ...first, longLinkName: `${CANARY}-name` }, callOf())
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'business_rejected' });
    expect(everythingShown(error)).not.toContain(CANARY);
  });
});

describe('header collection', () => {
  it('goes on with the batch until the flag says that it is complete', async () => {
    cloud.react = (_seen, count) => ({ errcode: '0000', data: { endFlag: count === 3, n: count } });
    const pages = await all(service().collectAllHeaders(first, callOf()));
    expect(pages.map(({ page }) => (page.data as { n: unknown }).n).map(String)).toEqual(['1', '2', '3']);
    expect(cloud.seen.map(({ body }) => [body?.['dataFromIndex'], body?.['continueFlag'], body?.['serialNo']])).toEqual([
      [0, false, 'B1'],
      [50, true, 'B1'],
      [100, true, 'B1'],
    ]);
    expect(pages.at(-1)?.request).toMatchObject({ dataFromIndex: 100, continueFlag: true });
  });

  it.each([
    ['text', 'true', 1],
    ['another text', 'false', 2],
  ])('reads the flag as %s', async (_name, endFlag, calls) => {
    cloud.react = (_seen, count) => ({ errcode: '0000', data: { endFlag: count === 2 ? true : endFlag } });
    await all(service().collectAllHeaders(first, callOf()));
    expect(cloud.seen).toHaveLength(calls);
  });

  it('stops where it would not advance, or never end; what came is the caller’s', async () => {
    cloud.react = () => ({ errcode: '0000', data: {} });
    const got: HeaderPage[] = [];
    const run = async (more: Partial<NonNullable<ReceivingSettings['collection']>>) => {
      const collection = {
        endFlag: 'endFlag',
        next: (_: HeaderPage, r: HeaderRequest) => ({ dataFromIndex: r.dataFromIndex + 1, dataIndex: 1 }),
        ...more,
      };
      for await (const { page } of service({ ...settings, collection }).collectAllHeaders(first, callOf())) got.push(page);
    };
    await expect(run({ next: (_page, request) => request })).rejects.toMatchObject({ code: 'response_invalid' });
    expect(got).toHaveLength(1);
    await expect(run({ maxPages: 5 })).rejects.toMatchObject({ code: 'response_invalid' });
    expect(got).toHaveLength(6);
    await expect(run({ endFlag: 'complete', maxPages: 2 })).rejects.toMatchObject({ code: 'response_invalid' });
  });

  it('wants its setting', async () => {
    const { collection: _, ...without } = settings;
    await expect(all(service(without).collectAllHeaders(first, callOf()))).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

describe('downloaded invoices', () => {
  const rows = Array.from({ length: 5 }, (_, index) => ({ invoiceNo: `2444000000001234567${index}`, totalAmount: '0.10', more: index }));
  const serve = (more: object = {}) => {
    cloud.react = ({ body = {} }) => {
      const [size, page] = [Number(body['pageSize']), Number(body['currentPage'])];
      const data = rows.slice((page - 1) * size, page * size);
      return { errorCode: '0000', message: 'ok', totalElement: 5, totalPage: Math.ceil(5 / size), pageSize: size, currentPage: page, data, ...more };
    };
  };

  it('come page by page in their own envelope', async () => {
    serve();
    const invoices = await all(service({}).allDigitalInvoices({ taxNo: TAX_NO, batchNo: 'N1', pageSize: 2 }, callOf()));
    expect(invoices.map(({ invoiceNo }) => invoiceNo)).toEqual(rows.map(({ invoiceNo }) => invoiceNo));
    expect(invoices[0]).toMatchObject({ totalAmount: '0.10' });
    expect(String(invoices[1]?.raw['more'])).toBe('1');
    expect(cloud.seen.map(({ path, query, body }) => [path, query['access_token'], query['taxNo'], body])).toEqual(
      [1, 2, 3].map((currentPage) => ['/bill-websocket/digitalInvoice/query', 'tenant-token', TAX_NO, { batchNo: 'N1', pageSize: 2, currentPage }]),
    );
  });

  it('a page alone: defaults of the documentation', async () => {
    serve();
    const page = await service({}).digitalInvoices({ taxNo: TAX_NO, batchNo: 'N1' }, callOf());
    expect(page).toMatchObject({ currentPage: 1, totalPage: 1, totalElement: 5 });
    expect(cloud.seen[0]?.body).toEqual({ batchNo: 'N1', pageSize: 100, currentPage: 1 });
  });

  it('end without totals by a short page, and at an empty one', async () => {
    serve({ totalPage: undefined });
    expect(await all(service({}).allDigitalInvoices({ taxNo: TAX_NO, batchNo: 'N1', pageSize: 2 }, callOf()))).toHaveLength(5);
    expect(cloud.seen).toHaveLength(3);
    serve({ totalPage: 99 });
    expect(await all(service({}).allDigitalInvoices({ taxNo: TAX_NO, batchNo: 'N1', pageSize: 5 }, callOf()))).toHaveLength(5);
    expect(cloud.seen).toHaveLength(5);
  });

  it('are refused when the cloud answers another page, or never ends', async () => {
    serve({ currentPage: 1 });
    await expect(all(service({}).allDigitalInvoices({ taxNo: TAX_NO, batchNo: 'N1', pageSize: 2 }, callOf()))).rejects.toMatchObject({
      code: 'response_invalid',
    });
    serve({ totalPage: 99, data: rows });
    await expect(all(service({}).allDigitalInvoices({ taxNo: TAX_NO, batchNo: 'N1', pageSize: 2 }, callOf(), 4))).rejects.toMatchObject({
      code: 'response_invalid',
    });
    expect(cloud.seen).toHaveLength(6);
  });

  it('failures are read from the same envelope', async () => {
    cloud.react = () => ({ errorCode: '0201', message: '参数错误' });
    const query = service({}).digitalInvoices({ taxNo: TAX_NO, batchNo: 'N1' }, callOf());
    await expect(query).rejects.toMatchObject({ code: 'business_rejected', upstreamCode: '0201', upstreamMessage: '参数错误' });
    cloud.react = () => ({ errcode: '0000' });
    await expect(service({}).digitalInvoices({ taxNo: TAX_NO, batchNo: 'N1' }, callOf())).rejects.toMatchObject({
      code: 'response_invalid',
      message: expect.stringContaining('errorCode'),
    });
  });
});
