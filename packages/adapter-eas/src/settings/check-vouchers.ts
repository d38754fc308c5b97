import { isSettingsObject, type SettingReader, type SettingsObject } from '@piaozone/core/adapter';
import type { ConstantField, VoucherKeyField } from './voucher-types.js';

const TOP = ['import', 'creditValue', 'currency', 'keyField', 'constants', 'result', 'lookup', 'timeoutMs'];
const KEY_FIELDS = ['bizNumber', 'tempNumber', 'description'] as const satisfies readonly VoucherKeyField[];
/** Fields that the rows do not hold already, by their type on the wire. */
const CONSTANTS: Readonly<Record<ConstantField, 'string' | 'number' | 'boolean'>> = {
  creator: 'string',
  poster: 'string',
  auditor: 'string',
  description: 'string',
  bizNumber: 'string',
  tempNumber: 'string',
  settlementType: 'string',
  measurement: 'string',
  type: 'string',
  cussent: 'number',
  itemFlag: 'number',
  oppAccountSeq: 'number',
  isCheck: 'boolean',
};
const GL_FIELDS = ['errorCode', 'voucherType', 'year', 'month', 'message', 'voucherNumber', 'resultCode'];
const INFO_FIELDS = ['number', 'easNumber', 'voucherType', 'period', 'year', 'message', 'description', 'exception'];
const MAX_COLUMN = 500;
const MAX_TIMEOUT_MS = 3_600_000;

export function checkVouchers(reader: SettingReader, value: unknown): void {
  if (value === undefined) return;
  const settings = reader.object(value, 'vouchers', TOP);
  if (settings === undefined) return;
  const service = checkImport(reader, settings['import']);
  reader.oneOf(settings['creditValue'], [0, 2], 'vouchers.creditValue');
  reader.optionalText(settings['currency'], 'vouchers.currency');
  const keyField = reader.oneOf(settings['keyField'], KEY_FIELDS, 'vouchers.keyField');
  checkConstants(reader, settings['constants'], keyField);
  if (settings['result'] !== undefined) checkResult(reader, settings['result'], service);
  if (settings['lookup'] !== undefined) checkLookup(reader, settings['lookup'], keyField);
  reader.count(settings['timeoutMs'], 'vouchers.timeoutMs', MAX_TIMEOUT_MS);
}

function checkImport(reader: SettingReader, value: unknown): string | undefined {
  const path = 'vouchers.import';
  const given = reader.object(value, path, ['service', 'flags', 'namespace']);
  if (given === undefined) return undefined;
  const service = reader.oneOf(given['service'], ['WSGLWebServiceFacade', 'WSWSVoucher'], `${path}.service`);
  if (given['service'] === undefined) reader.add(`${path}.service`, '未填写', 'is missing');
  if (service === 'WSGLWebServiceFacade') {
    if (given['namespace'] !== undefined) reader.add(`${path}.namespace`, '该服务的命名空间是固定的', 'is fixed for this service');
    if (given['flags'] !== undefined) checkFlags(reader, given['flags'], ['isSubmit', 'isVerify', 'isCashflow'], isFlagNumber);
  }
  if (service === 'WSWSVoucher') {
    reader.optionalText(given['namespace'], `${path}.namespace`);
    const isFour = isSettingsObject(given['flags']) && 'isTempSave' in given['flags'];
    checkFlags(reader, given['flags'], isFour ? ['isTempSave', 'isVerify', 'hasCashflow'] : ['isVerify', 'isImpCashflow'], isBoolean);
  }
  return service;
}

/** All of them: their number picks the overload. */
function checkFlags(reader: SettingReader, value: unknown, names: readonly string[], isRight: (value: unknown) => boolean): void {
  const path = 'vouchers.import.flags';
  const flags = reader.object(value, path, names);
  for (const name of flags === undefined ? [] : names) {
    if (!isRight(flags?.[name])) reader.add(`${path}.${name}`, '未填写或类型不对', 'is missing or of another type');
  }
}

function isFlagNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) <= MAX_COLUMN;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function checkConstants(reader: SettingReader, value: unknown, keyField: string | undefined): void {
  if (value === undefined) return;
  const path = 'vouchers.constants';
  const constants = reader.object(value, path, Object.keys(CONSTANTS)) ?? {};
  for (const [name, constant] of Object.entries(constants)) {
    const type = CONSTANTS[name as ConstantField];
    if (type !== undefined && typeof constant !== type) reader.add(`${path}.${name}`, `须为 ${type}`, `must be a ${type}`);
    if (name === keyField) reader.add(`${path}.${name}`, '该字段已用于 keyField', 'is the keyField');
  }
}

function checkResult(reader: SettingReader, value: unknown, service: string | undefined): void {
  const path = 'vouchers.result';
  const result = reader.object(value, path, ['field', 'successCodes', 'refusedCodes', 'numberField']);
  if (result === undefined) return;
  const known = service === 'WSWSVoucher' ? INFO_FIELDS : GL_FIELDS;
  for (const name of ['field', 'numberField'] as const) {
    if (name === 'numberField' && result[name] === undefined) continue;
    const field = reader.text(result[name], `${path}.${name}`);
    const isColumn = service === 'WSWSVoucher' && /^\d{1,3}$/.test(field);
    if (field !== '' && !isColumn && !known.includes(field)) reader.add(`${path}.${name}`, `可用：${known.join('、')}`, `known: ${known.join(', ')}`);
  }
  const lists = ['successCodes', ...(result['refusedCodes'] === undefined ? [] : ['refusedCodes'])];
  const codes = lists.flatMap((name) => reader.texts(result[name], `${path}.${name}`));
  if (new Set(codes).size < codes.length) reader.add(path, '同一个值出现在两种结果中', 'one value stands for two results');
}

function checkLookup(reader: SettingReader, value: unknown, keyField: string | undefined): void {
  const path = 'vouchers.lookup';
  const operation = isSettingsObject(value) ? value['operation'] : undefined;
  const isList = operation === 'findVoucher' || operation === 'getVoucher';
  const keys = isList ? ['column', 'equals'] : ['column', 'found', 'absent', 'nothingMeansAbsent', 'companyIds'];
  const lookup = reader.object(value, path, ['operation', 'separator', 'numberColumn', ...keys]);
  if (lookup === undefined) return;
  if (operation === undefined) reader.add(`${path}.operation`, '未填写', 'is missing');
  reader.oneOf(operation, ['findVoucher', 'getVoucher', 'exploreVoucher', 'checkVoucher'], `${path}.operation`);
  reader.optionalText(lookup['separator'], `${path}.separator`);
  for (const name of ['column', 'numberColumn']) checkColumn(reader, lookup[name], `${path}.${name}`, isList && name === 'column');
  if (isList) {
    if (reader.oneOf(lookup['equals'], ['key', 'number'], `${path}.equals`) === undefined) reader.add(`${path}.equals`, '未填写', 'is missing');
    if (lookup['equals'] === 'key' && keyField === undefined) reader.add('vouchers.keyField', '按 key 查找时必须设置', 'is needed to look by key');
    return;
  }
  checkTexts(reader, lookup, path);
}

function checkTexts(reader: SettingReader, lookup: SettingsObject, path: string): void {
  const found = lookup['found'] === 'any-other' ? [] : reader.texts(lookup['found'], `${path}.found`);
  const absent = lookup['absent'] === undefined ? [] : reader.texts(lookup['absent'], `${path}.absent`);
  if (found.some((text) => absent.includes(text))) reader.add(path, '同一个值出现在两种结果中', 'one value stands for two results');
  reader.flag(lookup['nothingMeansAbsent'], `${path}.nothingMeansAbsent`);
  if (lookup['companyIds'] === undefined) return;
  const ids = lookup['companyIds'];
  if (!isSettingsObject(ids)) reader.add(`${path}.companyIds`, '须为对象', 'must be an object');
  for (const [company, id] of Object.entries(isSettingsObject(ids) ? ids : {})) reader.text(id, `${path}.companyIds.${company}`);
}

function checkColumn(reader: SettingReader, value: unknown, path: string, isNeeded: boolean): void {
  if (value === undefined && !isNeeded) return;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_COLUMN) return;
  reader.add(path, '须为列号，从 0 起', 'must be the number of a column, from 0');
}
