import { asText, type Bilingual, isObject, type JsonObject, type JsonValue, type Locale, PiaozoneError } from '@piaozone/core/adapter';
import type { K3Config, LoginConfig } from '../settings/config.js';
import { hintFor } from '../wire/hints.js';
import type { K3Service } from '../wire/services.js';
import { loginSign } from './sign.js';

/** A session as the server knows it: cookies, and the id that clients also send as a header (k3cloud §2.3). */
export interface K3Session {
  readonly id: string;
  /** Value of the `Cookie` header; may be empty. */
  readonly cookie: string;
}

export type LoginByCall = Exclude<LoginConfig, { readonly method: 'signed-calls' }>;

const SHOWN_TEXT = 300;
/** LoginResultType (k3cloud §2.2). 1 is success; -5 asks a person to fill in a form, which a program cannot do. */
const SUCCESS = '1';
const RESULTS: Readonly<Record<string, Bilingual>> = {
  '0': { zh: '用户或密码错误', en: 'user or password wrong' },
  '-1': { zh: '登录失败', en: 'login failed' },
  '-2': { zh: '密码验证不通过（可选的）', en: 'password check not passed (optional)' },
  '-3': { zh: '密码验证不通过（强制的）', en: 'password check not passed (enforced)' },
  '-4': { zh: '登录警告', en: 'login warning' },
  '-5': { zh: '需要表单处理：请该用户先在客户端登录一次', en: 'a form has to be filled in: let the user log in once at the client' },
  '-6': { zh: '云通行证未绑定Cloud账号', en: 'the cloud passport is not bound to a Cloud account' },
  '-7': { zh: '云通行证未激活', en: 'the cloud passport is not activated' },
};

/** Service and parameters of one login. @param timestamp seconds */
export function loginCall(
  config: K3Config,
  login: LoginByCall,
  timestamp: number,
): { readonly service: K3Service; readonly parameters: readonly unknown[] } {
  const { acctId, username, lcid } = config;
  if (login.method === 'password') return { service: 'ValidateUser', parameters: [acctId, username, login.secret.reveal(), lcid] };
  const { appId, secret } = login;
  if (login.method === 'app-secret') return { service: 'LoginByAppSecret', parameters: [acctId, username, appId, secret.reveal(), lcid] };
  const sign = loginSign({ acctId, username, appId, appSecret: secret, timestamp: String(timestamp), digest: login.digest });
  return { service: 'LoginBySign', parameters: [acctId, username, appId, timestamp, sign, lcid] };
}

/** @throws credentials_rejected with the ERP's reason; response_invalid for an answer that is no login */
export function readSession(
  value: JsonValue,
  setCookie: string | undefined,
  context: { readonly requestId: string; readonly locale: Locale; readonly redact: (text: string) => string },
): K3Session {
  const answer = isObject(value) ? value : {};
  const type = asText(answer['LoginResultType']);
  const { requestId, locale } = context;
  const init = { operation: 'k3cloud.login', requestId, locale } as const;
  if (type === undefined) {
    const message = { zh: '应答不是登录结果', en: 'the answer is no result of a login' };
    throw new PiaozoneError({ ...init, code: 'response_invalid', outcome: 'unknown', message });
  }
  if (type !== SUCCESS) throw refusal(answer, type, init, context.redact);
  const id = asText(answer['KDSVCSessionId']) ?? '';
  const cookie = cookieOf(setCookie);
  if ((id !== '' || cookie !== '') && /^[\x21-\x7e]*$/.test(id)) return { id, cookie };
  const message = { zh: '登录成功，但没有会话', en: 'the login succeeded, but there is no session' };
  throw new PiaozoneError({ ...init, code: 'response_invalid', outcome: 'unknown', message });
}

function refusal(
  answer: JsonObject,
  type: string,
  init: { readonly operation: string; readonly requestId: string; readonly locale: Locale },
  redact: (text: string) => string,
): PiaozoneError {
  const code = asText(answer['MessageCode']);
  const said = redact(asText(answer['Message']) ?? '').slice(0, SHOWN_TEXT);
  const meaning = RESULTS[type] ?? { zh: `LoginResultType ${type.slice(0, 10)}`, en: `LoginResultType ${type.slice(0, 10)}` };
  const hint = hintFor(`${code} ${said}`) ?? CHECK_LOGIN;
  return new PiaozoneError({
    ...init,
    code: 'credentials_rejected',
    outcome: 'rejected',
    upstreamCode: code ?? type.slice(0, 10),
    upstreamMessage: said,
    message: { zh: `星空企业版登录失败（${meaning.zh}）：${said}`, en: `K3Cloud refused the login (${meaning.en}): ${said}` },
    hint,
  });
}

/** All cookies go back, whatever their names (k3cloud §2.3). */
function cookieOf(setCookie: string | undefined): string {
  const pairs = (setCookie ?? '').split('\n').map((line) => line.split(';', 1)[0]?.trim() ?? '');
  return pairs.filter((pair) => /^[^\s=;]+=[\x21-\x3a\x3c-\x7e]+$/.test(pair)).join('; ');
}

const CHECK_LOGIN: Bilingual = {
  zh: '核对 acctId、username、login，以及 系统管理→第三方系统登录授权 中的应用与集成用户',
  en: 'check acctId, username and login, and the application and its 集成用户 under 系统管理→第三方系统登录授权',
};
