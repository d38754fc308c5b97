import type { Row } from '../erp/bill-table.js';
import type { MockHandler, MockReply } from '../server/http-server.js';
import { jsonObject, platformReply } from './envelope.js';
import type { CosmicIdentity } from './identity.js';
import type { MockCosmicOptions } from './options.js';
import type { CosmicTokens, IssuedToken } from './tokens.js';

const USER_TYPES = ['Mobile', 'Email', 'UserName'];

/** getAppToken.do, login.do, logout.do (flagship-and-cosmic §2.1). */
export class TwoStepLogin {
  /** Successful logins so far. */
  logins = 0;
  readonly #identity: CosmicIdentity;
  readonly #tokens: CosmicTokens;
  readonly #options: MockCosmicOptions;

  constructor(identity: CosmicIdentity, tokens: CosmicTokens, options: MockCosmicOptions) {
    this.#identity = identity;
    this.#tokens = tokens;
    this.#options = options;
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
        return platformReply(refused, this.#options.refusalStatus ?? 'ok');
      }
      const body = jsonObject(request);
      return body === undefined ? this.#failed('request body is not a JSON object') : handle(body); // mock-defined text
    };
  }

  #appToken(body: Row): MockReply {
    const { accountId, appId, appSecret } = this.#identity;
    if (body['appId'] !== appId || this.#secretOf(body) !== appSecret) return this.#failed('第三方应用ID或应用密钥不正确');
    if (!isDefaultOr(body['accountId'], accountId)) return this.#failed('no such data centre'); // mock-defined text
    return this.#issued('app_token', this.#tokens.issueApp());
  }

  #login(body: Row): MockReply {
    const { accountId, user } = this.#identity;
    if (!this.#tokens.spendApp(String(body['apptoken'] ?? ''))) return this.#failed('apptoken is missing, used or expired'); // mock-defined text
    if (!isDefaultOr(body['accountId'], accountId)) return this.#failed('no such data centre'); // mock-defined text
    const userType = body['usertype'] ?? 'Mobile';
    const wanted = this.#options.userType === undefined ? USER_TYPES : [this.#options.userType];
    if (body['user'] !== user || !wanted.includes(String(userType))) return this.#failed('no such user'); // mock-defined text
    this.logins += 1;
    return this.#issued('access_token', this.#tokens.issueAccess());
  }

  #logout(body: Row): MockReply {
    if (!this.#tokens.kill(String(body['access_token'] ?? ''))) return this.#failed('no such access_token'); // mock-defined text
    return this.#answer(true, { success: true, error_desc: '', error_code: '0' }); // mock-defined: like the other two
  }

  #secretOf(body: Row): unknown {
    const spelling = this.#options.secretSpelling ?? 'either';
    return spelling === 'either' ? (body['appSecret'] ?? body['appSecuret']) : body[spelling];
  }

  #issued(name: 'app_token' | 'access_token', { token, expiresAt }: IssuedToken): MockReply {
    return this.#answer(true, { [name]: token, success: true, error_desc: '', expire_time: expiresAt, error_code: '0' });
  }

  #failed(text: string): MockReply {
    return this.#answer(false, { success: false, error_desc: text, error_code: '1' }); // mock-defined error_code
  }

  #answer(succeeded: boolean, data: Row): MockReply {
    const mode = this.#options.topLevelStatus ?? 'present';
    if (mode === 'missing') return { body: JSON.stringify({ data }) };
    const status = mode === 'always-true' || succeeded;
    return { body: JSON.stringify({ data, state: status ? 'success' : 'error', status }) }; // mock-defined: `error`
  }
}

/** accountId may be left out: then it is the default data centre. */
function isDefaultOr(given: unknown, accountId: string): boolean {
  return given === undefined || given === '' || given === accountId;
}
