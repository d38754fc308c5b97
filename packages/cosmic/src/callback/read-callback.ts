import {
  type Bilingual,
  findingFor,
  isSecret,
  isSettingsObject,
  type Problem,
  Secret,
  type SecretInput,
  SettingReader,
  type SettingsObject,
} from '@piaozone/core/adapter';
import { CALLBACK_APP } from '../connection/check-diagnosis.js';
import type { CallbackConfiguration, CallbackRules } from './settings.js';

const TOP = ['requestAddress', 'dataCentreId', 'app', 'gatewayIdentity', 'api10Allowed', 'user', 'userType'];
const APP = ['code', 'type', 'secret', 'digestKey', 'agentUserControl', 'apis'];
const PRESET = '预置';
/** AccessToken加密认证密钥 (flagship-and-cosmic §1). */
const SECRET_LENGTH = { min: 16, max: 50 } as const;

export interface CallbackReading {
  /** Everything that is wrong, each with the manual's remedy and its diagnosis. */
  readonly problems: readonly Problem[];
  /** What can be tried against the ERP; absent when a value the login needs is missing. With problems it serves a proof and nothing else. */
  readonly configuration: CallbackConfiguration | undefined;
}

/** Looks at every field of 发票回调配置 at once. Never throws. @param path of the settings, e.g. `callback` */
export function readCallback(input: unknown, rules: CallbackRules, path: string): CallbackReading {
  return new CallbackReader(rules, path).read(input);
}

class CallbackReader {
  readonly #rules: CallbackRules;
  readonly #path: string;
  readonly #problems: Problem[] = [];

  constructor(rules: CallbackRules, path: string) {
    this.#rules = rules;
    this.#path = path;
  }

  read(input: unknown): CallbackReading {
    const settings = this.#object(input, '', TOP);
    if (settings === undefined) return { problems: this.#problems, configuration: undefined };
    const app = this.#object(settings['app'], 'app', APP) ?? {};
    const requestAddress = this.#address(settings['requestAddress']);
    const dataCentreId = this.#text(settings['dataCentreId'], 'dataCentreId', 'CALLBACK_DATA_CENTRE_WRONG');
    this.#app(app);
    const appSecret = this.#secret(app['secret'], 'app.secret', 'CALLBACK_APP_SECRET_WRONG', true);
    const gatewayIdentity = this.#gatewayIdentity(settings['gatewayIdentity']);
    if (this.#rules.api10 && settings['api10Allowed'] !== true) this.#say('api10Allowed', 'API_1_0_NOT_ALLOWED', NOT_TICKED);
    const user = settings['user'] === undefined ? undefined : this.#text(settings['user'], 'user', 'CALLBACK_USER_MISSING');
    const userType = this.#userType(settings['userType']);
    const usable = requestAddress !== undefined && dataCentreId !== undefined && appSecret !== undefined;
    const appCode = CALLBACK_APP;
    return {
      problems: this.#problems,
      configuration: usable ? Object.freeze({ requestAddress, dataCentreId, appCode, appSecret, gatewayIdentity, user, userType }) : undefined,
    };
  }

  #app(app: SettingsObject): void {
    const code = this.#text(app['code'], 'app.code', 'CALLBACK_APP_WRONG');
    if (code !== undefined && code !== CALLBACK_APP) this.#say('app.code', 'CALLBACK_APP_WRONG', OTHER_APP);
    const type = this.#text(app['type'], 'app.type', 'THIRD_PARTY_APP_NOT_PRESET');
    if (type !== undefined && type !== PRESET) this.#say('app.type', 'THIRD_PARTY_APP_NOT_PRESET', OTHER_TYPE);
    const { digestKey, agentUserControl, apis } = app;
    if (digestKey !== 'present' && digestKey !== 'none') {
      this.#say(
        'app.digestKey',
        'DIGEST_KEY_NOT_REFRESHED',
        digestKey === 'empty' ? DIGEST_EMPTY : { zh: '须为 present、empty 或 none', en: 'must be present, empty or none' },
      );
    }
    if (agentUserControl !== false) {
      this.#say(
        'app.agentUserControl',
        'CALLBACK_PROXY_USER_CONTROL_ON',
        agentUserControl === true ? CONTROL_ON : { zh: '须为 false', en: 'must be false' },
      );
    }
    const granted = apis === 'all' || (Array.isArray(apis) && apis.length > 0 && apis.every((one) => typeof one === 'string' && one !== ''));
    if (!granted) this.#say('app.apis', 'API_USER_WITHOUT_RIGHTS', NO_API);
  }

  #address(value: unknown): string | undefined {
    const text = this.#text(value, 'requestAddress', 'CALLBACK_ADDRESS_WRONG');
    if (text === undefined) return undefined;
    const page = /\/[^/?#]+\.(?:html?|do)(?=$|[/?#])/i.exec(text)?.[0];
    if (page !== undefined) {
      this.#say('requestAddress', 'CALLBACK_ADDRESS_WRONG', { zh: `带有页面 ${page}`, en: `holds the page ${page}` });
      return undefined;
    }
    const reader = new SettingReader();
    const base = reader.baseUrl(text, 'requestAddress');
    for (const { message } of reader.problems) this.#say('requestAddress', 'CALLBACK_ADDRESS_WRONG', message);
    return reader.problems.length > 0 ? undefined : base;
  }

  #gatewayIdentity(value: unknown): Secret | undefined {
    if (value === undefined || value === '') {
      if (this.#rules.gatewayIdentity === 'required' || value === '') this.#say('gatewayIdentity', 'GATEWAY_IDENTITY_MISSING', MISSING);
      return undefined;
    }
    const secret = this.#secret(value, 'gatewayIdentity', 'GATEWAY_IDENTITY_INVALID', false);
    if (secret === undefined || secret.use((bytes) => bytes.every((byte) => byte > 0x20 && byte < 0x7f))) return secret;
    this.#say('gatewayIdentity', 'GATEWAY_IDENTITY_INVALID', { zh: '含有不可用于请求头的字符', en: 'holds characters a header cannot carry' });
    return undefined;
  }

  #secret(value: unknown, name: string, diagnosis: string, limited: boolean): Secret | undefined {
    if (!isSecretInput(value)) {
      this.#say(name, diagnosis, MISSING);
      return undefined;
    }
    const secret = isSecret(value) ? value : new Secret(value);
    const { length, stray } = secret.use((bytes) => {
      const text = bytes.toString('utf8');
      return { length: text.length, stray: text !== text.trim() || /\p{Cc}/u.test(text) };
    });
    if (length === 0) this.#say(name, diagnosis, MISSING);
    else if (stray) this.#say(name, diagnosis, STRAY);
    else if (limited && (length < SECRET_LENGTH.min || length > SECRET_LENGTH.max)) this.#say(name, diagnosis, LENGTH);
    else return secret;
    return undefined;
  }

  #userType(value: unknown): CallbackConfiguration['userType'] {
    if (value === undefined || value === 'Mobile') return 'Mobile';
    if (value === 'Email' || value === 'UserName') return value;
    this.#say('userType', 'CALLBACK_USER_MISSING', { zh: '只能是 Mobile、Email、UserName', en: 'must be Mobile, Email or UserName' });
    return 'Mobile';
  }

  #text(value: unknown, name: string, diagnosis: string): string | undefined {
    if (typeof value !== 'string' || value === '') {
      this.#say(name, diagnosis, MISSING);
      return undefined;
    }
    if (value === value.trim() && !/\p{Cc}/u.test(value)) return value;
    this.#say(name, diagnosis, STRAY);
    return undefined;
  }

  #object(value: unknown, name: string, keys: readonly string[]): SettingsObject | undefined {
    if (!isSettingsObject(value)) {
      this.#say(name, 'CALLBACK_SETTINGS_MISSING', { zh: '未填写，应为对象', en: 'is missing; an object is needed' });
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue;
      const message = { zh: `没有这个设置，可用：${keys.join('、')}`, en: `is no setting; known: ${keys.join(', ')}` };
      this.#problems.push({ path: this.#at(name === '' ? key : `${name}.${key}`), message });
    }
    return value;
  }

  /** What is wrong, then the manual's remedy. */
  #say(name: string, diagnosis: string, { zh, en }: Bilingual): void {
    const path = this.#at(name);
    const { remedy } = findingFor({ code: path, title: { zh, en } }, diagnosis, '');
    const { menu } = this.#rules;
    const message = { zh: `${zh}。${remedy?.zh ?? ''}（发票回调配置：${menu}）`, en: `${en}. ${remedy?.en ?? ''} (发票回调配置: ${menu})` };
    this.#problems.push({ path, diagnosis, message });
  }

  #at(name: string): string {
    return name === '' ? this.#path : `${this.#path}.${name}`;
  }
}

function isSecretInput(value: unknown): value is SecretInput {
  return typeof value === 'string' || value instanceof Uint8Array || isSecret(value);
}

const MISSING: Bilingual = { zh: '未填写', en: 'is missing or empty' };
const STRAY: Bilingual = { zh: '首尾有多余的空格，或含有换行等控制字符', en: 'has blanks at its start or end, or line breaks inside' };
const LENGTH: Bilingual = {
  zh: `长度须为 ${SECRET_LENGTH.min} 至 ${SECRET_LENGTH.max} 位`,
  en: `must have ${SECRET_LENGTH.min} to ${SECRET_LENGTH.max} characters`,
};
const NOT_TICKED: Bilingual = { zh: '没有勾选“是否允许API1.0授权”', en: '是否允许API1.0授权 is not ticked' };
const OTHER_APP: Bilingual = { zh: `不是 ${CALLBACK_APP}`, en: `is not ${CALLBACK_APP}` };
const OTHER_TYPE: Bilingual = { zh: `系统类型不是“${PRESET}”`, en: `the type is not ${PRESET}` };
const DIGEST_EMPTY: Bilingual = { zh: '有“摘要认证”，但认证密钥为空', en: 'the app has 摘要认证 with an empty key' };
const CONTROL_ON: Bilingual = { zh: '启用了“启用代理用户控制”', en: '启用代理用户控制 is on' };
const NO_API: Bilingual = { zh: '没有授权任何 API', en: 'no API is granted' };
