import type { JsonValue } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { pageRequest } from '../src/facade/paging.js';
import { writeParts } from '../src/facade/request.js';
import type { FacadeOperation, WriteBackSource } from '../src/index.js';
import { client, connect, failureOf, invoice, newCall, startEas } from './support/eas.js';
import { FACADE, SERVICE } from './support/facade.js';

const rows = (...numbers: string[]): JsonValue[] => numbers.map((number) => ({ number }));

describe('pages', () => {
  it('without paging: one call, no cursor', () => {
    const request = pageRequest(undefined, undefined, 5);
    expect([request.values, request.page(rows('1'))]).toEqual([{}, { items: rows('1') }]);
  });

  it('by row number, first and last row inclusive, until a page is empty', () => {
    const paging = { pageSize: 100, firstRow: 1 } as const;
    const first = pageRequest(paging, undefined, 2);
    expect(first.values).toEqual({ 'page.fromRow': '1', 'page.toRow': '2', 'page.limit': '2' });
    // The service gave more than asked for, as EAS services do: the next page starts behind what came.
    const page = first.page(rows('1', '2', '3'));
    const second = pageRequest(paging, page.nextCursor, 500);
    expect(second.values).toEqual({ 'page.fromRow': '4', 'page.toRow': '103', 'page.limit': '100' });
    expect(second.page([])).toEqual({ items: [] });
    expect(() => second.page(rows('1', '2', '3'))).toThrow(expect.objectContaining({ code: 'response_invalid' }));
  });

  it('behind the last value', () => {
    const paging = { pageSize: 2, continueAfter: 'number' };
    const page = pageRequest(paging, undefined, undefined).page(rows('A', '中:1'));
    const second = pageRequest(paging, page.nextCursor, undefined);
    expect(second.values).toEqual({ 'page.limit': '2', 'page.after': '中:1' });
    expect(() => second.page(rows('A', '中:1'))).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    expect(() => second.page([{ other: '1' }])).toThrow(expect.objectContaining({ code: 'response_invalid' }));
  });

  it('a cursor of somebody else is refused', () => {
    const cursor = pageRequest({ pageSize: 1 }, undefined, undefined).page(rows('1')).nextCursor ?? '';
    for (const [paging, given] of [
      [undefined, cursor],
      [{ pageSize: 1, continueAfter: 'number' }, cursor],
      [{ pageSize: 1 }, 'nonsense'],
    ] as const) {
      expect(() => pageRequest(paging, given, undefined)).toThrow(expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent' }));
    }
  });
});

describe('parts', () => {
  it('stand in signature order; numbers exact, values translated, absent ones left out of JSON and empty as parts', () => {
    const operation: FacadeOperation<WriteBackSource> = {
      name: 'write',
      parts: [
        { name: 'c', constant: ' x ' },
        { name: 'b', value: 'bill.id' },
        {
          name: 'a',
          json: {
            body: {
              'invoice.totals.amount': { property: 'amount', number: true },
              'invoice.color': { property: 'kind', values: { red: '1' } },
              'invoice.code': 'code',
              'invoice.number': { property: 'no', values: { toString: 'never' } },
            },
            constants: { list: ['1', null] },
          },
        },
      ],
    };
    expect(writeParts(operation, { 'invoice.totals.amount': '0.10', 'invoice.color': 'red', 'invoice.number': '00012345678901234567' })).toEqual([
      { name: 'c', value: ' x ' },
      { name: 'b', value: '' },
      { name: 'a', value: '{"list":["1",null],"amount":0.10,"kind":"1","no":"00012345678901234567"}' },
    ]);
  });
});

describe('answers of the facade', () => {
  const replies = (value: string) => ({
    kind: 'answer' as const,
    status: 200,
    contentType: 'text/xml',
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>${value}</e:Body></e:Envelope>`,
  });
  const units = (value: string) => replies(`<getUnitsResponse>${value}</getUnitsResponse>`);

  it.each([
    ['void', '', 'response_invalid', /没有返回 JSON/],
    ['nil', '<getUnitsReturn xsi:nil="true"/>', 'response_invalid', /没有返回 JSON/],
    ['blank', '<getUnitsReturn> </getUnitsReturn>', 'response_invalid', /没有返回 JSON/],
    ['no JSON', '<getUnitsReturn>s3cret text</getUnitsReturn>', 'response_invalid', /^(?!.*s3cret).*不是有效的 JSON/s],
    ['no list', '<getUnitsReturn>{"ok":true,"data":{"rows":null}}</getUnitsReturn>', 'response_invalid', /data\.rows/],
    ['its own failure', '<getUnitsReturn>{"ok":false}</getUnitsReturn>', 'erp_rejected', /getUnits 返回失败/],
    ['no state', '<getUnitsReturn>{"data":{"rows":[]}}</getUnitsReturn>', 'erp_rejected', /getUnits 返回失败/],
  ])('%s', async (_name, value, code, text) => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, units(value));
    expect(await failureOf(connection.listBusinessUnits({}, newCall()))).toMatchObject({ code, message: expect.stringMatching(text) });
  });

  it('a result the settings do not know leaves the write-back unknown', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(
      SERVICE,
      replies('<writeInvoiceResponse><writeInvoiceReturn>{"result":{"code":99},"msg":"后台处理中"}</writeInvoiceReturn></writeInvoiceResponse>'),
    );
    const result = { bill: { type: '销售发票单', number: 'B1' }, serialNo: 'S', invoice: invoice() };
    expect(await failureOf(connection.writeBack(result, newCall()))).toMatchObject({
      code: 'business_unrecognised',
      outcome: 'unknown',
      upstreamCode: '99',
      message: expect.stringContaining('后台处理中'),
    });
  });
});

describe('a cluster port', () => {
  it('gets the cookies of the login back with every business call', async () => {
    const seen: (string | undefined)[] = [];
    const login = '<loginResponse><loginReturn><sessionId>s-1</sessionId></loginReturn></loginResponse>';
    const bills = '<getBillsResponse><getBillsReturn>[]</getBillsReturn></getBillsResponse>';
    const sender = {
      async send(request: { url: string; headers: Readonly<Record<string, string>> }) {
        const isLogin = request.url.endsWith('/EASLogin');
        if (!isLogin) seen.push(request.headers['Cookie']);
        const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${isLogin ? login : bills}</e:Body></e:Envelope>`;
        return { status: 200, headers: { 'set-cookie': 'ROUTE=n1; Path=/; HttpOnly\nX=; Max-Age=0\nJS=a b\nY=2' }, body: Buffer.from(body) };
      },
      close() {},
    };
    const settings = { servicesUrl: 'http://eas.test/ormrpc/services/', userName: 'u', password: 'p', slnName: 'eas', dcName: 'D' };
    const connection = await connect(settings as never, { facade: FACADE, logoutOnClose: false }, client({ sender }).adapterContext());
    await connection.fetchBills({}, newCall());
    expect(seen).toEqual(['ROUTE=n1; Y=2']);
    expect(connection.accountSet).toBe('D/eas');
  });
});
