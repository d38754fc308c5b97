import { configError, Secret, SettingReader } from '@piaozone/core/adapter';
import { SESSION_FAULTS } from '../soap/fault.js';
import { checkFacade } from './check-facade.js';
import type { EasConfig } from './config.js';
import type { EasSettings } from './types.js';

const TOP = [
  'servicesUrl',
  'userName',
  'password',
  'slnName',
  'dcName',
  'language',
  'dbType',
  'authPattern',
  'isEncodePwd',
  'sessionLifetimeMs',
  'sessionFaults',
  'logoutOnClose',
  'version',
  'facade',
] as const satisfies readonly (keyof EasSettings)[];
/** What is sent as it stands. */
const CONSTANTS = /^facade\.\w+\.parts\[\d+\]\.json\.constants$/;
const SERVICES_PATH = '/ormrpc/services';
const DEFAULT_LIFETIME_MS = 600_000;
const DAY_MS = 86_400_000;
const MIN_VERSION = [8, 5] as const;

/** @throws config_invalid with every problem at once, each named by its path */
export function readEasSettings(input: EasSettings): EasConfig {
  const reader = new SettingReader({ isContent: (path) => CONSTANTS.test(path) });
  const warnings: string[] = [];
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', TOP) ?? {};
  if (typeof settings['password'] !== 'string')
    reader.add('password', '未填写（确实没有密码时填空文本）', 'is missing (give an empty text if there is none)');
  checkVersion(reader, settings['version']);
  if (settings['sessionFaults'] !== undefined) checkSessionFaults(reader, settings['sessionFaults']);
  if (settings['isEncodePwd'] !== undefined && settings['authPattern'] === undefined) {
    reader.add('authPattern', '设置 isEncodePwd 时必须同时设置', 'is needed together with isEncodePwd');
  }
  const config = {
    servicesUrl: readServicesUrl(reader, settings['servicesUrl'], warnings),
    userName: reader.text(settings['userName'], 'userName'),
    password: new Secret(String(settings['password'] ?? '')),
    slnName: reader.optionalText(settings['slnName'], 'slnName') ?? 'eas',
    dcName: reader.text(settings['dcName'], 'dcName'),
    language: reader.optionalText(settings['language'], 'language') ?? 'L2',
    dbType: reader.oneOf(settings['dbType'], [0, 1, 2, 3], 'dbType') ?? 0,
    authPattern: reader.optionalText(settings['authPattern'], 'authPattern'),
    isEncodePwd: reader.oneOf(settings['isEncodePwd'], [0, 1], 'isEncodePwd'),
    sessionLifetimeMs: reader.count(settings['sessionLifetimeMs'], 'sessionLifetimeMs', DAY_MS) ?? DEFAULT_LIFETIME_MS,
    sessionFaults: input?.sessionFaults ?? SESSION_FAULTS,
    logoutOnClose: reader.flag(settings['logoutOnClose'], 'logoutOnClose') ?? true,
    version: reader.optionalText(settings['version'], 'version'),
    facade: input?.facade,
    warnings,
  };
  if (config.slnName !== 'eas') warnings.push('slnName: EASSI名称 should be eas (Kingdee: 默认值,请填eas) / EASSI名称必须为 eas');
  checkFacade(reader, settings['facade']);
  if (reader.problems.length > 0) throw configError(reader.problems);
  return config;
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

function checkVersion(reader: SettingReader, value: unknown): void {
  const version = reader.optionalText(value, 'version');
  if (version === undefined || version === '') return;
  if (!/^\d+(?:\.\d+)+$/.test(version)) {
    reader.add('version', '应形如 8.6 或 8.6.1', 'must look like 8.6 or 8.6.1');
    return;
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])) {
    reader.add('version', 'EAS 须为 8.5 及以上版本', 'EAS 8.5 or later is needed');
  }
}

/** An empty phrase would make every fault a dead session. */
function checkSessionFaults(reader: SettingReader, value: unknown): void {
  for (const [index, phrase] of reader.list(value, 'sessionFaults').entries()) {
    const path = `sessionFaults[${index}]`;
    if (Array.isArray(phrase)) reader.texts(phrase, path);
    else reader.text(phrase, path);
  }
}
