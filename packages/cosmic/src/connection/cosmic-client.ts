import type { AdapterContext, Call, Effect, JsonValue, Verdict, WireResponse } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { type EnvelopeContext, readEnvelope } from '../protocol/envelope.js';
import { type CosmicSession, closedError } from '../session/cosmic-session.js';
import type { RequestFields } from '../settings/types.js';

export interface PostOptions {
  /** Last part of the operation's name, e.g. `bills`. */
  readonly name: string;
  readonly path: string;
  readonly body: RequestFields;
  readonly effect: Effect;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose limits and breaker count, e.g. a tax number. */
  readonly tenant?: string;
}

/** Calls of published APIs within a session. */
export class CosmicClient {
  readonly #product: CosmicProduct;
  readonly #session: CosmicSession;
  readonly #context: AdapterContext;

  constructor(product: CosmicProduct, session: CosmicSession, context: AdapterContext) {
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

  /**
   * One call in the session whose answer has an envelope of its own.
   * @param read judges every answer, also those of the gateway and of a dead session; see `readEnvelope`
   */
  async exchange<T>(
    { name, path, body, effect, headers, tenant }: PostOptions,
    read: (response: WireResponse, context: EnvelopeContext) => Verdict<T>,
    call: Call,
  ): Promise<T> {
    const { http, locale } = this.#context;
    if (this.#session.closed) throw closedError(this.#context);
    const { requestId, signal } = call;
    const operation = this.operation(name);
    const context: EnvelopeContext = { operation, requestId, effect, locale, scrub: this.#session.scrub };
    return http.call({
      operation,
      effect,
      request: this.#session.request(path, body, headers),
      requestId,
      authorize: this.#session.authorizer,
      classify: (response: WireResponse) => read(response, context),
      ...(tenant === undefined ? {} : { tenant }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
