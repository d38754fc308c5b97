import { PiaozoneError } from '../errors.js';
import type { Bill } from '../model/bill.js';
import { calendarDate } from '../model/calendar-date.js';
import type { InvoiceKind, InvoiceLine, InvoiceRequest, LineNature, RedReason } from '../model/invoice.js';
import type { Party } from '../model/party.js';
import { asText, type JsonValue } from '../protocol/json.js';

/**
 * Where a neutral value stands in an ERP row: a property path (`customer.name`), a path with the ERP's values translated, or a constant.
 * ERPs name these fields freely and no reference holds the names, so they are settings.
 */
export type FieldRef = string | { readonly path: string; readonly values?: Readonly<Record<string, string>> } | { readonly constant: string };

export type Fields<K extends string> = Readonly<Partial<Record<K, FieldRef>>>;

/** Field map of a bill; see {@link InvoiceRequest} for the meaning of each neutral name. */
export interface BillFields {
  readonly type: FieldRef;
  readonly number: FieldRef;
  readonly id?: FieldRef;
  readonly unitNumber: FieldRef;
  /** Date of the bill; lets bills be selected by date. */
  readonly date?: FieldRef;
  /** Must yield an `InvoiceKind`; translate with `values`. */
  readonly kind: FieldRef;
  /** Must yield `blue` or `red`; absent = every bill is blue. */
  readonly color?: FieldRef;
  readonly serialNo?: FieldRef;
  readonly seller: Fields<keyof Party>;
  readonly buyer: Fields<keyof Party>;
  readonly drawer: FieldRef;
  readonly payee?: FieldRef;
  readonly reviewer?: FieldRef;
  readonly remark?: FieldRef;
  readonly totals: Readonly<Record<'amount' | 'taxAmount' | 'totalAmount', FieldRef>>;
  readonly red?: Fields<'originalBillNumber' | 'originalSerialNo' | 'originalInvoiceNo' | 'originalInvoiceCode' | 'reason'>;
  readonly lines: { readonly path: string; readonly fields: Fields<keyof InvoiceLine> };
}

/** The text at `ref`; `undefined` for absent, null and blank. Numbers keep their exact text. */
export function readField(row: unknown, ref: FieldRef | undefined): string | undefined {
  if (ref === undefined) return undefined;
  if (typeof ref === 'object' && 'constant' in ref) return ref.constant;
  const { path, values } = typeof ref === 'string' ? { path: ref, values: undefined } : ref;
  const value = valueAt(row, path) as JsonValue | undefined;
  const text = typeof value === 'boolean' ? String(value) : asText(value);
  if (text === undefined || text === '') return undefined;
  return values === undefined ? text : (values[text] ?? text);
}

/** All of `fields`, absent ones left out. */
export function readFields<K extends string>(row: unknown, fields: Fields<K>): Partial<Record<K, string>> {
  const result: Partial<Record<K, string>> = {};
  for (const name of Object.keys(fields) as K[]) {
    const text = readField(row, fields[name]);
    if (text !== undefined) result[name] = text;
  }
  return result;
}

/**
 * The bill of one row, by what identifies it.
 * @throws request_invalid for a row without number or type: nobody could be told about it
 */
export function readBill(row: unknown, fields: BillFields): Bill {
  const number = need(row, 'number', fields.number);
  const id = readField(row, fields.id);
  const date = calendarDate(readField(row, fields.date) ?? '');
  return {
    type: need(row, `${number}.type`, fields.type),
    number,
    ...(id === undefined ? {} : { id }),
    unitNumber: readField(row, fields.unitNumber) ?? '',
    ...(date === undefined ? {} : { date }),
    raw: row,
  };
}

/** The content of a bill. @throws request_invalid naming the neutral field and the ERP's path when a needed value is missing or not of its kind */
export function readInvoiceRequest({ type, number, id, raw: row }: Bill, fields: BillFields): InvoiceRequest {
  const at = (name: string) => `${number}.${name}`;
  const color = oneOf(readField(row, fields.color) ?? 'blue', ['blue', 'red'] as const, at('color'));
  return {
    bill: { type, number, ...(id === undefined ? {} : { id }) },
    color,
    kind: oneOf(need(row, at('kind'), fields.kind), KINDS, at('kind')),
    seller: readParty(row, fields.seller, at('seller')),
    buyer: readParty(row, fields.buyer, at('buyer')),
    drawer: need(row, at('drawer'), fields.drawer),
    ...readFields(row, optional({ serialNo: fields.serialNo, payee: fields.payee, reviewer: fields.reviewer, remark: fields.remark })),
    totals: {
      amount: need(row, at('totals.amount'), fields.totals.amount),
      taxAmount: need(row, at('totals.taxAmount'), fields.totals.taxAmount),
      totalAmount: need(row, at('totals.totalAmount'), fields.totals.totalAmount),
    },
    lines: readLines(row, fields.lines, at('lines')),
    ...(color === 'red' ? { red: readRed(row, fields.red ?? {}, at('red')) } : {}),
  };
}

function readParty(row: unknown, fields: Fields<keyof Party>, at: string): Party {
  return { ...readFields(row, fields), name: need(row, `${at}.name`, fields.name) };
}

function readRed(row: unknown, fields: NonNullable<BillFields['red']>, at: string) {
  const { reason, ...reference } = readFields(row, fields);
  return { ...reference, reason: oneOf(reason ?? '', RED_REASONS, `${at}.reason`) };
}

function readLines(row: unknown, map: BillFields['lines'], at: string): InvoiceLine[] {
  const rows = valueAt(row, map.path);
  if (!Array.isArray(rows)) throw invalid(at, map.path, '没有明细行', 'has no lines');
  return rows.map((line: unknown, index) => {
    const where = `${at}[${index}]`;
    const { fields } = map;
    return {
      ...readFields(
        line,
        optional({
          specification: fields.specification,
          unit: fields.unit,
          quantity: fields.quantity,
          unitPrice: fields.unitPrice,
          taxPreference: fields.taxPreference,
        }),
      ),
      nature: oneOf(readField(line, fields.nature) ?? 'normal', NATURES, `${where}.nature`),
      goodsName: need(line, `${where}.goodsName`, fields.goodsName),
      taxCode: need(line, `${where}.taxCode`, fields.taxCode),
      amount: need(line, `${where}.amount`, fields.amount),
      taxRate: need(line, `${where}.taxRate`, fields.taxRate),
      taxAmount: need(line, `${where}.taxAmount`, fields.taxAmount),
    };
  });
}

function valueAt(row: unknown, path: string): unknown {
  let value: unknown = row;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function need(row: unknown, at: string, ref: FieldRef | undefined): string {
  const text = readField(row, ref);
  if (text !== undefined) return text;
  const path = ref === undefined ? undefined : typeof ref === 'string' ? ref : 'path' in ref ? ref.path : undefined;
  throw invalid(at, path, '缺少值', 'has no value');
}

function oneOf<T extends string>(text: string, allowed: readonly T[], at: string): T {
  if ((allowed as readonly string[]).includes(text)) return text as T;
  throw invalid(
    at,
    undefined,
    `取值 ${text.slice(0, 40)} 未对应到 ${allowed.join('、')}`,
    `value ${text.slice(0, 40)} is not mapped to one of ${allowed.join(', ')}`,
  );
}

function invalid(at: string, path: string | undefined, zh: string, en: string): PiaozoneError {
  const where = path === undefined ? '' : ` (ERP: ${path})`;
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '单据无法读取', en: 'the bill cannot be read' },
    problems: [{ path: at, message: { zh: `${zh}${where}`, en: `${en}${where}` } }],
  });
}

function optional<K extends string>(fields: Readonly<Record<K, FieldRef | undefined>>): Fields<K> {
  return Object.fromEntries(Object.entries(fields).filter(([, ref]) => ref !== undefined)) as Fields<K>;
}

const KINDS = [
  'electronic-general',
  'electronic-special',
  'paper-general',
  'paper-special',
  'paper-roll',
  'digital-general',
  'digital-special',
] as const satisfies readonly InvoiceKind[];
const NATURES = ['normal', 'discounted', 'discount'] as const satisfies readonly LineNature[];
const RED_REASONS = ['sales-return', 'issued-in-error', 'service-ended', 'sales-allowance'] as const satisfies readonly RedReason[];
