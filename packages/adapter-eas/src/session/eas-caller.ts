import { type AdapterContext, type Effect, type HttpCall, inLocale, isPiaozoneError } from '@piaozone/core/adapter';
import type { SoapAnswer } from '../soap/client.js';
import type { SoapPart } from '../soap/envelope.js';
import type { ResultReader } from '../soap/results.js';
import type { EasSessions } from './eas-sessions.js';

/** What a caller may say about one call; all of it optional. */
export interface EasCallOptions {
  /** The same in events and errors. Default: a new one. */
  readonly requestId?: string;
  readonly signal?: AbortSignal;
  /** The whole call with login and retries, milliseconds. */
  readonly timeoutMs?: number;
}

/** One operation of one service. */
export interface EasOperation {
  /** Name for events and errors, e.g. `eas.gl.getOrg`. */
  readonly name: string;
  /** Last part of the address. */
  readonly service: string;
  readonly namespace: string;
  readonly operation: string;
  /** Written within the call, so that its errors carry the call's name. */
  readonly parts: () => readonly SoapPart[];
  readonly effect: Effect;
}

type Lent = Pick<AdapterContext, 'http' | 'locale' | 'newRequestId'>;

/** Calls in the sessions of one connection, for services of any kind. */
export class EasCaller {
  readonly #sessions: EasSessions;
  readonly #context: Lent;

  constructor(sessions: EasSessions, context: Lent) {
    this.#sessions = sessions;
    this.#context = context;
  }

  /** @throws PiaozoneError that names the call; `outcome` says whether a write may have been done */
  async call<T>(operation: EasOperation, read: ResultReader<T>, options: EasCallOptions = {}): Promise<T> {
    const { name, service, namespace, effect } = operation;
    return this.named(name, options, async (requestId) => {
      const request = { namespace, prefix: 'web', operation: operation.operation, parts: operation.parts() };
      const { value } = await this.#sessions.call({ name, service, request, effect, requestId, ...given(options) });
      return read(value);
    });
  }

  /** An envelope written elsewhere, its session header put in by `write`. */
  async exchange(
    { name, service, operation, effect }: Omit<EasOperation, 'parts' | 'namespace'>,
    write: (sessionId: string | undefined) => Buffer,
    options: EasCallOptions = {},
  ): Promise<SoapAnswer> {
    return this.named(name, options, (requestId) =>
      this.#sessions.call({ name, service, request: { operation, write }, effect, requestId, ...given(options) }),
    );
  }

  /** A document that needs no session, such as a WSDL. */
  async fetch<T>(name: string, url: string, call: Pick<HttpCall<T>, 'classify' | 'maxResponseBytes'>, options: EasCallOptions = {}): Promise<T> {
    const request = { method: 'GET', url, headers: {} } as const;
    return this.named(name, options, (requestId) =>
      this.#context.http.call({ operation: name, effect: 'read', request, requestId, ...call, ...given(options) }),
    );
  }

  /** Runs `work` under one request id; every error of ours carries it, the name and the reader's language. */
  async named<T>(name: string, { requestId = this.#context.newRequestId() }: EasCallOptions, work: (requestId: string) => Promise<T>): Promise<T> {
    try {
      return await work(requestId);
    } catch (error) {
      throw this.inLanguage(isPiaozoneError(error) && error.operation === undefined ? error.with({ operation: name, requestId }) : error);
    }
  }

  /** `error` in the reader's language. */
  inLanguage(error: unknown): unknown {
    return inLocale(error, this.#context.locale);
  }
}

function given({ signal, timeoutMs }: EasCallOptions): Pick<EasCallOptions, 'signal' | 'timeoutMs'> {
  return { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}
