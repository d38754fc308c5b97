import { type FailureOutcome, isPiaozoneError, PiaozoneError, type PiaozoneErrorInit } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import { type Runtime, sleep } from '../runtime.js';
import { Deadline } from './deadline.js';
import {
  type AttemptEvent,
  type Authorizer,
  type HttpCall,
  type Sender,
  SendFailure,
  type Verdict,
  type WireRequest,
  type WireResponse,
} from './types.js';

export interface HttpClientOptions {
  readonly runtime: Runtime;
  readonly sender: Sender;
  readonly locale: Locale;
  /** Whole call, milliseconds. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Repeats after the first attempt, for calls that may be repeated. */
  readonly maxRetries: number;
  readonly onAttempt?: (event: AttemptEvent) => void;
}

const BACKOFF_BASE_MS = 200;
const BACKOFF_CAP_MS = 5_000;

/**
 * The policies every call goes through, outermost first:
 * `deadline` → `retry` → `authorize` → `classify` → `observe` → `send`. Each attempt is authorized afresh; what is observed is what was sent.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** @throws PiaozoneError only */
  async call<T>(call: HttpCall<T>): Promise<T> {
    const deadline = new Deadline(this.#options.runtime, call.timeoutMs ?? this.#options.timeoutMs, call.signal);
    try {
      return await this.#retry(call, deadline);
    } finally {
      deadline.end();
    }
  }

  /** Repeats only what is proved unsent, or what has no effect. A write whose fate is open goes up as `unknown`. */
  async #retry<T>(call: HttpCall<T>, deadline: Deadline): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#authorize(call, deadline, attempt);
      } catch (error) {
        const failure = this.#name(error, call, deadline);
        if (attempt > this.#options.maxRetries || !mayRepeat(failure, call) || deadline.aborted) throw failure;
        const delayMs = backoff(attempt, this.#options.runtime);
        if (delayMs >= deadline.remainingMs()) throw failure;
        // An abort during the pause ends the call with what is known: the attempt's own failure.
        await sleep(this.#options.runtime, delayMs, deadline.signal).catch(() => {
          throw failure;
        });
      }
    }
  }

  /** A refused session means the call was not processed: renew by comparison, repeat once with the same bytes. */
  async #authorize<T>(call: HttpCall<T>, deadline: Deadline, attempt: number): Promise<T> {
    const { authorize } = call;
    if (authorize === undefined) return unwrap(call.classify(await this.#observe(call, call.request, deadline, attempt)));
    let rejected: string | undefined;
    for (;;) {
      const session = await this.#session(call, authorize, rejected, deadline);
      const verdict = call.classify(await this.#observe(call, authorize.apply(call.request, session), deadline, attempt));
      if (verdict.kind !== 'session-rejected' || rejected !== undefined) return unwrap(verdict);
      rejected = session;
    }
  }

  async #session<T>(call: HttpCall<T>, authorize: Authorizer, rejected: string | undefined, deadline: Deadline): Promise<string> {
    try {
      return await authorize.current(rejected, deadline);
    } catch (error) {
      // Nothing of this call has left yet, whatever happened to the login.
      throw this.#name(error, call, deadline, 'not-sent');
    }
  }

  #observe<T>(call: HttpCall<T>, request: WireRequest, deadline: Deadline, attempt: number): Promise<WireResponse> {
    const { sender, onAttempt, maxResponseBytes } = this.#options;
    const sending = sender.send(request, { cancellation: deadline, maxResponseBytes: call.maxResponseBytes ?? maxResponseBytes });
    return onAttempt === undefined ? sending : this.#report(sending, onAttempt, call, request, attempt);
  }

  async #report<T>(
    sending: Promise<WireResponse>,
    onAttempt: (event: AttemptEvent) => void,
    call: HttpCall<T>,
    request: WireRequest,
    attempt: number,
  ): Promise<WireResponse> {
    const { runtime } = this.#options;
    const startedAt = runtime.monotonic();
    const event = (rest: Pick<AttemptEvent, 'status' | 'errorCode' | 'responseBytes'>) =>
      onAttempt({
        operation: call.operation,
        requestId: call.requestId,
        attempt,
        method: request.method,
        target: targetOf(request.url),
        durationMs: runtime.monotonic() - startedAt,
        requestBytes: request.body?.length ?? 0,
        ...rest,
      });
    try {
      const response = await sending;
      event({ status: response.status, responseBytes: response.body.length });
      return response;
    } catch (error) {
      event({ errorCode: error instanceof SendFailure ? error.kind : 'internal' });
      throw error;
    }
  }

  /** Every failure becomes a {@link PiaozoneError} that carries this call's name and id; an abort gets the reason of the deadline that caused it. */
  #name<T>(error: unknown, call: HttpCall<T>, deadline: Deadline, outcome?: FailureOutcome): PiaozoneError {
    const context = { operation: call.operation, requestId: call.requestId, locale: this.#options.locale };
    if (error instanceof SendFailure) {
      const proved = outcome ?? (error.unsent ? 'not-sent' : 'unknown');
      const reason = error.kind === 'aborted' ? deadline.reason : undefined;
      if (reason !== undefined) return reason.with({ ...context, outcome: proved });
      return new PiaozoneError({ ...describeFailure(error), ...context, outcome: proved, cause: error });
    }
    if (isPiaozoneError(error)) {
      return error.with({ ...context, ...(outcome === undefined ? {} : { outcome }) });
    }
    return new PiaozoneError({ code: 'response_invalid', outcome: outcome ?? 'unknown', message: INTERNAL, cause: error, ...context });
  }
}

function unwrap<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'ok') return verdict.value;
  throw verdict.error;
}

function mayRepeat<T>(failure: PiaozoneError, call: HttpCall<T>): boolean {
  if (!REPEATABLE.has(failure.code)) return false;
  return failure.outcome === 'not-sent' || call.effect === 'read';
}

/** Faults that pass; refusals, proxies that say no and our own limits do not. */
const REPEATABLE: ReadonlySet<string> = new Set(['connection', 'server', 'rate_limited', 'response_invalid']);

/** Full jitter: many clients that failed together must not come back together. */
function backoff(attempt: number, runtime: Runtime): number {
  return runtime.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1));
}

/** Queries carry tokens in this protocol; only scheme, host and path are ever shown. */
export function targetOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

const INTERNAL: Bilingual = { zh: '处理应答时出现意外错误', en: 'an unexpected error while handling the answer' };

function describeFailure(failure: SendFailure): Pick<PiaozoneErrorInit, 'code' | 'message' | 'hint'> {
  const { kind, detail } = failure;
  switch (kind) {
    case 'aborted':
      return { code: 'aborted', message: { zh: '请求被中止', en: 'the request was aborted' } };
    case 'proxy':
      return {
        code: 'proxy',
        message: { zh: `代理没有放行（${detail}）`, en: `the proxy did not let the request through (${detail})` },
        hint: { zh: '核对代理的 ip:端口 与账号；没有代理则不要配置', en: 'check ip:port and account of the proxy; configure none if there is none' },
      };
    case 'tls':
      return {
        code: 'connection',
        message: { zh: `TLS 握手失败（${detail}）`, en: `the TLS handshake failed (${detail})` },
        hint: { zh: '私有 CA 请通过 tls.ca 配置；不要关闭证书校验', en: 'give a private CA as tls.ca; do not switch verification off' },
      };
    case 'connection':
      return {
        code: 'connection',
        message: { zh: `网络连接失败（${detail}）`, en: `the connection failed (${detail})` },
        hint: {
          zh: '确认本机（服务器，而非浏览器）能访问该地址，内网需加白名单',
          en: 'make sure this machine (the server, not a browser) can reach the address; inner networks need a whitelist entry',
        },
      };
    case 'response_too_large':
      return { code: 'response_too_large', message: { zh: `应答超过大小上限（${detail}）`, en: `the answer is larger than allowed (${detail})` } };
    default:
      return {
        code: 'response_invalid',
        message: { zh: `应答不完整或无法解码（${detail}）`, en: `the answer was cut or cannot be decoded (${detail})` },
      };
  }
}
