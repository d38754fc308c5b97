import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadSoap } from '../src/wsdl/load-soap.js';
import { openWsdlFacade } from '../src/wsdl.js';
import { fault, P, Q } from './support/fixtures.js';
import { failureOf, lender, type SmallAnswer, type SmallEas, servicesOf, startSmallEas } from './support/small-eas.js';

const SOAPENC = 'http://schemas.xmlsoap.org/soap/encoding/';
const INNER = 'http://eas-inner.corp:6888/ormrpc/services/WSTravelFacade';

/** A facade as Axis writes its WSDL, fetched through a NAT: it names an inner host (eas-and-imaging §2.1). */
function wsdl(more = ''): string {
  const operation = (name: string, input: string, output: string) => ({
    messages: `<message name="${name}Request">${input}</message><message name="${name}Response">${output}</message>`,
    port: `<operation name="${name}"><input message="impl:${name}Request" name="${name}Request"/><output message="impl:${name}Response" name="${name}Response"/></operation>`,
    binding: `<operation name="${name}"><s:operation soapAction=""/><input name="${name}Request"><s:body use="encoded" encodingStyle="${SOAPENC}" namespace="http://webservice.travel.example.com"/></input><output name="${name}Response"><s:body use="encoded" encodingStyle="${SOAPENC}" namespace="${INNER}"/></output></operation>`,
  });
  const all = [
    operation('add', '<part name="system" type="xsd:string"/><part name="count" type="xsd:int"/>', '<part name="addReturn" type="xsd:string"/>'),
    operation('list', '', '<part name="listReturn" type="xsd:double"/>'),
  ];
  const of = (part: 'messages' | 'port' | 'binding') => all.map((one) => one[part]).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:impl="${INNER}" targetNamespace="${INNER}">${more}${of('messages')}<portType name="P">${of('port')}</portType><binding name="B" type="impl:P"><s:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>${of('binding')}</binding><service name="S"><port binding="impl:B" name="WSTravelFacade"><s:address location="${INNER}"/></port></service></definitions>`;
}

const returned = (operation: string, content: string): SmallAnswer => ({
  body: `${P}<ns1:${operation}Response xmlns:ns1="urn:x" xmlns:soapenc="${SOAPENC}">${content}</ns1:${operation}Response>${Q}`,
});

async function start(document: SmallAnswer = { body: wsdl() }): Promise<SmallEas> {
  const eas = await startSmallEas();
  eas.answer = ({ method, body }) =>
    method === 'GET' ? document : returned('add', `<addReturn xsi:type="soapenc:string">${/<system>([^<]*)</.exec(body)?.[1] ?? ''}</addReturn>`);
  return eas;
}

const open = (eas: SmallEas, more: object = {}, piaozone = lender()) =>
  openWsdlFacade(servicesOf(eas, {}, piaozone), { service: 'WSTravelFacade', ...more });

describe('a facade known by its WSDL', () => {
  it('is called at our address, in the session, with the headers EAS wants', async () => {
    const eas = await start();
    const facade = await open(eas);
    expect(Object.keys(facade.operations)).toEqual(['add', 'list']);
    expect(await facade.call('add', { system: ' <中> & ', count: 3 })).toMatchObject({
      value: ' &lt;中&gt; &amp; '.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    });
    const [document, login, call] = eas.seen;
    expect([document?.method, document?.service, login?.operation, call?.service]).toEqual(['GET', 'WSTravelFacade?wsdl', 'login', 'WSTravelFacade']);
    expect(call?.headers['soapaction']).toBe('""');
    expect(call?.body).toContain(
      '<soap:Header><ns1:SessionId xmlns:ns1="http://login.webservice.bos.kingdee.com">session-1</ns1:SessionId></soap:Header><soap:Body><impl:add><system> &lt;中&gt; &amp; </system><count>3</count></impl:add>',
    );
    expect(call?.headers.host).toMatch(/^127\.0\.0\.1/);
  });

  it('keeps nil, empty and exact numbers, in our reading and in that of the library', async () => {
    const eas = await start();
    const facade = await open(eas);
    const [get] = [eas.answer];
    eas.answer = (request) => (request.method === 'GET' ? get(request) : returned('list', '<listReturn xsi:type="xsd:double">0.10</listReturn>'));
    const answer = await facade.call('list', {}, { effect: 'read' });
    expect(answer.value).toBe('0.10');
    expect(inspect(answer.result)).toContain("'0.10'");
    eas.answer = (request) =>
      request.method === 'GET'
        ? get(request)
        : returned('add', `<addReturn soapenc:arrayType="xsd:string[3]" xsi:type="soapenc:Array"><a>1</a><a xsi:nil="true"/><a></a></addReturn>`);
    const rows = await facade.call('add', { system: 'x', count: 1 });
    expect(rows.value).toEqual(['1', null, '']);
    expect((rows.result as { addReturn: { a: unknown[] } }).addReturn.a).toHaveLength(3);
  });

  it('an answer the library chokes on is an answer all the same', async () => {
    const eas = await start();
    const facade = await open(eas);
    const get = eas.answer;
    const text = '<?xml version="1.0"?><a>';
    eas.answer = (request) =>
      request.method === 'GET' ? get(request) : returned('add', `<addReturn xsi:type="xsd:string"><![CDATA[${text}]]></addReturn>`);
    expect(await facade.call('add', { system: 'x', count: 1 })).toEqual({ value: text, result: undefined });
  });

  it('parallel calls keep their own answers, sessions and cookies while sessions die', async () => {
    const eas = await start();
    const get = eas.answer;
    let answered = 0;
    eas.answer = (request) => {
      answered += 1;
      if (answered % 20 === 0) eas.live.clear();
      return get(request);
    };
    const facade = await open(eas);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => facade.call('add', { system: `s${index}`, count: index }, { effect: 'read' })),
    );
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_, index) => `s${index}`));
    expect(eas.seen.every(({ body }) => (body.match(/SessionId xmlns/g) ?? []).length <= 1)).toBe(true);
  });

  it('is a write unless said otherwise; faults are our errors without trace or host', async () => {
    const eas = await start();
    const facade = await open(eas, {}, lender({ maxRetries: 2 }));
    const get = eas.answer;
    eas.answer = (request) =>
      request.method === 'GET'
        ? get(request)
        : { status: 500, body: fault('soapenv:Server.userException', 'java.lang.RuntimeException: no at com.inner.X(X.java:1)') };
    const error = await failureOf(facade.call('add', { system: 'x', count: 1 }));
    expect(error).toMatchObject({ code: 'erp_rejected', outcome: 'unknown', operation: 'eas.WSTravelFacade.add' });
    expect(inspect(error, { depth: 9 })).not.toMatch(/com\.inner|HOST/);
    eas.answer = () => 'drop';
    const before = eas.calls.length;
    expect(await failureOf(facade.call('add', { system: 'x', count: 1 }))).toMatchObject({ outcome: 'unknown' });
    expect(eas.calls).toHaveLength(before + 1);
    for (const body of ['<html></html>', '', `<!DOCTYPE a>${P}${Q}`, `${P}<ns1:addResponse`]) {
      eas.answer = () => ({ body });
      expect(await failureOf(facade.call('add', { system: 'x', count: 1 }))).toMatchObject({ code: 'response_invalid', outcome: 'unknown' });
    }
  });

  it('refuses what the WSDL has not and what XML cannot carry, before anything leaves', async () => {
    const eas = await start();
    const facade = await open(eas);
    const seen = eas.seen.length;
    for (const [operation, args] of [
      ['nope', {}],
      ['constructor', {}],
      ['add', { system: 'CANARY-\u0001', count: 1 }],
      ['add', { 'a b': 'x' }],
    ] as const) {
      const error = await failureOf(facade.call(operation, args));
      expect(error).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
      expect(inspect(error, { depth: 9 })).not.toContain('CANARY-');
    }
    expect(eas.calls.filter(({ method }) => method === 'POST')).toHaveLength(0);
    expect(eas.seen.length).toBeGreaterThanOrEqual(seen);
  });

  it('shows neither password nor session when it is printed', async () => {
    const eas = await start();
    const facade = await open(eas);
    await facade.call('add', { system: 'x', count: 1 });
    expect(inspect(facade, { depth: 9, showHidden: true })).not.toMatch(/PASSWORD|session-1/);
  });
});

describe('what is no usable WSDL', () => {
  const include = (location: string) =>
    `<types><schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t"><include schemaLocation="${location}"/></schema></types>`;
  it.each([
    ['a page', { body: '<!DOCTYPE html><html></html>' }, 'response_invalid'],
    ['an entity bomb', { body: `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "x">]>${wsdl().slice(38)}` }, 'response_invalid'],
    ['another document', { body: '<a/>' }, 'response_invalid'],
    ['no service', { body: '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:x"/>' }, 'response_invalid'],
    ['half of it', { body: wsdl().slice(0, 900) }, 'response_invalid'],
    ['nothing there', { status: 404, body: '<html></html>' }, 'server'],
    ['a fault', { status: 500, body: fault('x', 'y') }, 'server'],
    ['an include of another host', { body: wsdl(include('http://127.0.0.1:9/x.xsd')) }, 'response_invalid'],
    ['an include of a file', { body: wsdl(include('file:///etc/passwd')) }, 'response_invalid'],
  ] as const)('%s', async (_name, document, code) => {
    const eas = await start(document);
    const error = await failureOf(open(eas));
    expect(error).toMatchObject({ code, operation: 'eas.wsdl' });
    expect(eas.logins).toBe(0);
  });

  it('includes without end', async () => {
    const eas = await start();
    let documents = 0;
    eas.answer = () => {
      documents += 1;
      return { body: wsdl(include(`WSTravelFacade?${documents}`)) };
    };
    expect(await failureOf(open(eas))).toMatchObject({ code: 'response_invalid', operation: 'eas.wsdl' });
    expect(documents).toBe(20);
  });

  it('too large', async () => {
    const eas = await start();
    expect(await failureOf(open(eas, { maxWsdlBytes: 500 }))).toMatchObject({ code: 'response_too_large' });
    expect(await failureOf(open(eas, { service: '../x' }))).toMatchObject({ code: 'config_invalid' });
  });

  it('without npm soap the error says what to install', async () => {
    const missing = () => Promise.reject(Object.assign(new Error('Cannot find module soap at /home/CANARY'), { code: 'ERR_MODULE_NOT_FOUND' }));
    const error = await failureOf(loadSoap(missing));
    expect(error).toMatchObject({ code: 'config_invalid', hint: expect.stringContaining('npm install soap') });
    expect(inspect(error, { depth: 9 })).not.toContain('CANARY');
  });
});
