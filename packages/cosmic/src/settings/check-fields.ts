import { isRow, type SettingReader } from './setting-reader.js';

const BILL_NEEDS = ['type', 'number', 'unitNumber', 'kind', 'drawer'] as const;
const BILL_OPTIONS = ['id', 'color', 'serialNo', 'payee', 'reviewer', 'remark', 'seller', 'buyer', 'totals', 'red', 'lines'] as const;
const PARTY = ['name', 'taxNo', 'address', 'phone', 'bankName', 'bankAccount', 'email', 'mobile'] as const;
const TOTALS = ['amount', 'taxAmount', 'totalAmount'] as const;
const LINE_NEEDS = ['goodsName', 'taxCode', 'amount', 'taxRate', 'taxAmount'] as const;
const LINE_OPTIONS = ['nature', 'specification', 'unit', 'quantity', 'unitPrice', 'taxPreference'] as const;
const RED = ['originalBillNumber', 'originalSerialNo', 'originalInvoiceNo', 'originalInvoiceCode', 'reason'] as const;

/** A field map: `needs` must be there, nothing beyond `needs` and `options` may. */
export function checkFields(reader: SettingReader, value: unknown, path: string, needs: readonly string[], options: readonly string[] = []): void {
  const fields = reader.object(value, path, [...needs, ...options]);
  for (const name of needs) checkFieldRef(reader, fields[name], `${path}.${name}`);
  for (const name of options) if (fields[name] !== undefined) checkFieldRef(reader, fields[name], `${path}.${name}`);
}

export function checkFieldRef(reader: SettingReader, value: unknown, path: string): void {
  const texts = isRow(value) ? [value['path'] ?? value['constant']] : [value];
  if (texts.every((text) => typeof text === 'string' && text !== '')) return;
  reader.add(path, '未填写：应为字段路径、{ path, values } 或 { constant }', 'is missing: give a field path, { path, values } or { constant }');
}

export function checkBillFields(reader: SettingReader, value: unknown, path: string): void {
  const fields = reader.object(value, path, [...BILL_NEEDS, ...BILL_OPTIONS]);
  for (const name of BILL_NEEDS) checkFieldRef(reader, fields[name], `${path}.${name}`);
  for (const name of ['id', 'color', 'serialNo', 'payee', 'reviewer', 'remark']) {
    if (fields[name] !== undefined) checkFieldRef(reader, fields[name], `${path}.${name}`);
  }
  for (const party of ['seller', 'buyer']) checkFields(reader, fields[party], `${path}.${party}`, ['name'], PARTY.slice(1));
  checkFields(reader, fields['totals'], `${path}.totals`, TOTALS);
  if (fields['red'] !== undefined) checkFields(reader, fields['red'], `${path}.red`, ['reason'], RED.slice(0, -1));
  const lines = reader.object(fields['lines'], `${path}.lines`, ['path', 'fields']);
  reader.text(lines['path'], `${path}.lines.path`);
  checkFields(reader, lines['fields'], `${path}.lines.fields`, LINE_NEEDS, LINE_OPTIONS);
}
