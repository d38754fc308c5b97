import { createHash } from 'node:crypto';
import { type AdapterContext, isPiaozoneError, PiaozoneError, type Secret, type SessionSpec } from '@piaozone/core/adapter';
import type { SessionSource, SoapAnswer, SoapCall } from '../soap/client.js';
import { SoapClient } from '../soap/client.js';
import { type EasSession, login, logout } from './login.js';
import type { LoginConfig } from './login-settings.js';

/** Session ids and cookies kept for redaction; more than can be in use at once. */
const KEPT_SECRETS = 32;
const MIN_REDACTED_LENGTH = 3;
/** A session may end again between its renewal and the turn of a call that waited for it: by an administrator, a restart, another login of the user. */
const RENEWALS = 32;

/** The sessions of one connection, never shared with another one: EAS' logout and its data of the wrong user are enough reason. */
export class EasSessions {
  readonly #context: AdapterContext;
  readonly #config: LoginConfig;
  readonly #soap: SoapClient;
  readonly #spec: SessionSpec;
  #secrets: string[] = [];
  /** The session of the last login. */
  #last: string | undefined;
  #closed = false;

  /** @param connection tells this connection from others of the same client and settings */
  constructor(context: AdapterContext, config: LoginConfig, connection: string) {
    this.#context = context;
    this.#config = config;
    const { servicesUrl, sessionFaults } = config;
    this.#soap = new SoapClient({ http: context.http, servicesUrl, sessionFaults, redact: (text) => this.redact(text) });
    this.#spec = { key: sessionKey(config, connection), login: (signal) => this.#login(signal) };
  }

  /** A live session exists afterwards. @throws credentials_rejected and whatever the network answers */
  async require(signal?: AbortSignal): Promise<void> {
    this.#assertOpen();
    await this.#context.sessions.get(this.#spec, undefined, signal);
  }

  /**
   * One call in a session. A read that finds the session dead logs in again and is repeated: once where no session ever worked, else for each one that
   * did and died. A write is not, because EAS may have run it elsewhere: its outcome is unknown and only the next session is made ready.
   */
  async call(call: Omit<SoapCall, 'session'>): Promise<SoapAnswer> {
    this.#assertOpen();
    let used: string | undefined;
    const session: SessionSource = {
      current: (rejected, { signal }) =>
        this.#context.sessions.peek(this.#spec, rejected) ?? this.#context.sessions.renew(this.#spec, rejected, signal),
      proved: (value) => this.#context.sessions.proved(this.#spec, value),
      renewals: RENEWALS,
      open(value) {
        used = value;
        const { sessionId, cookie } = decode(value);
        return { sessionId, headers: cookie === undefined ? {} : { Cookie: cookie } };
      },
    };
    try {
      return await this.#soap.call({ ...call, session });
    } catch (error) {
      const isWrite = call.effect !== 'read';
      if (isWrite && isPiaozoneError(error, 'erp_session_expired') && used !== undefined) this.#context.sessions.forget(this.#spec.key, used);
      throw error;
    }
  }

  redact(text: string): string {
    const secrets = [this.#config.password.reveal(), ...this.#secrets].filter(({ length }) => length >= MIN_REDACTED_LENGTH);
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  }

  /** Logs out where that was wished and a login took place; its failure is no failure of ours. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#last === undefined) return;
    this.#context.sessions.forget(this.#spec.key, this.#last);
    if (!this.#config.logoutOnClose) return;
    await logout(this.#soap, this.#config, { requestId: this.#context.newRequestId() }).catch(() => {});
  }

  async #login(signal: AbortSignal): Promise<{ value: string; lifetimeMs: number }> {
    const token = await this.#token();
    const session = await login(this.#soap, this.#config, token, { requestId: this.#context.newRequestId(), signal });
    const { sessionId, cookie = '' } = session;
    const value = encode(session);
    this.#last = value;
    this.#keep(sessionId, cookie);
    return { value, lifetimeMs: this.#config.sessionLifetimeMs };
  }

  /** @throws credentials_unavailable when its source fails; that error may hold anything, so nothing of it is kept */
  async #token(): Promise<Secret | undefined> {
    const { ltpaToken } = this.#config;
    if (ltpaToken === undefined) return undefined;
    const token = await ltpaToken.token().catch(() => undefined);
    if (token === undefined || token.reveal() === '') {
      throw new PiaozoneError({
        code: 'credentials_unavailable',
        outcome: 'not-sent',
        message: { zh: 'ltpaToken 的来源没有给出令牌', en: 'the source of ltpaToken gave no token' },
      });
    }
    this.#keep(token.reveal());
    return token;
  }

  #keep(...secrets: readonly string[]): void {
    this.#secrets = [...this.#secrets, ...secrets].slice(-KEPT_SECRETS);
  }

  #assertOpen(): void {
    if (this.#closed)
      throw new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: 'EAS 连接已关闭', en: 'the EAS connection is closed' } });
  }
}

/** The session manager keeps one text; neither part can hold a line break. */
function encode({ sessionId, cookie }: EasSession): string {
  return cookie === undefined ? sessionId : `${sessionId}\n${cookie}`;
}

function decode(value: string): EasSession {
  const [sessionId = '', cookie] = value.split('\n');
  return { sessionId, cookie };
}

/** Everything a session depends on. The manager refuses empty parts, so what is absent has a mark of its own. */
function sessionKey(config: LoginConfig, connection: string): Readonly<Record<string, string>> {
  const { servicesUrl, slnName, dcName, userName, language, dbType, authPattern, isEncodePwd, password, ltpaToken } = config;
  return {
    erp: 'eas',
    connection,
    servicesUrl,
    slnName,
    dcName,
    userName,
    language,
    dbType: String(dbType),
    authPattern: authPattern === undefined ? 'none' : `is:${authPattern}`,
    isEncodePwd: String(isEncodePwd ?? 'none'),
    ltpaToken: ltpaToken?.id ?? 'none',
    password: createHash('sha256').update(password.reveal(), 'utf8').digest('hex'),
  };
}
