import { type Call, type IssuingKey, isPiaozoneError, type JsonValue, type QueryResult } from '@piaozone/core';
import type { FlagshipCalls } from '../client.js';
import { provesNothing } from './open-answers.js';
import type { UnknownRequestAnswer } from './settings.js';

export interface Lookup {
  readonly interfaceCode: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * One query for a request of ours. A refusal of the query says nothing about the request, unless the settings know it as "no such request".
 * @throws what session and network throw
 */
export async function lookUp(
  flagship: FlagshipCalls,
  { interfaceCode, data }: Lookup,
  key: IssuingKey,
  unknown: UnknownRequestAnswer | undefined,
  judge: (data: JsonValue | undefined) => QueryResult | undefined,
  call: Call,
): Promise<QueryResult> {
  const { sellerTaxNo: taxNo } = key;
  try {
    const answer = await flagship.sim({ interfaceCode, data, effect: 'read', ...(taxNo === undefined ? {} : { taxNo }) }, call);
    const found = judge(answer.data);
    if (found !== undefined) return found;
    if (unknown?.emptyData === true) return { state: 'not-found' };
    return { state: 'cannot-tell', error: provesNothing(NOT_SHOWN, call.requestId) };
  } catch (error) {
    if (!isPiaozoneError(error, 'business_rejected')) throw error;
    const { upstreamCode = '', upstreamMessage = '' } = error;
    const known = unknown?.codes?.includes(upstreamCode) === true || unknown?.texts?.some((text) => upstreamMessage.includes(text)) === true;
    return known ? { state: 'not-found' } : { state: 'cannot-tell', error };
  }
}

const NOT_SHOWN = {
  zh: '查询成功，但应答中没有该单据；公开资料没有说明这是否表示不存在',
  en: 'the query succeeded but shows nothing of this request; no source says whether that means that it does not exist',
};
