import type { Environment } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { longLinkAddress } from '../../src/long-link/address.js';
import { checkLongLinkAddress } from '../../src/long-link/check-address.js';

const test: Environment = { kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' };
const production: Environment = { kind: 'production', baseUrl: 'https://api.piaozone.com' };
const taxNo = '91440300MA5DEMO01X';
const clientId = 'demoClientId';
const link = 'https://api.piaozone.com/bill-websocket/v3/invoicewebsocket/push';

describe('longLinkAddress', () => {
  it('writes the addresses of the manual', () => {
    expect(longLinkAddress(production, { taxNo, clientId, paperInvoice: true })).toBe(
      `${link}?taxNo=${taxNo}&clientId=${clientId}&paperInvoiceFlag=1`,
    );
    expect(longLinkAddress(production, { taxNo, clientId, requestPath: '' })).toBe(`${link}?taxNo=${taxNo}&clientId=${clientId}&request_path=`);
    expect(longLinkAddress(test, { taxNo, clientId, simulate: true })).toBe(
      `https://api-dev.piaozone.com/test/bill-websocket/v3/invoicewebsocket/push?taxNo=${taxNo}&clientId=${clientId}&debugOpenInvoice=1`,
    );
    expect(longLinkAddress(production, { taxNo, clientId, leqi: { naturalId: 'n1', connectNaturalId: 'c1' } })).toContain(
      '&naturalId=n1&connectNaturalId=c1',
    );
    expect(longLinkAddress(production, { taxNo, clientId, paperInvoice: true, copyType: '53', nameLink: 'pc 1' })).toContain(
      '&paperInvoiceFlag=1&invoiceCopyType=53&nameLink=pc%201',
    );
  });

  it.each([
    ['simulated issuing in production', production, { simulate: true }, 'simulate'],
    [
      'simulated issuing on a base that does not say it is the test',
      { kind: 'custom', baseUrl: 'http://127.0.0.1:1' } as Environment,
      { simulate: true },
      'simulate',
    ],
    ['a tenant id', production, { clientId: 'TN_1' }, 'clientId'],
    ['a blank in the tax number', production, { taxNo: ` ${taxNo}` }, 'taxNo'],
    ['no tax number', production, { taxNo: '' }, 'taxNo'],
    ['copies of no paper', production, { copyType: '56' as const }, 'copyType'],
    ['unknown copies', production, { paperInvoice: true, copyType: '99' as '56' }, 'copyType'],
  ])('refuses %s', (_, environment, change, path) => {
    let problems: readonly { path: string }[] = [];
    try {
      longLinkAddress(environment, { taxNo, clientId, ...change });
    } catch (error) {
      problems = (error as { problems: { path: string }[] }).problems;
    }
    expect(problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe('checkLongLinkAddress', () => {
  const issue = `${link}?taxNo=${taxNo}&clientId=${clientId}&paperInvoiceFlag=1`;
  const receive = `${link}?taxNo=${taxNo}&clientId=${clientId}&request_path=`;

  it('accepts what longLinkAddress writes', () => {
    expect(checkLongLinkAddress(issue, 'issue', production, 'a')).toEqual([]);
    expect(checkLongLinkAddress(receive, 'receive', production, 'a')).toEqual([]);
    expect(checkLongLinkAddress(longLinkAddress(test, { taxNo, clientId, simulate: true }), 'issue', test, 'a')).toEqual([]);
  });

  it.each([
    ['clientid in lower case', issue.replace('clientId', 'clientid'), 'issue', production, /clientId/],
    ['slash before ?', issue.replace('?', '/?'), 'issue', production, /slash before/],
    ['blank before the tax number', issue.replace(taxNo, `%20${taxNo}`), 'issue', production, /blanks/],
    ['plus after the tax number', issue.replace(taxNo, `${taxNo}+`), 'issue', production, /blanks/],
    ['tenant id', issue.replace(clientId, 'TN_1'), 'issue', production, /tenant id/],
    ['wrong environment', issue, 'issue', test, /another host/],
    ['wrong path on the right host', issue.replace('/v3/', '/'), 'issue', production, /wrong path/],
    ['missing request_path on receiving', issue, 'receive', production, /request_path/],
    ['/fpdk/queryinvoice appended to the path', issue.replace('?', '/fpdk/queryinvoice?'), 'issue', production, /fpdk/],
    ['/fpdk/queryinvoice appended to the query', `${issue}/fpdk/queryinvoice`, 'issue', production, /fpdk/],
    ['simulated issuing in production', `${issue}&debugOpenInvoice=1`, 'issue', production, /simulated/],
    ['copies that do not exist', `${issue}&invoiceCopyType=55`, 'issue', production, /invoiceCopyType/],
    ['half of the Leqi ids', `${issue}&naturalId=1`, 'issue', production, /Leqi/],
    ['no query', link, 'issue', production, /lacks \?/],
    ['no address', 'push?taxNo=1', 'issue', production, /complete/],
    ['blanks around', ` ${issue}`, 'issue', production, /start or end/],
  ] as const)('finds %s', (_, address, purpose, environment, expected) => {
    const problems = checkLongLinkAddress(address, purpose, environment, '开票地址');
    expect(problems[0]?.path).toBe('开票地址');
    expect(problems.map(({ message }) => message.en).join('\n')).toMatch(expected);
    for (const { message } of problems) expect(message.zh).not.toBe('');
  });

  it('reports one mistake once', () => {
    expect(checkLongLinkAddress(issue.replace('clientId', 'clientid'), 'issue', production, 'a')).toHaveLength(1);
    expect(checkLongLinkAddress(issue.replace('?', '/?'), 'issue', production, 'a')).toHaveLength(1);
  });

  it('never throws', () => {
    for (const text of ['', '?', 'https://', 'https://x?%', `${link}?&&=&taxNo`])
      expect(Array.isArray(checkLongLinkAddress(text, 'issue', production, 'a'))).toBe(true);
  });
});
