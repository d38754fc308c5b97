import { inspect } from 'node:util';
import { loadXml, type XmlReader } from '@piaozone/core/adapter';
import { beforeAll, describe, expect, it } from 'vitest';
import { classifySoap } from '../../src/soap/answer.js';
import { SESSION_FAULTS } from '../../src/soap/fault.js';
import * as f from '../support/fixtures.js';

let xml: XmlReader;
beforeAll(async () => {
  xml = await loadXml();
});

function judge(effect: 'read' | 'write', status: number, body: string) {
  const context = {
    operation: 'eas.test',
    requestId: 'r1',
    effect,
    xml,
    soapOperation: 'login',
    sessionFaults: SESSION_FAULTS,
    redact: (text: string) => text,
  };
  const verdict = classifySoap({ status, headers: {}, body: Buffer.from(body) }, context);
  return verdict.kind === 'ok' ? { kind: 'ok' } : { kind: verdict.kind, code: verdict.error.code, outcome: verdict.error.outcome };
}

const INVOKE = 'com.kingdee.bos.webservice.WSInvokeException';
const CASES: readonly (readonly [string, number, string, string, string, string, string])[] = [
  // name, status, body, read: kind outcome, write: kind outcome, code, hint
  ['a reply', 200, f.F7, 'ok', 'ok', '', ''],
  ['F12', 500, f.F12, 'session-rejected rejected', 'failed unknown', 'erp_session_expired', 'isRomoteLocate=false'],
  ['a fault under 200', 200, f.F12, 'session-rejected rejected', 'failed unknown', 'erp_session_expired', 'isRomoteLocate=false'],
  [
    'session not found',
    500,
    f.fault('soapenv:Server.userException', `${INVOKE}: Session  Not Found`),
    'session-rejected rejected',
    'failed unknown',
    'erp_session_expired',
    '',
  ],
  [
    'RMI',
    500,
    f.fault('soapenv:Server.userException', `${INVOKE} ; com.kingdee.bos.orm.rmi.RMIException`),
    'session-rejected rejected',
    'failed unknown',
    'erp_session_expired',
    '',
  ],
  ['RMI alone', 500, f.fault('soapenv:Server', 'com.kingdee.bos.orm.rmi.RMIException'), 'failed rejected', 'failed unknown', 'erp_rejected', ''],
  [
    'another user',
    500,
    f.fault('soapenv:Server', '查询失败：数据异常，串用户'),
    'session-rejected rejected',
    'failed unknown',
    'erp_session_expired',
    '',
  ],
  ['F13', 500, f.F13, 'failed rejected', 'failed rejected', 'erp_rejected', 'facade.service'],
  [
    'no such operation',
    500,
    f.fault('Server.userException', "No such operation 'login'"),
    'failed rejected',
    'failed rejected',
    'erp_rejected',
    'WSDL',
  ],
  [
    'too few parts',
    500,
    f.fault(
      'soapenv:Server.generalException',
      'Tried to invoke method public x with arguments a.  The arguments do not match the signature.; nested exception is: y',
    ),
    'failed rejected',
    'failed rejected',
    'erp_rejected',
    'WSDL',
  ],
  ['no SOAPAction', 500, f.fault('a:Client.NoSOAPAction', 'no SOAPAction header!'), 'failed rejected', 'failed rejected', 'erp_rejected', 'WSDL'],
  [
    'a business fault',
    500,
    f.fault('soapenv:Server.userException', `${INVOKE}: java.lang.RuntimeException: period closed`),
    'failed rejected',
    'failed unknown',
    'erp_rejected',
    '',
  ],
  [
    'mustUnderstand, which runs first',
    500,
    f.fault('soapenv:MustUnderstand', 'Did not understand "MustUnderstand" header(s):{x}SessionId'),
    'failed rejected',
    'failed unknown',
    'erp_rejected',
    '',
  ],
  [
    'an unknown field',
    500,
    f.fault('soapenv:Server.userException', 'org.xml.sax.SAXException: Invalid element in client.WSWSVoucher - nope'),
    'failed rejected',
    'failed rejected',
    'erp_rejected',
    'WSDL',
  ],
  [
    'no envelope',
    500,
    f.fault('soapenv:Server.userException', 'org.xml.sax.SAXException: Bad envelope tag:  a'),
    'failed rejected',
    'failed rejected',
    'erp_rejected',
    'WSDL',
  ],
  [
    'a DOCTYPE',
    500,
    f.fault('soapenv:Server.userException', 'org.xml.sax.SAXException: Processing instructions are not allowed within SOAP messages'),
    'failed rejected',
    'failed rejected',
    'erp_rejected',
    'WSDL',
  ],
  [
    'the same words out of a method that ran',
    500,
    f.fault('soapenv:Server.userException', `${INVOKE}: org.xml.sax.SAXException: Invalid element in client.X - y`),
    'failed rejected',
    'failed unknown',
    'erp_rejected',
    '',
  ],
  ...['org.xml.sax.SAXException: broken data', 'java.lang.NullPointerException', 'java.lang.NumberFormatException: For input string: "abc"'].map(
    (text) => [text, 500, f.fault('soapenv:Server.userException', text), 'failed rejected', 'failed unknown', 'erp_rejected', ''] as const,
  ),
  ['a reply under 500', 500, f.F7, 'failed unknown', 'failed unknown', 'server', ''],
  ['no such page', 404, '<html></html>', 'failed rejected', 'failed rejected', 'server', '/ormrpc/services/'],
  ['a gateway', 502, '<html></html>', 'failed unknown', 'failed unknown', 'server', ''],
  ['too many requests', 429, '', 'failed unknown', 'failed unknown', 'rate_limited', ''],
  ['a redirect', 302, '', 'failed unknown', 'failed unknown', 'response_invalid', ''],
  ['a page', 200, '<!DOCTYPE html><html></html>', 'failed unknown', 'failed unknown', 'response_invalid', ''],
  ['nothing', 200, '', 'failed unknown', 'failed unknown', 'response_invalid', ''],
  ['the proxy', 407, '', 'failed unknown', 'failed unknown', 'proxy', ''],
];

describe('what an answer proves', () => {
  it.each(CASES)('%s', (_name, status, body, read, write, code) => {
    for (const [effect, expected] of [
      ['read', read],
      ['write', write],
    ] as const) {
      const [kind, outcome] = expected.split(' ');
      expect(judge(effect, status, body)).toEqual(kind === 'ok' ? { kind } : { kind, code, outcome });
    }
  });

  it.each(CASES.filter(([, , , , , , hint]) => hint !== ''))('%s says what to do', (_name, status, body, _read, _write, _code, hint) => {
    const context = {
      operation: 'eas.test',
      requestId: 'r1',
      effect: 'read' as const,
      xml,
      soapOperation: 'login',
      sessionFaults: SESSION_FAULTS,
      redact: (text: string) => text,
    };
    const verdict = classifySoap({ status, headers: {}, body: Buffer.from(body) }, context);
    expect(verdict.kind === 'ok' ? '' : verdict.error.hint).toContain(hint);
  });
});

describe('a fault is shown without the inside of the server', () => {
  it('no trace, no host, no address', () => {
    const text =
      'java.net.ConnectException: Connection refused to host: EASDB7; http://app-3.corp.local:7001/x 10.1.2.3:1521 java.net.UnknownHostException: db01 HOST; nested exception is: x&#10;&#9;at com.secret.Inner.call(Inner.java:42)&#10;&#9;at b.C.d(C.java:1)';
    const context = {
      operation: 'eas.test',
      requestId: 'r1',
      effect: 'read' as const,
      xml,
      soapOperation: 'login',
      sessionFaults: SESSION_FAULTS,
      redact: (t: string) => t,
    };
    const verdict = classifySoap({ status: 500, headers: {}, body: Buffer.from(f.fault('soapenv:Server', text)) }, context);
    if (verdict.kind === 'ok') expect.fail('it is a fault');
    const shown = inspect(verdict.error, { depth: 9 });
    expect(verdict.error).toMatchObject({ upstreamCode: 'Server', status: 500, requestId: 'r1', operation: 'eas.test' });
    expect(verdict.error.upstreamMessage).toMatch(/^java\.net\.ConnectException: Connection refused to host: \[host\];/);
    for (const inside of ['EASDB7', 'corp.local', '10.1.2.3', 'db01', 'HOST', 'com.secret', 'Inner.java']) expect(shown).not.toContain(inside);
  });
});
