import { PiaozoneError, type Problem } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import { invoicesOf } from '../model/split-invoice.js';
import type { WriteBack } from './contract.js';
import { readFields } from './field-map.js';
import type { SettingReader } from './settings/setting-reader.js';

/** What names the bill in a write-back. Each source is its own property path in a {@link WriteBack}. */
export const billSources = ['bill.id', 'bill.number', 'bill.type'] as const;

/**
 * Everything a write-back can carry into the ERP; the invoice's texts are exact. `invoice.numbers`: the numbers of all invoices the bill was split into (拆分),
 * parted by commas, or the one number; the other texts are then the first invoice's, the totals the sums.
 */
export const writeBackSources = [
  ...billSources,
  'serialNo',
  'invoice.number',
  'invoice.numbers',
  'invoice.code',
  'invoice.color',
  'invoice.issuedAt',
  'invoice.sellerTaxNo',
  'invoice.buyerName',
  'invoice.buyerTaxNo',
  'invoice.totals.amount',
  'invoice.totals.taxAmount',
  'invoice.totals.totalAmount',
  'invoice.pdfUrl',
  'invoice.state',
] as const;

export type BillSource = (typeof billSources)[number];
export type WriteBackSource = (typeof writeBackSources)[number];

const PATHS = Object.fromEntries(writeBackSources.map((source) => [source, source])) as Readonly<Record<WriteBackSource, string>>;

/** The values of one write-back; those that are absent or empty are left out. */
export function writeBackValues(result: WriteBack): Readonly<Partial<Record<WriteBackSource, string>>> {
  const numbers = invoicesOf(result.invoice).map(({ number }) => number);
  return { ...readFields(result, PATHS), 'invoice.numbers': numbers.join(',') };
}

/**
 * Every `bill.*` among `used` must have a value: a write-back that does not say which bill it means could land in another one. And of a bill that was split
 * every number must arrive: an ERP that knows only the first invoice would have the others issued again, or never booked.
 * @throws request_invalid, not-sent
 */
export function requireBillValues(result: WriteBack, used: readonly string[], locale: Locale): void {
  const values = writeBackValues(result);
  const missing = billSources.filter((source) => used.includes(source) && values[source] === undefined);
  const problems: Problem[] = missing.map(noValue);
  const { length } = invoicesOf(result.invoice);
  if (length > 1 && !used.includes('invoice.numbers')) problems.push(numbersUnmapped(length));
  if (problems.length === 0) return;
  const { number } = result.bill;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: `单据 ${number} 无法回写`, en: `bill ${number} cannot be written back` },
    problems,
  });
}

function noValue(path: BillSource): Problem {
  const name = path.slice('bill.'.length);
  return { path, message: { zh: `没有值；请在单据字段映射中配置 ${name}`, en: `has no value; map ${name} in the field map of the bills` } };
}

function numbersUnmapped(count: number): Problem {
  return {
    path: 'invoice.numbers',
    message: {
      zh: `该单据被拆分开具为 ${count} 张发票，但回写映射没有 invoice.numbers，其余号码会丢失；发票已开具，请补充映射后重新运行`,
      en: `the bill was split into ${count} invoices and the write-back map has no invoice.numbers, so the others would be lost; they are issued: extend the map and run again`,
    },
  };
}

/** Complains at `path` unless `used` names both the bill and the invoice: such a write-back would be worse than none. */
export function checkWriteBackSources(reader: SettingReader, used: readonly string[], path: string): void {
  if (!used.includes('bill.id') && !used.includes('bill.number')) {
    reader.add(path, '缺少 bill.id 或 bill.number，ERP 无法知道写哪张单据', 'needs bill.id or bill.number: the ERP must know which bill is meant');
  } else if (!used.includes('invoice.number') && !used.includes('invoice.numbers')) {
    reader.add(path, '缺少 invoice.number', 'needs invoice.number');
  }
}
