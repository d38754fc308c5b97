import type { Diagnosis } from '@piaozone/diagnosis';
import type { Secret } from './credentials/secret.js';
import { type Bilingual, type Locale, localize } from './i18n/locale.js';

/** Stable error codes; a new code is a minor release, a changed meaning a major one. */
export type ErrorCode =
  | 'config_invalid'
  | 'credential_level'
  | 'credentials_unavailable'
  | 'credentials_rejected'
  | 'token_rejected'
  | 'timeout'
  | 'aborted'
  | 'connection'
  | 'proxy'
  | 'response_invalid'
  | 'response_too_large'
  | 'rate_limited'
  | 'server'
  | 'request_invalid'
  | 'business_rejected'
  | 'business_unrecognised'
  | 'person_action_required'
  | 'capability_missing'
  | 'erp_rejected'
  | 'erp_session_expired'
  | 'adapter_contract_violation'
  | 'operation_conflict'
  | 'store_failed'
  | 'entitlement_denied'
  | 'circuit_open'
  | 'callback_invalid'
  | 'closed';

/**
 * What is known about the effect of the failed call. `not-sent`: no byte left this machine. `rejected`: the other side refused it before doing anything.
 * `unknown`: it may have been done; for a write this means: query by the same serial number, never send under a new one.
 */
export type FailureOutcome = 'not-sent' | 'rejected' | 'unknown';

/** One thing that is wrong with the input: where, what, and what to do. */
export interface Problem {
  /** Path of the field, e.g. `authorization.enterprise.clientId` or `lines[2].taxAmount`. */
  readonly path: string;
  readonly message: Bilingual;
  /** Code of `@piaozone/diagnosis` that explains it, where there is one. */
  readonly diagnosis?: string;
}

export interface PiaozoneErrorInit {
  readonly code: ErrorCode;
  readonly message: Bilingual;
  /** What the reader can do about it. */
  readonly hint?: Bilingual;
  readonly outcome: FailureOutcome;
  readonly locale?: Locale;
  /** Ours: sent as `reqid` and printed in every event of the call. */
  readonly requestId?: string;
  /** Theirs: from the answer, for the vendor's support. */
  readonly traceId?: string;
  /** Code in the other side's answer, as text, widths kept (`0000`, `00565`). */
  readonly upstreamCode?: string;
  /** Text of the other side's answer, unchanged. */
  readonly upstreamMessage?: string;
  /** HTTP status, where one arrived. */
  readonly status?: number;
  readonly problems?: readonly Problem[];
  /** Name of the operation, e.g. `hosted.create`. */
  readonly operation?: string;
  /** For `person_action_required`: the page where the person logs in or scans. Whoever holds it can act as that person, so it never prints. */
  readonly actionUrl?: Secret;
  /** Stable word that narrows `code`, e.g. `authentication` for `proxy`, `dns` for `connection`. Listed where the error is made. */
  readonly reason?: string;
  /** What the other side's text means, where it is known. */
  readonly diagnosis?: Diagnosis;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('@piaozone/core/error');

/** The only error class of the SDK. Recognise it with {@link isPiaozoneError}, not `instanceof`: several copies of the package may be installed. */
export class PiaozoneError extends Error {
  readonly [MARKER] = true;
  override readonly name = 'PiaozoneError';
  readonly code: ErrorCode;
  readonly outcome: FailureOutcome;
  readonly hint: string | undefined;
  /** Both languages of `hint`. */
  readonly hintText: Bilingual | undefined;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly upstreamCode: string | undefined;
  readonly upstreamMessage: string | undefined;
  readonly status: number | undefined;
  readonly operation: string | undefined;
  /** Where a person has to act, if the cloud named a page; `reveal()` it only to that person. */
  readonly actionUrl: Secret | undefined;
  /** Narrows `code`; see {@link PiaozoneErrorInit.reason}. */
  readonly reason: string | undefined;
  /** Cause and remedy of the other side's text, in both languages, where it is known; its `code` is that of `@piaozone/diagnosis`. */
  readonly diagnosis: Diagnosis | undefined;
  readonly problems: readonly Problem[];
  /** Both languages, whatever the locale of `message`. */
  readonly text: Bilingual;
  readonly locale: Locale;
  readonly #init: PiaozoneErrorInit;

  constructor(init: PiaozoneErrorInit) {
    const locale = init.locale ?? 'zh-CN';
    const cause = slimCause(init.cause);
    super(compose(init, locale), cause === undefined ? undefined : { cause });
    this.#init = { ...init, cause };
    this.code = init.code;
    this.outcome = init.outcome;
    this.text = init.message;
    this.locale = locale;
    const hint = hintOf(init);
    this.hint = hint === undefined ? undefined : localize(hint, locale);
    this.hintText = hint;
    this.requestId = init.requestId;
    this.traceId = init.traceId;
    this.upstreamCode = init.upstreamCode;
    this.upstreamMessage = init.upstreamMessage;
    this.status = init.status;
    this.operation = init.operation;
    this.actionUrl = init.actionUrl;
    this.reason = init.reason;
    this.diagnosis = init.diagnosis;
    this.problems = init.problems ?? [];
  }

  /** The same error with some of its parts replaced, e.g. in another language or with the id of the call it ended. */
  with(change: Partial<PiaozoneErrorInit>): PiaozoneError {
    return new PiaozoneError({ ...this.#init, ...change });
  }

  /** Plain data for logs. Holds no request, no header and no body, hence no secret. */
  toJSON(): Record<string, unknown> {
    const { name, code, reason, outcome, message, hint, operation, requestId, traceId, upstreamCode, upstreamMessage, status, problems } = this;
    const diagnosis = this.diagnosis?.code;
    return { name, code, reason, outcome, message, hint, diagnosis, operation, requestId, traceId, upstreamCode, upstreamMessage, status, problems };
  }
}

/** True for a {@link PiaozoneError} of any installed copy of the package, optionally of one code. */
export function isPiaozoneError(error: unknown, code?: ErrorCode): error is PiaozoneError {
  if (typeof error !== 'object' || error === null || !(MARKER in error)) return false;
  return code === undefined || (error as PiaozoneError).code === code;
}

/** `error` in the reader's language; what is no {@link PiaozoneError} is returned as it is. Errors are made in many places that do not know the language. */
export function inLocale(error: unknown, locale: Locale): unknown {
  return isPiaozoneError(error) && error.locale !== locale ? error.with({ locale }) : error;
}

/** Every configuration problem at once, instead of one per attempt. `outcome` is `not-sent`. */
export function configError(problems: readonly Problem[], locale?: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'config_invalid',
    outcome: 'not-sent',
    message: { zh: `配置有 ${problems.length} 处问题`, en: `${problems.length} configuration problem(s)` },
    problems,
    ...(locale === undefined ? {} : { locale }),
  });
}

function compose(init: PiaozoneErrorInit, locale: Locale): string {
  const colon = locale === 'en' ? ': ' : '：';
  const parts = [localize(init.message, locale)];
  for (const problem of init.problems ?? []) parts.push(`  - ${problem.path}${colon}${localize(problem.message, locale)}`);
  const hint = hintOf(init);
  if (hint !== undefined) parts.push(localize(hint, locale));
  const ids = [
    init.upstreamCode === undefined ? '' : `upstreamCode=${init.upstreamCode}`,
    init.requestId === undefined ? '' : `requestId=${init.requestId}`,
    init.traceId === undefined ? '' : `traceId=${init.traceId}`,
  ].filter((part) => part !== '');
  if (ids.length > 0) parts.push(`[${ids.join(' ')}]`);
  return parts.join('\n');
}

/** What the code knows to advise beats what the text is known to mean. */
function hintOf({ hint, diagnosis }: PiaozoneErrorInit): Bilingual | undefined {
  return hint ?? diagnosis?.remedy;
}

/**
 * Transport libraries hang requests, headers and bodies on their errors; only name and code survive as a cause.
 * The text goes too: Node puts whole URLs into some of its messages.
 */
function slimCause(cause: unknown): unknown {
  if (isPiaozoneError(cause)) return cause;
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { name, code } = cause as { name?: unknown; code?: unknown };
  return { name: typeof name === 'string' ? name : 'Error', ...(typeof code === 'string' ? { code } : {}) };
}
