import { inspect } from 'node:util';
import { type Call, Secret } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import {
  DeductionService,
  type DeductionSettings,
  type RecordingRequest,
  type SelectedInvoice,
  type SelectionRequest,
} from '../../../src/flagship.js';
import { callOf, decoded, encoded, failureOf, ok, type Reaction, refused, run, start, TAX_NO } from '../client/fake-platform.js';
import { expectGolden } from '../client/golden.js';

const TASK = { taxNo: TAX_NO, taskNo: 'T-1' };
const RUNNING = refused('6910', '异步任务处理中，请稍后再查询。');
const INVOICE: SelectedInvoice = {
  invoiceType: '4',
  invoiceCode: '044001900111',
  invoiceNo: '12345678',
  etaxInvoiceNo: '',
  invoiceDate: '2025-01-31',
  invoiceAmount: '100.10',
  effectiveTaxAmount: '13.00',
  totalTaxAmount: '13.01',
  notDeductibleType: '',
  salerName: '销方',
  salerTaxNo: TAX_NO,
};
const SELECTION: SelectionRequest = { taxNo: TAX_NO, billType: '0', authenticateFlag: 0, deductionPurpose: '1', invoices: [INVOICE] };
const RECORDING: RecordingRequest = {
  taxNo: TAX_NO,
  invoices: [{ serialNo: 'F1', invoiceNo: '12345678', invoiceCode: '1', recordedTime: '2025-11-26', recordedPeriod: '20251126' }],
};

function service(
  settings: DeductionSettings = {},
  react: (count: number) => Reaction = () => ok('0000', encoded({ asyncFlag: '1', taskNo: 'T-1' })),
) {
  const { platform, client } = start({ maxPages: 3 });
  platform.react = (_, count) => react(count);
  return { platform, deduction: new DeductionService(client, settings) };
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

type Act = (deduction: DeductionService, call: Call) => Promise<unknown>;

describe('requests', () => {
  const CASES: readonly (readonly [string, Act])[] = [
    ['tax-login', (deduction, call) => deduction.taxLogin(TAX_NO, call)],
    [
      'invoice-down',
      (deduction, call) =>
        deduction.startDownload(
          {
            taxNo: TAX_NO,
            search: {
              taxPeriod: '202501',
              invoiceCode: '1',
              invoiceNo: '2',
              salerTaxNo: TAX_NO,
              authenticateFlags: '0',
              invoiceStatus: '0',
              invoiceType: '4',
              startTime: '2025-01-01',
              endTime: '2025-01-31',
            },
          },
          call,
        ),
    ],
    ['invoice-down-query', (deduction, call) => deduction.downloadPage(TASK, call)],
    ['taxperiod-query', (deduction, call) => deduction.taxPeriod(TAX_NO, call)],
    ['invoice-select', (deduction, call) => deduction.select(SELECTION, call)],
    ['invoice-select-query', (deduction, call) => deduction.selectionPage({ ...TASK, pageNo: 2 }, call)],
    ['statistic-query', (deduction, call) => deduction.statistic(TAX_NO, call)],
    ['statistic-create', (deduction, call) => deduction.changeStatistic({ taxNo: TAX_NO, operateType: '1' }, call)],
    ['statistic-create-query', (deduction, call) => deduction.statisticResult(TASK, call)],
    ['statistic-confirm', (deduction, call) => deduction.confirmStatistic({ taxNo: TAX_NO, password: 'example-password' }, call)],
    ['taxperiod-change', (deduction, call) => deduction.changePeriod({ taxNo: TAX_NO, taxPeriod: '202501' }, call)],
    ['invoice-recorded', (deduction, call) => deduction.record(RECORDING, call)],
    ['invoice-recorded-query', (deduction, call) => deduction.recordedPage({ ...TASK, pageSize: 20 }, call)],
    ['export-rebate', (deduction, call) => deduction.exportRebateStatistic({ taxNo: TAX_NO, example: '1' }, call)],
  ];
  it.each(CASES)('%s', async (name, act) => {
    const { platform, deduction } = service();
    await act(deduction, callOf());
    expectGolden(`deduction-${name}`, platform.seen[0]);
    expect(platform.seen).toHaveLength(1);
    expect(platform.seen[0]?.path).toBe('/kapi/app/rim/deduction');
  });

  const READS: ReadonlySet<string> = new Set([
    'invoice-down-query',
    'taxperiod-query',
    'invoice-select-query',
    'statistic-query',
    'statistic-create-query',
    'invoice-recorded-query',
    'export-rebate',
  ]);

  /** What a lost answer leads to: a read is asked again, everything else leaves once (reliability §5). */
  it.each(CASES)('%s, its answer lost', async (name, act) => {
    const { platform, client } = start({}, { maxRetries: 1 });
    platform.react = () => ({ status: 502, answer: '<html></html>' });
    expect(await failureOf(run(platform, act(new DeductionService(client), callOf())))).toMatchObject({ code: 'server', outcome: 'unknown' });
    expect(platform.seen).toHaveLength(READS.has(name) ? 2 : 1);
  });

  const WRONG: readonly (readonly [string, Act, string[]])[] = [
    ['nobody', (deduction, call) => deduction.taxLogin('', call), ['taxNo']],
    ['a period of nobody', (deduction, call) => deduction.taxPeriod(' ', call), ['taxNo']],
    ['a statistic of nobody', (deduction, call) => deduction.exportRebateStatistic({ taxNo: '' }, call), ['taxNo']],
    [
      'wrong dates',
      (deduction, call) =>
        deduction.startDownload({ taxNo: '', search: { taxPeriod: '2025-01', startTime: '20250101', endTime: '2025-13-01' } }, call),
      ['taxNo', 'search.taxPeriod', 'search.startTime', 'search.endTime'],
    ],
    ['nothing selected', (deduction, call) => deduction.select({ ...SELECTION, invoices: [] }, call), ['invoices']],
    [
      '2 001 selected',
      (deduction, call) => deduction.select({ ...SELECTION, invoices: Array.from({ length: 2_001 }, () => INVOICE) }, call),
      ['invoices'],
    ],
    [
      'a selection of wrong parts',
      (deduction, call) =>
        deduction.select(
          {
            taxNo: '',
            billType: '2',
            authenticateFlag: 0.5,
            deductionPurpose: '4',
            invoices: [{ invoiceType: '', invoiceNo: '', invoiceAmount: 'x' }],
          } as never,
          call,
        ),
      ['taxNo', 'billType', 'deductionPurpose', 'authenticateFlag', 'invoices[0].invoiceType', 'invoices[0].invoiceNo', 'invoices[0].invoiceAmount'],
    ],
    ['no operation', (deduction, call) => deduction.changeStatistic({ taxNo: '', operateType: '' }, call), ['taxNo', 'operateType']],
    ['no password', (deduction, call) => deduction.confirmStatistic({ taxNo: '', password: '' }, call), ['taxNo', 'password']],
    ['no period', (deduction, call) => deduction.changePeriod({ taxNo: '', taxPeriod: '' }, call), ['taxNo', 'taxPeriod']],
    ['month 13', (deduction, call) => deduction.changePeriod({ taxNo: '9', taxPeriod: '202513' }, call), ['taxPeriod']],
    ['nothing recorded', (deduction, call) => deduction.record({ taxNo: '', invoices: [] }, call), ['taxNo', 'invoices']],
    [
      'an invoice without a number',
      (deduction, call) => deduction.record({ taxNo: '9', invoices: [{ invoiceNo: '' }] }, call),
      ['invoices[0].invoiceNo'],
    ],
    ['no task', (deduction, call) => deduction.statisticResult({ taxNo: '', taskNo: '' }, call), ['taxNo', 'taskNo']],
    ['page 0 of size 0', (deduction, call) => deduction.downloadPage({ ...TASK, pageNo: 0, pageSize: 0 }, call), ['pageNo', 'pageSize']],
  ];
  it.each(WRONG)('%s stays here', async (_name, act, paths) => {
    const { platform, deduction } = service();
    const failure = await failureOf(act(deduction, callOf()));
    expect(failure).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    expect((failure['problems'] as { path: string }[]).map(({ path }) => path)).toEqual(paths);
    expect(platform.seen).toEqual([]);
  });

  it('2 000 are the most', async () => {
    const { platform, deduction } = service();
    await deduction.select({ ...SELECTION, invoices: Array.from({ length: 2_000 }, () => INVOICE) }, callOf());
    expect(platform.seen).toHaveLength(1);
  });

  it('a password is sent, and shows nowhere', async () => {
    const password = `pw-${CANARY}`;
    for (const given of [password, new Secret(password), Buffer.from(password)]) {
      const { platform, deduction } = service();
      platform.react = ({ body }) => refused('9999', `密码 ${(decoded(body['data']) as { password: string }).password}，${String(body['data'])}`);
      const error = await deduction.confirmStatistic({ taxNo: TAX_NO, password: given }, callOf()).catch((failure: unknown) => failure);
      expect(decoded(platform.seen[0]?.body['data'])).toEqual({ taxNo: TAX_NO, password, asyncFlag: '1' });
      expect(error).toMatchObject({ outcome: 'unknown', upstreamMessage: '密码 ***，***' });
      expect(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toContain('CANARY');
    }
  });
});

describe('answers', () => {
  it('a task, or what came at once', async () => {
    expect(await service().deduction.select(SELECTION, callOf())).toMatchObject({ taskNo: 'T-1' });
    const atOnce = service({}, () => ok('0000', encoded({ asyncFlag: '0', taskNo: '' })));
    expect(await atOnce.deduction.select(SELECTION, callOf())).toMatchObject({ taskNo: undefined, data: { asyncFlag: '0' } });
    expect(await service({}, () => ok('0000', encoded({ loginType: '1' }))).deduction.taxLogin(TAX_NO, callOf())).toMatchObject({ loginType: '1' });
  });

  it.each([
    ['1130', `税号:${TAX_NO},不在租户:1 范围内`, 'TAX_NO_NOT_IN_TENANT', 'rejected'],
    ['1130', `税号:${TAX_NO},没有开启软证书模式`, 'SOFT_CERTIFICATE_CHANNEL_RETIRED', 'rejected'],
    ['2002', '该组织的收票通道不支持税局入账操作', 'POSTING_CHANNEL_UNSUPPORTED', 'rejected'],
    ['0201', '非新电子平台或者乐企通道，不支持变更属期。', 'TAX_PERIOD_CHANGE_UNSUPPORTED', 'rejected'],
    ['1', '小规模纳税人不支持抵扣类勾选', 'SMALL_SCALE_NO_DEDUCTION', 'rejected'],
    ['1', '当前属期统计表已生成，请先撤销再勾选或查询更新统计表', 'STATISTIC_TABLE_EXISTS', 'rejected'],
    ['6910', '异步任务处理中，请稍后再查询。', 'ASYNC_TAX_TASK_RUNNING', 'unknown'],
    ['2002', '另一句话', undefined, 'unknown'],
    ['1130', '另一句话', undefined, 'unknown'],
  ])('a refused selection: %s %s', async (code, text, diagnosis, outcome) => {
    const { platform, deduction } = service({}, () => refused(code, text));
    const failure = await failureOf(deduction.select(SELECTION, callOf()));
    expect(failure).toMatchObject({ outcome, upstreamCode: code, code: outcome === 'rejected' ? 'business_rejected' : 'business_unrecognised' });
    expect(failure.diagnosis).toBe(diagnosis);
    expect(platform.seen).toHaveLength(1);
  });
});

describe('tasks', () => {
  it('6910 is asked again after the interval, until it has ended', async () => {
    const { platform, deduction } = service({ polling: { intervalMs: 7_000 } }, (count) =>
      count < 4 ? RUNNING : ok('0000', encoded({ done: 'yes' })),
    );
    const begun = platform.runtime.now();
    expect(await run(platform, deduction.statisticResult(TASK, callOf()))).toEqual({ done: 'yes' });
    expect(platform.seen.map(({ at }) => at - begun)).toEqual([0, 7_000, 14_000, 21_000]);
    expect(new Set(platform.seen.map(({ body }) => body['requestId'])).size).toBe(4);
    expect(platform.runtime.pending).toBe(0);
  });

  it('is given up after so many questions', async () => {
    const { platform, deduction } = service({ polling: { maxPolls: 3 } }, () => RUNNING);
    const failure = await failureOf(run(platform, deduction.statisticResult(TASK, callOf())));
    expect(failure).toMatchObject({
      code: 'timeout',
      outcome: 'unknown',
      diagnosis: 'ASYNC_TAX_TASK_RUNNING',
      operation: 'deduction.statisticCreateQuery',
    });
    expect(failure.message).toContain('T-1');
    expect(platform.seen).toHaveLength(3);
    expect(platform.runtime.pending).toBe(0);
  });

  it('is given up when the time is over, not after it', async () => {
    const { platform, deduction } = service({ polling: { intervalMs: 10_000, maxDurationMs: 25_000 } }, () => RUNNING);
    const begun = platform.runtime.now();
    expect(await failureOf(run(platform, deduction.statisticResult(TASK, callOf())))).toMatchObject({ code: 'timeout' });
    expect(platform.seen.map(({ at }) => at - begun)).toEqual([0, 10_000, 20_000]);
  });

  it('ends when the caller wants it: before, and while waiting', async () => {
    const { platform, deduction } = service({}, () => RUNNING);
    const before = new AbortController();
    before.abort();
    expect(await failureOf(deduction.statisticResult(TASK, callOf(before.signal)))).toMatchObject({ code: 'aborted' });
    expect(platform.seen).toEqual([]);
    const during = new AbortController();
    const waiting = failureOf(deduction.statisticResult(TASK, callOf(during.signal)));
    while (platform.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(platform.runtime.pending).toBe(1);
    during.abort();
    expect(await waiting).toMatchObject({ code: 'aborted', operation: 'deduction.statisticCreateQuery' });
    expect([platform.seen.length, platform.runtime.pending]).toEqual([1, 0]);
  });

  it('says once that the channel may be the wrong one', async () => {
    const text = `异步任务处理中，请稍后再查询。[税号:${TAX_NO},没有开启软证书模式]`;
    const { platform, deduction } = service({}, (count) => (count < 4 ? refused('6910', text) : ok('0000')));
    const call = callOf();
    await run(platform, deduction.statisticResult(TASK, call));
    expect(call.warnings.map(({ path }) => path)).toEqual(['deduction.statisticCreateQuery']);
  });

  it.each([
    ['2002', '未查询到“生成统计表”或“撤销统计表”相关任务，请确认“请求任务号”或“接口类型”是否正确。', 'STATISTIC_TASK_NOT_FOUND'],
    ['0201', '未查询到相关任务，请确认请求税号或任务号是否正确', 'TASK_NOT_FOUND'],
  ])('%s ends the waiting', async (code, text, diagnosis) => {
    const { platform, deduction } = service({}, (count) => (count === 1 ? RUNNING : refused(code, text)));
    expect(await failureOf(run(platform, deduction.statisticResult(TASK, callOf())))).toMatchObject({
      code: 'business_rejected',
      outcome: 'rejected',
      diagnosis,
    });
    expect(platform.seen).toHaveLength(2);
  });

  it('refuses senseless options', async () => {
    const { platform, deduction } = service({ polling: { intervalMs: 0, maxPolls: 1.5, maxDurationMs: -1 } });
    expect(await failureOf(deduction.statisticResult(TASK, callOf()))).toMatchObject({
      code: 'request_invalid',
      problems: [{ path: 'intervalMs' }, { path: 'maxPolls' }, { path: 'maxDurationMs' }],
    });
    expect(platform.seen).toEqual([]);
  });
});

describe('pages of a task', () => {
  const LISTS: readonly (readonly [string, (deduction: DeductionService) => AsyncIterable<unknown>])[] = [
    ['downloaded', (deduction) => deduction.downloaded({ ...TASK, pageSize: 2 }, callOf())],
    ['selected', (deduction) => deduction.selected({ ...TASK, pageSize: 2 }, callOf())],
    ['recorded', (deduction) => deduction.recorded({ ...TASK, pageSize: 2 }, callOf())],
  ];
  it.each(LISTS)('%s: waits, then goes on to the empty page', async (_name, list) => {
    const { platform, deduction } = service(
      {},
      (count) => [RUNNING, ok('0000', encoded([{ a: '1' }, { a: '2' }])), ok('0000', encoded([{ a: '3' }]))][count - 1] ?? ok('0000'),
    );
    expect(await run(platform, collect(list(deduction)))).toEqual([{ a: '1' }, { a: '2' }, { a: '3' }]);
    expect(platform.seen.map(({ body }) => (decoded(body['data']) as { pageNo: number }).pageNo)).toEqual([1, 1, 2, 3]);
  });

  it('takes the list from where the settings say; rows of one page may be missing', async () => {
    const react = (count: number) => ok('0000', encoded({ items: count === 1 ? [{ a: '1' }] : [] }));
    const { deduction } = service({ listFields: { invoiceDownQuery: 'items' } }, react);
    expect(await collect(deduction.downloaded(TASK, callOf()))).toEqual([{ a: '1' }]);
    const without = service({}, react);
    expect(await without.deduction.downloadPage(TASK, callOf())).toMatchObject({ rows: undefined, pageNo: 1, data: { items: [{ a: '1' }] } });
    expect(await failureOf(collect(without.deduction.selected(TASK, callOf())))).toMatchObject({ code: 'response_invalid' });
  });

  it('gives up pages that never end', async () => {
    const { platform, deduction } = service({}, (count) => ok('0000', encoded([{ a: String(count) }])));
    expect(await failureOf(collect(deduction.recorded(TASK, callOf())))).toMatchObject({
      code: 'response_invalid',
      operation: 'deduction.invoiceRecordedQuery',
    });
    expect(platform.seen).toHaveLength(4);
  });
});
