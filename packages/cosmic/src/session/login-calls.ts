import type { AdapterContext, CallRate, Effect, Verdict, WireResponse } from '@piaozone/core/adapter';
import type { EnvelopeContext } from '../protocol/envelope.js';
import type { CosmicAccess } from '../settings/config.js';
import type { KnownSecrets } from './known-secrets.js';
import { postRequest, withIdentity } from './requests.js';

const END_TIMEOUT_MS = 5_000;

export interface LoginCall<T> {
  /** Below the base; its name in errors and events too. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** `write` for what must not leave twice with the same bytes. */
  readonly effect: Effect;
  readonly read: (response: WireResponse, context: EnvelopeContext) => Verdict<T>;
  readonly signal: AbortSignal;
  /** A rate of this endpoint's own. */
  readonly rate?: CallRate;
}

/** Calls of the token endpoints, which travel without a token. */
export class LoginCalls {
  readonly access: CosmicAccess;
  readonly context: AdapterContext;
  readonly secrets: KnownSecrets;

  constructor(access: CosmicAccess, context: AdapterContext, secrets: KnownSecrets) {
    this.access = access;
    this.context = context;
    this.secrets = secrets;
  }

  post<T>({ path, body, effect, read, signal, rate }: LoginCall<T>): Promise<T> {
    const { http, locale } = this.context;
    const operation = path.slice(1);
    const requestId = this.context.newRequestId();
    const withoutIdentity = this.access.gatewayIdentity === undefined;
    const context: EnvelopeContext = { operation, requestId, effect, locale, scrub: this.secrets.scrub, withoutIdentity };
    return http.call({
      operation,
      effect,
      request: this.#request(path, body),
      requestId,
      rates: [...(rate === undefined ? [] : [rate]), ...this.#rates()],
      classify: (response) => read(response, context),
      signal,
    });
  }

  /** Ends a token at the server: one try, and never a failure, since a token dies by itself within two hours. */
  async end(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await this.context.http.call({
        operation: path.slice(1),
        effect: 'write',
        request: this.#request(path, body),
        requestId: this.context.newRequestId(),
        rates: this.#rates(),
        classify: () => ({ kind: 'ok', value: undefined }),
        timeoutMs: END_TIMEOUT_MS,
      });
    } catch {
      // Closing must not fail for it.
    }
  }

  #request(path: string, body: Readonly<Record<string, unknown>>) {
    const request = postRequest(this.access, path, body);
    return this.access.gatewayIdentityOnLogin ? withIdentity(request, this.access) : request;
  }

  /** Token calls pass the same gateway as all others. */
  #rates(): readonly CallRate[] {
    return this.access.rate === undefined ? [] : [this.access.rate];
  }
}
