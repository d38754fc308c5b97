import { checkFields } from './check-fields.js';
import type { SettingReader } from './setting-reader.js';
import type { BillSource, WriteBackSource } from './types.js';

const BILL_SOURCES = ['bill.id', 'bill.number', 'bill.type'] as const satisfies readonly BillSource[];
const SOURCES = [
  ...BILL_SOURCES,
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
] as const satisfies readonly WriteBackSource[];
const PATH = 'writeBack';

/** Besides its shape: a write-back that does not name both the bill and the invoice would be worse than none. */
export function checkWriteBack(reader: SettingReader, value: unknown): void {
  const settings = reader.object(value, PATH, [
    'path',
    'body',
    'constants',
    'arrayKey',
    'alreadyWritten',
    'confirmedBy',
    'readBack',
    'idempotencyKey',
  ]);
  reader.apiPath(settings['path'], `${PATH}.path`);
  const body = checkMap(reader, settings['body'], `${PATH}.body`, SOURCES);
  if (!('bill.id' in body) && !('bill.number' in body)) {
    reader.add(
      `${PATH}.body`,
      '缺少 bill.id 或 bill.number，ERP 无法知道写哪张单据',
      'needs bill.id or bill.number: the ERP must know which bill is meant',
    );
  } else if (!('invoice.number' in body)) {
    reader.add(`${PATH}.body`, '缺少 invoice.number', 'needs invoice.number');
  }
  if (settings['constants'] !== undefined) {
    const constants = reader.object(settings['constants'], `${PATH}.constants`, Object.keys(settings['constants'] ?? {}));
    for (const name of Object.keys(constants))
      if (Object.values(body).includes(name)) reader.add(`${PATH}.constants.${name}`, '与 body 的字段重名', 'is also a property of body');
  }
  reader.optionalText(settings['arrayKey'], `${PATH}.arrayKey`);
  reader.flag(settings['idempotencyKey'], `${PATH}.idempotencyKey`);
  if (settings['alreadyWritten'] !== undefined) {
    const already = reader.object(settings['alreadyWritten'], `${PATH}.alreadyWritten`, ['codes', 'answer']);
    if (already['codes'] !== undefined) reader.texts(already['codes'], `${PATH}.alreadyWritten.codes`);
    checkMatch(reader, already['answer'], `${PATH}.alreadyWritten.answer`);
  }
  checkMatch(reader, settings['confirmedBy'], `${PATH}.confirmedBy`);
  if (settings['readBack'] !== undefined) checkReadBack(reader, settings['readBack']);
}

function checkReadBack(reader: SettingReader, value: unknown): void {
  const readBack = reader.object(value, `${PATH}.readBack`, ['path', 'data', 'fields']);
  reader.apiPath(readBack['path'], `${PATH}.readBack.path`);
  checkMap(reader, readBack['data'], `${PATH}.readBack.data`, BILL_SOURCES);
  checkFields(reader, readBack['fields'], `${PATH}.readBack.fields`, ['number', 'invoiceNumber']);
}

function checkMatch(reader: SettingReader, value: unknown, path: string): void {
  if (value === undefined) return;
  const match = reader.object(value, path, ['path', 'values']);
  reader.text(match['path'], `${path}.path`);
  reader.texts(match['values'], `${path}.values`);
}

/** Source → property; two sources for one property would overwrite each other. */
function checkMap(reader: SettingReader, value: unknown, path: string, sources: readonly string[]) {
  const map = reader.object(value, path, sources);
  const seen = new Set<unknown>();
  for (const [source, property] of Object.entries(map)) {
    reader.text(property, `${path}.${source}`);
    if (seen.has(property)) reader.add(`${path}.${source}`, '与另一项写到同一字段', 'goes to the same property as another one');
    seen.add(property);
  }
  return map;
}
