import type { AdapterContext, Call, Effect, JsonValue, Verdict, WireRequest, WireResponse } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { type EnvelopeContext, readEnvelope } from '../protocol/envelope.js';
import { closedError } from '../session/closed.js';
import type { CosmicSession } from '../session/cosmic-session.js';
import type { RequestFields } from '../settings/types.js';
import { type Idempotency, idempotencyHeaders } from './idempotency.js';

interface CallOptions {
  /** Last part of the operation's name, e.g. `bills`. */
  readonly name: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose limits and breaker count, e.g. a tax number. */
  readonly tenant?: string;
}

export interface PostOptions extends CallOptions {
  readonly body: RequestFields;
  readonly effect: Effect;
  /** Lets the platform refuse the same write a second time (604). Only a help: the outcome of a write that ended unknown is found out by a query. */
  readonly idempotency?: Idempotency;
}

export interface GetOptions extends CallOptions {
  readonly query: Readonly<Record<string, string>>;
}

/** Calls of published APIs within a session. */
export class CosmicClient {
  readonly #product: Pick<CosmicProduct, 'id'>;
  readonly #session: CosmicSession;
  readonly #context: AdapterContext;

  constructor(product: Pick<CosmicProduct, 'id'>, session: CosmicSession, context: AdapterContext) {
    this.#product = product;
    this.#session = session;
    this.#context = context;
  }

  get locale(): AdapterContext['locale'] {
    return this.#context.locale;
  }

  get logger(): AdapterContext['logger'] {
    return this.#context.logger;
  }

  /** Name of an operation in errors and events, e.g. `galaxy.bills`. */
  operation(name: string): string {
    return `${this.#product.id}.${name}`;
  }

  /** @returns `data` of the platform's envelope. @throws erp_rejected, erp_session_expired, credentials_rejected, closed, and what the network does */
  post(options: PostOptions, call: Call): Promise<JsonValue | undefined> {
    return this.exchange(options, readEnvelope, call);
  }

  /** As {@link post}, for a query API that is published for GET. @throws request_invalid for values that digest authentication cannot sign */
  async get(options: GetOptions, call: Call): Promise<JsonValue | undefined> {
    const { path, query, headers } = options;
    return this.#send(options, 'read', () => this.#session.getRequest(path, query, headers), readEnvelope, call);
  }

  /**
   * One call in the session whose answer has an envelope of its own.
   * @param read judges every answer, also those of the gateway and of a dead session; see `readEnvelope`
   * @throws request_invalid for a body over the limit, and what `read` makes of the answer
   */
  async exchange<T>(options: PostOptions, read: (response: WireResponse, context: EnvelopeContext) => Verdict<T>, call: Call): Promise<T> {
    const { path, body, effect, headers, idempotency } = options;
    const all = { ...headers, ...(idempotency === undefined ? {} : idempotencyHeaders(idempotency, this.locale)) };
    return this.#send(options, effect, () => this.#session.request(path, body, all), read, call);
  }

  async #send<T>(
    { name, tenant }: CallOptions,
    effect: Effect,
    build: () => WireRequest,
    read: (response: WireResponse, context: EnvelopeContext) => Verdict<T>,
    { requestId, signal }: Call,
  ): Promise<T> {
    const { http, locale } = this.#context;
    if (this.#session.closed) throw closedError(this.#context);
    const operation = this.operation(name);
    const { scrub, refused, withoutIdentity, authorizer, rates } = this.#session;
    const context: EnvelopeContext = { operation, requestId, effect, locale, scrub, refused, withoutIdentity };
    return http.call({
      operation,
      effect,
      request: build(),
      requestId,
      authorize: authorizer,
      rates,
      classify: (response: WireResponse) => read(response, context),
      ...(tenant === undefined ? {} : { tenant }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
