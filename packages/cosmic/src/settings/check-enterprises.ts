import { checkFields, type FieldNames, type SettingReader } from '@piaozone/core/adapter';
import { checkQuery } from './check-query.js';
import type { EnterpriseFields, TripleRecordFields } from './types.js';

const ENTERPRISE = {
  number: 'needed',
  name: 'needed',
  taxNo: 'needed',
  issuingChannel: 'optional',
  receivingChannel: 'optional',
  licensed: 'optional',
} satisfies FieldNames<keyof EnterpriseFields>;
const TRIPLE_RECORD = {
  organization: 'needed',
  taxNo: 'needed',
  companyName: 'optional',
  clientId: 'needed',
  clientSecret: 'needed',
  encryptKey: 'needed',
} satisfies FieldNames<keyof TripleRecordFields>;

/** 企业信息; the query may be left out. */
export function checkEnterpriseQuery(reader: SettingReader, value: unknown): void {
  if (value === undefined) return;
  const query = checkQuery(reader, value, 'enterprises', ['fields']);
  if (query !== undefined) checkFields(reader, query['fields'], 'enterprises.fields', ENTERPRISE);
}

/** 发票云配置, one record for each organization. */
export function checkTripleRecordQuery(reader: SettingReader, value: unknown, path: string): void {
  const query = checkQuery(reader, value, path, ['fields', 'maxPages']);
  if (query === undefined) return;
  checkFields(reader, query['fields'], `${path}.fields`, TRIPLE_RECORD);
  reader.count(query['maxPages'], `${path}.maxPages`, MAX_PAGES);
}

/** Pages any list may be allowed to have. */
export const MAX_PAGES = 1_000_000;
export const DEFAULT_MAX_PAGES = 10_000;
