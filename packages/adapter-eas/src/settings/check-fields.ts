import { isRow, type SettingReader } from './setting-reader.js';

const PARTY = ['taxNo', 'address', 'phone', 'bankName', 'bankAccount', 'email', 'mobile'];
const LINE = ['nature', 'specification', 'unit', 'quantity', 'unitPrice', 'taxPreference'];
const RED = ['originalBillNumber', 'originalSerialNo', 'originalInvoiceNo', 'originalInvoiceCode'];
const BILL = ['type', 'number', 'unitNumber', 'kind', 'drawer'];
const BILL_OPTIONS = ['id', 'color', 'serialNo', 'payee', 'reviewer', 'remark'];
const BILL_GROUPS = ['seller', 'buyer', 'totals', 'red', 'lines'];

/** A field map: `needs` must be there, `options` may be, `elsewhere` is checked by the caller. */
export function checkFields(
  reader: SettingReader,
  value: unknown,
  path: string,
  needs: readonly string[],
  options: readonly string[] = [],
  elsewhere: readonly string[] = [],
) {
  const fields = reader.object(value, path, [...needs, ...options, ...elsewhere]);
  if (fields === undefined) return undefined;
  for (const name of needs) checkFieldRef(reader, fields[name], `${path}.${name}`);
  for (const name of options) if (fields[name] !== undefined) checkFieldRef(reader, fields[name], `${path}.${name}`);
  return fields;
}

export function checkBillFields(reader: SettingReader, value: unknown, path: string): void {
  const fields = checkFields(reader, value, path, BILL, BILL_OPTIONS, BILL_GROUPS);
  if (fields === undefined) return;
  for (const party of ['seller', 'buyer']) checkFields(reader, fields[party], `${path}.${party}`, ['name'], PARTY);
  checkFields(reader, fields['totals'], `${path}.totals`, ['amount', 'taxAmount', 'totalAmount']);
  if (fields['red'] !== undefined) checkFields(reader, fields['red'], `${path}.red`, ['reason'], RED);
  const lines = reader.object(fields['lines'], `${path}.lines`, ['path', 'fields']);
  if (lines === undefined) return;
  reader.text(lines['path'], `${path}.lines.path`);
  checkFields(reader, lines['fields'], `${path}.lines.fields`, ['goodsName', 'taxCode', 'amount', 'taxRate', 'taxAmount'], LINE);
}

function checkFieldRef(reader: SettingReader, value: unknown, path: string): void {
  const text = isRow(value) ? (value['path'] ?? value['constant']) : value;
  if (typeof text === 'string' && text !== '') return;
  reader.add(path, '未填写：应为字段路径、{ path, values } 或 { constant }', 'is missing: give a field path, { path, values } or { constant }');
}
