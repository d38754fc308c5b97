import { type Locale, PiaozoneError } from '@piaozone/core/adapter';

/** `Idempotency-Key` of the platform (flagship-and-cosmic §3). Whether the invoice interfaces heed it is not documented (§17.8). */
export interface Idempotency {
  /** One per write, the same for its repeats: visible ASCII. */
  readonly key: string;
  /** Seconds the platform remembers it, up to 90 days; needs V6.0.12. Default of the platform: 30 minutes. */
  readonly timeoutSeconds?: number;
}

const MAX_SECONDS = 90 * 86_400;

/** @throws request_invalid for what the platform would not take */
export function idempotencyHeaders({ key, timeoutSeconds }: Idempotency, locale: Locale): Readonly<Record<string, string>> {
  if (!/^[\x21-\x7e]+$/.test(key)) throw invalid('idempotency.key', { zh: '须为可见的 ASCII 字符', en: 'must be visible ASCII' }, locale);
  if (timeoutSeconds === undefined) return { 'Idempotency-Key': key };
  if (!Number.isSafeInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > MAX_SECONDS) {
    throw invalid('idempotency.timeoutSeconds', { zh: '须为 1 秒至 90 天的整数秒', en: 'must be whole seconds, up to 90 days' }, locale);
  }
  return { 'Idempotency-Key': key, 'Idempotency-Timeout': String(timeoutSeconds) };
}

function invalid(path: string, message: { readonly zh: string; readonly en: string }, locale: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: `${path} ${message.zh}`, en: `${path} ${message.en}` },
    problems: [{ path, message }],
  });
}
