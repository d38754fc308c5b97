import { loadXml } from '@piaozone/core/adapter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginRequest } from '../../src/session/login.js';
import { readEasSettings } from '../../src/settings/read-settings.js';
import { SOAP_HEADERS, writeEnvelope } from '../../src/soap/envelope.js';
import { FACADE } from '../support/facade.js';
import { P, Q, SID } from '../support/fixtures.js';

const L = 'http://login.webservice.bos.kingdee.com';
const settings = {
  servicesUrl: 'http://eas.test:6888/ormrpc/services/',
  userName: 'USER',
  password: 'PASSWORD',
  dcName: 'DC01',
  dbType: 1,
  facade: FACADE,
} as const;
const login = (more: object = {}) => writeEnvelope(loginRequest(readEasSettings({ ...settings, ...more }))).toString('utf8');

describe('golden envelopes', () => {
  const parts6 =
    '<userName>USER</userName><password>PASSWORD</password><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>1</dbType>';
  const f1 = (parts: string) => `${P}<log:login xmlns:log="${L}">${parts}</log:login>${Q}`;

  it('F1: login with 6, 7 and 8 parts', () => {
    expect(login()).toBe(f1(parts6));
    expect(login({ authPattern: 'BaseDB' })).toBe(f1(`${parts6}<authPattern>BaseDB</authPattern>`));
    expect(login({ authPattern: 'BaseDB', isEncodePwd: 0 })).toBe(f1(`${parts6}<authPattern>BaseDB</authPattern><isEncodePwd>0</isEncodePwd>`));
  });

  it('F2: logout', () => {
    const parts = ['userName', 'USER', 'slnName', 'eas', 'dcName', 'DC01', 'language', 'L2'];
    const request = {
      namespace: L,
      prefix: 'log',
      operation: 'logout',
      parts: [0, 2, 4, 6].map((at) => ({ name: parts[at] ?? '', value: parts[at + 1] ?? '' })),
    };
    expect(writeEnvelope(request).toString()).toBe(
      `${P}<log:logout xmlns:log="${L}"><userName>USER</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></log:logout>${Q}`,
    );
  });

  it('F3: the session header, exactly, before the body; parts unqualified and escaped', () => {
    const request = {
      namespace: 'http://webservice.app.gl.fi.eas.kingdee.com',
      prefix: 'web',
      operation: 'getOrg',
      parts: [{ name: 'number', value: '办公用品 <A&B>' }],
    };
    const header = `<soapenv:Header><ns1:SessionId xmlns:ns1="${L}">${SID}</ns1:SessionId></soapenv:Header>`;
    expect(writeEnvelope(request, SID).toString('utf8')).toBe(
      `${P.replace('<soapenv:Body>', `${header}<soapenv:Body>`)}<web:getOrg xmlns:web="http://webservice.app.gl.fi.eas.kingdee.com"><number>办公用品 &lt;A&amp;B&gt;</number></web:getOrg>${Q}`,
    );
  });

  it('HTTP headers', () => {
    expect(SOAP_HEADERS).toEqual({ 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' });
  });
});

describe('values never become markup', () => {
  const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('</userName>', '<x>', ']]>', '<![CDATA[', '&', '"', '\r\n', ' ', '中', '𠮷') }),
  );

  it('whatever they are, the request has the same parts with the same texts', async () => {
    const xml = await loadXml();
    fc.assert(
      fc.property(
        fc.array(
          hostile.filter((text) => !forbidden.test(text)),
          { maxLength: 4 },
        ),
        hostile.filter((text) => !forbidden.test(text)),
        (values, session) => {
          const request = { namespace: 'urn:t', prefix: 'web', operation: 'op', parts: values.map((value, index) => ({ name: `p${index}`, value })) };
          const root = xml.parse(writeEnvelope(request, session));
          const [header, body] = root.elements();
          expect(header?.elements()[0]?.text).toBe(session);
          expect(
            body
              ?.elements()[0]
              ?.elements()
              .map(({ name, namespace, text }) => [name, namespace, text]),
          ).toEqual(values.map((value, index) => [`p${index}`, '', value]));
        },
      ),
    );
  });

  it('what XML cannot carry is refused by part and code point', () => {
    const request = { namespace: 'urn:t', prefix: 'web', operation: 'op', parts: [{ name: 'remark', value: 'a\u0001' }] };
    expect(() => writeEnvelope(request)).toThrow(
      expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent', problems: [expect.objectContaining({ path: 'remark' })] }),
    );
  });
});
