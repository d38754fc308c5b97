import type { Row } from '../../erp/bill-table.js';
import type { MockHandler, MockReply } from '../../server/http-server.js';
import { jsonObject, platformReply } from '../envelope.js';
import type { IssuedToken } from '../tokens.js';
import type { AuthSettings, AuthState } from './state.js';

/** getAppToken.do, login.do, logout.do (flagship-and-cosmic §2.1). */
export class TwoStepLogin {
  /** Successful logins so far. */
  logins = 0;
  readonly #state: AuthState;
  readonly #settings: AuthSettings;

  constructor(state: AuthState, settings: AuthSettings) {
    this.#state = state;
    this.#settings = settings;
  }

  readonly handlers: Readonly<Record<string, MockHandler>> = {
    '/api/getAppToken.do': this.#post((body) => this.#appToken(body)),
    '/api/login.do': this.#post((body) => this.#login(body)),
    '/api/logout.do': this.#post((body) => this.#logout(body)),
  };

  #post(handle: (body: Row) => MockReply): MockHandler {
    return (request) => {
      if (request.method !== 'POST') {
        const refused = { errorCode: 'login.loginBizException', message: '非法操作' };
        return platformReply(refused, this.#settings.refusalStatus);
      }
      const body = jsonObject(request);
      return body === undefined ? this.#failed('request body is not a JSON object') : handle(body); // mock-defined text
    };
  }

  #appToken(body: Row): MockReply {
    if (!this.#state.switches.api1Allowed) return this.#failed('API1.0 is not allowed'); // mock-defined text
    const app = this.#state.apps.find(body['appId']);
    if (app === undefined || this.#secretOf(body) !== app.appSecret) return this.#failed('第三方应用ID或应用密钥不正确');
    if (!isDefaultOr(body['accountId'], this.#state.accountId)) return this.#failed('no such data centre'); // mock-defined text
    return this.#issued('app_token', this.#state.tokens.issueApp(app.appId));
  }

  #login(body: Row): MockReply {
    const { accountId, apps, switches, tokens, users } = this.#state;
    if (!switches.api1Allowed) return this.#failed('API1.0 is not allowed'); // mock-defined text
    const app = apps.find(tokens.spendApp(String(body['apptoken'] ?? '')));
    if (app === undefined) return this.#failed('apptoken is missing, used or expired'); // mock-defined text
    if (app.enhanced) return this.#failed('enhanced authentication is on: login.do is refused'); // mock-defined text
    if (!isDefaultOr(body['accountId'], accountId)) return this.#failed('no such data centre'); // mock-defined text
    const user = String(body['user'] ?? '');
    if (!users.has(user, body['usertype'] ?? 'Mobile')) return this.#failed('no such user'); // mock-defined text
    if (app.agentUserControl && !app.agentUsers.includes(user)) return this.#failed('user is no agent user of the app'); // mock-defined text
    this.logins += 1;
    return this.#issued('access_token', tokens.issue({ appId: app.appId, user, kind: 'two-step' }));
  }

  #logout(body: Row): MockReply {
    if (!this.#state.tokens.kill(String(body['access_token'] ?? ''))) return this.#failed('no such access_token'); // mock-defined text
    return this.#answer(true, { success: true, error_desc: '', error_code: '0' }); // mock-defined: like the other two
  }

  #secretOf(body: Row): unknown {
    const spelling = this.#settings.secretSpelling;
    return spelling === 'either' ? (body['appSecret'] ?? body['appSecuret']) : body[spelling];
  }

  #issued(name: 'app_token' | 'access_token', { token, expiresAt }: IssuedToken): MockReply {
    return this.#answer(true, { [name]: token, success: true, error_desc: '', expire_time: expiresAt, error_code: '0' });
  }

  #failed(text: string): MockReply {
    return this.#answer(false, { success: false, error_desc: text, error_code: '1' }); // mock-defined error_code
  }

  #answer(succeeded: boolean, data: Row): MockReply {
    const mode = this.#settings.topLevelStatus;
    if (mode === 'missing') return { body: JSON.stringify({ data }) };
    const status = mode === 'always-true' || succeeded;
    return { body: JSON.stringify({ data, state: status ? 'success' : 'error', status }) }; // mock-defined: `error`
  }
}

/** accountId may be left out: then it is the default data centre. */
function isDefaultOr(given: unknown, accountId: string): boolean {
  return given === undefined || given === '' || given === accountId;
}
