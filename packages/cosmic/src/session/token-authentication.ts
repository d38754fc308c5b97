import { type AdapterContext, type Authorizer, type Session, type SessionSpec, sessionAuthorizer, type WireRequest } from '@piaozone/core/adapter';
import { sessionHint } from '../protocol/hints.js';
import type { CosmicAccess } from '../settings/config.js';
import type { CallAuthentication, ProofRefused } from './authentication.js';
import { closedError } from './closed.js';
import { sessionKey } from './session-key.js';

/** How a token is fetched, carried and given back. */
export interface TokenSource {
  /** A whole login: what it used of one-time tokens, nonces and times is never used again. */
  login(signal: AbortSignal): Promise<Session>;
  carry(request: WireRequest, token: string): WireRequest;
  /** Best effort; never throws. */
  logout(token: string): Promise<void>;
}

/** Authentication by a token that the session manager keeps: one login for all waiting callers, renewed ahead of its end, and once when refused. */
export class TokenAuthentication implements CallAuthentication {
  readonly authorizer: Authorizer;
  readonly refused: ProofRefused = { code: 'erp_session_expired', hint: sessionHint };
  readonly #source: TokenSource;
  readonly #context: AdapterContext;
  readonly #spec: SessionSpec;
  /** The token this object logged in for; one that another connection brought is not ours to end. */
  #token: string | undefined;
  #closing = false;

  constructor(source: TokenSource, access: CosmicAccess, context: AdapterContext) {
    this.#source = source;
    this.#context = context;
    this.#spec = { key: sessionKey(access), login: (signal) => this.#login(signal) };
    this.authorizer = sessionAuthorizer(context.sessions, this.#spec, (request, token) => source.carry(request, token));
  }

  async ensure(signal: AbortSignal | undefined): Promise<void> {
    await this.#context.sessions.get(this.#spec, undefined, signal);
  }

  close(): Promise<void> {
    this.#closing = true;
    return this.#logout();
  }

  async #login(signal: AbortSignal): Promise<Session> {
    const session = await this.#source.login(signal);
    this.#token = session.value;
    if (this.#closing) {
      await this.#logout();
      throw closedError(this.#context);
    }
    return session;
  }

  async #logout(): Promise<void> {
    const token = this.#token;
    if (token === undefined) return;
    this.#token = undefined;
    this.#context.sessions.forget(this.#spec.key, token);
    await this.#source.logout(token);
  }
}
