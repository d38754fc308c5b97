import { type BillFields, checkBillFields, type FieldRef, isSettingsObject, type SettingReader, type SettingsObject } from '@piaozone/core/adapter';
import type { BillPlan } from './config.js';
import type { K3BillForm } from './types.js';

const FORM_KEYS = ['formId', 'waiting', 'invoiceNumbers', 'manual', 'date', 'fields'] as const satisfies readonly (keyof K3BillForm)[];
/** Names of the ERP: nothing else gets into a list of keys or a filter. */
const KEY = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
/** Kingdee's limit of columns that reach into base data (k3cloud §4). */
const MAX_BASE_DATA = 30;
/** What every bill is asked for beside its fields. */
const OWN_KEYS = ['FID', 'FDocumentStatus'] as const;
/** The member of a row that holds the taxpayer of its unit; no key of the ERP begins with a small letter and holds a hyphen. */
export const TAXPAYER = 'unit-taxpayer';

export function readBillForms(reader: SettingReader, value: unknown): BillPlan[] {
  const forms = reader.list(value, 'bills');
  if (Array.isArray(value) && forms.length === 0) reader.add('bills', '至少要有一种单据', 'needs at least one form');
  const plans = forms.flatMap((form, index) => readForm(reader, form, `bills[${index}]`));
  const seen = new Set<string>();
  for (const [index, { formId }] of plans.entries()) {
    if (seen.has(formId)) reader.add(`bills[${index}].formId`, '与前面的单据重复', 'is that of a form before');
    seen.add(formId);
  }
  return plans;
}

export function checkKey(reader: SettingReader, value: unknown, path: string): string {
  const key = reader.text(value, path);
  if (key !== '' && !KEY.test(key)) reader.add(path, '不是字段标识', 'is no key of a field');
  return key;
}

function readForm(reader: SettingReader, value: unknown, path: string): BillPlan[] {
  const form = reader.object(value, path, FORM_KEYS);
  if (form === undefined) return [];
  const { fields: given } = form;
  if (!isSettingsObject(given)) {
    reader.add(`${path}.fields`, '未填写，应为对象', 'is missing; an object is needed');
    return [];
  }
  for (const name of ['type', 'id', 'seller', 'date']) {
    if (given[name] !== undefined) reader.add(`${path}.fields.${name}`, '由适配器填写，不能设置', 'is the adapter’s, it cannot be set');
  }
  const formId = checkKey(reader, form['formId'], `${path}.formId`);
  const date = checkKey(reader, form['date'], `${path}.date`);
  const problemsBefore = reader.problems.length;
  const fields = withOwnFields(given, formId === '' ? '?' : formId, date === '' ? '?' : date);
  checkBillFields(reader, fields, `${path}.fields`);
  const invoiceNumbers = reader.texts(form['invoiceNumbers'], `${path}.invoiceNumbers`);
  for (const [index, key] of invoiceNumbers.entries()) checkKey(reader, key, `${path}.invoiceNumbers[${index}]`);
  const manual = form['manual'] === undefined ? undefined : readManual(reader, form['manual'], `${path}.manual`);
  const waiting = reader.text(form['waiting'], `${path}.waiting`);
  if (reader.problems.length > problemsBefore) return [];
  const plan = planOf({ formId, waiting, invoiceNumbers, date, fields, ...(manual === undefined ? {} : { manual }) });
  checkPlan(reader, plan, path);
  return [plan];
}

function withOwnFields(given: SettingsObject, formId: string, date: string): BillFields {
  const seller = { name: `${TAXPAYER}.companyName`, taxNo: `${TAXPAYER}.taxNo` };
  return { ...given, type: { constant: formId }, id: 'FID', date, seller } as unknown as BillFields;
}

function readManual(reader: SettingReader, value: unknown, path: string): NonNullable<K3BillForm['manual']> | undefined {
  const manual = reader.object(value, path, ['key', 'value']);
  if (manual === undefined) return undefined;
  return { key: checkKey(reader, manual['key'], `${path}.key`), value: reader.text(manual['value'], `${path}.value`) };
}

function planOf(form: Omit<K3BillForm, 'fields'> & { readonly fields: BillFields }): BillPlan {
  const { lines, ...head } = form.fields;
  const entryIdKey = `${lines.path}_FEntryID`;
  const wanted = [...OWN_KEYS, form.date, ...form.invoiceNumbers, ...(form.manual === undefined ? [] : [form.manual.key])];
  const own = (key: string) => !key.startsWith(`${TAXPAYER}.`);
  return {
    ...form,
    numberKey: pathOf(form.fields.number) ?? '',
    headKeys: [...new Set([...wanted, ...pathsIn(head).filter(own)])],
    entryKeys: [...new Set([entryIdKey, ...pathsIn(lines.fields)])],
    entryIdKey,
  };
}

function checkPlan(reader: SettingReader, { headKeys, entryKeys, numberKey, fields }: BillPlan, path: string): void {
  if (numberKey === '') reader.add(`${path}.fields.number`, '须为字段标识', 'must be the key of a field');
  if (!KEY.test(fields.lines.path))
    reader.add(`${path}.fields.lines.path`, '须为单据体标识，如 FSALESICENTRY', 'must be the key of the entry, e.g. FSALESICENTRY');
  const keys = [...headKeys, ...entryKeys];
  const odd = keys.filter((key) => !KEY.test(key));
  if (odd.length > 0) reader.add(`${path}.fields`, `不是字段标识：${odd.join('、')}`, `are no keys of fields: ${odd.join(', ')}`);
  for (const group of [headKeys, entryKeys]) {
    const both = group.filter((key) => group.some((other) => other.startsWith(`${key}.`)));
    if (both.length > 0) {
      const list = both.join(', ');
      reader.add(
        `${path}.fields`,
        `${list} 与它的下级（如 ${both[0]}.FNumber）不能同时使用`,
        `${list} cannot be used beside what stands below (such as ${both[0]}.FNumber)`,
      );
    }
  }
  if (keys.filter((key) => key.includes('.')).length > MAX_BASE_DATA) {
    reader.add(`${path}.fields`, `基础资料列超过 ${MAX_BASE_DATA} 个`, `has more than ${MAX_BASE_DATA} columns of base data`);
  }
}

/** Every path in a map of fields, however deep it is grouped. */
function pathsIn(value: object): string[] {
  return Object.values(value).flatMap((member: unknown) => {
    const path = pathOf(member as FieldRef);
    if (path !== undefined) return [path];
    return isSettingsObject(member) && !('constant' in member) ? pathsIn(member) : [];
  });
}

function pathOf(ref: FieldRef | undefined): string | undefined {
  if (typeof ref === 'string') return ref;
  return typeof ref === 'object' && 'path' in ref ? ref.path : undefined;
}
