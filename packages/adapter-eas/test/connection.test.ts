import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { all, client, connect, failureOf, invoice, newCall, startEas } from './support/eas.js';
import { bill, FACADE, SERVICE } from './support/facade.js';

const writeBack = (number: string, invoiceNumber?: string, color?: 'blue' | 'red') => ({
  bill: { type: '销售发票单', number },
  serialNo: `S-${number}`,
  invoice: invoice(invoiceNumber, color),
});

describe.each([1, 2, 3] as const)('reply form %i', (replyForm) => {
  const start = () => startEas({ replyForm, shuffleMultiRefs: true, pretty: replyForm === 2 });

  it('lists units with the verdict on each, over pages', async () => {
    const eas = await start();
    const connection = await connect(eas);
    const units = await all((cursor) => connection.listBusinessUnits({ ...(cursor === undefined ? {} : { cursor }) }, newCall()));
    expect(units.map(({ number, importability }) => [number, importability.importable])).toEqual([
      ['01', true],
      ['02', false],
      ['03', false],
      ['04', false],
      ['05', false],
    ]);
    expect(units[0]).toEqual({
      id: 'u1',
      number: '01',
      name: '总部',
      taxNo: '91440300MA5FAKE01X',
      registeredName: '示例科技（深圳）有限公司',
      importability: { importable: true },
    });
    const reasons = units.slice(1).map(({ importability }) => (importability.importable ? '' : importability.reason.zh));
    for (const [index, part] of ['缺少企业税号', '企业税号中有空格', '缺少企业名称', '企业名称首尾有空格'].entries()) {
      expect(reasons[index]).toMatch(new RegExp(`${part}.*企业建模-组织架构-组织单元`));
    }
    expect(eas.logins).toBe(1);
  });

  it('reads bills over pages, every character and digit as it stood', async () => {
    const eas = await start();
    const connection = await connect(eas);
    const bills = await all((cursor) => connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }) }, newCall()));
    expect(bills.map(({ number }) => number)).toEqual(['B1', 'B2', 'B3']);
    const request = connection.toInvoiceRequest(bills[0] ?? expect.fail('no bill'));
    expect(request).toMatchObject({
      bill: { type: '销售发票单', number: 'B1' },
      kind: 'digital-general',
      color: 'blue',
      remark: '  <备注> & "引号" ]]> 𠮷\r\n第二行',
      buyer: { name: "O'Hara & Söhne <GmbH>" },
      lines: [{ nature: 'normal', quantity: '3.0000000000001', unitPrice: '33.3333333333322', amount: '100.00' }],
    });
  });

  it('writes back once, says so the second time, and refuses another invoice', async () => {
    const eas = await start();
    const connection = await connect(eas);
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('written');
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('already-written');
    await expect(connection.writeBack(writeBack('B1', '24442000000000000002'), newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
      upstreamCode: '2',
    });
    expect(await connection.writeBack(writeBack('B2', '24442000000000000003', 'red'), newCall())).toBe('written');
    expect(eas.bills.rows.map((row) => [row['invoiceNo'], row['colour']])).toEqual([
      ['24442000000000000001', '蓝字'],
      ['24442000000000000003', '红字'],
      ['', undefined],
    ]);
  });

  it('checks the connection', async () => {
    const connection = await connect(await start());
    const findings = await connection.check(newCall());
    expect(findings.map(({ code, status }) => `${code} ${status}`)).toEqual([
      'eas.address ok',
      'eas.soap ok',
      'eas.login ok',
      'eas.session ok',
      'eas.facade ok',
      'eas.units ok',
      'eas.version skipped',
      'eas.safe-mode ok',
    ]);
  });

  it('the check looks for a unit that can be imported, and says why there is none', async () => {
    const businessUnits = { ...FACADE.businessUnits, fields: { ...FACADE.businessUnits.fields, taxNo: 'nowhere' } };
    const connection = await connect(await start(), { facade: { ...FACADE, businessUnits } });
    const finding = (await connection.check(newCall())).find(({ status }) => status === 'failed');
    expect(finding).toMatchObject({
      code: 'eas.units',
      diagnosis: 'NO_IMPORTABLE_BUSINESS_UNIT',
      cause: { zh: expect.stringContaining('缺少企业税号') },
    });
  });

  it('the check repeats the version that is declared', async () => {
    const connection = await connect(await start(), { version: '8.6.1' });
    expect((await connection.check(newCall())).find(({ code }) => code === 'eas.version')).toMatchObject({ status: 'ok', evidence: '8.6.1' });
  });

  it('logs out when it is closed, once', async () => {
    const eas = await start();
    const connection = await connect(eas);
    await connection.fetchBills({}, newCall());
    expect(eas.sessions.live).toBe(1);
    await connection.close();
    await connection.close();
    expect(eas.sessions.live).toBe(0);
    expect(eas.journal.to('EASLogin')).toHaveLength(2);
    await expect(connection.fetchBills({}, newCall())).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a refused login', () => {
  it.each(['nil', 'empty', { fault: 'java.lang.RuntimeException: password of host: eas-app-01 wrong' }] as const)(
    '%j names what to check, in order',
    async (loginFailure) => {
      const eas = await startEas({ loginFailure });
      const connection = await connect(eas, { password: 'wrong-password' });
      const error = await failureOf(connection.fetchBills({}, newCall()));
      expect(error).toMatchObject({ code: 'credentials_rejected', outcome: 'not-sent', hint: expect.stringMatching(/用户名.*密码.*数据中心/) });
      expect(inspect(error)).not.toContain('eas-app-01');
      expect(await connection.check(newCall())).toMatchObject([
        { status: 'ok' },
        { status: 'ok' },
        { code: 'eas.login', status: 'failed', diagnosis: 'EAS_LOGIN_REFUSED' },
        { status: 'skipped' },
        { status: 'skipped' },
        { code: 'eas.units', status: 'skipped' },
      ]);
      expect(eas.journal.to(SERVICE)).toHaveLength(0);
    },
  );
});

describe('language', () => {
  it('every error speaks that of the client', async () => {
    const eas = await startEas({}, [bill('B1', { kind: '9' })]);
    const connection = await connect(eas, { password: 'wrong-password' }, client({ locale: 'en' }).adapterContext());
    const good = await connect(eas, {}, client({ locale: 'en' }).adapterContext());
    const { items } = await good.fetchBills({}, newCall());
    const errors = [
      await failureOf(connection.fetchBills({}, newCall())),
      await failureOf(good.fetchBills({ cursor: 'x' }, newCall())),
      await failureOf(good.writeBack(writeBack('B9'), newCall())),
      await failureOf((async () => good.toInvoiceRequest(items[0] ?? expect.fail('none')))()),
    ];
    expect(errors.map((error) => (error as Error).message.split('\n')[0])).toEqual([
      expect.stringContaining('refused the login'),
      expect.stringContaining('cursor'),
      expect.stringContaining('refused the write-back'),
      expect.stringContaining('the bill cannot be read'),
    ]);
  });
});

describe('what is not EAS', () => {
  it.each([
    ['an HTML page', { kind: 'html', status: 200 }, 'response_invalid'],
    ['a gateway', { kind: 'html', status: 502 }, 'server'],
    ['nothing', { kind: 'answer', status: 200, contentType: 'text/xml', body: '' }, 'response_invalid'],
    [
      'half a reply',
      {
        kind: 'answer',
        status: 200,
        contentType: 'text/xml',
        body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>',
      },
      'response_invalid',
    ],
    ['another XML', { kind: 'answer', status: 200, contentType: 'text/xml', body: '<a/>' }, 'response_invalid'],
    ['a proxy', { kind: 'html', status: 407 }, 'proxy'],
  ] as const)('%s is never a reply; a write stays open', async (_name, fault, code) => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, fault, { times: 2 });
    await expect(connection.fetchBills({}, newCall())).rejects.toMatchObject({ code });
    await expect(connection.writeBack(writeBack('B1'), newCall())).rejects.toMatchObject({
      code,
      outcome: 'unknown',
    });
  });

  it.each([
    ['no such host or port', { servicesUrl: 'http://127.0.0.1:1/ormrpc/services/' }, 'eas.address'],
    ['another path', { servicesUrl: '/wrong' }, 'eas.soap'],
    ['an undeployed facade', { service: 'WSNope' }, 'eas.facade'],
    ['a wrong operation', { operation: 'nope' }, 'eas.facade'],
  ] as const)('the check finds %s', async (_name, wrong, code) => {
    const eas = await startEas();
    const servicesUrl =
      'servicesUrl' in wrong ? (wrong.servicesUrl === '/wrong' ? `${eas.baseUrl}/x/ormrpc/services/` : wrong.servicesUrl) : eas.servicesUrl;
    const businessUnits = 'operation' in wrong ? { ...FACADE.businessUnits, name: wrong.operation } : FACADE.businessUnits;
    const connection = await connect(eas, {
      servicesUrl,
      facade: { ...FACADE, businessUnits, ...('service' in wrong ? { service: wrong.service } : {}) },
    });
    const findings = await connection.check(newCall());
    const failed = findings.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([
      { code, cause: { zh: expect.any(String), en: expect.any(String) }, remedy: { zh: expect.any(String), en: expect.any(String) } },
    ]);
  });

  it('a dead session in the check points to safe mode', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, { kind: 'custom', name: 'kill-session' }, { times: 9 });
    const findings = await connection.check(newCall());
    expect(findings.find(({ status }) => status === 'failed')).toMatchObject({
      code: 'eas.session',
      remedy: { zh: expect.stringContaining('isRomoteLocate=false') },
    });
  });
});

describe('what the check tells apart at the login service', () => {
  it.each([
    ['a web page', { kind: 'html', status: 200 }, 'eas.soap', 'EAS_NOT_SOAP'],
    ['a gateway without EAS behind it', { kind: 'html', status: 502 }, 'eas.soap', 'EAS_NOT_SOAP'],
    ['nobody', { kind: 'drop-before' }, 'eas.address', 'EAS_ADDRESS_WRONG'],
  ] as const)('%s', async (_name, fault, code, diagnosis) => {
    const eas = await startEas();
    eas.faults.next('EASLogin', fault, { times: 9 });
    const failed = (await (await connect(eas)).check(newCall())).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ code, diagnosis, remedy: { zh: expect.any(String) } }]);
  });

  it.each([{ safeMode: false }, { deadSession: 'another-user' }] as const)('%j: sessions are not looked at', async (options) => {
    const findings = await (await connect(await startEas(options))).check(newCall());
    expect(findings.at(-1)).toMatchObject({
      code: 'eas.safe-mode',
      status: 'warning',
      diagnosis: 'EAS_SESSION_NOT_HONOURED',
      remedy: { zh: expect.stringContaining('isRomoteLocate=false') },
    });
  });

  it('a probe that fails otherwise tells nothing', async () => {
    const eas = await startEas();
    eas.faults.next(SERVICE, { kind: 'html', status: 502 }, { skip: 1 });
    expect((await (await connect(eas)).check(newCall())).at(-1)).toMatchObject({ code: 'eas.safe-mode', status: 'skipped' });
  });
});

describe('bills by date', () => {
  it('are asked for where the facade knows dates, and filtered again', async () => {
    const eas = await startEas({}, [
      bill('B1', { day: '2025-10-31' }),
      bill('B2', { day: '2025/11/1 08:00:00' }),
      bill('B3', { day: null }),
      bill('B4', { day: '2025-12-01' }),
    ]);
    const [source, request] = FACADE.bills.parts;
    if (source === undefined || request === undefined || !('json' in request)) return expect.fail('other parts');
    const body = { ...request.json.body, dateFrom: 'from', dateTo: 'to' };
    const parts = [source, { ...request, json: { ...request.json, body } }];
    const bills = { ...FACADE.bills, parts, fields: { ...FACADE.bills.fields, date: 'day' } };
    const connection = await connect(eas, { facade: { ...FACADE, bills } });
    const call = newCall();
    const dates = { dateFrom: '2025-11-01', dateTo: '2025-11-30' };
    const found = await all((cursor) => connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }), ...dates }, call));
    expect(found.map(({ number, date }) => [number, date])).toEqual([['B2', '2025-11-01']]);
    expect(call.warnings).toMatchObject([{ path: 'B3.date' }]);
    expect(String(eas.journal.to(SERVICE)[0]?.body)).toContain('"from":"2025-11-01","to":"2025-11-30"');
  });
});

describe('bills that cannot be read', () => {
  it('are refused by name, and do not hold up the others', async () => {
    const eas = await startEas({}, [bill('B1', { kind: '9' }), bill('B2'), bill('B3', { billType: null }), bill('B4', { billType: '其他单' })]);
    const connection = await connect(eas);
    const call = newCall();
    const bills = await all((cursor) => connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }), billTypes: ['销售发票单'] }, call));
    expect(bills.map(({ number }) => number)).toEqual(['B1', 'B2']);
    expect(() => connection.toInvoiceRequest(bills[0] ?? expect.fail('none'))).toThrow(
      expect.objectContaining({ code: 'request_invalid', problems: [expect.objectContaining({ path: 'B1.kind' })] }),
    );
    expect(() => JSON.stringify(bills)).not.toThrow();
    expect(call.warnings).toHaveLength(1);
  });
});
