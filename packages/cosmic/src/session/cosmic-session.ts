import { createHash } from 'node:crypto';
import {
  type AdapterContext,
  type Authorizer,
  joinUrl,
  PiaozoneError,
  type Session,
  type SessionSpec,
  sessionAuthorizer,
  stringifyExact,
  type Verdict,
  type WireRequest,
  type WireResponse,
} from '@piaozone/core/adapter';
import type { EnvelopeContext } from '../protocol/envelope.js';
import { appCredentials, userCredentials } from '../protocol/hints.js';
import type { CosmicAccess } from '../settings/config.js';
import { type LoginStep, readLoginAnswer } from './login-answer.js';

const LOGOUT_TIMEOUT_MS = 5_000;
const TOKENS_KEPT = 8;
const APP_TOKEN: LoginStep = { token: 'app_token', hint: appCredentials };
const ACCESS_TOKEN: LoginStep = { token: 'access_token', hint: userCredentials };

/** Two-step login of one account set: getAppToken.do, login.do, logout.do (flagship-and-cosmic §2.1). */
export class CosmicSession {
  /** For business calls: puts the access token into both headers that servers read (§2.3). */
  readonly authorizer: Authorizer;
  readonly #access: CosmicAccess;
  readonly #context: AdapterContext;
  readonly #spec: SessionSpec;
  /** The token this object logged in for; one that another connection brought is not ours to end. */
  #token: string | undefined;
  /** The last few tokens, for {@link scrub}: a late answer may quote one that was replaced. */
  #issued: readonly string[] = [];
  #closing: Promise<void> | undefined;

  constructor(access: CosmicAccess, context: AdapterContext) {
    this.#access = access;
    this.#context = context;
    this.#spec = { key: sessionKey(access), login: (signal) => this.#login(signal) };
    this.authorizer = sessionAuthorizer(context.sessions, this.#spec, (request, token) => ({
      ...request,
      headers: { ...request.headers, accesstoken: token, access_token: token },
    }));
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Logs in unless a session is alive. @throws credentials_rejected, erp_rejected, closed, and what the network does */
  async ensure(signal: AbortSignal | undefined): Promise<void> {
    if (this.closed) throw closedError(this.#context);
    await this.#context.sessions.get(this.#spec, undefined, signal);
  }

  /** A JSON POST below the base, with the gateway identity. */
  request(path: string, body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): WireRequest {
    const { baseUrl, gatewayIdentity } = this.#access;
    return {
      method: 'POST',
      url: joinUrl(baseUrl, path),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(gatewayIdentity === undefined ? {} : { 'x-acgw-identity': gatewayIdentity.reveal() }),
        ...headers,
      },
      body: Buffer.from(stringifyExact(body), 'utf8'),
    };
  }

  /** Some servers quote in a refusal what they were sent. */
  readonly scrub = (text: string): string => {
    const { app, gatewayIdentity } = this.#access;
    const secrets = [app.secret.reveal(), ...(gatewayIdentity === undefined ? [] : [gatewayIdentity.reveal()]), ...this.#issued];
    return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  };

  /** Ends the session at the ERP, best effort; never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#logout();
    return this.#closing;
  }

  /** An app token works once, so a login always fetches both. */
  async #login(signal: AbortSignal): Promise<Session> {
    const { app, accountId, user, userType, tenantId, language, legacySecretField } = this.#access;
    const common = { accountId, ...(tenantId === undefined ? {} : { tenantid: tenantId }), ...(language === undefined ? {} : { language }) };
    const secret = { [legacySecretField ? 'appSecuret' : 'appSecret']: app.secret.reveal() };
    const appToken = await this.#post('/api/getAppToken.do', { appId: app.id, ...secret, ...common }, APP_TOKEN, signal);
    const session = await this.#post('/api/login.do', { user, apptoken: appToken.value, usertype: userType, ...common }, ACCESS_TOKEN, signal);
    this.#token = session.value;
    this.#issued = [...this.#issued, appToken.value, session.value].slice(-TOKENS_KEPT);
    if (this.#closing !== undefined) {
      await this.#logout();
      throw closedError(this.#context);
    }
    return session;
  }

  #post(path: string, body: Readonly<Record<string, unknown>>, step: LoginStep, signal: AbortSignal): Promise<Session> {
    const requestId = this.#context.newRequestId();
    const { http, locale, runtime } = this.#context;
    const operation = path.slice(1);
    // Repeating login.do would send a spent app token; the next attempt of the business call starts a whole login.
    const effect = step.token === 'app_token' ? 'read' : 'write';
    const context: EnvelopeContext = { operation, requestId, effect, locale, scrub: this.scrub };
    const now = runtime.now();
    const classify = (response: WireResponse): Verdict<Session> => readLoginAnswer(response, step, context, now);
    return http.call({ operation, effect, request: this.request(path, body), requestId, classify, signal });
  }

  async #logout(): Promise<void> {
    const token = this.#token;
    if (token === undefined) return;
    this.#token = undefined;
    try {
      this.#context.sessions.forget(this.#spec.key, token);
      await this.#context.http.call({
        operation: 'api/logout.do',
        effect: 'write',
        request: this.request('/api/logout.do', { access_token: token }),
        requestId: this.#context.newRequestId(),
        classify: () => ({ kind: 'ok', value: undefined }),
        timeoutMs: LOGOUT_TIMEOUT_MS,
      });
    } catch {
      // The token dies by itself within two hours; closing must not fail for it.
    }
  }
}

export function closedError({ locale }: Pick<AdapterContext, 'locale'>): PiaozoneError {
  return new PiaozoneError({
    code: 'closed',
    outcome: 'not-sent',
    locale,
    message: { zh: 'ERP 连接已关闭', en: 'the connection to the ERP is closed' },
  });
}

/** Everything a token depends on; secrets as fingerprints, so that a changed one never meets a session of the old. */
function sessionKey(access: CosmicAccess): Record<string, string> {
  const { baseUrl, accountId, app, user, userType, tenantId, gatewayIdentity, language } = access;
  return {
    product: 'cosmic',
    baseUrl,
    accountId,
    appId: app.id,
    secret: fingerprint(app.secret.reveal()),
    user,
    userType,
    tenantId: tenantId ?? 'none',
    language: language ?? 'none',
    gatewayIdentity: gatewayIdentity === undefined ? 'none' : fingerprint(gatewayIdentity.reveal()),
  };
}

function fingerprint(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 16);
}
