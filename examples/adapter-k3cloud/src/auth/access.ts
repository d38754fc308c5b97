import {
  type AdapterContext,
  type Authorizer,
  PiaozoneError,
  type Session,
  type SessionSpec,
  sessionAuthorizer,
  type WireRequest,
} from '@piaozone/core/adapter';
import type { K3Config, SignedCallsConfig } from '../settings/config.js';
import { type AnswerReading, readAnswer } from '../wire/answers.js';
import { serviceRequest } from '../wire/services.js';
import { type LoginByCall, loginCall, readSession } from './login.js';
import { signatureHeaders } from './sign.js';

/** Session ids and cookies kept for redaction; more than can be in use at once. */
const KEPT_SECRETS = 32;
const MIN_REDACTED_LENGTH = 3;
const LOGOUT_TIMEOUT_MS = 5_000;
/** What a call without session travels with. */
const SIGNED = 'signed';

/** How the calls of one connection are let in: by a session of its own, or signed one by one. */
export class K3Access {
  readonly #context: AdapterContext;
  readonly #config: K3Config;
  readonly #authorizer: Authorizer;
  readonly #spec: SessionSpec | undefined;
  #secrets: readonly string[] = [];
  #last: string | undefined;
  #closed = false;

  /** @param connection unlike that of any other connection: the logout of one must not end the session of another */
  constructor(context: AdapterContext, config: K3Config, connection: string) {
    this.#context = context;
    this.#config = config;
    const { login } = config;
    if (login.method === 'signed-calls') {
      this.#authorizer = {
        // A signature that was refused is not made again.
        current: (rejected) => (rejected === undefined ? SIGNED : undefined),
        apply: (request) => this.#signed(request, login),
      };
    } else {
      this.#spec = { key: sessionKey(config, login, connection), login: (signal) => this.#login(login, signal) };
      this.#authorizer = sessionAuthorizer(context.sessions, this.#spec, withSession);
    }
  }

  /** @throws closed */
  get authorizer(): Authorizer {
    this.assertOpen();
    return this.#authorizer;
  }

  get sessionless(): boolean {
    return this.#spec === undefined;
  }

  /** @throws closed */
  assertOpen(): void {
    if (!this.#closed) return;
    const message = { zh: '星空企业版连接已关闭', en: 'the connection to K3Cloud is closed' };
    throw new PiaozoneError({ code: 'closed', outcome: 'not-sent', locale: this.#context.locale, message });
  }

  /** Takes the secrets out of a text of the ERP. */
  redact(text: string): string {
    const { login } = this.#config;
    const own = login.method === 'signed-calls' ? [login.secret.reveal(), login.appId().clientSecret] : [login.secret.reveal()];
    const secrets = [...own, ...this.#secrets].filter(({ length }) => length >= MIN_REDACTED_LENGTH);
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  }

  /** Logs out, best effort; safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const last = this.#last;
    if (last === undefined || this.#spec === undefined) return;
    this.#context.sessions.forget(this.#spec.key, last);
    const reading = this.#reading('k3cloud.logout');
    const request = withSession(serviceRequest(this.#config.baseUrl, 'Logout', undefined), last);
    // Answers `true` or `false`, which changes nothing for us.
    const classify = () => ({ kind: 'ok', value: undefined }) as const;
    await this.#context.http.call({ ...reading, request, classify, timeoutMs: LOGOUT_TIMEOUT_MS }).catch(() => {});
  }

  /** Each call renews a session, so it gets no lifetime: it is renewed when it is refused (k3cloud §2.3). */
  async #login(login: LoginByCall, signal: AbortSignal): Promise<Session> {
    const { http, serverClock } = this.#context;
    const { baseUrl } = this.#config;
    const { service, parameters } = loginCall(this.#config, login, Math.floor(serverClock.now(baseUrl) / 1_000));
    const reading = this.#reading('k3cloud.login');
    const session = await http.call({
      ...reading,
      signal,
      request: serviceRequest(baseUrl, service, parameters),
      classify: (response) => {
        const read = readAnswer(response, reading);
        if (read.kind === 'session-rejected') return { kind: 'failed', error: read.error.with({ code: 'credentials_rejected' }) };
        return read.kind === 'ok' ? { kind: 'ok', value: { body: read.value, setCookie: response.headers['set-cookie'] } } : read;
      },
    });
    const { id, cookie } = readSession(session.body, session.setCookie, reading);
    const value = `${id}\n${cookie}`;
    this.#last = value;
    this.#secrets = [...this.#secrets, id, ...cookie.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1))].slice(-KEPT_SECRETS);
    return { value };
  }

  #signed(request: WireRequest, login: SignedCallsConfig): WireRequest {
    const { acctId, username, lcid, baseUrl } = this.#config;
    const now = this.#context.serverClock.now(baseUrl);
    const timestamp = String(login.timestamps === 'seconds' ? Math.floor(now / 1_000) : now);
    const { secret, organizationNumber } = login;
    const path = new URL(request.url).pathname;
    const parts = { appId: login.appId(), appSecret: secret, acctId, username, lcid, organizationNumber, path, timestamp, nonce: timestamp };
    return { ...request, headers: { ...request.headers, ...signatureHeaders(parts) } };
  }

  #reading(operation: string): AnswerReading & { readonly locale: AdapterContext['locale'] } {
    const { locale } = this.#context;
    const requestId = this.#context.newRequestId();
    return { operation, requestId, effect: 'read', locale, sessionless: false, redact: (text) => this.redact(text) };
  }
}

/** The id also travels as a header: some clients do so, and a server that knows cookies only does not mind (k3cloud §2.3). */
function withSession(request: WireRequest, value: string): WireRequest {
  const [id = '', cookie = ''] = value.split('\n');
  const headers = { ...(id === '' ? {} : { 'kdservice-sessionid': id }), ...(cookie === '' ? {} : { cookie }) };
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** Everything a session depends on. */
function sessionKey({ baseUrl, acctId, username, lcid }: K3Config, login: LoginByCall, connection: string): Readonly<Record<string, string>> {
  const { method, secret } = login;
  const appId = method === 'password' ? 'none' : login.appId;
  return { erp: 'k3cloud', connection, baseUrl, acctId, username, lcid: String(lcid), method, appId, secret: secret.fingerprint() };
}
