import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import { createFlagship, encryptingCodec, isDuplicate, plainCodec } from '../../../src/flagship.js';
import {
  ACCESS,
  callOf,
  decoded,
  encoded,
  failureOf,
  ok,
  REQUEST_ID,
  type Reaction,
  refused,
  run,
  SETTINGS,
  start,
  TAX_NO,
} from './fake-platform.js';

const read = { interfaceCode: 'ALLE.INVOICE.QUERY', data: { serialNo: 'S1' }, effect: 'read' } as const;
const write = { interfaceCode: 'BILL.PUSH', data: [{ billNo: 'S1' }], effect: 'write' } as const;

describe('envelopes', () => {
  it('sim: the whole message, with the token in both headers', async () => {
    const { platform, client } = start();
    platform.react = () => ok('0', encoded({ serialNo: 'S1' }));
    expect(await client.sim({ ...write, taxNo: TAX_NO }, callOf())).toEqual({ code: '0', message: '操作成功', data: { serialNo: 'S1' } });
    const [seen] = platform.seen;
    expect(seen?.path).toBe('/kapi/app/sim/openApi');
    expect(seen?.text).toBe(
      `{"requestId":"${REQUEST_ID}","businessSystemCode":"ERP01","interfaceCode":"BILL.PUSH","data":"${encoded('[{"billNo":"S1"}]')}"}`,
    );
    expect(seen?.headers).toMatchObject({ accesstoken: `token-1-${CANARY}`, access_token: `token-1-${CANARY}`, 'content-type': 'application/json' });
  });

  it('message: plain data and a uuid', async () => {
    const { platform, client } = start();
    platform.react = () => ({ data: { eventCode: 'E1' }, success: 'true', errorCode: '0000', message: '成功' });
    expect(await client.message({ messageType: 'getEventCode', data: { billId: 'B1' }, effect: 'write' }, callOf())).toEqual({
      code: '0000',
      message: '成功',
      data: { eventCode: 'E1' },
    });
    expect(platform.seen[0]).toMatchObject({
      path: '/kapi/app/rim/message',
      body: {
        messageType: 'getEventCode',
        messageId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
        data: { billId: 'B1' },
      },
    });
  });

  it('deduction: encoded, success is 0000', async () => {
    const { platform, client } = start();
    platform.react = () => ok('0000', encoded({ loginType: '1' }));
    const { data } = await client.deduction({ interfaceCode: 'taxLogin', data: { taxNo: TAX_NO }, effect: 'read' }, callOf());
    expect(data).toEqual({ loginType: '1' });
    expect(platform.seen[0]?.path).toBe('/kapi/app/rim/deduction');
    expect(decoded(platform.seen[0]?.body['data'])).toEqual({ taxNo: TAX_NO });
  });

  it('plain: another path with its own success code', async () => {
    const { platform, client } = start();
    platform.react = () => ok('0000', { rows: [] });
    const input = { path: '/kapi/app/rim/invoiceImport', body: { a: 1 }, success: '0000', effect: 'write' } as const;
    expect((await client.plain(input, callOf())).data).toEqual({ rows: [] });
    expect(platform.seen[0]).toMatchObject({ path: '/kapi/app/rim/invoiceImport', text: '{"a":1}' });
    expect(await failureOf(client.plain({ ...input, success: '0' }, callOf()))).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
    for (const path of ['/api/logout.do', '/kapi/app/rim', '/kapi/app/../sys/x', '/kapi/app/rim/x?y=1', 'kapi/app/rim/x']) {
      expect(await failureOf(client.plain({ ...input, path }, callOf()))).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    }
    expect(platform.seen).toHaveLength(2);
  });

  it.each([
    ['sim', '0000'],
    ['deduction', '0'],
    ['message', '0'],
  ] as const)('%s: success code %s belongs to another family', async (family, code) => {
    const { platform, client } = start();
    platform.react = () => ok(code);
    const call = family === 'message' ? client.message({ messageType: 'x', data: {}, effect: 'write' }, callOf()) : client[family](write, callOf());
    expect(await failureOf(call)).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown', upstreamCode: code });
  });

  it.each([undefined, null, ''])('data %j is none', async (data) => {
    const { platform, client } = start();
    platform.react = () => ({ errorCode: '0', message: '', success: true, data });
    expect(await client.sim(read, callOf())).toEqual({ code: '0', message: '', data: undefined });
  });

  it('a number as code counts as text, data that is no text is taken as it is', async () => {
    const { platform, client } = start();
    platform.react = () => ({ errorCode: 0, message: 'x', data: [{ a: '1' }] });
    expect(await client.sim(read, callOf())).toEqual({ code: '0', message: 'x', data: [{ a: '1' }] });
  });

  it('encrypts both families, or the one that is named', async () => {
    const codec = encryptingCodec(`p-${CANARY}`);
    const both = start({ encryption: { password: `p-${CANARY}` } });
    both.platform.react = ({ path }) => ok(path.endsWith('openApi') ? '0' : '0000', codec.encode({ a: '1' }));
    expect((await both.client.sim(write, callOf())).data).toEqual({ a: '1' });
    expect((await both.client.deduction(read, callOf())).data).toEqual({ a: '1' });
    expect(both.platform.seen.map(({ body }) => codec.decode(String(body['data'])))).toEqual([[{ billNo: 'S1' }], { serialNo: 'S1' }]);
    const one = start({ encryption: { password: `p-${CANARY}`, families: ['sim'] } });
    one.platform.react = ({ path }) => (path.endsWith('openApi') ? ok('0', codec.encode({ a: '1' })) : ok('0000', plainCodec.encode({ a: '2' })));
    expect((await one.client.sim(write, callOf())).data).toEqual({ a: '1' });
    expect((await one.client.deduction(read, callOf())).data).toEqual({ a: '2' });
    expect(inspect(both.client, { depth: 12 })).not.toContain('CANARY');
    expect(JSON.stringify(both.client)).not.toContain('CANARY');
  });

  it('an unreadable answer to a write is open, to a read it is over; nothing of it shows', async () => {
    const secret = encryptingCodec('other').encode({ name: 'plain-words' });
    const { platform, client } = start({ encryption: { password: 'mine' } });
    platform.react = () => ok('0', secret);
    const failure = await failureOf(client.sim(write, callOf()));
    expect(failure).toMatchObject({
      code: 'response_invalid',
      outcome: 'unknown',
      reason: 'decryption',
      requestId: REQUEST_ID,
      operation: 'flagship.sim.BILL.PUSH',
    });
    expect(JSON.stringify(failure)).not.toContain(secret.slice(0, 10));
    expect(await failureOf(client.sim(read, callOf()))).toMatchObject({ outcome: 'rejected' });
    expect((await client.sim({ ...write, opaqueAnswer: true }, callOf())).data).toBe(secret);
  });

  it('an opaque answer is decoded where it can be', async () => {
    const { platform, client } = start();
    platform.react = (_, count) => ok('0', count === 1 ? 'SERIAL-1' : encoded({ serialNo: 'S1' }));
    expect((await client.sim({ ...write, opaqueAnswer: true }, callOf())).data).toBe('SERIAL-1');
    expect((await client.sim({ ...write, opaqueAnswer: true }, callOf())).data).toEqual({ serialNo: 'S1' });
  });

  it('request ids: the call’s own first, another one for every further message, never a foreign form', async () => {
    const { platform, client } = start();
    const call = callOf();
    await client.sim(read, call);
    await client.sim(read, call);
    await client.sim(read, { ...callOf(), requestId: 'trace-1' });
    const ids = platform.seen.map(({ body }) => body['requestId']);
    expect(ids[0]).toBe(REQUEST_ID);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^\d{16}$/);
  });

  it.each([
    ['', {}],
    ['含中文', {}],
    ['A B', {}],
    ['A', null],
    ['A', 'text'],
  ])('refuses code %j with data %j unsent', async (code, data) => {
    const { platform, client } = start();
    for (const promise of [
      client.sim({ interfaceCode: code, data, effect: 'read' }, callOf()),
      client.message({ messageType: code, data, effect: 'read' }, callOf()),
      client.deduction({ interfaceCode: code, data, effect: 'read' }, callOf()),
    ]) {
      expect(await failureOf(promise)).toMatchObject({ code: 'request_invalid', outcome: 'not-sent', requestId: REQUEST_ID });
    }
    expect(platform.seen).toEqual([]);
  });
});

interface Case {
  readonly text: string;
  readonly code: string;
  readonly outcome: 'rejected' | 'unknown';
  readonly diagnosis?: string;
  readonly errorCode?: string;
}

describe('what a refused write proves', () => {
  const SIM: readonly Case[] = [
    { code: '10127', text: '单据已存在', outcome: 'unknown', diagnosis: 'DUPLICATE_BILL_NO' },
    { code: '601', text: '数据重复', outcome: 'unknown', diagnosis: 'PLATFORM_DUPLICATE_DATA', errorCode: 'erp_rejected' },
    { code: '604', text: '不允许重复执行', outcome: 'unknown', diagnosis: 'PLATFORM_IDEMPOTENCY_REFUSED', errorCode: 'erp_rejected' },
    { code: '500', text: '服务异常，服务内部错误', outcome: 'unknown', diagnosis: 'PLATFORM_INTERNAL_ERROR', errorCode: 'server' },
    { code: '999', text: '未知错误', outcome: 'unknown', diagnosis: 'PLATFORM_INTERNAL_ERROR', errorCode: 'erp_rejected' },
    { code: '603', text: '数据无效', outcome: 'unknown', diagnosis: 'PLATFORM_PARAMETER_INVALID', errorCode: 'erp_rejected' },
    { code: '612', text: '没有数据操作权限', outcome: 'unknown', diagnosis: 'PLATFORM_NO_DATA_RIGHT', errorCode: 'erp_rejected' },
    { code: '403', text: '禁止访问（IP限制）', outcome: 'rejected', diagnosis: 'PLATFORM_FORBIDDEN', errorCode: 'erp_rejected' },
    { code: '9999', text: '失败', outcome: 'unknown' },
    { code: '30001', text: '风控', outcome: 'unknown' },
    { code: '1', text: '未知业务系统编码', outcome: 'rejected', diagnosis: 'BUSINESS_SYSTEM_CODE_UNKNOWN' },
    { code: '1', text: '接收的数据转换异常', outcome: 'rejected', diagnosis: 'CALL_DATA_NOT_BASE64' },
    { code: '1', text: '税号未关联组织', outcome: 'rejected', diagnosis: 'TAX_NO_WITHOUT_ORGANIZATION' },
    {
      code: '1',
      text: '当前组织还未引入发票云，请先到“发票云-基础资料-企业管理”引入组织，或切换业务单元',
      outcome: 'rejected',
      diagnosis: 'ORGANIZATION_NOT_IMPORTED',
    },
    { code: '1', text: '未找到设备信息', outcome: 'rejected', diagnosis: 'DEVICE_NOT_FOUND' },
    { code: '1', text: '总计扣除额不能大于发票不含税金额', outcome: 'rejected', diagnosis: 'DEDUCTION_TOTAL_EXCEEDS_AMOUNT' },
    { code: '1', text: '价税合计金额不对', outcome: 'rejected', diagnosis: 'TOTAL_WITH_TAX_WRONG' },
    { code: '1', text: '待冲蓝票代码格式错误', outcome: 'rejected', diagnosis: 'RED_INVOICE_CODE_FORMAT' },
    {
      code: '1',
      text: '26440000000000000001的原蓝票信息非正常或者部分红冲状态，请检查数据',
      // An earlier attempt of the same red request may be what reversed it.
      outcome: 'unknown',
      diagnosis: 'BLUE_INVOICE_STATE_ABNORMAL',
    },
    { code: '1', text: '原蓝票开票日期不能为空', outcome: 'rejected', diagnosis: 'BLUE_INVOICE_DATE_EMPTY' },
    { code: '1', text: '红字确认单的状态不满足开具条件，无法开具红字发票', outcome: 'rejected', diagnosis: 'RED_CONFIRMATION_NOT_READY' },
    // Speaks of an invoice that may be there.
    { code: '1', text: '发票已开具，税号未关联组织', outcome: 'unknown', diagnosis: 'TAX_NO_WITHOUT_ORGANIZATION' },
  ];

  it.each(SIM)('sim $code $text', async ({ code, text, outcome, diagnosis, errorCode }) => {
    const { platform, client } = start();
    platform.react = () => refused(code, text);
    const failure = await failureOf(client.sim(write, callOf()));
    const name = errorCode ?? (outcome === 'rejected' ? 'business_rejected' : 'business_unrecognised');
    expect(failure).toMatchObject({ code: name, outcome, upstreamCode: code, upstreamMessage: text });
    expect(failure.diagnosis).toBe(diagnosis);
    expect(platform.seen).toHaveLength(1);
  });

  it('says of one bill nothing about the others', async () => {
    const { platform, client } = start();
    const two = { ...write, data: [{ billNo: 'S1' }, { billNo: 'S2' }] };
    platform.react = () => refused('1', '税号未关联组织');
    expect(await failureOf(client.sim(two, callOf()))).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
    platform.react = () => refused('1', '未知业务系统编码');
    expect(await failureOf(client.sim(two, callOf()))).toMatchObject({ code: 'business_rejected', outcome: 'rejected' });
  });

  it('a read has no effect to be open about', async () => {
    const { platform, client } = start();
    platform.react = () => refused('9999', '失败');
    expect(await failureOf(client.sim(read, callOf()))).toMatchObject({ code: 'business_rejected', outcome: 'rejected' });
  });

  it('a person has to act: the link is a secret', async () => {
    const { platform, client } = start();
    platform.react = () => refused('91300', `电子税局登录已失效，请用浏览器打开该地址：https://x.test/l/t-${CANARY}，完成登录后重新操作！`);
    const error = await client.sim(write, callOf()).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'person_action_required', outcome: 'rejected', diagnosis: { code: 'BUREAU_LOGIN_OPEN_LINK' } });
    expect((error as { actionUrl: { reveal(): string } }).actionUrl.reveal()).toBe(`https://x.test/l/t-${CANARY}`);
    expect(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toContain('CANARY');
  });

  it('a login that is lost after issuing proves nothing', async () => {
    const { platform, client } = start();
    platform.react = () => refused('1', '发票已开具，但电子税局登录已失效，请在客户端登录后重新操作！');
    expect(await failureOf(client.sim(write, callOf()))).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
  });

  it.each(['10127', '601', '604'])('%s is a duplicate, to be queried', (upstreamCode) => {
    expect(isDuplicate({ upstreamCode })).toBe(true);
  });

  it.each(['9999', '0', undefined])('%s is none', (upstreamCode) => {
    expect(isDuplicate({ upstreamCode })).toBe(false);
  });
});

describe('platform, gateway and network', () => {
  const HTML = '<!DOCTYPE html><html>login</html>';
  const CASES: readonly (readonly [string, Reaction, object])[] = [
    [
      'gateway identity',
      { errorCode: '2501', messagecn: '不存在应用信息[网关]' },
      { code: 'erp_rejected', outcome: 'rejected', diagnosis: 'GATEWAY_IDENTITY_MISSING' },
    ],
    ['not subscribed', { status: 403, answer: { errorCode: '2505', messagecn: 'x' } }, { code: 'erp_rejected', outcome: 'rejected' }],
    ['not subscribed, as 401', { status: 401, answer: { errorCode: '2505', messagecn: 'x' } }, { code: 'erp_rejected', outcome: 'rejected' }],
    ['gateway internal', { errorCode: '2500', messagecn: 'x' }, { code: 'server', outcome: 'unknown' }],
    ['gateway rate', { errorCode: '2526', messagecn: 'x' }, { code: 'rate_limited', outcome: 'unknown' }],
    ['a gateway code without its envelope', refused('2501', 'x'), { code: 'business_unrecognised', outcome: 'unknown' }],
    ['rate limit', refused('429', 'API被限流'), { code: 'rate_limited', outcome: 'unknown' }],
    ['html', HTML, { code: 'response_invalid', outcome: 'unknown' }],
    ['504', { status: 504, answer: HTML }, { code: 'server', outcome: 'unknown' }],
    ['404', { status: 404, answer: HTML }, { code: 'server', outcome: 'rejected' }],
    ['success under a failing status', { status: 500, answer: ok('0') }, { outcome: 'unknown' }],
    ['no code', { success: true, data: 'x' }, { code: 'response_invalid', outcome: 'unknown' }],
    ['a list', { status: 200, answer: [] }, { code: 'response_invalid', outcome: 'unknown' }],
  ];
  it.each(CASES)('%s', async (_name, reaction, expected) => {
    const { platform, client } = start();
    platform.react = () => reaction;
    expect(await failureOf(client.sim(write, callOf()))).toMatchObject(expected);
    expect(platform.seen).toHaveLength(1);
  });

  it.each([
    ['by status', { status: 401, answer: { errorCode: '401', message: '未授权访问' } }],
    ['by code', refused('401', '未授权访问')],
    ['without a body', { status: 401, answer: HTML }],
  ])('a dead session is renewed once, %s', async (_name, reaction) => {
    const { platform, client } = start();
    platform.react = (_, count) => (count === 1 ? reaction : ok('0'));
    await client.sim(write, callOf());
    expect([platform.logins, platform.seen.length]).toEqual([2, 2]);
    expect(platform.seen[0]?.text).toBe(platform.seen[1]?.text);
    platform.react = () => reaction;
    expect(await failureOf(client.sim(write, callOf()))).toMatchObject({ code: 'erp_session_expired' });
  });

  it('reads are repeated as the table says, writes never', async () => {
    const { platform, client } = start({}, { maxRetries: 2 });
    await client.sim(read, callOf());
    platform.react = (_, count) => (count === 2 ? { status: 503, answer: HTML } : ok('0'));
    await run(platform, client.sim(read, callOf()));
    expect(platform.seen).toHaveLength(3);
    platform.react = () => ({ status: 503, answer: HTML });
    await failureOf(client.sim(write, callOf()));
    expect(platform.seen).toHaveLength(4);
  });

  it('takes what is secret out of what is quoted back', async () => {
    const { platform, client } = start();
    const secret = `pw-${CANARY}`;
    platform.react = ({ body }) => refused('1', `密码 ${secret} 不对：${String(body['data'])}`);
    const failure = await failureOf(client.deduction({ interfaceCode: 'x', data: { password: secret }, effect: 'write', secret }, callOf()));
    expect(failure['upstreamMessage']).toBe('密码 *** 不对：***');
    platform.react = ({ headers }) => refused('1', `token ${headers['accesstoken'] ?? ''}`);
    expect((await failureOf(client.sim(write, callOf())))['upstreamMessage']).toBe('token ***');
  });
});

describe('settings', () => {
  it('every problem at once, no value shown', async () => {
    const { piaozone } = start();
    const wrong = { access: ACCESS, businessSystemCode: '系统', encryption: { password: '', families: ['message'] }, amounts: 'float', maxPages: 0 };
    const failure = await failureOf(Promise.resolve().then(() => createFlagship(piaozone, wrong as never)));
    expect(failure['code']).toBe('config_invalid');
    expect((failure['problems'] as { path: string }[]).map(({ path }) => path)).toEqual([
      'businessSystemCode',
      'encryption.password',
      'encryption.families[0]',
      'amounts',
      'maxPages',
    ]);
    expect(await failureOf(Promise.resolve().then(() => createFlagship(piaozone, { ...SETTINGS, access: undefined } as never)))).toMatchObject({
      problems: [{ path: 'access' }],
    });
  });

  it('closing ends the session', async () => {
    const { piaozone } = start();
    const flagship = createFlagship(piaozone, { ...SETTINGS, access: { ...ACCESS, baseUrl: `${ACCESS.baseUrl}/` } });
    expect(flagship.baseUrl).toBe(ACCESS.baseUrl);
    await flagship.close();
    expect(await failureOf(flagship.client.sim(read, callOf()))).toMatchObject({ code: 'closed', outcome: 'not-sent' });
    expect(inspect(flagship, { depth: 9 })).not.toContain('CANARY');
  });
});
