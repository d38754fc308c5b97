import {
  checkBillFields,
  checkFields,
  checkUnitFields,
  checkWriteBackSources,
  isSettingsObject,
  type SettingReader,
  type SettingsObject,
  writeBackSources,
} from '@piaozone/core/adapter';
import type { BillQuerySource, PageSource } from './types.js';

const MAX_PAGE_SIZE = 10_000;
const PAGE_SOURCES = ['page.fromRow', 'page.toRow', 'page.limit', 'page.after'] as const satisfies readonly PageSource[];
const BILL_QUERY_SOURCES = [...PAGE_SOURCES, 'billTypes', 'dateFrom', 'dateTo'] as const satisfies readonly BillQuerySource[];
const OPERATION = ['name', 'parts', 'success', 'messagePath'];
const AUTHORIZATION = { clientId: 'needed', clientSecret: 'needed', encryptKey: 'optional' } as const;
const QUERY = [...OPERATION, 'rowsPath', 'paging', 'fields'];

export function checkFacade(reader: SettingReader, value: unknown): void {
  const facade = reader.object(value, 'facade', ['service', 'namespace', 'businessUnits', 'bills', 'writeBack']);
  if (facade === undefined) return;
  const service = reader.text(facade['service'], 'facade.service');
  if (service !== '' && !/^\w+$/.test(service)) {
    reader.add(
      'facade.service',
      '只填服务名（地址的最后一段），例如 WSxxxFacade',
      'give the name of the service only (last part of its address), e.g. WSxxxFacade',
    );
  }
  reader.text(facade['namespace'], 'facade.namespace');
  const units = checkQuery(reader, facade['businessUnits'], 'facade.businessUnits', [...QUERY, 'authorization'], PAGE_SOURCES);
  if (units !== undefined) checkUnitFields(reader, units.query['fields'], 'facade.businessUnits.fields');
  const authorization = units?.query['authorization'];
  if (authorization !== undefined) checkFields(reader, authorization, 'facade.businessUnits.authorization', AUTHORIZATION);
  const bills = checkQuery(reader, facade['bills'], 'facade.bills', [...QUERY, 'billTypes'], BILL_QUERY_SOURCES);
  if (bills !== undefined) checkBills(reader, bills);
  checkWriteBack(reader, facade['writeBack']);
}

function checkBills(reader: SettingReader, { query: bills, used }: CheckedQuery): void {
  const path = 'facade.bills';
  const fields = bills['fields'];
  checkBillFields(reader, fields, `${path}.fields`);
  if (bills['billTypes'] !== undefined) reader.texts(bills['billTypes'], `${path}.billTypes`);
  const asksDates = used.includes('dateFrom') || used.includes('dateTo');
  if (asksDates && isSettingsObject(fields) && fields['date'] === undefined) {
    reader.add(`${path}.fields.date`, '传了 dateFrom、dateTo，需要它来核对', 'is needed to verify what dateFrom and dateTo select');
  }
}

/** `used`: the sources its parts name; empty when the parts are wrong. */
interface CheckedQuery {
  readonly query: SettingsObject;
  readonly used: readonly string[];
}

function checkQuery(
  reader: SettingReader,
  value: unknown,
  path: string,
  keys: readonly string[],
  sources: readonly string[],
): CheckedQuery | undefined {
  const query = reader.object(value, path, keys);
  if (query === undefined) return undefined;
  const used = checkOperation(reader, query, path, sources);
  const checked = { query, used: used ?? [] };
  reader.optionalText(query['rowsPath'], `${path}.rowsPath`);
  const paged = used?.filter((source) => source.startsWith('page.'));
  if (query['paging'] === undefined) {
    if (paged !== undefined && paged.length > 0)
      reader.add(`${path}.paging`, `用了 ${paged.join('、')}，需要设置 paging`, `is needed, because ${paged.join(', ')} is used`);
    return checked;
  }
  const paging = reader.object(query['paging'], `${path}.paging`, ['pageSize', 'firstRow', 'continueAfter']);
  if (paging === undefined) return checked;
  if (paging['pageSize'] === undefined) reader.add(`${path}.paging.pageSize`, '未填写', 'is missing');
  reader.count(paging['pageSize'], `${path}.paging.pageSize`, MAX_PAGE_SIZE);
  reader.oneOf(paging['firstRow'], [0, 1], `${path}.paging.firstRow`);
  reader.optionalText(paging['continueAfter'], `${path}.paging.continueAfter`);
  const needed = paging['continueAfter'] === undefined ? 'page.fromRow' : 'page.after';
  if (used?.includes(needed) === false)
    reader.add(`${path}.parts`, `分页需要把 ${needed} 传给接口，否则每页都一样`, `must pass ${needed}, or every page would be the same`);
  return checked;
}

function checkWriteBack(reader: SettingReader, value: unknown): void {
  const path = 'facade.writeBack';
  const writeBack = reader.object(value, path, [...OPERATION, 'result']);
  if (writeBack === undefined) return;
  const used = checkOperation(reader, writeBack, path, writeBackSources);
  if (used !== undefined) checkWriteBackSources(reader, used, `${path}.parts`);
  const result = reader.object(writeBack['result'], `${path}.result`, ['path', 'written', 'alreadyWritten', 'rejected']);
  if (result === undefined) return;
  reader.text(result['path'], `${path}.result.path`);
  const lists = ['written', 'alreadyWritten', ...(result['rejected'] === undefined ? [] : ['rejected'])];
  const values = lists.flatMap((name) => reader.texts(result[name], `${path}.result.${name}`));
  if (new Set(values).size < values.length) {
    reader.add(`${path}.result`, '同一个值出现在两种结果中', 'one value stands for two results');
  }
}

/** @returns the sources the parts use; `undefined` when the parts themselves are wrong */
function checkOperation(reader: SettingReader, operation: SettingsObject, path: string, sources: readonly string[]): string[] | undefined {
  reader.xmlName(operation['name'], `${path}.name`);
  reader.optionalText(operation['messagePath'], `${path}.messagePath`);
  if (operation['success'] !== undefined) {
    const success = reader.object(operation['success'], `${path}.success`, ['path', 'values']);
    if (success !== undefined) reader.text(success['path'], `${path}.success.path`);
    if (success !== undefined) reader.texts(success['values'], `${path}.success.values`);
  }
  const before = reader.problems.length;
  const parts = reader.list(operation['parts'], `${path}.parts`);
  const used = parts.flatMap((part, index) => checkPart(reader, part, `${path}.parts[${index}]`, sources));
  return reader.problems.length > before ? undefined : used;
}

function checkPart(reader: SettingReader, value: unknown, path: string, sources: readonly string[]): string[] {
  const part = reader.object(value, path, ['name', 'value', 'constant', 'json']);
  if (part === undefined) return [];
  reader.xmlName(part['name'], `${path}.name`);
  const kinds = ['value', 'constant', 'json'].filter((kind) => part[kind] !== undefined);
  if (kinds.length !== 1) {
    reader.add(path, 'value、constant、json 必须且只能有一个', 'needs exactly one of value, constant, json');
    return [];
  }
  if (part['value'] !== undefined) return [reader.oneOf(part['value'], sources, `${path}.value`) ?? ''];
  if (part['json'] === undefined) {
    if (typeof part['constant'] !== 'string') reader.add(`${path}.constant`, '须为文本', 'must be a text');
    return [];
  }
  const json = reader.object(part['json'], `${path}.json`, ['body', 'constants']);
  const body = json === undefined ? undefined : reader.object(json['body'], `${path}.json.body`, sources);
  if (json === undefined || body === undefined) return [];
  const constants = json['constants'] === undefined ? {} : isSettingsObject(json['constants']) ? json['constants'] : undefined;
  if (constants === undefined) reader.add(`${path}.json.constants`, '须为对象', 'must be an object');
  const taken = new Set(Object.keys(constants ?? {}));
  for (const [source, target] of Object.entries(body)) {
    const at = `${path}.json.body.${source}`;
    const property = reader.text(isSettingsObject(target) ? reader.object(target, at, ['property', 'values', 'number'])?.['property'] : target, at);
    if (taken.has(property)) reader.add(at, '与另一项写到同一字段', 'goes to the same property as another one');
    taken.add(property);
  }
  return Object.keys(body);
}
