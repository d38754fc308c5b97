import { type EnterpriseRecord, type JsonObject, type Locale, readField, readFields } from '@piaozone/core/adapter';
import { textsAt } from '../protocol/rows.js';
import type { EnterpriseSettings } from '../settings/types.js';
import { needFields } from './need-fields.js';

/** Flags as they are sent, and 授权状态 in the words of 许可授权 (business-rules §3.3). */
const LICENSED: Readonly<Record<string, boolean>> = { '1': true, true: true, 已授权: true, '0': false, false: false, 未授权: false, 授权失败: false };
const CHANNELS = ['issuingChannel', 'receivingChannel'] as const;

/** 企业信息 of one row, nothing judged and no blank taken away. @throws response_invalid when a row has no number */
export function readEnterprise(row: JsonObject, { fields }: EnterpriseSettings, locale: Locale): EnterpriseRecord {
  const { number } = needFields(row, fields, ['number'], 'enterprises.fields', locale);
  const { name, taxNo } = readFields(row, fields);
  // A channel that is asked for and not there is an empty one, which is worth a finding.
  const channels = CHANNELS.flatMap((channel) => (fields[channel] === undefined ? [] : [[channel, readField(row, fields[channel]) ?? '']]));
  const flag = typeof fields.licensed === 'string' ? textsAt(row, fields.licensed)[0] : readField(row, fields.licensed);
  const licensed = flag === undefined ? undefined : LICENSED[flag];
  return {
    number,
    ...(name === undefined ? {} : { name }),
    ...(taxNo === undefined ? {} : { taxNo }),
    ...(Object.fromEntries(channels) as Partial<Record<(typeof CHANNELS)[number], string>>),
    ...(licensed === undefined ? {} : { licensed }),
  };
}
