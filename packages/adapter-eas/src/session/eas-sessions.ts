import { createHash } from 'node:crypto';
import { type AdapterContext, isPiaozoneError, PiaozoneError, type SessionSpec } from '@piaozone/core/adapter';
import type { EasConfig } from '../settings/config.js';
import type { SessionSource, SoapAnswer, SoapCall } from '../soap/client.js';
import { SoapClient } from '../soap/client.js';
import { type EasSession, login, logout } from './login.js';

/** Session ids and cookies kept for redaction; more than can be in use at once. */
const KEPT_SECRETS = 32;
const MIN_REDACTED_LENGTH = 3;

/** The sessions of one connection, never shared with another one: EAS' logout and its data of the wrong user are enough reason. */
export class EasSessions {
  readonly #context: AdapterContext;
  readonly #config: EasConfig;
  readonly #soap: SoapClient;
  readonly #spec: SessionSpec;
  #secrets: string[] = [];
  /** The session of the last login. */
  #last: string | undefined;
  #closed = false;

  /** @param connection tells this connection from others of the same client and settings */
  constructor(context: AdapterContext, config: EasConfig, connection: string) {
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
   * One call in a session. A read that finds the session dead logs in again and is repeated once; a write is not, because EAS may have run it elsewhere:
   * its outcome is unknown and only the next session is made ready.
   */
  async call(call: Omit<SoapCall, 'session'>): Promise<SoapAnswer> {
    this.#assertOpen();
    let used: string | undefined;
    const session: SessionSource = {
      current: (rejected, cancellation) => this.#context.sessions.get(this.#spec, rejected, cancellation.signal),
      open(value) {
        used = value;
        const { sessionId, cookie } = decode(value);
        return { sessionId, headers: cookie === undefined ? {} : { Cookie: cookie } };
      },
    };
    try {
      return await this.#soap.call({ ...call, session });
    } catch (error) {
      if (isPiaozoneError(error, 'erp_session_expired') && used !== undefined) this.#context.sessions.forget(this.#spec.key, used);
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
    const session = await login(this.#soap, this.#config, { requestId: this.#context.newRequestId(), signal });
    const { sessionId, cookie = '' } = session;
    const value = encode(session);
    this.#last = value;
    this.#secrets = [...this.#secrets, sessionId, cookie].slice(-KEPT_SECRETS);
    return { value, lifetimeMs: this.#config.sessionLifetimeMs };
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
function sessionKey(config: EasConfig, connection: string): Readonly<Record<string, string>> {
  const { servicesUrl, slnName, dcName, userName, language, dbType, authPattern, isEncodePwd, password } = config;
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
    password: createHash('sha256').update(password.reveal(), 'utf8').digest('hex'),
  };
}
