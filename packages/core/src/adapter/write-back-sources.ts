import type { WriteBack } from './contract.js';
import { readFields } from './field-map.js';
import type { SettingReader } from './settings/setting-reader.js';

/** What names the bill in a write-back. Each source is its own property path in a {@link WriteBack}. */
export const billSources = ['bill.id', 'bill.number', 'bill.type'] as const;

/** Everything a write-back can carry into the ERP; the invoice's texts are exact. */
export const writeBackSources = [
  ...billSources,
  'serialNo',
  'invoice.number',
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
  return readFields(result, PATHS);
}

/** Complains at `path` unless `used` names both the bill and the invoice: such a write-back would be worse than none. */
export function checkWriteBackSources(reader: SettingReader, used: readonly string[], path: string): void {
  if (!used.includes('bill.id') && !used.includes('bill.number')) {
    reader.add(path, '缺少 bill.id 或 bill.number，ERP 无法知道写哪张单据', 'needs bill.id or bill.number: the ERP must know which bill is meant');
  } else if (!used.includes('invoice.number')) {
    reader.add(path, '缺少 invoice.number', 'needs invoice.number');
  }
}
