import type { Session, WireRequest } from '@piaozone/core/adapter';
import { appCredentials, userCredentials } from '../protocol/hints.js';
import { type LoginStep, readLoginAnswer } from './login-answer.js';
import type { LoginCalls } from './login-calls.js';
import { withHeaders, withQuery } from './requests.js';
import type { TokenSource } from './token-authentication.js';

const APP_TOKEN: LoginStep = { token: 'app_token', hint: appCredentials };
const ACCESS_TOKEN: LoginStep = { token: 'access_token', hint: userCredentials };

/** getAppToken.do, login.do, logout.do (flagship-and-cosmic §2.1). */
export class TwoStepTokens implements TokenSource {
  readonly #calls: LoginCalls;

  constructor(calls: LoginCalls) {
    this.#calls = calls;
  }

  /** An app token works once, so a login always fetches both. */
  async login(signal: AbortSignal): Promise<Session> {
    const { user, userType } = this.#calls.access;
    const appToken = await this.appToken(signal);
    const body = { user, apptoken: appToken.value, usertype: userType, ...this.#common() };
    // Repeating login.do would send a spent app token; the next attempt of the business call starts a whole login.
    return this.#step('/api/login.do', body, ACCESS_TOKEN, 'write', signal);
  }

  /** The first step alone: proves application and secret. */
  appToken(signal: AbortSignal): Promise<Session> {
    const { app, legacySecretField } = this.#calls.access;
    const secret = { [legacySecretField ? 'appSecuret' : 'appSecret']: app.secret.reveal() };
    return this.#step('/api/getAppToken.do', { appId: app.id, ...secret, ...this.#common() }, APP_TOKEN, 'read', signal);
  }

  /** Servers differ in which header they read (§2.3). */
  carry(request: WireRequest, token: string): WireRequest {
    if (this.#calls.access.tokenCarrier === 'query') return withQuery(request, { access_token: token });
    return withHeaders(request, { accesstoken: token, access_token: token });
  }

  logout(token: string): Promise<void> {
    return this.#calls.end('/api/logout.do', { access_token: token });
  }

  #common(): Readonly<Record<string, string>> {
    const { accountId, tenantId, language } = this.#calls.access;
    return { accountId, ...(tenantId === undefined ? {} : { tenantid: tenantId }), ...(language === undefined ? {} : { language }) };
  }

  async #step(
    path: string,
    body: Readonly<Record<string, string>>,
    step: LoginStep,
    effect: 'read' | 'write',
    signal: AbortSignal,
  ): Promise<Session> {
    const { context, secrets } = this.#calls;
    const now = context.runtime.now();
    const token = await this.#calls.post({ path, body, effect, signal, read: (response, of) => readLoginAnswer(response, step, of, now) });
    secrets.add(token.value);
    return token;
  }
}
