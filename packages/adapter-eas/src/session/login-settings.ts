import { isSecret, Secret, type SecretInput, type SettingReader, type SettingsObject } from '@piaozone/core/adapter';
import { type FaultPhrase, SESSION_FAULTS } from '../soap/fault.js';

/** How to reach one EAS and log in to it. Texts are refused when they carry blanks at their start or end. */
export interface EasLoginSettings {
  /** 前缀地址: `http://IP:端口/ormrpc/services/`. An instance port needs safe mode, from 8.5 on not that of instance 1; a cluster port needs cookies, which are kept. */
  readonly servicesUrl: string;
  /** EAS用户名. */
  readonly userName: string;
  /** EAS密码; sent in clear, because EAS has no other way. May be empty. Not with `ltpaToken`. */
  readonly password?: string;
  /**
   * Logs in by `loginByLtpaToken` instead of a password; only some installations publish it. A function is asked before every login, because such a token
   * ends and a session is replaced every `sessionLifetimeMs`.
   */
  readonly ltpaToken?: SecretInput | (() => SecretInput | Promise<SecretInput>);
  /** EASSI名称. Default `eas`, which Kingdee's manual prescribes. */
  readonly slnName?: string;
  /** EAS数据中心编码. With `slnName` it is the account set: must never change for the same books. */
  readonly dcName: string;
  /** `L2` simplified (default), `L3` traditional Chinese. */
  readonly language?: string;
  /** 0 SQL Server (default), 1 Oracle, 2 DB2, 3 PostgreSQL. Whether EAS uses it is unknown. */
  readonly dbType?: 0 | 1 | 2 | 3;
  /** A name of the server's easAuthPatterns.xml, e.g. `BaseDB`. Sent only when given, which makes the login one of 7 parts. */
  readonly authPattern?: string;
  /** Sent only when given, with `authPattern`: the login of 8 parts. What 1 means is unknown. */
  readonly isEncodePwd?: 0 | 1;
  /** Age in milliseconds at which a session is replaced; use does not extend it, and it is replaced a little early. Default 600 000. */
  readonly sessionLifetimeMs?: number;
  /** Fault texts that mean "no live session". Default: the four that Kingdee lists. */
  readonly sessionFaults?: readonly FaultPhrase[];
  /** EAS' logout names a user, not a session: set false where another process works as the same user. Default true. */
  readonly logoutOnClose?: boolean;
}

/** Checked, with its defaults; prints without secrets. */
export interface LoginConfig {
  /** Without trailing slash. */
  readonly servicesUrl: string;
  readonly userName: string;
  readonly password: Secret;
  /** Asked before every login; `undefined` = login by password. */
  readonly ltpaToken: LtpaSource | undefined;
  readonly slnName: string;
  readonly dcName: string;
  readonly language: string;
  readonly dbType: number;
  readonly authPattern: string | undefined;
  readonly isEncodePwd: number | undefined;
  readonly sessionLifetimeMs: number;
  readonly sessionFaults: readonly FaultPhrase[];
  readonly logoutOnClose: boolean;
}

export interface LtpaSource {
  /** Tells this source from another one, without holding the token. */
  readonly id: string;
  token(): Promise<Secret>;
}

export const LOGIN_SETTINGS = [
  'servicesUrl',
  'userName',
  'password',
  'ltpaToken',
  'slnName',
  'dcName',
  'language',
  'dbType',
  'authPattern',
  'isEncodePwd',
  'sessionLifetimeMs',
  'sessionFaults',
  'logoutOnClose',
] as const satisfies readonly (keyof EasLoginSettings)[];
const SERVICES_PATH = '/ormrpc/services';
const DEFAULT_LIFETIME_MS = 600_000;
const DAY_MS = 86_400_000;

/**
 * @param settings checked to be an object; its keys are the caller's to check
 * @param warnings what is allowed and deserves a word, said once when the connection is made
 */
export function readLoginSettings(reader: SettingReader, settings: SettingsObject, warnings: string[]): LoginConfig {
  checkMeans(reader, settings);
  if (settings['sessionFaults'] !== undefined) checkSessionFaults(reader, settings['sessionFaults']);
  if (settings['isEncodePwd'] !== undefined && settings['authPattern'] === undefined) {
    reader.add('authPattern', '设置 isEncodePwd 时必须同时设置', 'is needed together with isEncodePwd');
  }
  const config = {
    servicesUrl: readServicesUrl(reader, settings['servicesUrl'], warnings),
    userName: reader.text(settings['userName'], 'userName'),
    password: new Secret(typeof settings['password'] === 'string' ? settings['password'] : ''),
    ltpaToken: ltpaSource(settings['ltpaToken']),
    slnName: reader.optionalText(settings['slnName'], 'slnName') ?? 'eas',
    dcName: reader.text(settings['dcName'], 'dcName'),
    language: reader.optionalText(settings['language'], 'language') ?? 'L2',
    dbType: reader.oneOf(settings['dbType'], [0, 1, 2, 3], 'dbType') ?? 0,
    authPattern: reader.optionalText(settings['authPattern'], 'authPattern'),
    isEncodePwd: reader.oneOf(settings['isEncodePwd'], [0, 1], 'isEncodePwd'),
    sessionLifetimeMs: reader.count(settings['sessionLifetimeMs'], 'sessionLifetimeMs', DAY_MS) ?? DEFAULT_LIFETIME_MS,
    sessionFaults: (settings['sessionFaults'] as readonly FaultPhrase[] | undefined) ?? SESSION_FAULTS,
    logoutOnClose: reader.flag(settings['logoutOnClose'], 'logoutOnClose') ?? true,
  };
  if (config.slnName !== 'eas') warnings.push('slnName: EASSI名称 should be eas (Kingdee: 默认值,请填eas) / EASSI名称必须为 eas');
  if (!/^L[23]$/i.test(config.language)) warnings.push('language: only L2 and L3 are documented / 资料中只有 L2（简体）和 L3（繁体）');
  return config;
}

/** One way to log in, not two: `loginByLtpaToken` has no part for the others. */
function checkMeans(reader: SettingReader, settings: SettingsObject): void {
  const { ltpaToken, password } = settings;
  if (ltpaToken === undefined) {
    if (typeof password !== 'string') reader.add('password', '未填写（确实没有密码时填空文本）', 'is missing (give an empty text if there is none)');
    return;
  }
  const usable = typeof ltpaToken === 'function' || isSecret(ltpaToken) || (typeof ltpaToken === 'string' && ltpaToken !== '');
  if (!usable) reader.add('ltpaToken', '须为令牌文本、Secret 或返回令牌的函数', 'must be a text, a Secret, or a function that gives the token');
  for (const name of ['password', 'authPattern', 'isEncodePwd']) {
    if (settings[name] !== undefined) reader.add(name, '使用 ltpaToken 登录时不能设置', 'has no place in a login by ltpaToken');
  }
}

function ltpaSource(value: unknown): LtpaSource | undefined {
  if (typeof value === 'function') return { id: 'asked', token: async () => secretOf(await (value as () => SecretInput | Promise<SecretInput>)()) };
  if (value === undefined) return undefined;
  const secret = secretOf(value);
  return { id: secret.fingerprint(), token: async () => secret };
}

function secretOf(value: unknown): Secret {
  return isSecret(value) ? value : new Secret(typeof value === 'string' ? value : '');
}

function readServicesUrl(reader: SettingReader, value: unknown, warnings: string[]): string {
  const text = reader.text(value, 'servicesUrl');
  const example = 'http://IP:端口/ormrpc/services/';
  // The brackets of an IPv6 address hold colons of their own.
  const rest = text.replace(/^https?:\/\//i, '').replace(/^\[[^\]]*\]/, '');
  if (rest.includes('//') || rest.split(':').length > 2) {
    reader.add('servicesUrl', `有多余的冒号或斜杠，应形如 ${example}`, `has a surplus colon or slash; it must look like ${example}`);
  }
  const base = reader.baseUrl(text, 'servicesUrl', ({ path, message }) => warnings.push(`${path}: ${message.en} / ${message.zh}`));
  if (base !== '' && !base.endsWith(SERVICES_PATH)) {
    reader.add(
      'servicesUrl',
      `必须以 ${SERVICES_PATH}/ 结尾（不带服务名），应形如 ${example}`,
      `must end in ${SERVICES_PATH}/ (without a service name), like ${example}`,
    );
  }
  return base;
}

/** An empty phrase would make every fault a dead session. */
function checkSessionFaults(reader: SettingReader, value: unknown): void {
  for (const [index, phrase] of reader.list(value, 'sessionFaults').entries()) {
    const path = `sessionFaults[${index}]`;
    if (Array.isArray(phrase)) reader.texts(phrase, path);
    else reader.text(phrase, path);
  }
}
