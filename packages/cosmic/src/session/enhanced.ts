import type { CallRate, Session, WireRequest } from '@piaozone/core/adapter';
import type { LoginCalls } from './login-calls.js';
import { newNonce } from './nonce.js';
import { withHeaders } from './requests.js';
import { inServerTime } from './server-time.js';
import { shanghaiTime } from './shanghai-time.js';
import { readTokenAnswer } from './token-answer.js';
import type { TokenSource } from './token-authentication.js';

/** `getToken` may be called this often in a minute (flagship-and-cosmic §2.2). */
const TOKEN_CALLS = 30;

/** 增强型: getToken and withdrawToken (flagship-and-cosmic §2.2). There is no refresh: the platform removed it, a token is always issued anew. */
export class EnhancedTokens implements TokenSource {
  readonly #calls: LoginCalls;
  readonly #rate: CallRate;

  constructor(calls: LoginCalls) {
    this.#calls = calls;
    const { baseUrl, app } = calls.access;
    this.#rate = { key: `${baseUrl} ${app.id} getToken`, windows: [{ calls: TOKEN_CALLS, ms: 60_000 }] };
  }

  login(signal: AbortSignal): Promise<Session> {
    const { access, context } = this.#calls;
    return inServerTime(context.serverClock, access.baseUrl, (at) => this.#getToken(at, signal));
  }

  /** Never in a URL (§2.2). */
  carry(request: WireRequest, token: string): WireRequest {
    return withHeaders(request, { accesstoken: token, access_token: token });
  }

  logout(token: string): Promise<void> {
    const { access, context } = this.#calls;
    return this.#calls.end('/kapi/oauth2/withdrawToken', {
      ...this.#client(),
      token_type_hint: 'access_token',
      token,
      accountId: access.accountId,
      ...proof(context.serverClock.now(access.baseUrl)),
    });
  }

  async #getToken(at: number, signal: AbortSignal): Promise<Session> {
    const { user, accountId, language } = this.#calls.access;
    const body = { ...this.#client(), username: user, accountId, ...proof(at), ...(language === undefined ? {} : { language }) };
    // A nonce works once: these bytes must not leave twice.
    const token = await this.#calls.post({
      path: '/kapi/oauth2/getToken',
      body,
      effect: 'write',
      signal,
      rate: this.#rate,
      read: readTokenAnswer,
    });
    this.#calls.secrets.add(token.value);
    return token;
  }

  #client(): Readonly<Record<string, string>> {
    const { app } = this.#calls.access;
    return { client_id: app.id, client_secret: app.secret.reveal() };
  }
}

function proof(at: number): Readonly<Record<string, string>> {
  return { nonce: newNonce(), timestamp: shanghaiTime(at) };
}
