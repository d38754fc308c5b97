import { isSettingsObject, type SettingReader, type SettingsObject } from '@piaozone/core/adapter';

const QUERY = ['path', 'data', 'pageSize'];

/** Rows per page the platform gives at most (flagship-and-cosmic §4.2). */
export const MAX_PAGE_SIZE = 1000;

/** Settings of one published query. @param more its own settings besides */
export function checkQuery(reader: SettingReader, value: unknown, path: string, more: readonly string[]): SettingsObject | undefined {
  const query = reader.object(value, path, [...QUERY, ...more]);
  if (query === undefined) return undefined;
  reader.apiPath(query['path'], `${path}.path`);
  reader.count(query['pageSize'], `${path}.pageSize`, MAX_PAGE_SIZE);
  if (query['data'] !== undefined && !isSettingsObject(query['data'])) reader.add(`${path}.data`, '须为对象', 'must be an object');
  return query;
}
