import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { checkEasLongLink, type EasLongLinkSettings, easLongLink, easLongLinkFindings, type TypedEasLongLink } from '../../src/index.js';

const TAX_NO = '91110000MA00TEST01';
const CLIENT_ID = 'demoClient01';
const SETTINGS: EasLongLinkSettings = { environment: 'production', taxNo: TAX_NO, clientId: CLIENT_ID };
const PRODUCTION = 'https://api.piaozone.com/bill-websocket/v3/invoicewebsocket/push';
const TEST = 'https://api-dev.piaozone.com/test/bill-websocket/v3/invoicewebsocket/push';
const ISSUE = `${PRODUCTION}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&paperInvoiceFlag=1`;
const RECEIVE = `${PRODUCTION}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&request_path=`;

function problemsOf(settings: EasLongLinkSettings): [string, string | undefined][] {
  try {
    easLongLink(settings);
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path, diagnosis }) => [path, diagnosis]);
    throw error;
  }
  return [];
}

describe('the addresses of 金税互联设置', () => {
  it('are those of the manual, in production', () => {
    expect(easLongLink(SETTINGS)).toEqual({
      issuing: { operationType: '开票', address: ISSUE, clientId: CLIENT_ID, clientSecret: undefined, encryptKey: undefined },
      receiving: { operationType: '收票', address: RECEIVE, clientId: CLIENT_ID, clientSecret: undefined, encryptKey: undefined },
      communication: {
        longConnectionAddress: 'https://wss.piaozone.com/bill-websocket/invoicewebsocket/push',
        productionEnabled: true,
      },
      eVoucherAddress: 'https://www.piaozone.com',
      testMode: [],
    });
  });

  it('keep the path of the test base, simulate, and come with the steps into test mode', () => {
    const built = easLongLink({ ...SETTINGS, environment: 'test', simulate: true, copyType: '53' });
    expect(built.issuing.address).toBe(`${TEST}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&paperInvoiceFlag=1&invoiceCopyType=53&debugOpenInvoice=1`);
    expect(built.receiving.address).toBe(`${TEST}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&request_path=`);
    expect(built.communication.productionEnabled).toBe(false);
    expect(built.eVoucherAddress).toBe('https://www.piaozone.com/test');
    expect(built.testMode.map(({ module }) => module)).toEqual(['tax', 'expense']);
    expect(built.testMode[1]?.text.zh).toContain('cpbc_invoice_config.xml');
  });

  it('of an environment of one’s own take what cannot be known from the settings', () => {
    const own = { ...SETTINGS, environment: { baseUrl: 'http://127.0.0.1:8080/cloud' } } as const;
    expect(easLongLink(own)).toMatchObject({
      issuing: { address: expect.stringContaining('http://127.0.0.1:8080/cloud/bill-websocket/v3/') },
      communication: { longConnectionAddress: undefined, productionEnabled: undefined },
      eVoucherAddress: undefined,
      testMode: [],
    });
    const told = easLongLink({ ...own, longConnectionAddress: 'http://127.0.0.1/ws', eVoucherAddress: 'http://127.0.0.1/v' });
    expect([told.communication.longConnectionAddress, told.eVoucherAddress]).toEqual(['http://127.0.0.1/ws', 'http://127.0.0.1/v']);
  });

  it('carry 乐企 ids on both sides, and no paper on demand', () => {
    const leqi = { naturalId: 'N1', connectNaturalId: 'N2' };
    const { issuing, receiving } = easLongLink({ ...SETTINGS, paperInvoice: false, leqi });
    expect(issuing.address).toBe(`${PRODUCTION}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&naturalId=N1&connectNaturalId=N2`);
    expect(receiving.address).toBe(`${PRODUCTION}?taxNo=${TAX_NO}&clientId=${CLIENT_ID}&naturalId=N1&connectNaturalId=N2&request_path=`);
  });

  it.each<[string, EasLongLinkSettings, [string, string | undefined][]]>([
    ['a tenant id', { ...SETTINGS, clientId: 'TN_demo' }, [['clientId', undefined]]],
    ['a blank round the tax number', { ...SETTINGS, taxNo: ` ${TAX_NO}` }, [['taxNo', undefined]]],
    ['simulating in production', { ...SETTINGS, simulate: true }, [['simulate', undefined]]],
    ['a test environment that does not say whether it simulates', { ...SETTINGS, environment: 'test' }, [['simulate', undefined]]],
    ['copies without paper', { ...SETTINGS, paperInvoice: false, copyType: '23' }, [['copyType', undefined]]],
    ['a copy type that does not exist', { ...SETTINGS, copyType: '99' as '56' }, [['copyType', undefined]]],
    ['a short encrypt key', { ...SETTINGS, encryptKey: 'short' }, [['encryptKey', 'ENCRYPT_KEY_LENGTH']]],
    ['a secret with a blank', { ...SETTINGS, clientSecret: `${CANARY} ` }, [['clientSecret', 'TRIPLE_HAS_BLANKS']]],
    ['an environment that does not exist', { ...SETTINGS, environment: 'demo' as 'test' }, [['environment', undefined]]],
  ])('refuse %s', (_, settings, expected) => {
    expect(problemsOf(settings)).toEqual(expected);
  });

  it('print no secret', () => {
    const built = easLongLink({ ...SETTINGS, clientSecret: `secret${CANARY}`, encryptKey: `${CANARY}-1234` });
    expect(inspect(built, { depth: 9 }) + JSON.stringify(built)).not.toContain(CANARY);
    expect(built.issuing.clientSecret?.reveal()).toBe(`secret${CANARY}`);
    expect(built.receiving.encryptKey?.reveal()).toBe(`${CANARY}-1234`);
  });
});

const TYPED: TypedEasLongLink = {
  environment: 'production',
  taxNo: TAX_NO,
  clientId: CLIENT_ID,
  issuingAddress: ISSUE,
  receivingAddress: RECEIVE,
  longConnectionAddress: 'https://wss.piaozone.com/bill-websocket/invoicewebsocket/push',
  productionEnabled: true,
  eVoucherAddress: 'https://www.piaozone.com',
};

/** What somebody typed → where it is wrong, the code, and a word of the reason. */
const MISTAKES: readonly (readonly [string, Partial<TypedEasLongLink>, string, string, RegExp])[] = [
  ['clientid in lower case', { issuingAddress: ISSUE.replace('clientId', 'clientid') }, 'issuingAddress', 'LONG_LINK_CLIENT_ID_INVALID', /clientId/],
  ['a slash before the question mark', { issuingAddress: ISSUE.replace('?', '/?') }, 'issuingAddress', 'REQUEST_PARAMETERS_EMPTY', /slash/],
  [
    'blanks round the tax number',
    { issuingAddress: ISSUE.replace(TAX_NO, `%20${TAX_NO}`) },
    'issuingAddress',
    'ENTERPRISE_LINK_CONFIG_INVALID',
    /taxNo has blanks/,
  ],
  [
    'blanks round the client id',
    { issuingAddress: ISSUE.replace(CLIENT_ID, `${CLIENT_ID}+`) },
    'issuingAddress',
    'TRIPLE_HAS_BLANKS',
    /clientId has blanks/,
  ],
  ['a tenant id', { issuingAddress: ISSUE.replace(CLIENT_ID, 'TN_demo') }, 'issuingAddress', 'TENANT_TRIPLE_AS_ENTERPRISE', /TN_/],
  ['the test address in production', { issuingAddress: ISSUE.replace(PRODUCTION, TEST) }, 'issuingAddress', 'ENVIRONMENT_MISMATCH', /another host/],
  [
    'receiving without request_path=',
    { receivingAddress: RECEIVE.replace('&request_path=', '') },
    'receivingAddress',
    'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    /request_path=/,
  ],
  [
    'request_path= that is not last',
    { receivingAddress: `${PRODUCTION}?taxNo=${TAX_NO}&request_path=&clientId=${CLIENT_ID}` },
    'receivingAddress',
    'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    /last/,
  ],
  [
    '/fpdk/queryinvoice appended',
    { receivingAddress: RECEIVE.replace('&request_path=', '/fpdk/queryinvoice&request_path=') },
    'receivingAddress',
    'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    /fpdk/,
  ],
  [
    '/fpdk/queryinvoice before the question mark',
    { receivingAddress: RECEIVE.replace('?', '/fpdk/queryinvoice?') },
    'receivingAddress',
    'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    /fpdk/,
  ],
  ['simulating in production', { issuingAddress: `${ISSUE}&debugOpenInvoice=1` }, 'issuingAddress', 'ENTERPRISE_LINK_CONFIG_INVALID', /real invoice/],
  [
    'a copy type that does not exist',
    { issuingAddress: `${ISSUE}&invoiceCopyType=99` },
    'issuingAddress',
    'ENTERPRISE_LINK_CONFIG_INVALID',
    /56, 53/,
  ],
  ['the tax number of another', { issuingAddress: ISSUE.replace(TAX_NO, 'OTHER') }, 'issuingAddress.taxNo', 'LONG_LINK_CLIENT_ID_INVALID', /differs/],
  ['the id of another', { issuingAddress: ISSUE.replace(CLIENT_ID, 'other') }, 'issuingAddress.clientId', 'LONG_LINK_CLIENT_ID_INVALID', /differs/],
  ['a 发票云ID of the tenant', { clientId: 'TN_demo', issuingAddress: ISSUE }, 'clientId', 'TENANT_TRIPLE_AS_ENTERPRISE', /TN_/],
  [
    'another long connection',
    { longConnectionAddress: 'https://wss.piaozone.com/' },
    'longConnectionAddress',
    'ENTERPRISE_LINK_CONFIG_INVALID',
    /wss/,
  ],
  ['e-vouchers with a port', { eVoucherAddress: 'https://www.piaozone.com:443' }, 'eVoucherAddress', 'ENTERPRISE_LINK_CONFIG_INVALID', /port/],
  ['e-vouchers of the test', { eVoucherAddress: 'https://www.piaozone.com/test' }, 'eVoucherAddress', 'ENVIRONMENT_MISMATCH', /port/],
  ['启用正式环境 left out', { productionEnabled: false }, 'productionEnabled', 'ENVIRONMENT_MISMATCH', /ticked/],
];

describe('what stands in 金税互联设置', () => {
  it('is right as the builder makes it, in both environments', () => {
    expect(checkEasLongLink(TYPED)).toEqual([]);
    const { issuing, receiving, communication, eVoucherAddress } = easLongLink({ ...SETTINGS, environment: 'test', simulate: true });
    const { longConnectionAddress, productionEnabled } = communication;
    const typed = { issuingAddress: issuing.address, receivingAddress: receiving.address, longConnectionAddress, productionEnabled, eVoucherAddress };
    expect(checkEasLongLink({ environment: 'test', taxNo: TAX_NO, ...(typed as Omit<TypedEasLongLink, 'environment'>) })).toEqual([]);
  });

  it.each(MISTAKES)('is refused for %s', (_, change, path, diagnosis, reason) => {
    const problems = checkEasLongLink({ ...TYPED, ...change });
    expect(problems.map((problem) => [problem.path, problem.diagnosis])).toContainEqual([path, diagnosis]);
    expect(problems.find((problem) => problem.path === path && problem.diagnosis === diagnosis)?.message.en).toMatch(reason);
    expect(problems.every(({ diagnosis: code }) => code !== undefined)).toBe(true);
  });

  it('is one mistake where one was made', () => {
    for (const [name, change] of MISTAKES.filter(([name]) => !name.startsWith('a 发票云ID'))) {
      const wrong = checkEasLongLink({ ...TYPED, ...change });
      expect({ name, count: wrong.length }).toEqual({ name, count: 1 });
    }
  });

  it('is told all at once, without a value', () => {
    const problems = checkEasLongLink({
      environment: 'production',
      taxNo: `${TAX_NO} `,
      clientSecret: `${CANARY} `,
      encryptKey: CANARY,
      issuingAddress: ISSUE.replace('clientId=', `clientid=${CANARY}`),
      receivingAddress: RECEIVE.replace('?', '/?'),
    });
    expect(problems.map(({ path }) => path)).toEqual(['taxNo', 'clientSecret', 'encryptKey', 'issuingAddress', 'receivingAddress']);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  it('says that the test environment must not issue for real', () => {
    expect(checkEasLongLink({ environment: 'test', productionEnabled: true }).map(({ message }) => message.zh)).toEqual([
      expect.stringContaining('真实发票'),
    ]);
  });

  it('becomes lines of the connection test with cause and remedy', () => {
    expect(easLongLinkFindings(TYPED, 'en')).toMatchObject([{ code: 'eas.long-link', status: 'ok' }]);
    const lines = easLongLinkFindings({ ...TYPED, issuingAddress: ISSUE.replace('?', '/?'), productionEnabled: false }, 'zh-CN');
    expect(lines.map(({ status, diagnosis }) => [status, diagnosis])).toEqual([
      ['failed', 'ENVIRONMENT_MISMATCH'],
      ['failed', 'REQUEST_PARAMETERS_EMPTY'],
    ]);
    expect(lines[1]).toMatchObject({ evidence: expect.stringContaining('issuingAddress：'), remedy: { zh: expect.stringContaining('斜杠') } });
  });
});
