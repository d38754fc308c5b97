import type { Row } from '../../../erp/bill-table.js';
import { copyData } from '../../../erp/exact-json.js';
import { isObject } from '../../envelope.js';
import type { CosmicContext } from '../../part.js';
import { checkFields, type FieldList, RimRefusal, rowsOf } from '../wire.js';
import { type DeductionCode, RECORDED_INVOICE_FIELDS, SEARCH_FIELDS, SELECT_INVOICE_FIELDS } from './fields.js';
import type { TaskBook } from './tasks.js';
import { type DeductionRecord, invoiceNoOf, type TaxpayerState } from './taxpayers.js';

/** What an answer whose members the reference does not hold is made of. */
export interface DeductionView {
  readonly taxpayer: TaxpayerState;
  readonly request: Row;
  /** One page of what was found or done, where the call is about rows. */
  readonly rows: readonly Row[];
  /** All rows, over the pages. */
  readonly total: number;
}

export type DeductionAnswers = Partial<Record<DeductionCode, (view: DeductionView) => unknown>>;

export interface OperationParts {
  readonly context: CosmicContext;
  readonly tasks: TaskBook;
  readonly record: DeductionRecord[];
  readonly answers: DeductionAnswers;
  /** Value of operateType that revokes a statistic: not in the reference. */
  readonly revokeOperateType: string | undefined;
}

type Operation = (taxpayer: TaxpayerState, data: Row) => unknown;

/** What each interface does at the bureau. Members of results that the reference does not hold come from `answers`, else they start with `mock`. */
export function operations(parts: OperationParts): Readonly<Record<DeductionCode, Operation>> {
  const { answers, context, tasks } = parts;
  const view = (code: DeductionCode, taxpayer: TaxpayerState, request: Row, all: readonly Row[] = []) => {
    const rows = pageOf(all, request);
    const make = answers[code];
    return make === undefined ? { mockRows: rows, mockTotal: all.length } : make({ taxpayer, request, rows, total: all.length }); // mock-defined
  };
  const ofTask =
    (code: DeductionCode, kind: Parameters<TaskBook['result']>[0]): Operation =>
    (taxpayer, data) =>
      view(code, taxpayer, data, tasks.result(kind, taxpayer, data['taskNo']) as readonly Row[]);
  return {
    taxLogin: () => ({ loginType: '1' }),
    invoiceDown: (taxpayer, data) => {
      if (taxpayer.channel === 'leqi') throw new RimRefusal('MOCK_CHANNEL', 'invoiceDown: not by 乐企'); // mock-defined
      const search = objectOf(data['searchOpt'], 'searchOpt', SEARCH_FIELDS, context);
      return { asyncFlag: asyncFlag(data), taskNo: tasks.start('invoiceDown', taxpayer.taxNo, () => taxpayer.search(search)) };
    },
    invoiceDownQuery: ofTask('invoiceDownQuery', 'invoiceDown'),
    taxperiodQuery: (taxpayer, data) => view('taxperiodQuery', taxpayer, data),
    invoiceSelect: (taxpayer, data) => select(parts, taxpayer, data),
    invoiceSelectQuery: ofTask('invoiceSelectQuery', 'invoiceSelect'),
    statisticQuery: (taxpayer, data) => {
      taxpayer.readStatistic(context.clock.now());
      return view('statisticQuery', taxpayer, data);
    },
    statisticCreate: (taxpayer, data) => createStatistic(parts, taxpayer, data),
    statisticCreateQuery: ofTask('statisticCreateQuery', 'statisticCreate'),
    statisticConfirm: (taxpayer, data) => confirmStatistic(parts, taxpayer, data),
    taxperiodChange: (taxpayer, data) => changePeriod(parts, taxpayer, data),
    invoiceRecorded: (taxpayer, data) => recordInvoices(parts, taxpayer, data),
    invoiceRecordedQuery: ofTask('invoiceRecordedQuery', 'invoiceRecorded'),
  };
}

function select(parts: OperationParts, taxpayer: TaxpayerState, data: Row): Row {
  const { context, tasks } = parts;
  if (taxpayer.statisticBelieved(context.clock.now())) {
    throw new RimRefusal('MOCK_STATISTIC', '当前属期统计表已生成，请先撤销再勾选或查询更新统计表'); // mock-defined code
  }
  const invoices = listOf(data, 'invoiceSelect', SELECT_INVOICE_FIELDS, context);
  const run = (taskNo: string) => {
    // The bureau itself selects nothing while a statistic exists, whatever the cloud believed.
    if (taxpayer.statistic !== 'none') return [];
    const done = invoices.filter((invoice) => taxpayer.find(invoice) !== undefined);
    for (const invoice of done) taxpayer.selections.set(invoiceNoOf(invoice), withoutInvoices(data));
    note(parts, taxpayer, { kind: 'select', taskNo, request: withoutInvoices(data), invoiceNos: done.map(invoiceNoOf) });
    return done;
  };
  return { asyncFlag: asyncFlag(data), taskNo: tasks.start('invoiceSelect', taxpayer.taxNo, run) };
}

function createStatistic(parts: OperationParts, taxpayer: TaxpayerState, data: Row): Row {
  asyncFlag(data);
  const revokes = parts.revokeOperateType !== undefined && String(data['operateType']) === parts.revokeOperateType;
  // The sample's value creates; that no other does is mock-defined.
  if (!revokes && String(data['operateType']) !== '1') throw new RimRefusal('MOCK_FIELD', 'statisticCreate.operateType'); // mock-defined
  const run = (taskNo: string) => {
    if (taxpayer.statistic === 'confirmed') return [];
    taxpayer.statistic = revokes ? 'none' : 'created';
    taxpayer.readStatistic(parts.context.clock.now());
    note(parts, taxpayer, { kind: revokes ? 'statistic-revoke' : 'statistic-create', taskNo, request: copyData(data), invoiceNos: [] });
    return [];
  };
  return { taskNo: parts.tasks.start('statisticCreate', taxpayer.taxNo, run) };
}

function confirmStatistic(parts: OperationParts, taxpayer: TaxpayerState, data: Row): Row {
  asyncFlag(data);
  if (taxpayer.password === undefined || String(data['password']) !== taxpayer.password) {
    throw new RimRefusal('MOCK_PASSWORD', 'statisticConfirm: wrong password'); // mock-defined
  }
  if (taxpayer.statistic !== 'created') throw new RimRefusal('MOCK_STATISTIC', 'statisticConfirm: no statistic to confirm'); // mock-defined
  const { password: _, ...request } = data;
  const run = (taskNo: string) => {
    taxpayer.statistic = 'confirmed';
    note(parts, taxpayer, { kind: 'statistic-confirm', taskNo, request, invoiceNos: [] });
    return [];
  };
  return { taskNo: parts.tasks.start('statisticConfirm', taxpayer.taxNo, run) };
}

function changePeriod(parts: OperationParts, taxpayer: TaxpayerState, data: Row): unknown {
  if (taxpayer.channel !== 'electronic') throw new RimRefusal('0201', '非新电子平台或者乐企通道，不支持变更属期。');
  const period = String(data['taxPeriod']);
  if (!/^\d{4}(0[1-9]|1[0-2])$/.test(period)) throw new RimRefusal('MOCK_FIELD', 'taxperiodChange.taxPeriod: yyyyMM'); // mock-defined
  taxpayer.taxPeriod = period;
  taxpayer.forgetStatistic();
  note(parts, taxpayer, { kind: 'period', request: copyData(data), invoiceNos: [] });
  return parts.answers.taxperiodChange?.({ taxpayer, request: data, rows: [], total: 0 }) ?? {};
}

function recordInvoices(parts: OperationParts, taxpayer: TaxpayerState, data: Row): Row {
  if (taxpayer.channel === 'other') throw new RimRefusal('2002', '该组织的收票通道不支持税局入账操作');
  const invoices = listOf(data, 'invoiceRecorded', RECORDED_INVOICE_FIELDS, parts.context);
  const run = (taskNo: string) => {
    const done = invoices.filter((invoice) => taxpayer.find(invoice) !== undefined);
    note(parts, taxpayer, { kind: 'recorded', taskNo, request: copyData(data), invoiceNos: done.map(invoiceNoOf) });
    return done;
  };
  return { taskNo: parts.tasks.start('invoiceRecorded', taxpayer.taxNo, run) };
}

function note({ context, record }: OperationParts, { taxNo }: TaxpayerState, entry: Omit<DeductionRecord, 'taxNo' | 'at'>): void {
  record.push(Object.freeze({ ...entry, taxNo, at: context.clock.now() }));
}

/** Only the asynchronous way is described. */
function asyncFlag({ asyncFlag }: Row): string {
  if (String(asyncFlag) !== '1') throw new RimRefusal('MOCK_FIELD', 'asyncFlag: "1"'); // mock-defined
  return '1';
}

function pageOf(rows: readonly Row[], { pageNo, pageSize }: Row): readonly Row[] {
  if (pageNo === undefined) return rows;
  const [no, size] = [Number(pageNo), Number(pageSize)];
  if (!Number.isSafeInteger(no) || no < 1 || !Number.isSafeInteger(size) || size < 1) throw new RimRefusal('MOCK_FIELD', 'pageNo, pageSize: from 1'); // mock-defined
  return rows.slice((no - 1) * size, no * size);
}

function listOf(data: Row, code: DeductionCode, fields: FieldList, { unknownFields }: CosmicContext): Row[] {
  const invoices = rowsOf(data['invoices'], `${code}.invoices`);
  for (const invoice of invoices) {
    checkFields(invoice, fields, `deduction.${code}.invoices`, unknownFields);
    if (invoiceNoOf(invoice) === '') throw new RimRefusal('MOCK_REQUIRED', `${code}.invoices: invoiceNo`); // mock-defined
  }
  return copyData(invoices);
}

function objectOf(value: unknown, name: string, fields: FieldList, { unknownFields }: CosmicContext): Row {
  if (!isObject(value)) throw new RimRefusal('MOCK_FIELD', `${name}: an object`); // mock-defined
  checkFields(value, fields, `deduction.invoiceDown.${name}`, unknownFields);
  return copyData(value);
}

function withoutInvoices({ invoices: _, ...rest }: Row): Row {
  return copyData(rest);
}
