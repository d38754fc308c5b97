import { catalogue } from './catalogue.js';
import { matchText } from './match.js';
import { findingOfCode, findingOfNodeCode, findingOfReason } from './own-errors.js';
import type { Diagnosis } from './types.js';

/** Errors wrap errors; a ring must not hang us. */
const MAX_CAUSES = 5;
const SDK_ERROR = Symbol.for('@piaozone/core/error');

/**
 * What a message means. The first entry that matches wins; only the first few thousand characters are looked at. `undefined` = not known: show the message
 * as it is and add no guess.
 *
 * @param subject the upstream text, or an error: one of the SDK (also as its `toJSON()`), one of Node's sockets, or any `Error` with a text
 * @param body raw answer with envelope and code, looked at only when the message itself is not known
 */
export function diagnose(subject: unknown, body?: string): Diagnosis | undefined {
  if (typeof subject === 'string') return matchText(subject) ?? matchBody(body);
  return ofError(subject, body, MAX_CAUSES);
}

/** The entry of a code in either catalogue, our own first. @throws RangeError for a code that is in none */
export function finding(code: string): Diagnosis {
  const found = byCode(code);
  if (found === undefined) throw new RangeError(`no finding ${code}`);
  return found;
}

/** Codes of the findings of our own, in the order of the file. */
export function findingCodes(): readonly string[] {
  return [...catalogue().own.keys()];
}

/** Codes of the known upstream texts, in the order in which they are tried. */
export function diagnosisCodes(): readonly string[] {
  return [...catalogue().known.keys()];
}

interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly upstreamCode?: unknown;
  readonly upstreamMessage?: unknown;
  readonly diagnosis?: unknown;
  readonly cause?: unknown;
}

function ofError(error: unknown, body: string | undefined, left: number): Diagnosis | undefined {
  if (typeof error !== 'object' || error === null || left === 0) return undefined;
  const like: ErrorLike = error;
  const found = attached(like) ?? (isSdkError(like) ? ofSdkError(like, body) : (ofForeignError(like) ?? matchBody(body)));
  return found ?? ofError(like.cause, undefined, left - 1);
}

/** Diagnosed before, when the raw answer was still at hand; in `toJSON()` only the code is left. */
function attached({ diagnosis }: ErrorLike): Diagnosis | undefined {
  const code = typeof diagnosis === 'object' && diagnosis !== null && 'code' in diagnosis ? diagnosis.code : diagnosis;
  return typeof code === 'string' ? byCode(code) : undefined;
}

function isSdkError(error: ErrorLike): boolean {
  return SDK_ERROR in error || error.name === 'PiaozoneError';
}

/** The `message` of an SDK error is the SDK's own advice, which may quote product texts: only what the other side said counts. */
function ofSdkError(error: ErrorLike, body: string | undefined): Diagnosis | undefined {
  const code = text(error.code) ?? '';
  const own = findingOfReason(code, text(error.reason), error.status);
  if (own !== undefined) return finding(own);
  const found = ofUpstream(text(error.upstreamCode), text(error.upstreamMessage)) ?? matchBody(body);
  if (found !== undefined) return found;
  const fallback = findingOfCode(code);
  return fallback === undefined ? undefined : finding(fallback);
}

/** Some texts are only known together with their code, as the product prints it: in front. */
function ofUpstream(code: string | undefined, message: string | undefined): Diagnosis | undefined {
  if (message === undefined) return undefined;
  return matchText(message) ?? (code === undefined ? undefined : matchText(`${code} ${message}`));
}

function ofForeignError({ code, message }: ErrorLike): Diagnosis | undefined {
  const own = findingOfNodeCode(text(code) ?? '');
  if (own !== undefined) return finding(own);
  return typeof message === 'string' ? matchText(message) : undefined;
}

function matchBody(body: string | undefined): Diagnosis | undefined {
  return body === undefined ? undefined : matchText(body);
}

function byCode(code: string): Diagnosis | undefined {
  const { own, known } = catalogue();
  return own.get(code) ?? known.get(code);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
