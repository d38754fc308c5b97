import { asText, isObject, type JsonObject, type JsonValue, PiaozoneError, type QueryResult } from '@piaozone/core';
import { readInvoice } from '../hosted/invoice.js';

/** `status` of a result as the vendor's own clients know it; no contract (standard-edition §6.3, mark X). */
export const OBSERVED_ASYNC_STATUS = {
  '1': '开具成功',
  '2': '开具中',
  '3': '开具异常',
  '4': '开票串号',
  '5': '校验开票数据异常',
  '6': '失败允许重试',
} as const satisfies Readonly<Record<string, string>>;

/** Names of a result as the vendor's own clients know them; no contract. */
export interface ObservedAsyncResult {
  /** Key of {@link OBSERVED_ASYNC_STATUS}, or whatever else came. */
  readonly status: string | undefined;
  readonly pdfUrl: string | undefined;
  readonly ofdUrl: string | undefined;
  readonly xmlUrl: string | undefined;
  /** 税局流水号 */
  readonly govSerialNo: string | undefined;
  readonly raw: JsonObject;
}

/** Reads `data` by the observed names. Opt in to it only after a look at a real answer. */
export function observedAsyncResult(data: JsonValue | undefined): ObservedAsyncResult {
  const raw = isObject(data) ? data : {};
  const text = (name: string) => asText(raw[name]);
  return { status: text('status'), pdfUrl: text('pdfUrl'), ofdUrl: text('ofdUrl'), xmlUrl: text('xmlUrl'), govSerialNo: text('govSerialNo'), raw };
}

/**
 * The same as an answer for `asyncIssuing({ query: { read } })`. Only `1` with an invoice number is an invoice; 开具异常 and 开票串号 prove nothing and stay open,
 * 校验开票数据异常 and 失败允许重试 are failures.
 */
export function observedQueryResult(data: JsonValue | undefined, key: { readonly serialNo: string; readonly color: 'blue' | 'red' }): QueryResult {
  const { status } = observedAsyncResult(data);
  if (status === '1') {
    const invoice = readInvoice(data, key);
    return invoice === undefined ? { state: 'cannot-tell', error: told(status, 'unknown') } : { state: 'issued', invoice };
  }
  if (status === '2') return { state: 'in-progress' };
  if (status === '5' || status === '6') return { state: 'failed', error: told(status, 'rejected') };
  return { state: 'cannot-tell', error: told(status, 'unknown') };
}

function told(status: string | undefined, outcome: 'rejected' | 'unknown'): PiaozoneError {
  const known = OBSERVED_ASYNC_STATUS[status as keyof typeof OBSERVED_ASYNC_STATUS] as string | undefined;
  const label = `${status ?? ''} ${known ?? ''}`.trim();
  return new PiaozoneError({
    code: outcome === 'rejected' ? 'business_rejected' : 'business_unrecognised',
    outcome,
    operation: 'async.query',
    ...(status === undefined ? {} : { upstreamCode: status }),
    ...(known === undefined ? {} : { upstreamMessage: known }),
    message: { zh: `异步开票结果：${label === '' ? '没有状态' : label}`, en: `asynchronous result: ${label === '' ? 'no status' : label}` },
  });
}
