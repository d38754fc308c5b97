import type { ErrorCode, PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import { type Effect, SendFailure } from './types.js';

/** What a failed attempt proves, one row of the table of reliability §5. */
export type Evidence =
  /** No byte left, and the cause may pass: DNS, connect, CONNECT, TLS. */
  | 'not-sent'
  /** No byte left, and none ever will: a bad URL, a certificate nobody trusts, a proxy that wants an account. */
  | 'not-sent-for-good'
  /** A kept connection was dead when the request arrived on it. */
  | 'stale-connection'
  /** Cut, unreadable, HTML, 5xx: it may have been processed, and somebody in between may have answered. */
  | 'unknown'
  /** Too many requests, and nothing says that the call was not processed. */
  | 'throttled'
  /** Too many requests, documented as not processed. */
  | 'throttled-not-processed'
  /** Refused by what received it; the same call would be refused again. */
  | 'rejected'
  /** An answer in no table. */
  | 'unrecognised'
  /** The call's own end: its deadline or its caller. */
  | 'ended';

/** `at-once`: without a pause, and not paid for by the retry budget. */
export type Repeat = 'no' | 'at-once' | 'after-pause';

type Row = Readonly<Record<Effect, Repeat>>;

const never: Row = { read: 'no', 'keyed-write': 'no', write: 'no' };
const always: Row = { read: 'after-pause', 'keyed-write': 'after-pause', write: 'after-pause' };
// A key that is refused twice makes a repeat harmless but not a good idea here: whoever owns the serial number queries first.
const readsOnly: Row = { ...never, read: 'after-pause' };

/** What may be sent again. A write goes again only where it is proved that it was not processed. */
const REPEATS: Readonly<Record<Evidence, Row>> = {
  'not-sent': always,
  'not-sent-for-good': never,
  // The others kept for this target are as old, and given up with it: the repeat goes out on a new one.
  'stale-connection': { ...never, read: 'at-once' },
  unknown: readsOnly,
  throttled: readsOnly,
  'throttled-not-processed': always,
  rejected: never,
  unrecognised: never,
  ended: never,
};

export function repeatOf(evidence: Evidence, effect: Effect): Repeat {
  return REPEATS[evidence][effect];
}

/** Reads the evidence off a failure. @param cause what the sender threw, if it was the sender */
export function evidenceOf({ code, outcome, reason }: Pick<PiaozoneError, 'code' | 'outcome' | 'reason'>, cause?: unknown): Evidence {
  if (code === 'timeout' || code === 'aborted') return 'ended';
  if (outcome === 'not-sent') return passes(code, reason, cause) ? 'not-sent' : 'not-sent-for-good';
  if (code === 'rate_limited') return outcome === 'rejected' ? 'throttled-not-processed' : 'throttled';
  if (outcome === 'rejected') return 'rejected';
  if (cause instanceof SendFailure && cause.facts.keptConnection === true && cause.kind === 'connection') return 'stale-connection';
  return OPEN.has(code) ? 'unknown' : 'unrecognised';
}

/** Codes of what may go better the next time, when the outcome is open. `proxy` is not among them: it has said its word. */
const OPEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['connection', 'server', 'response_invalid']);
const LASTING: ReadonlySet<string | undefined> = new Set(['tls-untrusted', 'tls-expired', 'tls-host', 'tls-client-certificate', 'public-address']);
const PASSING_PROXY: ReadonlySet<string | undefined> = new Set(['unreachable', 'closed', 'timeout']);

function passes(code: ErrorCode, reason: string | undefined, cause: unknown): boolean {
  if (code === 'proxy') return PASSING_PROXY.has(reason);
  return code === 'connection' && !LASTING.has(reason) && !(cause instanceof SendFailure && isOurOwn(cause));
}

/** Refused on this machine: a URL or header that cannot be sent, a closed client. Node's own words for sockets that went away begin with `ERR_SOCKET`. */
export function isOurOwn({ kind, unsent, detail }: SendFailure): boolean {
  return kind === 'connection' && unsent && /^ERR_(?!SOCKET_)/.test(detail);
}

/** Puts the advice for an open write before whatever else the error advises. */
export function withAdvice(error: PiaozoneError, effect: Effect): PiaozoneError {
  const { outcome, hintText } = error;
  if (effect === 'read' || outcome !== 'unknown' || hintText?.zh.startsWith(QUERY_FIRST.zh) === true) return error;
  const { zh, en } = QUERY_FIRST;
  return error.with({ hint: hintText === undefined ? QUERY_FIRST : { zh: `${zh}。${hintText.zh}`, en: `${en}. ${hintText.en}` } });
}

/** Takes it off again: a login that is a write of its own must not advise the call that never left because of it. */
export function withoutAdvice(error: PiaozoneError): PiaozoneError {
  const { zh = '', en = '' } = error.hintText ?? {};
  if (!zh.startsWith(QUERY_FIRST.zh)) return error;
  return error.with({
    hint: zh === QUERY_FIRST.zh ? TRY_LATER : { zh: zh.slice(QUERY_FIRST.zh.length + 1), en: en.slice(QUERY_FIRST.en.length + 2) },
  });
}

const TRY_LATER: Bilingual = {
  zh: '登录没有完成，稍后重试；没有发送业务内容',
  en: 'the login did not finish, try again later; nothing of the call was sent',
};

/** What a person or program does after a write of unknown outcome. */
export const QUERY_FIRST: Bilingual = {
  zh: '可能已经处理：按同一流水号查询，不要换号重发',
  en: 'it may have been processed: query by the same serial number, never send under another one',
};
