import { describe, expect, it } from 'vitest';
import { type DeductionOptions, decodePayload, encodePayload, type MockCosmicOptions } from '../../../src/cosmic/index.js';
import { MockClock } from '../../../src/server/clock.js';
import { post, send, signIn, start } from '../raw-client.js';

const TAX = '91000000TEST00001X';
const SMALL = '91000000TEST00002X';
const SOFT = '91000000TEST00003X';
const OTHER = '91000000TEST00004X';
const LEQI = '91000000TEST00005X';
const AES = { kind: 'aes', password: 'synthetic-key' } as const;
const invoices = Array.from({ length: 5 }, (_, index) => ({
  invoiceNo: `N${index}`,
  invoiceDate: `2024-01-0${index + 1}`,
  invoiceType: String(index % 2),
}));

const OPTIONS: DeductionOptions = {
  tenantId: 'T1',
  revokeOperateType: '9',
  taxpayers: [
    { taxNo: TAX, invoices, password: 'pw', taxPeriod: '202401' },
    { taxNo: SMALL, smallScale: true },
    { taxNo: SOFT, softCertificate: false },
    { taxNo: OTHER, channel: 'other' },
    { taxNo: LEQI, channel: 'leqi' },
  ],
};

interface Reply {
  readonly data?: string;
  readonly errorCode?: string;
  readonly message?: string;
  readonly success?: boolean;
  readonly status?: boolean;
}

async function bureau(options: Partial<MockCosmicOptions> = {}) {
  const mock = await start({
    clock: new MockClock({ frozenAt: 1_700_000_000_000 }),
    businessSystems: [{ code: 'sys1' }, { code: 'sealed', encryption: AES }],
    accessTokenLifeMs: 86_400_000,
    deduction: OPTIONS,
    ...options,
  });
  const accesstoken = await signIn(mock);
  const raw = async (body: unknown) => (await post(mock, '/kapi/app/rim/deduction', body, { accesstoken })).json as unknown as Reply;
  const call = (interfaceCode: string, data: unknown) =>
    raw({
      businessSystemCode: 'sys1',
      interfaceCode,
      requestId: '1',
      data: encodePayload(JSON.stringify(data), { kind: 'base64' }, Buffer.alloc(0)),
    });
  const read = async (interfaceCode: string, data: unknown) => {
    const reply = await call(interfaceCode, data);
    if (reply.data === undefined) throw new Error(`${reply.errorCode} ${reply.message}`);
    return JSON.parse(decodePayload(reply.data, { kind: 'base64' })) as Record<string, unknown>;
  };
  const select = (more: object = {}) => ({
    ...{
      taxNo: TAX,
      billType: '0',
      authenticateFlag: 0,
      deductionPurpose: '1',
      asyncFlag: '1',
      invoices: [{ invoiceNo: 'N1' }, { etaxInvoiceNo: 'N2' }, { invoiceNo: 'X' }],
    },
    ...more,
  });
  return { mock, raw, call, read, select };
}

const STATISTIC = '当前属期统计表已生成，请先撤销再勾选或查询更新统计表';

describe('rim/deduction', () => {
  it('answers taxLogin as recorded', async () => {
    const { raw, mock } = await bureau();
    const body = {
      businessSystemCode: 'sys1',
      interfaceCode: 'taxLogin',
      requestId: '1714981252080746',
      data: 'eyJ0YXhObyI6IjkxMDAwMDAwVEVTVDAwMDAxWCJ9',
    };
    expect(await raw(body)).toEqual({ data: 'eyJsb2dpblR5cGUiOiIxIn0=', message: '请求成功', errorCode: '0000', status: true, success: true });
    expect(mock.unknownFields).toEqual([]);
  });

  it('seals its answers where the business system does', async () => {
    const { raw } = await bureau();
    const data = encodePayload(JSON.stringify({ taxNo: TAX }), AES, Buffer.alloc(12, 7));
    const call = () => raw({ businessSystemCode: 'sealed', interfaceCode: 'taxLogin', data });
    const [one, two] = [String((await call()).data), String((await call()).data)];
    expect(decodePayload(one, AES)).toBe('{"loginType":"1"}');
    expect(two).not.toBe(one);
  });

  it.each([
    ['an unknown business system', { businessSystemCode: 'sys2' }, '未知业务系统编码'],
    ['a raw object', { data: { taxNo: TAX } }, '接收的数据转换异常'],
    ['base64 for AES', { businessSystemCode: 'sealed' }, '接收的数据转换异常'],
    ['a list', { data: 'W10=' }, '接收的数据转换异常'],
    ['an unknown interface', { interfaceCode: 'taxLogout' }, 'interfaceCode taxLogout'],
  ])('refuses %s', async (_, change, message) => {
    const { raw } = await bureau();
    const body = {
      businessSystemCode: 'sys1',
      interfaceCode: 'taxLogin',
      requestId: '1',
      data: 'eyJ0YXhObyI6IjkxMDAwMDAwVEVTVDAwMDAxWCJ9',
      ...change,
    };
    expect(await raw(body)).toEqual({ message, errorCode: expect.stringMatching(/^MOCK_/), status: false, success: false });
  });

  it('does not know other tax numbers, and needs 软证书模式', async () => {
    const { call } = await bureau();
    expect(await call('taxLogin', { taxNo: '1' })).toMatchObject({ errorCode: '1130', message: '税号:1,不在租户:T1 范围内' });
    expect(await call('taxLogin', { taxNo: SOFT })).toMatchObject({ errorCode: '1130', message: `税号:${SOFT},没有开启软证书模式` });
  });

  it.each([
    ['invoiceDown', { asyncFlag: '1', searchOpt: {} }],
    ['taxperiodQuery', {}],
    ['invoiceSelect', { billType: '0', authenticateFlag: 0, deductionPurpose: '1', asyncFlag: '1', invoices: [{ invoiceNo: 'N1' }] }],
    ['statisticQuery', {}],
    ['statisticCreate', { operateType: '1', asyncFlag: '1' }],
    ['statisticConfirm', { password: 'pw', asyncFlag: '1' }],
  ])('refuses %s to small-scale taxpayers and starts no task', async (code, data) => {
    const { call, mock } = await bureau();
    expect(await call(code, { taxNo: SMALL, ...data })).toMatchObject({ success: false, message: '小规模纳税人不支持抵扣类勾选' });
    expect(await call('taxLogin', { taxNo: SMALL })).toMatchObject({ success: true });
    expect(mock.deduction.tasks).toEqual([]);
  });

  it('notes unknown fields and wants the known ones', async () => {
    const { call, mock, select } = await bureau();
    await call('invoiceSelect', select({ colour: 1, invoices: [{ invoiceNo: 'N1', size: 2 }] }));
    await call('invoiceDown', { taxNo: TAX, asyncFlag: '1', searchOpt: { page: 1 } });
    expect(mock.unknownFields).toEqual([
      'deduction.invoiceSelect.colour',
      'deduction.invoiceSelect.invoices.size',
      'deduction.invoiceDown.searchOpt.page',
    ]);
    for (const wrong of [{ billType: '' }, { invoices: [] }, { invoices: [{}] }, { asyncFlag: '0' }]) {
      expect(await call('invoiceSelect', select(wrong)), JSON.stringify(wrong)).toMatchObject({ success: false });
    }
  });
});

describe('tasks', () => {
  it('run until the clock says so; a number is good for its own interface and taxpayer only', async () => {
    const { call, mock, read } = await bureau();
    const { asyncFlag, taskNo } = await read('invoiceDown', {
      taxNo: TAX,
      asyncFlag: '1',
      searchOpt: { startTime: '2024-01-02', endTime: '2024-01-04', invoiceType: '0,7' },
    });
    expect(asyncFlag).toBe('1');
    const page = (more: object = {}) => ({ taxNo: TAX, taskNo, saveFlag: '1', pageNo: 1, pageSize: 200, ...more });
    mock.clock.advance(59_999);
    expect(await call('invoiceDownQuery', page())).toMatchObject({ errorCode: '6910', message: '异步任务处理中，请稍后再查询。', success: false });
    mock.clock.advance(1);
    expect(await read('invoiceDownQuery', page())).toMatchObject({ mockRows: [{ invoiceNo: 'N2' }], mockTotal: 1 });
    const unknown = { errorCode: '0201', message: '未查询到相关任务，请确认请求税号或任务号是否正确' };
    expect(await call('invoiceDownQuery', page({ taskNo: '1' }))).toMatchObject(unknown);
    expect(await call('invoiceDownQuery', page({ taxNo: OTHER }))).toMatchObject(unknown);
    expect(await call('invoiceSelectQuery', page({ saveFlag: undefined }))).toMatchObject(unknown);
    expect(await call('statisticCreateQuery', { taxNo: TAX, taskNo })).toMatchObject({
      errorCode: '2002',
      message: '未查询到“生成统计表”或“撤销统计表”相关任务，请确认“请求任务号”或“接口类型”是否正确。',
    });
  });

  it('give their pages, in the members a test names', async () => {
    const answers: DeductionOptions['answers'] = { invoiceDownQuery: ({ rows, total }) => ({ list: rows.map(({ invoiceNo }) => invoiceNo), total }) };
    const { mock, read, call } = await bureau({ deduction: { ...OPTIONS, answers, decidedAfterMs: 5 } });
    const { taskNo } = await read('invoiceDown', { taxNo: TAX, asyncFlag: '1', searchOpt: { taxPeriod: '202401' } });
    mock.clock.advance(5);
    const page = (pageNo: unknown) => ({ taxNo: TAX, taskNo, pageNo, pageSize: 2 });
    expect([await read('invoiceDownQuery', page(1)), await read('invoiceDownQuery', page('3'))]).toEqual([
      { list: ['N0', 'N1'], total: 5 },
      { list: ['N4'], total: 5 },
    ]);
    expect(await call('invoiceDownQuery', page(0))).toMatchObject({ success: false });
  });

  it('never end for a taxpayer without 软证书模式', async () => {
    const { call, mock, read } = await bureau();
    mock.deduction.addTaxpayer({ taxNo: SOFT });
    const { taskNo } = await read('invoiceDown', { taxNo: SOFT, asyncFlag: '1', searchOpt: { invoiceNo: 'x' } });
    mock.deduction.addTaxpayer({ taxNo: SOFT, softCertificate: false });
    mock.clock.advance(86_000_000);
    expect(await call('invoiceDownQuery', { taxNo: SOFT, taskNo, pageNo: 1, pageSize: 1 })).toMatchObject({
      errorCode: '6910',
      message: `异步任务处理中，请稍后再查询。[税号:${SOFT},没有开启软证书模式]`,
    });
  });

  it('search from the first to the last day, both included', async () => {
    const { mock, read } = await bureau({
      deduction: { ...OPTIONS, answers: { invoiceDownQuery: ({ rows }) => rows.map((row) => row['invoiceNo']) } },
    });
    const searchOpt = { startTime: '2024-01-02', endTime: '2024-01-04', salerTaxNo: '' };
    const { taskNo } = await read('invoiceDown', { taxNo: TAX, asyncFlag: '1', searchOpt });
    mock.clock.advance(60_000);
    expect(await read('invoiceDownQuery', { taxNo: TAX, taskNo, pageNo: 1, pageSize: 9 })).toEqual(['N1', 'N2', 'N3']);
  });

  it('that are due together are done in the order of their times', async () => {
    const { mock, read, select } = await bureau();
    const statistic = (operateType: string) => read('statisticCreate', { taxNo: TAX, operateType, asyncFlag: '1' });
    await statistic('1');
    mock.clock.advance(1_000);
    await statistic('9');
    mock.clock.advance(1_000);
    await read('invoiceSelect', select());
    mock.clock.advance(600_000);
    expect(mock.deduction.record.map(({ kind }) => kind)).toEqual(['statistic-create', 'statistic-revoke', 'select']);
  });

  it('of invoiceDown do not exist by 乐企', async () => {
    const { call } = await bureau();
    expect(await call('invoiceDown', { taxNo: LEQI, asyncFlag: '1', searchOpt: { invoiceNo: 'x' } })).toMatchObject({ success: false });
  });
});

describe('selecting and statistics', () => {
  it('selects when the task is done, and records what the bureau did', async () => {
    const { mock, read, select } = await bureau();
    const { taskNo } = await read('invoiceSelect', select());
    expect(mock.deduction.record).toEqual([]);
    mock.clock.advance(60_000);
    expect(mock.deduction.record).toMatchObject([{ kind: 'select', taxNo: TAX, taskNo, invoiceNos: ['N1', 'N2'], at: mock.clock.now() }]);
    expect(Object.isFrozen(mock.deduction.record[0])).toBe(true);
    expect([...mock.deduction.taxpayer(TAX).selections.keys()]).toEqual(['N1', 'N2']);
    expect(await read('invoiceSelectQuery', { taxNo: TAX, taskNo, pageNo: 1, pageSize: 50 })).toMatchObject({ mockTotal: 2 });
  });

  it('is blocked by a statistic until it is revoked', async () => {
    const { call, mock, read, select } = await bureau();
    const { taskNo } = await read('statisticCreate', { taxNo: TAX, operateType: '1', asyncFlag: '1' });
    expect(await call('invoiceSelect', select())).toMatchObject({ success: true });
    mock.clock.advance(60_000);
    expect(await call('statisticCreateQuery', { taxNo: TAX, taskNo })).toMatchObject({ success: true });
    expect(await call('invoiceSelect', select())).toMatchObject({ success: false, message: STATISTIC });
    await read('statisticCreate', { taxNo: TAX, operateType: '9', asyncFlag: '1' });
    mock.clock.advance(60_000);
    expect(await call('invoiceSelect', select())).toMatchObject({ success: true });
    // The selection that was accepted before found a statistic at the bureau.
    expect(mock.deduction.record.map(({ kind }) => kind)).toEqual(['statistic-create', 'statistic-revoke']);
    expect(await call('statisticCreate', { taxNo: TAX, operateType: '2', asyncFlag: '1' })).toMatchObject({ success: false });
  });

  it('keeps what it has read of the statistic for thirty minutes', async () => {
    const { call, mock, select } = await bureau();
    const selects = async () => (await call('invoiceSelect', select())).success;
    const taxpayer = mock.deduction.taxpayer(TAX);
    taxpayer.statistic = 'created';
    expect(await selects()).toBe(false);
    taxpayer.statistic = 'none';
    mock.clock.advance(30 * 60_000 - 1);
    expect(await selects()).toBe(false);
    mock.clock.advance(1);
    expect(await selects()).toBe(true);
    // Read again by statisticQuery at once, forgotten by a change of the period.
    taxpayer.statistic = 'created';
    expect(await selects()).toBe(true);
    await call('statisticQuery', { taxNo: TAX });
    expect(await selects()).toBe(false);
    await call('taxperiodChange', { taxNo: TAX, taxPeriod: '202402', status: 1 });
    expect([taxpayer.taxPeriod, taxpayer.statistic, await selects()]).toEqual(['202402', 'none', true]);
    await call('taxperiodChange', { taxNo: TAX, taxPeriod: '202401', status: 1 });
    expect([taxpayer.statistic, await selects()]).toEqual(['created', false]);
  });

  it('is changed at the bureau by a command', async () => {
    const { call, mock, select } = await bureau();
    const admin = (body: unknown) => send(`${mock.server.origin}/__mock/bureauStatistic`, { method: 'POST', body: JSON.stringify(body) });
    expect((await admin({ taxNo: TAX, statistic: 'created' })).status).toBe(200);
    expect(await call('invoiceSelect', select())).toMatchObject({ message: STATISTIC });
    expect((await admin({ taxNo: TAX, statistic: 'odd' })).status).toBe(400);
    expect(JSON.parse((await send(`${mock.server.origin}/__mock/deduction`)).text).taxpayers[0]).toMatchObject({ taxNo: TAX, statistic: 'created' });
  });

  it('is confirmed with the right password, which is not recorded', async () => {
    const { call, mock, read } = await bureau();
    const confirm = (password: string) => call('statisticConfirm', { taxNo: TAX, password, asyncFlag: '1' });
    expect(await confirm('pw')).toMatchObject({ success: false });
    await read('statisticCreate', { taxNo: TAX, operateType: '1', asyncFlag: '1' });
    mock.clock.advance(60_000);
    expect(await confirm('wrong')).toMatchObject({ success: false });
    const { taskNo } = await read('statisticConfirm', { taxNo: TAX, password: 'pw', asyncFlag: '1' });
    mock.clock.advance(60_000);
    expect(mock.deduction.taxpayer(TAX).statistic).toBe('confirmed');
    expect(mock.deduction.record.at(-1)).toMatchObject({ kind: 'statistic-confirm', taskNo, request: { taxNo: TAX, asyncFlag: '1' } });
    expect(JSON.stringify(mock.deduction.record)).not.toContain('"pw"');
    // What is confirmed is neither revoked nor made again.
    await read('statisticCreate', { taxNo: TAX, operateType: '9', asyncFlag: '1' });
    mock.clock.advance(60_000);
    expect([mock.deduction.taxpayer(TAX).statistic, mock.deduction.record.length]).toEqual(['confirmed', 2]);
    // As observed: the number is none of statisticCreateQuery.
    expect(await call('statisticCreateQuery', { taxNo: TAX, taskNo })).toMatchObject({ errorCode: '2002' });
  });
});

describe('period and booking', () => {
  it('changes the period on 新电子平台 only', async () => {
    const { call, mock } = await bureau();
    for (const taxNo of [OTHER, LEQI]) {
      expect(await call('taxperiodChange', { taxNo, taxPeriod: '202402', status: 1 })).toMatchObject({
        errorCode: '0201',
        message: '非新电子平台或者乐企通道，不支持变更属期。',
      });
    }
    expect(await call('taxperiodChange', { taxNo: TAX, taxPeriod: '202413', status: 1 })).toMatchObject({ success: false });
    expect(await call('taxperiodChange', { taxNo: TAX, taxPeriod: '202412', status: 1 })).toMatchObject({ success: true });
    expect(mock.deduction.record).toMatchObject([{ kind: 'period', request: { taxPeriod: '202412' } }]);
  });

  it('books invoices as a task', async () => {
    const { call, mock, read } = await bureau();
    const booking = (taxNo: string) => ({
      ...{ taxNo, nextEntryMarkStatus: '02' },
      invoices: [{ serilNo: 's', invoiceNo: 'N3', invoiceCode: '', recordedTime: '2025-11-26', recordedPeriod: '20251126' }],
    });
    expect(await call('invoiceRecorded', booking(OTHER))).toMatchObject({ errorCode: '2002', message: '该组织的收票通道不支持税局入账操作' });
    const { taskNo } = await read('invoiceRecorded', booking(TAX));
    mock.clock.advance(60_000);
    expect(await read('invoiceRecordedQuery', { taxNo: TAX, taskNo, pageNo: 1, pageSize: 200 })).toMatchObject({ mockTotal: 1 });
    expect(mock.deduction.record).toMatchObject([{ kind: 'recorded', invoiceNos: ['N3'] }]);
    expect(mock.unknownFields).toEqual([]);
  });
});
