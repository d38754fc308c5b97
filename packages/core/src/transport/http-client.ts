import { type FailureOutcome, isPiaozoneError, PiaozoneError } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import { AttemptObserver } from '../observe/attempt-observer.js';
import { diagnosed, judge } from '../protocol/diagnosed.js';
import type { Runtime } from '../runtime.js';
import { Deadline, pause } from './deadline.js';
import { describeEnd, describeFailure } from './describe-failure.js';
import { endOf, failedEnd, throttled } from './flow/attempt-end.js';
import { backoffMs } from './flow/backoff.js';
import { FlowControl } from './flow/flow-control.js';
import type { Lane, Pass } from './flow/lane.js';
import { readLimits } from './flow/limits.js';
import { retryAfterMs } from './flow/retry-after.js';
import { evidenceOf, type Repeat, repeatOf, withAdvice, withoutAdvice } from './outcome.js';
import type { ServerClock } from './server-clock.js';
import {
  type Authorizer,
  type CallRate,
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
  /** Default: the default limits. Whoever gives it closes it. */
  readonly flow?: FlowControl;
  /** Told of the time in every answer. */
  readonly serverClock?: ServerClock;
  /** Default: nobody but the channel's subscribers. */
  readonly observer?: AttemptObserver;
}

/** One call on its way through the policies. */
interface Course<T> {
  readonly call: HttpCall<T>;
  readonly deadline: Deadline;
  readonly lane: Lane;
  /** Attempts so far. */
  attempts: number;
}

/**
 * The policies every call goes through, outermost first:
 * `deadline` → `retry` → `authorize` → `limit` → `observe` → `classify` → `send`.
 * Each attempt is authorized afresh and counts against its tenant's limits; what is observed is what was sent and how it was judged.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #flow: FlowControl;
  readonly #observer: AttemptObserver;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#flow = options.flow ?? new FlowControl(readLimits(), options.runtime);
    this.#observer = options.observer ?? new AttemptObserver();
  }

  /** @throws PiaozoneError only */
  async call<T>(call: HttpCall<T>): Promise<T> {
    const deadline = new Deadline(this.#options.runtime, call.timeoutMs ?? this.#options.timeoutMs, call.signal);
    try {
      return await this.#retry({ call, deadline, lane: this.#flow.lane(call.tenant, call.operation), attempts: 0 });
    } catch (error) {
      throw withAdvice(this.#name(error, call, deadline), call.effect);
    } finally {
      deadline.end();
    }
  }

  /** Repeats by the table of {@link repeatOf} only. A write whose fate is open goes up as `unknown`. */
  async #retry<T>(course: Course<T>): Promise<T> {
    const { call, deadline, lane } = course;
    let last: PiaozoneError | undefined;
    let mayRepeatAtOnce = true;
    for (let retries = 0; ; ) {
      try {
        const value = await this.#authorize(course);
        this.#flow.earn();
        return value;
      } catch (error) {
        // Not let through this time: what the attempt before it met says more.
        if (wasNotLetThrough(error)) throw last ?? error.failure;
        last = this.#name(error, call, deadline);
        const repeat = error instanceof LoginFailed ? error.repeat : repeatOf(evidenceOf(last, error), call.effect);
        if (repeat === 'no' || deadline.aborted) throw last;
        if (repeat === 'at-once' && mayRepeatAtOnce) {
          mayRepeatAtOnce = false;
          continue;
        }
        retries += 1;
        if (retries > this.#options.maxRetries || !this.#flow.payRetry(lane)) throw last;
        await this.#pause(backoffMs(retries, this.#options.runtime), deadline, last);
      }
    }
  }

  /** A refused session means the call was not processed: renew by comparison, repeat with the same bytes. */
  async #authorize<T>(course: Course<T>): Promise<T> {
    const { call, deadline } = course;
    const { authorize } = call;
    if (authorize === undefined) return unwrap(await this.#attempt(course, call.request));
    let session = await this.#session(course, authorize, undefined);
    let renewalsLeft = authorize.renewals ?? 1;
    for (;;) {
      const verdict = await this.#attempt(course, authorize.apply(call.request, session));
      if (verdict.kind === 'ok') authorize.proved?.(session);
      if (verdict.kind !== 'session-rejected') return unwrap(verdict);
      const pauseMs = authorize.retryFreshMs?.(session);
      if (pauseMs !== undefined) await this.#pause(pauseMs, deadline, verdict.error);
      else if (renewalsLeft === 0) throw verdict.error;
      else renewalsLeft -= 1;
      session = await this.#session(course, authorize, pauseMs === undefined ? session : undefined, verdict.error);
    }
  }

  /** @throws `failure` when the pause would outlast the call, or is aborted: the call then ends with what is known of it */
  async #pause(delayMs: number, deadline: Deadline, failure: PiaozoneError): Promise<void> {
    if (delayMs >= deadline.remainingMs() || !(await pause(this.#options.runtime, delayMs, deadline))) throw failure;
  }

  /** @param refusal what to fail with when there is no further session */
  async #session<T>({ call, deadline }: Course<T>, authorize: Authorizer, rejected: string | undefined, refusal = NO_SESSION): Promise<string> {
    let session: string | undefined;
    try {
      session = await authorize.current(rejected, deadline);
    } catch (error) {
      const failure = this.#name(error, call, deadline);
      // Nothing of this call has left yet, whatever happened to the login; and a login may be tried again, whatever the call does.
      throw new LoginFailed(withoutAdvice(failure).with({ outcome: 'not-sent' }), repeatOf(evidenceOf(failure), 'read'));
    }
    if (session === undefined) throw refusal;
    return session;
  }

  /** One request on the wire, within its tenant's limits. @throws TurnRefused, or what the sender or the classification throws */
  async #attempt<T>(course: Course<T>, request: WireRequest): Promise<Verdict<T>> {
    const { call, deadline, lane } = course;
    const { sender, maxResponseBytes, runtime, serverClock } = this.#options;
    const entered = this.#enter(course);
    const granted = entered instanceof Promise ? await entered : entered;
    const pass = call.rates === undefined ? granted : await this.#pace(course, call.rates, granted);
    course.attempts += 1;
    const startedAt = this.#observer.listening ? runtime.now() : undefined;
    let response: WireResponse | undefined;
    try {
      response = await sender.send(request, { cancellation: deadline, maxResponseBytes: call.maxResponseBytes ?? maxResponseBytes });
      if (response.status < 500) serverClock?.observe(request.url, response.headers);
      const verdict = throttled(judge(call, response), response, call.effect, this.#flow.limits);
      const end = endOf(verdict, response);
      if (end === 'throttled') lane.throttled(pass, retryAfterMs(response.headers, runtime.now()));
      else lane.leave(pass, end);
      if (startedAt !== undefined) this.#tell(course, request, pass, startedAt, response, verdict.kind === 'ok' ? undefined : verdict.error);
      return verdict;
    } catch (error) {
      // An answer that the classification choked on is an answer all the same.
      lane.leave(pass, response === undefined ? failedEnd(error, deadline, runtime.monotonic() - pass.startedAt) : 'answered');
      if (startedAt !== undefined) this.#tell(course, request, pass, startedAt, response, this.#name(error, call, deadline));
      throw error;
    }
  }

  #enter<T>({ call, deadline, lane }: Course<T>): Pass | Promise<Pass> {
    const refused = (error: unknown): never => {
      throw new TurnRefused(this.#name(error, call, deadline, 'not-sent'));
    };
    try {
      const entered = lane.enter(deadline);
      return entered instanceof Promise ? entered.catch(refused) : entered;
    } catch (error) {
      return refused(error);
    }
  }

  /** Last before sending: a turn that was taken earlier would be used together with others. */
  async #pace<T>({ call, deadline, lane }: Course<T>, rates: readonly CallRate[], pass: Pass): Promise<Pass> {
    try {
      for (const rate of rates) await this.#flow.rate(rate).take(deadline, call.operation);
    } catch (error) {
      lane.leave(pass, 'unclear');
      throw new TurnRefused(this.#name(error, call, deadline, 'not-sent'));
    }
    return { ...pass, startedAt: this.#options.runtime.monotonic() };
  }

  #tell<T>(
    { call, attempts }: Course<T>,
    request: WireRequest,
    pass: Pass,
    startedAt: number,
    response: WireResponse | undefined,
    error: PiaozoneError | undefined,
  ): void {
    const durationMs = this.#options.runtime.monotonic() - pass.startedAt;
    const ended = { ...(response === undefined ? {} : { response }), ...(error === undefined ? {} : { error }) };
    this.#observer.tell({ call, request, attempt: attempts, startedAt, durationMs, ...ended });
  }

  /** Every failure becomes a {@link PiaozoneError} that carries this call's name and id; an abort gets the reason of the deadline that caused it. */
  #name<T>(error: unknown, call: HttpCall<T>, deadline: Deadline, outcome?: FailureOutcome): PiaozoneError {
    const context = { operation: call.operation, requestId: call.requestId, locale: this.#options.locale };
    if (error instanceof SendFailure) {
      const proved = outcome ?? (error.unsent ? 'not-sent' : 'unknown');
      const reason = error.kind === 'aborted' ? deadline.reason : undefined;
      if (reason !== undefined) return diagnosed(reason.with({ ...describeEnd(error, reason), ...context, outcome: proved }));
      return diagnosed(new PiaozoneError({ ...describeFailure(error), ...context, outcome: proved, cause: error }));
    }
    if (error instanceof LoginFailed || error instanceof TurnRefused) return error.failure;
    if (isPiaozoneError(error)) {
      const { operation, requestId, locale } = error;
      if (outcome === undefined && operation === context.operation && requestId === context.requestId && locale === context.locale) return error;
      return error.with({ ...context, ...(outcome === undefined ? {} : { outcome }) });
    }
    return new PiaozoneError({ code: 'response_invalid', outcome: outcome ?? 'unknown', message: INTERNAL, cause: error, ...context });
  }
}

/** No attempt was made: there is no session to travel with. */
class LoginFailed extends Error {
  constructor(
    readonly failure: PiaozoneError,
    readonly repeat: Repeat,
  ) {
    super(failure.code);
  }
}

/** No attempt was made: it is not this call's turn, and will not be in time. */
class TurnRefused extends Error {
  constructor(readonly failure: PiaozoneError) {
    super(failure.code);
  }
}

/** The turn of the call itself or, its breaker being open, of its login. */
function wasNotLetThrough(error: unknown): error is TurnRefused | LoginFailed {
  return error instanceof TurnRefused || (error instanceof LoginFailed && error.failure.code === 'circuit_open');
}

function unwrap<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'ok') return verdict.value;
  throw verdict.error;
}

/** For an authorizer that breaks its contract: before any refusal there is a session or an error. */
const NO_SESSION = new PiaozoneError({
  code: 'token_rejected',
  outcome: 'not-sent',
  message: { zh: '没有可用的会话', en: 'there is no session to call with' },
});
const INTERNAL: Bilingual = { zh: '处理应答时出现意外错误', en: 'an unexpected error while handling the answer' };
