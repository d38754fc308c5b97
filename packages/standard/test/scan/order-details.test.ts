import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPiaozoneError, loadXml, type XmlElement } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { checkOrderDetails, type OrderDetails, type OrderDetailsLine } from '../../src/scan/order-details.js';
import {
  createOrderDetailsHandler,
  type OrderDetailsOptions,
  orderDetailsFetchHandler,
  orderDetailsNodeHandler,
} from '../../src/scan/order-details-handler.js';
import { CANARY, failureOf, paths } from '../support/issuing-cloud.js';

const line: OrderDetailsLine = {
  name: '商品<&>',
  quantity: '2',
  amount: '0.10',
  nature: 'normal',
  taxFlag: 1,
  taxRate: '0.13',
  taxCode: '3040408000000000000',
};
const full: OrderDetails = {
  lines: [
    {
      ...line,
      nature: 'discounted',
      specification: '规',
      unit: '件',
      ownNumber: 'A1',
      taxRate: '0',
      zeroRate: 'not-taxed',
      preferential: true,
      vatException: '免税',
    },
    { ...line, nature: 'discount', amount: '-0.01', preferential: false },
  ],
  buyer: { name: '购方', taxNo: 'T', address: '址', phone: '话', bankName: '行', bankAccount: '户', mobile: '138', email: 'a@b.cn' },
  totalDiscount: '0.10',
  remark: '备注𠮷',
};
const TOKEN = '0123456789abcdef0123456789abcdef';
const base: OrderDetailsOptions = { path: '/scan/orders', openToAnyone: true, lookUp: () => full };

async function ask(change: Partial<OrderDetailsOptions>, path = '/scan/orders?SaleNo=S1&Timestamp=1', method = 'GET') {
  return createOrderDetailsHandler({ ...base, ...change }).answer({ method, path });
}

describe('the JSON answer', () => {
  it('has the names as printed, misspelt ones too, amounts exact', async () => {
    const { status, headers, body } = await ask({});
    expect([status, headers]).toEqual([200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }]);
    expect(body).toBe(
      '{"result":"success","data":[' +
        '{"name":"商品<&>","qrty":"2","mount":0.10,"character":2,"taxFlag":1,"taxRate":0,"taxNumber":"3040408000000000000","spec":"规","unit":"件","ownNumber":"A1","zeroRaxFlag":"2","prePolicy":1,"vatException":"免税"},' +
        '{"name":"商品<&>","qrty":"2","mount":-0.01,"character":1,"taxFlag":1,"taxRate":0.13,"taxNumber":"3040408000000000000","prePolicy":0}],' +
        '"buyerInfo":{"buyerName":"购方","buyerTaxNo":"T","buyerAddress":"址","buyerFixedTelephone":"话","buyerAccount":"户","buyerMobilePhone":"138","buyerBank":"行","buyerEmail":"a@b.cn"},' +
        '"totalDiscount":0.10,"remark":"备注𠮷","msg":"","code":0,"success":true}',
    );
  });

  it('leaves out what is not there', async () => {
    const { body } = await ask({ lookUp: () => ({ lines: [line] }) });
    expect(body).toBe(
      '{"result":"success","data":[{"name":"商品<&>","qrty":"2","mount":0.10,"character":0,"taxFlag":1,"taxRate":0.13,"taxNumber":"3040408000000000000"}],"msg":"","code":0,"success":true}',
    );
  });

  it.each([
    ['exempt', '1'],
    ['not-taxed', '2'],
    ['zero-rated', '3'],
  ] as const)('%s is zeroRaxFlag %s', async (zeroRate, flag) => {
    expect((await ask({ lookUp: () => ({ lines: [{ ...line, taxRate: '0.00', zeroRate }] }) })).body).toContain(
      `"taxRate":0.00,"taxNumber":"3040408000000000000","zeroRaxFlag":"${flag}"`,
    );
  });
});

describe('the XML answer', () => {
  const texts = (element: XmlElement | undefined) => Object.fromEntries((element?.elements() ?? []).map(({ name, text }) => [name, text]));
  const parse = async (change: Partial<OrderDetailsOptions>) => {
    const { headers, body } = await ask(change);
    expect(headers['content-type']).toBe('application/xml; charset=utf-8');
    return (await loadXml()).parse(String(body));
  };

  it('has the same names and values, lines wrapped or repeated', async () => {
    const wrapped = await parse({ format: { xml: { root: 'response', item: 'item' } } });
    expect([wrapped.name, texts(wrapped)['code'], texts(wrapped)['success'], texts(wrapped)['totalDiscount']]).toEqual([
      'response',
      '0',
      'true',
      '0.10',
    ]);
    const lines = wrapped.elements('data').flatMap((data) => data.elements('item'));
    expect(lines).toHaveLength(2);
    expect(texts(lines[0])).toEqual({
      name: '商品<&>',
      qrty: '2',
      mount: '0.10',
      character: '2',
      taxFlag: '1',
      taxRate: '0',
      taxNumber: '3040408000000000000',
      spec: '规',
      unit: '件',
      ownNumber: 'A1',
      zeroRaxFlag: '2',
      prePolicy: '1',
      vatException: '免税',
    });
    expect(texts(wrapped.elements('buyerInfo')[0])['buyerName']).toBe('购方');
    const repeated = await parse({ format: { xml: { root: 'r' } } });
    expect(repeated.elements('data').map((each) => texts(each)['mount'])).toEqual(['0.10', '-0.01']);
  });

  it('that cannot hold a character is told as a failure instead of being broken', async () => {
    const errors: unknown[] = [];
    const { body } = await ask({
      format: { xml: { root: 'r' } },
      lookUp: () => ({ lines: [{ ...line, name: 'a\u0007' }] }),
      onError: (error) => errors.push(error),
    });
    expect(String(body)).toContain('<code>1</code><success>false</success>');
    expect(isPiaozoneError(errors[0], 'request_invalid')).toBe(true);
  });
});

describe('a failure', () => {
  const parsed = async (change: Partial<OrderDetailsOptions>, path?: string) =>
    JSON.parse(String((await ask(change, path)).body)) as Record<string, unknown>;

  it('is code 1 with a message, its result only by setting', async () => {
    const unknown = { data: [], msg: '没有找到可开票的单据', code: 1, success: false };
    expect(await parsed({ lookUp: () => undefined })).toEqual(unknown);
    expect(await parsed({ lookUp: async () => undefined, failedResult: 'fail', locale: 'en' })).toEqual({
      ...unknown,
      result: 'fail',
      msg: 'there is no such order to be invoiced',
    });
  });

  it('tells nothing of what went wrong inside', async () => {
    const errors: unknown[] = [];
    const thrown = new Error(CANARY);
    const boom = (): OrderDetails => {
      throw thrown;
    };
    const answer = await parsed({ lookUp: boom, onError: (error, { saleNo }) => errors.push(error, saleNo) });
    expect([answer['code'], answer['msg']]).toEqual([1, '暂时无法开票，请稍后再试或联系商家']);
    expect(JSON.stringify(answer).includes(CANARY)).toBe(false);
    expect([errors[0] === thrown, errors[1]]).toEqual([true, 'S1']);
    expect((await parsed({ lookUp: boom, onError: boom }))['code']).toBe(1);
  });

  it('hands out no order that breaks the rules, and reports all of them', async () => {
    const errors: unknown[] = [];
    const answer = await parsed({ lookUp: () => ({ lines: [{ ...line, quantity: '', taxRate: '0' }] }), onError: (error) => errors.push(error) });
    expect(answer).toMatchObject({ code: 1, data: [] });
    expect(isPiaozoneError(errors[0]) ? paths(errors[0].problems) : []).toEqual(['lines[0].quantity', 'lines[0].zeroRate']);
  });

  it.each(['', '?SaleNo=', '?SaleNo=%20', '?SaleNo=a&SaleNo=b', '?saleno=a', `?SaleNo=${'1'.repeat(201)}`, '?SaleNo=a%0Ab', '?SaleNo=a%00'])(
    'a request with %j is not looked up',
    async (query) => {
      let asked = 0;
      const lookUp = () => {
        asked += 1;
        return full;
      };
      const answer = await parsed({ lookUp }, `/scan/orders${query}`);
      expect([answer['code'], answer['msg'], asked]).toEqual([1, '缺少单号', 0]);
    },
  );
});

describe('the question', () => {
  it('is decoded; Timestamp may be missing', async () => {
    const questions: unknown[] = [];
    const lookUp: OrderDetailsOptions['lookUp'] = (question) => {
      questions.push(question);
      return full;
    };
    await ask({ lookUp }, '/scan/orders?SaleNo=%E9%94%80%2B1&Timestamp=1544058754788');
    await ask({ lookUp }, '/scan/orders/?SaleNo=S1');
    expect(questions).toEqual([
      { saleNo: '销+1', timestamp: '1544058754788' },
      { saleNo: 'S1', timestamp: undefined },
    ]);
  });

  it.each([
    ['another path', {}, '/scan/order?SaleNo=S1', 'GET'],
    ['another method', {}, '/scan/orders?SaleNo=S1', 'POST'],
    ['no token', { pathToken: TOKEN }, '/scan/orders?SaleNo=S1', 'GET'],
    ['a wrong token', { pathToken: TOKEN }, `/scan/orders/${TOKEN.replace('0', '1')}?SaleNo=S1`, 'GET'],
    ['more than the token', { pathToken: TOKEN }, `/scan/orders/${TOKEN}/x?SaleNo=S1`, 'GET'],
  ])('with %s leads nowhere', async (_, change, path, method) => {
    expect(await ask(change, path, method)).toEqual({ status: 404, headers: {}, body: '' });
  });

  it('with the token is answered', async () => {
    expect((await ask({ pathToken: TOKEN }, `/scan/orders/${TOKEN}?SaleNo=S1`)).status).toBe(200);
  });
});

describe('options', () => {
  it('are checked all at once', async () => {
    const wrong = { path: 'orders?', lookUp: undefined, format: { xml: { root: '1x', item: 'a b' } } } as unknown as OrderDetailsOptions;
    expect(paths((await failureOf(() => createOrderDetailsHandler(wrong))).problems)).toEqual([
      'path',
      'lookUp',
      'pathToken',
      'format.xml.root',
      'format.xml.item',
    ]);
    expect(paths((await failureOf(() => createOrderDetailsHandler({ ...base, pathToken: 'short' }))).problems)).toEqual(['pathToken']);
    expect(paths((await failureOf(() => createOrderDetailsHandler({ ...base, failedResult: 'a\u0007' }))).problems)).toEqual(['failedResult']);
    const noRoot = { ...base, format: { xml: {} } } as unknown as OrderDetailsOptions;
    expect(paths((await failureOf(() => createOrderDetailsHandler(noRoot))).problems)).toEqual(['format.xml.root']);
  });
});

describe('bindings', () => {
  it('answer over node:http and fetch with the same bytes', async () => {
    const handler = createOrderDetailsHandler(base);
    const expected = await handler.answer({ method: 'GET', path: '/scan/orders?SaleNo=S1' });
    const server = createServer(orderDetailsNodeHandler(handler));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const response = await fetch(`${origin}/scan/orders?SaleNo=S1`);
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
        200,
        expected.headers['content-type'],
        expected.body,
      ]);
      expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    const answered = await orderDetailsFetchHandler(handler)(new Request('http://own/scan/orders?SaleNo=S1'));
    expect([answered.status, answered.headers.get('cache-control'), await answered.text()]).toEqual([200, 'no-store', expected.body]);
  });
});

describe('checkOrderDetails', () => {
  const found = (change: Partial<OrderDetailsLine>, more: Partial<OrderDetails> = {}) =>
    paths(checkOrderDetails({ lines: [{ ...line, ...change }], ...more }));

  it.each<[string, string[], string[]]>([
    ['an order that fits', paths(checkOrderDetails(full)), []],
    ['no lines', found({}, { lines: [] }), ['lines']],
    ['missing texts', found({ name: ' ', quantity: '', taxCode: '' }), ['lines[0].name', 'lines[0].quantity', 'lines[0].taxCode']],
    ['figures that are none', found({ amount: '1,0', taxRate: '13%', taxFlag: 0.5 }), ['lines[0].amount', 'lines[0].taxRate', 'lines[0].taxFlag']],
    ['a rate of 3 decimals', found({ taxRate: '0.015' }), ['lines[0].taxRate']],
    ['a rate of trailing zeros', found({ taxRate: '0.130' }), []],
    ['rate 0 without flag', found({ taxRate: '0.00' }), ['lines[0].zeroRate']],
    ['a preference without its name', found({ preferential: true }), ['lines[0].vatException']],
    ['an unknown nature', found({ nature: 'x' as 'normal' }), ['lines[0].nature']],
    ['a discount first', found({ nature: 'discount', amount: '-1.00' }), ['lines[0].nature']],
    [
      'a positive discount',
      paths(
        checkOrderDetails({
          lines: [
            { ...line, nature: 'discounted' },
            { ...line, nature: 'discount', amount: '0.00' },
          ],
        }),
      ),
      ['lines[1].amount'],
    ],
    [
      'a discount after an ordinary line',
      paths(checkOrderDetails({ lines: [line, { ...line, nature: 'discount', amount: '-0.01' }] })),
      ['lines[1].nature'],
    ],
    ['a remark of 201', found({}, { remark: '备'.repeat(201) }), ['remark']],
    ['a remark of 200', found({}, { remark: '𠮷'.repeat(200) }), []],
    ['a discount that is no figure', found({}, { totalDiscount: 'x' }), ['totalDiscount']],
  ])('%s', (_, problems, expected) => {
    expect(problems).toEqual(expected);
  });
});
