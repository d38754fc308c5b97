import type { Row } from '../../erp/bill-table.js';
import type { MockHandler, MockReply, MockRequest } from '../../server/http-server.js';
import { jsonObject, platformReply } from '../envelope.js';
import type { PlatformReply } from '../options.js';
import type { CosmicApp } from '../platform/apps.js';
import { RateLimit } from '../platform/limits.js';
import { OnceBook, platformTime } from '../platform/times.js';
import type { AuthSettings, AuthState } from './state.js';

const FIVE_MINUTES_MS = 5 * 60_000;
const TEN_MINUTES_MS = 10 * 60_000;
const CALLS_PER_MINUTE = 30;

/** getToken, verifyToken, withdrawToken below /kapi/oauth2 (flagship-and-cosmic §2.2). Which code stands for which bad field is mock-defined beyond 401, 603, 611, 612. */
export class EnhancedLogin {
  /** Successful calls of getToken so far. */
  logins = 0;
  readonly #state: AuthState;
  readonly #settings: AuthSettings;
  readonly #nonces = new OnceBook();
  readonly #rates = new Map<string, RateLimit>();

  constructor(state: AuthState, settings: AuthSettings) {
    this.#state = state;
    this.#settings = settings;
  }

  readonly handlers: Readonly<Record<string, MockHandler>> = {
    '/kapi/oauth2/getToken': this.#post((body, request) => this.#getToken(body, request)),
    '/kapi/oauth2/verifyToken': this.#post((body, request) => this.#verify(body, request)),
    '/kapi/oauth2/withdrawToken': this.#post((body, request) => this.#withdraw(body, request)),
  };

  #post(handle: (body: Row, request: MockRequest) => PlatformReply): MockHandler {
    return (request): MockReply => {
      const body = request.method === 'POST' ? jsonObject(request) : undefined;
      const reply = body === undefined ? bad('a JSON object by POST is expected') : handle(body, request); // mock-defined text
      return platformReply(reply, this.#settings.refusalStatus);
    };
  }

  #getToken(body: Row, request: MockRequest): PlatformReply {
    const { apps, clock, tokens, users } = this.#state;
    const app = apps.find(body['client_id']);
    if (app !== undefined && this.#rateOf(app).take(clock.now()) !== undefined) {
      return { errorCode: '429', message: 'getToken: 30 calls a minute' }; // mock-defined text; counted per app
    }
    if (app === undefined || body['client_secret'] !== app.appSecret) return { errorCode: '401', message: '第三方应用ID或应用密钥不正确' }; // mock-defined: the text of §2.1
    if (!app.enhanced) return { errorCode: '999', message: 'enhanced authentication is off: oauth2 is refused' }; // mock-defined
    const wrong = this.#wrong(body, request, app);
    if (wrong !== undefined) return wrong;
    const user = String(body['username'] ?? '');
    if (!app.agentUsers.includes(user) || !users.has(user, 'UserName')) return bad('username: no agent user of the app'); // mock-defined text
    this.logins += 1;
    const holder = { appId: app.appId, user };
    const access = tokens.issue({ ...holder, kind: 'enhanced' });
    const life = this.#life(access.expiresAt);
    const id = app.jwt ? { id_token: tokens.issue({ ...holder, kind: 'id' }).token, id_token_expires_in: life } : {};
    const refresh_token = tokens.issue({ ...holder, kind: 'refresh' }).token;
    const language = typeof body['language'] === 'string' ? body['language'] : 'zh_CN';
    return { data: { access_token: access.token, token_type: 'Bearer', refresh_token, scope: 'API', expires_in: life, ...id, language } };
  }

  #verify(body: Row, request: MockRequest): PlatformReply {
    const app = this.#state.apps.find(body['client_id']);
    if (app === undefined) return { errorCode: '401', message: '未授权访问' };
    const wrong = this.#wrong(body, request, app) ?? wrongHint(body);
    if (wrong !== undefined) return wrong;
    const held = this.#held(body, app);
    if (held === undefined) return { errorCode: '612', message: 'token expired or invalid' }; // mock-defined text
    return { data: { expires_in: this.#life(held.expiresAt), active: true, scope: 'API' } };
  }

  #withdraw(body: Row, request: MockRequest): PlatformReply {
    const app = this.#state.apps.find(body['client_id']);
    if (app === undefined || body['client_secret'] !== app.appSecret) return { errorCode: '401', message: '第三方应用ID或应用密钥不正确' }; // mock-defined: the text of §2.1
    const wrong = this.#wrong(body, request, app) ?? wrongHint(body);
    if (wrong !== undefined) return wrong;
    if (this.#held(body, app) === undefined) return { errorCode: '611', message: 'token cannot be withdrawn' }; // mock-defined text
    this.#state.tokens.kill(String(body['token']));
    return { data: true };
  }

  /** accountId in body or header, timestamp within five minutes of the mock's clock, nonce not used for ten minutes. */
  #wrong(body: Row, { headers }: MockRequest, app: CosmicApp): PlatformReply | undefined {
    const { accountId, clock } = this.#state;
    if ((body['accountId'] ?? headers['accountid']) !== accountId) return bad('accountId'); // mock-defined text
    const at = platformTime(body['timestamp'], this.#settings.isoTimestamps);
    if (at === undefined || Math.abs(at - clock.now()) > FIVE_MINUTES_MS) return bad('timestamp'); // mock-defined text
    const nonce = body['nonce'];
    if (typeof nonce !== 'string' || nonce === '') return bad('nonce'); // mock-defined text
    return this.#nonces.use(`${app.appId} ${nonce}`, clock.now(), TEN_MINUTES_MS) ? undefined : bad('nonce was used'); // mock-defined text
  }

  #held(body: Row, app: CosmicApp) {
    const held = this.#state.tokens.holder(String(body['token'] ?? ''));
    return held?.appId === app.appId && held.kind === KINDS[String(body['token_type_hint'])] ? held : undefined;
  }

  /** Milliseconds that are left: a text, although the manual calls it Int. */
  #life(expiresAt: number): string | number {
    const left = expiresAt - this.#state.clock.now();
    return this.#settings.expiresInType === 'text' ? String(left) : left;
  }

  #rateOf({ appId }: CosmicApp): RateLimit {
    const rate = this.#rates.get(appId) ?? new RateLimit({ perMinute: CALLS_PER_MINUTE });
    this.#rates.set(appId, rate);
    return rate;
  }
}

const KINDS: Readonly<Record<string, string>> = { access_token: 'enhanced', refresh_token: 'refresh', id_token: 'id' };

function wrongHint(body: Row): PlatformReply | undefined {
  return Object.hasOwn(KINDS, String(body['token_type_hint'])) ? undefined : bad('token_type_hint'); // mock-defined text
}

function bad(text: string): PlatformReply {
  return { errorCode: '603', message: text };
}
