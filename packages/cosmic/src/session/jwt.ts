import type { Session, WireRequest } from '@piaozone/core/adapter';
import { userCredentials } from '../protocol/hints.js';
import { readLoginAnswer } from './login-answer.js';
import type { LoginCalls } from './login-calls.js';
import { withHeaders } from './requests.js';
import type { TokenSource } from './token-authentication.js';

/** One login.do with `keytype: "JWT"` (flagship-and-cosmic §2.5). Which member of the answer holds the JWT is a setting, since no reference names it. */
export class JwtTokens implements TokenSource {
  readonly #calls: LoginCalls;

  constructor(calls: LoginCalls) {
    this.#calls = calls;
  }

  async login(signal: AbortSignal): Promise<Session> {
    const { access, context, secrets } = this.#calls;
    const { app, user, userType, accountId, jwtField } = access;
    const body = { appId: app.id, appSecret: app.secret.reveal(), keytype: 'JWT', user, usertype: userType, accountId };
    const step = { token: jwtField ?? '', hint: userCredentials };
    const now = context.runtime.now();
    const token = await this.#calls.post({
      path: '/api/login.do',
      body,
      effect: 'read',
      signal,
      read: (response, of) => readLoginAnswer(response, step, of, now),
    });
    secrets.add(token.value);
    return token;
  }

  /** Two names of the application's header are documented, one of which nginx may drop: both travel (§2.3). */
  carry(request: WireRequest, token: string): WireRequest {
    const { app, accountId } = this.#calls.access;
    return withHeaders(request, { client_id: app.id, appId: app.id, accountId, jwt: token });
  }

  /** No way to end one is documented. */
  async logout(): Promise<void> {}
}
