import { describe, expect, it } from 'vitest';
import { WsInvokeException } from '../../src/eas/index.js';
import { AXIS, call, fault, GL, LOGIN, login, loginParts, plain, SOAP, send, sessionHeader, signIn, start, wrap } from './raw-client.js';

const returned = ({ text }: { text: string }) => plain(/Return [^>]*>([^<]*)</.exec(text)?.[1] ?? '(none)');

describe('operation and overload', () => {
  it.each([6, 7, 8])('takes a login of %i parts', async (count) => {
    const mock = await start();
    expect((await login(mock, count)).text).toMatch(/<sessionId [^>]*>[0-9a-f-]{36}</);
    expect(mock.logins).toBe(1);
  });

  it('faults on 5 parts, on 9, on an empty or nil int and on one that is no number', async () => {
    const mock = await start();
    const five = fault(await login(mock, 5));
    expect((await login(mock, 5)).text).not.toContain('stackTrace');
    expect(five).toMatchObject({ code: 'Server.generalException', codeNamespace: SOAP });
    expect(five.string).toMatch(/^Tried to invoke method .*The arguments do not match the signature/);
    const noSuch = { code: 'Server.userException', codeNamespace: '', string: "No such operation 'login'" };
    expect(fault(await login(mock, 9))).toEqual(noSuch);
    expect(fault(await login(mock, 6, { dbType: '' }))).toEqual(noSuch);
    const nil = `${loginParts(mock, 5)}<dbType xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`;
    expect(fault(await send(mock, 'EASLogin', wrap(`<login>${nil}</login>`)))).toEqual(noSuch);
    expect(fault(await login(mock, 6, { dbType: 'true' }))).toEqual({
      code: 'Server.userException',
      codeNamespace: SOAP,
      string: 'java.lang.NumberFormatException: For input string: "true"',
    });
    expect(mock.logins).toBe(0);
  });

  it('ignores the operation’s namespace and echoes it', async () => {
    const mock = await start();
    for (const namespace of [LOGIN, 'http://x/', `${mock.servicesUrl}EASLogin`]) {
      const { text } = await send(mock, 'EASLogin', wrap(`<l:login xmlns:l="${namespace}">${loginParts(mock)}</l:login>`));
      expect(text).toContain(`<ns1:loginResponse soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ns1="${namespace}">`);
    }
    const { text } = await send(mock, 'EASLogin', wrap(`<login>${loginParts(mock)}</login>`));
    expect(text).toContain('<loginResponse soapenv:encodingStyle');
    expect(mock.logins).toBe(4);
  });

  it('names what it does not know', async () => {
    const mock = await start();
    for (const service of ['EASLogin', 'WSTest']) {
      expect(fault(await send(mock, service, wrap('<nope/>')))).toEqual({ code: 'Client', codeNamespace: AXIS, string: "No such operation 'nope'" });
    }
    expect(fault(await send(mock, 'Nope', wrap('<echo/>'))).string).toBe(
      'The AXIS engine could not find a target service to invoke!  targetService is Nope',
    );
    expect(fault(await send(mock, 'WSTest', wrap('<constructor/>'))).string).toBe("No such operation 'constructor'");
  });
});

describe('parts', () => {
  it('unqualified go by name, qualified by position', async () => {
    const mock = await start();
    expect(returned(await call(mock, '<pair><one>1</one><two>2</two></pair>'))).toBe('1|2');
    expect(returned(await call(mock, '<pair><two>2</two><one>1</one></pair>'))).toBe('1|2');
    expect(returned(await call(mock, `<g:pair xmlns:g="${GL}"><g:two>2</g:two><g:one>1</g:one></g:pair>`))).toBe('2|1');
    expect(returned(await call(mock, `<pair xmlns="${GL}"><two>2</two><one>1</one></pair>`))).toBe('2|1');
  });

  it('of an unknown name go by position, and overwrite what was there', async () => {
    const mock = await start();
    expect(returned(await call(mock, '<pair><other>1</other><two>2</two></pair>'))).toBe('1|2');
    expect(returned(await call(mock, '<pair><one>1</one><other>2</other></pair>'))).toBe('1|2');
    expect(returned(await call(mock, '<pair><two>2</two><other>1</other></pair>'))).toBe('null|1');
  });

  it('left out are null, a number left out is a fault; too many are no such operation', async () => {
    const mock = await start();
    expect((await call(mock, '<echo/>')).text).toContain('xsi:nil="true"');
    expect(returned(await call(mock, '<pair><one>1</one></pair>'))).toBe('1|null');
    expect(fault(await login(mock, 0)).code).toBe('Server.generalException');
    expect(fault(await call(mock, '<pair><one>1</one><two>2</two><two>3</two></pair>')).string).toBe("No such operation 'pair'");
    expect(returned(await call(mock, '<free><a>1</a><b>2</b><c>3</c></free>'))).toBe('1|2|3');
  });

  it('keep their text: CDATA, entities, blanks, line breaks, rare characters', async () => {
    const mock = await start();
    const texts: [sent: string, meant: string][] = [
      ['<![CDATA[{"a":"<&>"}]]>', '{"a":"<&>"}'],
      ['&lt;?xml version="1.0"?&gt; &#x4E2D;&#20013;&apos;&quot;', '<?xml version="1.0"?> 中中\'"'],
      [' a <!-- no -->\n b\r\n', ' a \n b\n'],
      ['𠮷㐀', '𠮷㐀'],
    ];
    for (const [sent, meant] of texts) expect(returned(await call(mock, `<echo><msg>${sent}</msg></echo>`)), sent).toBe(meant);
    expect(fault(await call(mock, '<echo><msg>a<b/></msg></echo>')).string).toContain('SAXException');
  });
});

describe('documents', () => {
  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a/>', 'org.xml.sax.SAXException: Processing instructions are not allowed within SOAP messages'],
    [wrap('<?php x?><echo/>'), 'org.xml.sax.SAXException: Processing instructions are not allowed within SOAP messages'],
    ['<a/>', 'org.xml.sax.SAXException: Bad envelope tag:  a'],
  ])('refuses %s', async (document, string) => {
    const mock = await start();
    expect(fault(await send(mock, 'WSTest', document))).toEqual({ code: 'Server.userException', codeNamespace: SOAP, string });
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a>&nbsp;</a>',
    '<a>&constructor;</a>',
    '<a>& b</a>',
    '<a b="1" b="2"/>',
    '<p:a/>',
    '<a b=1/>',
    '<a>\u0001</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a',
    '<a/>x',
    '<![CDATA[]]><a/>',
  ])('refuses %j as malformed', async (document) => {
    expect(fault(await send(await start(), 'WSTest', document)).string).toContain('SAXParseException');
  });

  it('refuses another SOAP version', async () => {
    const twelve = wrap('<echo/>').replace(SOAP, 'http://www.w3.org/2003/05/soap-envelope');
    expect(fault(await send(await start(), 'WSTest', twelve)).code).toBe('VersionMismatch');
  });

  it('wants a SOAPAction of any value, and a length where told', async () => {
    const mock = await start({ requireContentLength: true });
    const body = wrap('<echo/>', sessionHeader(await signIn(mock)));
    expect(fault(await send(mock, 'WSTest', body, { headers: {} }))).toMatchObject({ code: 'Client.NoSOAPAction', codeNamespace: AXIS });
    expect((await send(mock, 'WSTest', body, { headers: { soapaction: 'application/soap+xml' } })).status).toBe(200);
    expect((await send(mock, 'WSTest', body, { headers: { soapaction: '' }, chunked: true })).status).toBe(500);
    const lenient = await start({ requireSoapAction: false, safeMode: false });
    expect((await send(lenient, 'WSTest', wrap('<echo/>'), { headers: {}, chunked: true })).status).toBe(200);
  });
});

describe('facade faults', () => {
  it('a WsInvokeException is the client’s, any other error the test author’s', async () => {
    const facade = {
      service: 'WSTest',
      namespace: GL,
      operations: {
        refuse: () => {
          throw new WsInvokeException('no such bill');
        },
        broken: () => {
          throw new Error('a slip');
        },
      },
    };
    const mock = await start({ facades: [facade], safeMode: false });
    expect(fault(await call(mock, '<refuse/>', '')).string).toBe('com.kingdee.bos.webservice.WSInvokeException: no such bill');
    const broken = await call(mock, '<broken/>', '');
    expect([broken.status, broken.type]).toEqual([500, 'text/plain; charset=utf-8']);
  });
});
