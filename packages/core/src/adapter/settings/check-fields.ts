import type { InvoiceLine } from '../../model/invoice.js';
import type { BusinessUnit } from '../../model/organization.js';
import type { Party } from '../../model/party.js';
import type { BillFields, Fields } from '../field-map.js';
import { isSettingsObject, type SettingReader, type SettingsObject } from './setting-reader.js';

/** The neutral names of a field map, and which of them cannot do without a field. */
export type FieldNames<K extends string = string> = Readonly<Record<K, 'needed' | 'optional'>>;

/** Field map of a business unit: `number`, `name` and `taxNo` are needed. */
export type UnitFields = Fields<Exclude<keyof BusinessUnit, 'importability'>>;

const UNIT = {
  id: 'optional',
  number: 'needed',
  name: 'needed',
  taxNo: 'needed',
  registeredName: 'optional',
} satisfies FieldNames<keyof UnitFields>;
const PARTY = {
  name: 'needed',
  taxNo: 'optional',
  address: 'optional',
  phone: 'optional',
  bankName: 'optional',
  bankAccount: 'optional',
  email: 'optional',
  mobile: 'optional',
} satisfies FieldNames<keyof Party>;
const TOTALS = { amount: 'needed', taxAmount: 'needed', totalAmount: 'needed' } satisfies FieldNames<keyof BillFields['totals']>;
const RED = {
  originalBillNumber: 'optional',
  originalSerialNo: 'optional',
  originalInvoiceNo: 'optional',
  originalInvoiceCode: 'optional',
  reason: 'needed',
} satisfies FieldNames<keyof NonNullable<BillFields['red']>>;
const LINE = {
  nature: 'optional',
  goodsName: 'needed',
  taxCode: 'needed',
  specification: 'optional',
  unit: 'optional',
  quantity: 'optional',
  unitPrice: 'optional',
  amount: 'needed',
  taxRate: 'needed',
  taxAmount: 'needed',
  taxPreference: 'optional',
} satisfies FieldNames<keyof InvoiceLine>;
const LINES = { path: true, fields: true } satisfies Record<keyof BillFields['lines'], true>;
/** Members of a bill that are field maps of their own. */
const GROUPS = ['seller', 'buyer', 'totals', 'red', 'lines'] as const satisfies readonly (keyof BillFields)[];
const BILL = {
  type: 'needed',
  number: 'needed',
  id: 'optional',
  unitNumber: 'needed',
  date: 'optional',
  kind: 'needed',
  color: 'optional',
  serialNo: 'optional',
  drawer: 'needed',
  payee: 'optional',
  reviewer: 'optional',
  remark: 'optional',
} satisfies FieldNames<Exclude<keyof BillFields, (typeof GROUPS)[number]>>;

/** A field map (`Fields`): what is `needed` must be there, nothing beyond `names` may, and each entry must be a field. */
export function checkFields(reader: SettingReader, value: unknown, path: string, names: FieldNames): void {
  const fields = reader.object(value, path, Object.keys(names));
  if (fields !== undefined) checkMembers(reader, fields, path, names);
}

/** The field map of a business unit ({@link UnitFields}). */
export function checkUnitFields(reader: SettingReader, value: unknown, path: string): void {
  checkFields(reader, value, path, UNIT);
}

/** The field map of a bill ({@link BillFields}). */
export function checkBillFields(reader: SettingReader, value: unknown, path: string): void {
  const fields = reader.object(value, path, [...Object.keys(BILL), ...GROUPS]);
  if (fields === undefined) return;
  checkMembers(reader, fields, path, BILL);
  checkFields(reader, fields['seller'], `${path}.seller`, PARTY);
  checkFields(reader, fields['buyer'], `${path}.buyer`, PARTY);
  checkFields(reader, fields['totals'], `${path}.totals`, TOTALS);
  if (fields['red'] !== undefined) checkFields(reader, fields['red'], `${path}.red`, RED);
  const lines = reader.object(fields['lines'], `${path}.lines`, Object.keys(LINES));
  if (lines === undefined) return;
  reader.text(lines['path'], `${path}.lines.path`);
  checkFields(reader, lines['fields'], `${path}.lines.fields`, LINE);
}

/** One entry of a field map (`FieldRef`): a path, a path with translated values, or a constant. */
export function checkFieldRef(reader: SettingReader, value: unknown, path: string): void {
  const missing = () =>
    reader.add(path, '未填写：应为字段路径、{ path, values } 或 { constant }', 'is missing: give a field path, { path, values } or { constant }');
  if (!isSettingsObject(value)) {
    if (typeof value !== 'string' || value === '') missing();
    return;
  }
  const isConstant = 'constant' in value;
  const ref = reader.object(value, path, isConstant ? ['constant'] : ['path', 'values']) ?? {};
  const text = ref[isConstant ? 'constant' : 'path'];
  if (typeof text !== 'string' || text === '') missing();
  const { values } = ref;
  if (values !== undefined && !(isSettingsObject(values) && Object.values(values).every((one) => typeof one === 'string'))) {
    reader.add(`${path}.values`, '须为“ERP 取值 → 中性取值”的对象', 'must be an object of texts: ERP value → neutral value');
  }
}

function checkMembers(reader: SettingReader, fields: SettingsObject, path: string, names: FieldNames): void {
  for (const [name, need] of Object.entries(names)) {
    if (need === 'needed' || fields[name] !== undefined) checkFieldRef(reader, fields[name], `${path}.${name}`);
  }
}
