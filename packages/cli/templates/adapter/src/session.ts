import {
  type AdapterContext,
  type Authorizer,
  asText,
  isObject,
  joinUrl,
  PiaozoneError,
  type Session,
  type SessionSpec,
  sessionAuthorizer,
  stringifyExact,
} from '@piaozone/core/adapter';
import { readAnswer } from './answer.js';
import type { MyErpConfig } from './settings.js';

/** Sessions kept for redaction; more than can be in use at once. */
const KEPT_SECRETS = 32;
const LOGOUT_TIMEOUT_MS = 5_000;

/** The sessions of one connection. Core logs in once for all waiting calls, and once more when a session is refused. */
export class MyErpSessions {
  readonly #context: AdapterContext;
  readonly #config: MyErpConfig;
  /** All that a session depends on: a shorter key would hand one tenant's session to another. */
  readonly #key: Readonly<Record<string, string>>;
  readonly #spec: SessionSpec;
  readonly #authorizer: Authorizer;
  #secrets: readonly string[] = [];
  #last: string | undefined;
  #closed = false;

  /** @param connection unlike that of any other connection: the logout of one must not end the session of another */
  constructor(context: AdapterContext, config: MyErpConfig, connection: string) {
    const { baseUrl, accountSet, user, password } = config;
    this.#context = context;
    this.#config = config;
    this.#key = { erp: 'myerp', connection, baseUrl, accountSet, user, password: password.fingerprint() };
    this.#spec = { key: this.#key, login: (signal) => this.#login(signal) };
    this.#authorizer = sessionAuthorizer(context.sessions, this.#spec, (request, session) => ({
      ...request,
      headers: { ...request.headers, 'x-session': session },
    }));
  }

  /** @throws closed */
  get authorizer(): Authorizer {
    this.#assertOpen();
    return this.#authorizer;
  }

  /** A live session exists afterwards. @throws closed, credentials_rejected, and what the network does */
  async require(signal: AbortSignal | undefined): Promise<void> {
    this.#assertOpen();
    await this.#context.sessions.get(this.#spec, undefined, signal);
  }

  /** Takes the secrets out of a text of the ERP: some servers quote what they were sent. */
  redact(text: string): string {
    return [this.#config.password.reveal(), ...this.#secrets].reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  }

  /** Logs out, best effort; safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#last === undefined) return;
    this.#context.sessions.forget(this.#key, this.#last);
    await this.#post('logout', { session: this.#last }, { timeoutMs: LOGOUT_TIMEOUT_MS }).catch(() => {});
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    const message = { zh: 'MyErp 连接已关闭', en: 'the connection to MyErp is closed' };
    throw new PiaozoneError({ code: 'closed', outcome: 'not-sent', locale: this.#context.locale, message });
  }

  async #login(signal: AbortSignal): Promise<Session> {
    const { accountSet, user, password } = this.#config;
    const data = await this.#post('login', { accountSet, user, password: password.reveal() }, { signal });
    const value = isObject(data) ? asText(data['session']) : undefined;
    if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) {
      const message = { zh: 'MyErp 的登录应答中没有会话', en: 'the answer to the login holds no session' };
      throw new PiaozoneError({ code: 'response_invalid', outcome: 'unknown', locale: this.#context.locale, message });
    }
    this.#last = value;
    this.#secrets = [...this.#secrets, value].slice(-KEPT_SECRETS);
    return { value };
  }

  #post(name: 'login' | 'logout', body: Readonly<Record<string, string>>, more: { readonly signal?: AbortSignal; readonly timeoutMs?: number }) {
    const { http, locale } = this.#context;
    const context = { operation: `myerp.${name}`, requestId: this.#context.newRequestId(), effect: 'read', locale } as const;
    return http.call({
      ...context,
      ...more,
      request: jsonPost(joinUrl(this.#config.baseUrl, `/api/${name}`), body),
      classify: (response) => readAnswer(response, { ...context, redact: (text) => this.redact(text) }),
    });
  }
}

/** Bytes that are written once; `stringifyExact` keeps numbers as they were read. */
export function jsonPost(url: string, body: Readonly<Record<string, unknown>>) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return { method: 'POST', url, headers, body: Buffer.from(stringifyExact(body), 'utf8') } as const;
}
