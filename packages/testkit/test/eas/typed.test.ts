import { describe, expect, it } from 'vitest';
import { ACCOUNT_BALANCE, ASSIST_BALANCE, GL_VOUCHER, RETURN_INFO, SERVICE_VOUCHER } from '../../src/eas/beans.js';
import { array, type EasFacade, GL_SIGNATURES, type MockEasOptions, type Value } from '../../src/eas/index.js';
import { javaDouble } from '../../src/eas/reply.js';
import { call, fault, GL, LOGIN, login, plain, send, sessionHeader, start, wrap } from './raw-client.js';

const shared = { number: 'T1', period: 11, year: 2025 };
const TYPED: EasFacade = {
  service: 'WSTest',
  namespace: GL,
  operations: {
    echo: { parts: [{ name: 'rows', type: array(GL_VOUCHER) }], returns: 'string', answer: ([rows = null]) => JSON.stringify(rows) },
    numbers: {
      parts: [
        { name: 'i', type: 'int' },
        { name: 'd', type: 'double' },
        { name: 'b', type: 'boolean' },
      ],
      returns: 'string',
      answer: (args) => args.map(String).join('|'),
    },
    infos: { parts: [], returns: array(RETURN_INFO), answer: () => [shared, null, shared] },
    amount: { parts: [], returns: 'double', answer: () => 600 },
    over: [
      { parts: [{ name: 'a', type: 'int' }], returns: 'string', answer: () => 'one' },
      {
        parts: [
          { name: 'a', type: 'boolean' },
          { name: 'b', type: 'string' },
        ],
        returns: 'string',
        answer: () => 'two',
      },
    ],
  },
};
const typed = (options: MockEasOptions = {}) => start({ facades: [TYPED], ...options });
const returned = ({ text }: { text: string }) => plain(/Return [^>]*>([^<]*)</.exec(text)?.[1] ?? '(none)');

describe('beans', () => {
  it('have the published numbers of fields', () => {
    const counts = [GL_VOUCHER, SERVICE_VOUCHER, ACCOUNT_BALANCE, ASSIST_BALANCE, RETURN_INFO].map(({ fields }) => Object.keys(fields).length);
    expect(counts).toEqual([94, 95, 36, 60, 8]);
    expect(Object.keys(GL_VOUCHER.fields)).toEqual(expect.arrayContaining(['icketNumber', 'cussent', 'cashAsstActName8']));
    expect(GL_SIGNATURES.findVoucher.parts.map(({ name }) => name)).toEqual(['comNumber', 'year', 'periodNnumber']);
    expect(Object.keys(GL_SIGNATURES)).toHaveLength(20);
  });

  it('keep what was sent, and the defaults of Java elsewhere', async () => {
    const mock = await typed();
    const row = '<item><entryDC>1</entryDC><debitAmount> 600.00 </debitAmount><isCheck>1</isCheck><creator> a </creator></item>';
    const [read] = JSON.parse(returned(await call(mock, `<echo><rows>${row}</rows></echo>`))) as Record<string, Value>[];
    expect(read).toMatchObject({ entryDC: 1, debitAmount: 600, isCheck: true, creator: ' a ', periodYear: 0, price: 0, companyNumber: null });
    expect(Object.keys(read ?? {})).toHaveLength(94);
  });
});

describe('values', () => {
  it.each([
    ['<i>1</i><d>1E7</d><b>1</b>', '1|10000000|true'],
    ['<i>+5</i><d>.5</d><b>false</b>', '5|0.5|false'],
    ['<b>0</b><d>-INF</d><i>-2147483648</i>', '-2147483648|-Infinity|false'],
    ['<i>1</i><d>2.5f</d><b>True</b>', '1|2.5|true'],
  ])('%s', async (sent, expected) => {
    expect(returned(await call(await typed(), `<numbers>${sent}</numbers>`))).toBe(expected);
  });

  it.each([
    ['<i>1</i><d>1,0</d><b>1</b>', 'java.lang.NumberFormatException: For input string: "1,0"'],
    ['<i>1</i><d>0x1</d><b>1</b>', 'java.lang.NumberFormatException: For input string: "0x1"'],
    ['<i>1</i><d>1</d><b>yes</b>', 'java.lang.NumberFormatException: Invalid boolean'],
    ['<i>1</i><d></d><b>1</b>', "No such operation 'numbers'"],
    ['<i>1</i><i>1</i><b>1</b>', "No such operation 'numbers'"],
    ['<i>2147483648</i><d>1</d><b>1</b>', 'java.lang.NumberFormatException: For input string: "2147483648"'],
  ])('%s: %s', async (sent, expected) => {
    expect(fault(await call(await typed(), `<numbers>${sent}</numbers>`)).string).toBe(expected);
  });

  it('of an overload decide only where its parts are enough', async () => {
    const mock = await typed();
    expect(returned(await call(mock, '<over><a>5</a></over>'))).toBe('one');
    expect(returned(await call(mock, '<over><a>1</a><b>x</b></over>'))).toBe('two');
    expect(returned(await call(mock, '<over><a>true</a></over>'))).toBe('two');
  });

  it('are written as Java writes them', async () => {
    expect([600, 0.1, 1e7, 1e-4, -0, 123456.5, 12345678.9, Number.NaN].map(javaDouble)).toEqual([
      '600.0',
      '0.1',
      '1.0E7',
      '1.0E-4',
      '-0.0',
      '123456.5',
      '1.23456789E7',
      'NaN',
    ]);
    expect((await call(await typed({ replyForm: 2 }), '<amount/>')).text).toContain('<amountReturn xsi:type="xsd:double">600.0</amountReturn>');
  });

  it('given twice are one multiRef, used twice', async () => {
    const form2 = (await call(await typed({ replyForm: 2 }), '<infos/>')).text;
    expect(form2.match(/<infosReturn href="#id0"\/>/g)).toHaveLength(2);
    expect(form2.match(/<multiRef /g)).toHaveLength(1);
    const form1 = (await call(await typed(), '<infos/>')).text;
    expect(form1.match(/<multiRef /g)).toHaveLength(3);
    expect(form1).toContain('<infosReturn xsi:type="ns2:WSWSRtnInfo" xsi:nil="true"/>');
    const form3 = (await call(await typed({ replyForm: 3 }), '<infos/>')).text;
    expect(form3.match(/<number /g)).toHaveLength(2);
  });
});

describe('sessions and headers', () => {
  it('of a cluster port need the cookie of their own login', async () => {
    const mock = await start({ clusterCookie: 'LB' });
    const sign = async () => {
      const response = await fetch(`${mock.servicesUrl}EASLogin`, {
        method: 'POST',
        headers: { soapaction: '""', 'content-type': 'text/xml; charset=utf-8' },
        body: wrap(
          `<login><userName>USER</userName><password>p&amp;&lt;"ß</password><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>0</dbType></login>`,
        ),
      });
      return {
        id: /<sessionId [^>]*>([^<]+)</.exec(await response.text())?.[1] ?? '',
        cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
      };
    };
    const [one, two] = [await sign(), await sign()];
    const status = async (cookie: string) =>
      (await send(mock, 'WSTest', wrap('<who/>', sessionHeader(one.id)), { headers: { SOAPAction: '""', Cookie: cookie } })).status;
    expect(one.cookie).toMatch(/^LB=[0-9A-F]{32}$/);
    expect([await status(one.cookie), await status(`a=b; ${one.cookie}`), await status(two.cookie), await status('')]).toEqual([200, 200, 500, 500]);
    expect((await login(mock, 6, { password: 'X' })).status).toBe(200);
  });

  it('no cookie comes with a refused login or without cluster mode', async () => {
    const cookies = async (options: MockEasOptions, password: string) => {
      const mock = await start({ password: 'right', ...options });
      const body = wrap(
        `<login><userName>USER</userName><password>${password}</password><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>0</dbType></login>`,
      );
      return (await fetch(`${mock.servicesUrl}EASLogin`, { method: 'POST', headers: { soapaction: '""' }, body })).headers.get('set-cookie');
    };
    expect([await cookies({ clusterCookie: 'LB' }, 'wrong'), await cookies({}, 'right')]).toEqual([null, null]);
  });

  it('loginByLtpaToken takes the token it was given and no other', async () => {
    const body = (token: string) =>
      wrap(
        `<l:loginByLtpaToken xmlns:l="${LOGIN}"><userName>USER</userName><ltpaToken>${token}</ltpaToken><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>0</dbType></l:loginByLtpaToken>`,
      );
    const mock = await start({ ltpaToken: 't' });
    expect((await send(mock, 'EASLogin', body('t'))).text).toMatch(/loginByLtpaTokenReturn href[\s\S]*<sessionId [^>]*>[0-9a-f-]{36}</);
    expect((await send(mock, 'EASLogin', body('x'))).text).toMatch(/<sessionId [^>]*xsi:nil="true"/);
    expect((await send(await start(), 'EASLogin', body(''))).text).toMatch(/<sessionId [^>]*xsi:nil="true"/);
    expect(mock.logins).toBe(1);
  });

  it('mustUnderstand can be looked at before the method runs', async () => {
    const ran: number[] = [];
    const facade: EasFacade = { service: 'WSTest', namespace: GL, operations: { mark: () => String(ran.push(1)) } };
    const mock = await start({ facades: [facade], mustUnderstandRuns: false, safeMode: false });
    const reply = await call(mock, '<mark/>', `<x:Y xmlns:x="http://x/" e:mustUnderstand="1"/>`);
    expect([fault(reply).code, ran]).toEqual(['MustUnderstand', []]);
  });

  it('another user’s data have the name the test gives', async () => {
    const mock = await start({ safeMode: false, otherUser: 'U2' });
    expect(returned(await call(mock, '<who/>', ''))).toBe('U2|undefined');
  });
});

describe('spoiled answers', () => {
  it.each([
    ['empty', (text: string) => text === ''],
    ['truncate', (text: string) => text.startsWith('<?xml') && !text.includes('</soapenv:Envelope>')],
  ])('%s: HTTP 200, and the call has been done', async (name, looksRight) => {
    const ran: number[] = [];
    const facade: EasFacade = { service: 'WSTest', namespace: GL, operations: { mark: () => String(ran.push(1)) } };
    const mock = await start({ facades: [facade], safeMode: false });
    mock.faults.next('WSTest', { kind: 'custom', name });
    const reply = await call(mock, '<mark/>', '');
    expect([reply.status, looksRight(reply.text), ran]).toEqual([200, true, [1]]);
    expect((await call(mock, '<mark/>', '')).text).toContain('</soapenv:Envelope>');
  });
});
