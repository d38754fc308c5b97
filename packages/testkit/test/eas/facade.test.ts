import { describe, expect, it } from 'vitest';
import { billFacade, ExactNumber, exactJson, type MockEas, startMockEas, WsInvokeException } from '../../src/eas/index.js';
import { fault, GL, plain, send, sessionHeader, signIn, start, wrap } from './raw-client.js';

// Service, operations and texts are this test's own: no reference holds those of a real bill.
const bills = () =>
  billFacade({
    service: 'WSBills',
    namespace: 'http://webservice.bills.example',
    key: 'no',
    rows: [
      { no: 'B1', amount: new ExactNumber('0.10'), goods: '办公用品 <A&B>', invoice: null },
      { no: 'B2', amount: new ExactNumber('2.00'), goods: '', invoice: null },
    ],
    pending: (row, request) => row['invoice'] === null && (request['no'] === undefined || request['no'] === row['no']),
    query: {
      operation: 'listBills',
      parts: ['json'],
      request: ([json]) => JSON.parse(json ?? '{}') as Record<string, unknown>,
      reply: (rows) => exactJson(rows),
    },
    writeBack: {
      operation: 'setInvoice',
      parts: ['no', 'invoice'],
      apply: ([no, invoice], table) => {
        const outcome = table.write(no ?? '', { invoice });
        if (outcome === 'no-such-bill') throw new WsInvokeException(outcome);
        return JSON.stringify({ outcome });
      },
    },
  });

async function ask(mock: MockEas, body: string) {
  const reply = await send(mock, 'WSBills', wrap(body, sessionHeader(await signIn(mock))));
  return reply.status === 200 ? plain(/Return [^>]*>([^<]*)</.exec(reply.text)?.[1] ?? '') : fault(reply).string;
}

const write = (no: string, invoice: string) => `<setInvoice><no>${no}</no><invoice>${invoice}</invoice></setInvoice>`;

describe('bill facade', () => {
  it('lists the pending bills and takes an invoice once', async () => {
    const facade = bills();
    const mock = await start({ facades: [facade] });
    expect(await ask(mock, '<listBills><json>{}</json></listBills>')).toBe(
      '[{"no":"B1","amount":0.10,"goods":"办公用品 <A&B>","invoice":null},{"no":"B2","amount":2.00,"goods":"","invoice":null}]',
    );
    expect(await ask(mock, write('B1', 'I1'))).toBe('{"outcome":"written"}');
    expect(await ask(mock, write('B1', 'I1'))).toBe('{"outcome":"already-written"}');
    expect(await ask(mock, write('B1', 'I2'))).toBe('{"outcome":"conflict"}');
    expect(await ask(mock, write('B9', 'I1'))).toBe('com.kingdee.bos.webservice.WSInvokeException: no-such-bill');
    expect(await ask(mock, '<listBills/>')).toBe('[{"no":"B2","amount":2.00,"goods":"","invoice":null}]');
    expect(mock.table('WSBills')).toBe(facade.table);
    expect(facade.table.find('B1')).toMatchObject({ invoice: 'I1' });
    expect(() => mock.table('WSNone')).toThrow('WSNone');
  });

  it('has written when the reply is lost after the handler, and not when it is lost before', async () => {
    const facade = bills();
    const mock = await start({ facades: [facade] });
    for (const [kind, no, stored] of [
      ['drop-before', 'B1', null],
      ['drop-after', 'B2', 'I'],
    ] as const) {
      mock.faults.next('WSBills', { kind });
      await expect(ask(mock, write(no, 'I'))).rejects.toThrow();
      expect(facade.table.find(no)?.['invoice']).toBe(stored);
    }
  });
});

describe('addresses', () => {
  it('answers below its base path only, POST only', async () => {
    const mock = await start({ basePath: 'eas/' });
    expect(mock.servicesUrl).toBe(`${mock.baseUrl}/ormrpc/services/`);
    expect(mock.baseUrl.endsWith('/eas')).toBe(true);
    expect(await signIn(mock)).not.toBe('');
    const { origin } = new URL(mock.baseUrl);
    expect((await fetch(`${origin}/ormrpc/services/EASLogin`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${mock.servicesUrl}EASLogin`)).status).toBe(404);
    expect(mock.unknownRequests).toEqual(['POST /ormrpc/services/EASLogin', 'GET /eas/ormrpc/services/EASLogin']);
  });

  it('generates what is not given, slnName being eas', async () => {
    const mock = await startMockEas();
    expect(mock.publicData).toEqual({ baseUrl: mock.baseUrl, userName: mock.userName, password: mock.password, slnName: 'eas', dcName: mock.dcName });
    expect(mock.password.length).toBeGreaterThan(8);
    await mock.close();
  });

  it('refuses two services of one name', async () => {
    await expect(start({ facades: [bills(), bills()] })).rejects.toThrow('WSBills');
  });

  it('ends sessions through its own commands', async () => {
    const mock = await start({ facades: [bills()] });
    await signIn(mock);
    await fetch(`${mock.baseUrl}/__mock/sessions`, { method: 'POST' });
    expect(await (await fetch(`${mock.baseUrl}/__mock/sessions`)).json()).toEqual({ logins: 1, live: 0 });
    expect(await (await fetch(`${mock.baseUrl}/__mock/tables`)).json()).toMatchObject({ WSBills: [{ no: 'B1', amount: 0.1 }, { no: 'B2' }] });
  });
});

describe('WSDL', () => {
  const load = async (url: string) => {
    const response = await fetch(url);
    return { type: response.headers.get('content-type'), text: await response.text() };
  };

  it.each(['wsdl', 'WSDL'])('of EASLogin at ?%s has the three overloads, its own URL as namespace and no fault', async (query) => {
    const mock = await start();
    const url = `${mock.servicesUrl}EASLogin`;
    const { type, text } = await load(`${url}?${query}`);
    expect(type).toBe('text/xml; charset=utf-8');
    expect(text).toContain(`targetNamespace="${url}"`);
    expect(text).toContain(`<wsdlsoap:address location="${url}"/>`);
    expect(text).not.toContain('fault');
    const counts = [...text.matchAll(/<message name="(loginRequest\d?)">([\s\S]*?)<\/message>/g)].map(([, name, parts]) => [
      name,
      parts?.split('<part').length,
    ]);
    expect(counts).toEqual([
      ['loginRequest', 9],
      ['loginRequest1', 7],
      ['loginRequest2', 8],
    ]);
    expect(text).toContain('parameterOrder="userName password slnName dcName language dbType authPattern isEncodePwd"');
    expect(text).toContain(
      '<wsdlsoap:body use="encoded" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" namespace="http://login.webservice.bos.kingdee.com"/>',
    );
    expect(text).toContain('<message name="logoutRequest">');
    expect(text.match(/<part name="[^"]*" type="xsd:int"\/>/g)).toHaveLength(5);
  });

  it('has the other order of overloads where asked, and the host it was fetched by', async () => {
    const mock = await start({ wsdlOverloads: [7, 8, 6] });
    const url = `${mock.servicesUrl}EASLogin`.replace('127.0.0.1', 'localhost');
    const text = await new Promise<string>((resolve, reject) => {
      import('node:http').then(({ get }) => {
        get(`${mock.servicesUrl}EASLogin?wsdl`, { headers: { host: new URL(url).host } }, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            body += chunk;
          });
          response.on('end', () => resolve(body));
        }).on('error', reject);
      }, reject);
    });
    expect(text).toContain(`targetNamespace="${url}"`);
    expect([...text.matchAll(/<input message="impl:(loginRequest\d?)"/g)].map((match) => match[1])).toEqual([
      'loginRequest',
      'loginRequest1',
      'loginRequest2',
    ]);
    expect(/<message name="loginRequest">([\s\S]*?)<\/message>/.exec(text)?.[1]?.split('<part')).toHaveLength(8);
  });

  it('of a facade has its namespace, its named operations and the declared fault', async () => {
    const mock = await start({
      facades: [
        bills(),
        { service: 'WSMixed', namespace: GL, operations: { rows: { parts: [], returns: 'string[][]', run: () => [] }, bare: () => null } },
      ],
    });
    const { text } = await load(`${mock.servicesUrl}WSBills?wsdl`);
    expect(text).toContain('namespace="http://webservice.bills.example"');
    expect(text).toContain('<part name="listBillsReturn" type="xsd:string"/>');
    expect(text.match(/<fault message="impl:WSInvokeException" name="WSInvokeException"\/>/g)).toHaveLength(2);
    const mixed = (await load(`${mock.servicesUrl}WSMixed?wsdl`)).text;
    expect(mixed).toContain('type="impl:ArrayOfArrayOf_xsd_string"');
    expect(mixed).not.toContain('bare');
    expect((await fetch(`${mock.servicesUrl}Nope?wsdl`)).status).toBe(404);
  });
});
