import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import { type StrayCharacter, strayCharacter } from './characters.js';
import { isSecret, type Secret, type SecretInput, toSecret } from './secret.js';

/**
 * 授权三元组 as an implementer copies it from the authorization mail (授权邮件). Names per screen: business-rules §1.2.
 * Secret and key may be given as UTF-8 bytes: then no string is ever made of them, and the caller may zero its bytes once the client exists.
 */
export interface AuthorizationTriple {
  /** ClientID（授权账号）; starts with `TN_` at tenant level. */
  readonly clientId: string;
  /** ClientSecret（授权密钥）. */
  readonly clientSecret: SecretInput;
  /** EncryKey（加密key）: 16 bytes. */
  readonly encryptKey: SecretInput;
}

/** 企业授权 / 租户授权. They are never interchangeable. */
export type CredentialLevel = 'enterprise' | 'tenant';

/** A checked triple that can be printed without harm. */
export interface Credential {
  readonly level: CredentialLevel;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly encryptKey: Secret;
}

const TENANT_PREFIX = 'TN_';
const ENCRYPT_KEY_BYTES = 16;
/** Ids made by the testkit carry it, so that a forgotten mock setting cannot reach the real cloud. */
const MOCK_MARK = /^(?:TN_)?mock-/;

export function levelOf(clientId: string): CredentialLevel {
  return clientId.startsWith(TENANT_PREFIX) ? 'tenant' : 'enterprise';
}

export function isMockClientId(clientId: string): boolean {
  return MOCK_MARK.test(clientId);
}

/** True when both are the same version of the same triple. */
export function isSameCredential(a: Credential, b: Credential): boolean {
  return (
    a.level === b.level &&
    a.clientId === b.clientId &&
    a.clientSecret.fingerprint() === b.clientSecret.fingerprint() &&
    a.encryptKey.fingerprint() === b.encryptKey.fingerprint()
  );
}

/**
 * Checks what can be checked without the network: presence, stray characters, level and the length of the encrypt key. Nothing else about lengths is published.
 * Problems go to `problems`; values are never part of them.
 */
export function readTriple(triple: unknown, expected: CredentialLevel, path: string, problems: Problem[]): Credential | undefined {
  if (typeof triple !== 'object' || triple === null) {
    problems.push({ path, diagnosis: 'TRIPLE_INCOMPLETE', message: TRIPLE_MISSING });
    return undefined;
  }
  const before = problems.length;
  const clientId = readId((triple as Record<string, unknown>)['clientId'], `${path}.clientId`, problems);
  const clientSecret = readSecret((triple as Record<string, unknown>)['clientSecret'], `${path}.clientSecret`, problems);
  const encryptKey = readSecret((triple as Record<string, unknown>)['encryptKey'], `${path}.encryptKey`, problems);
  if (clientId !== undefined && levelOf(clientId) !== expected) problems.push({ path: `${path}.clientId`, ...WRONG_LEVEL[expected] });
  const length = encryptKey?.use((bytes) => bytes.length);
  if (length !== undefined && length !== ENCRYPT_KEY_BYTES) {
    problems.push({ path: `${path}.encryptKey`, diagnosis: 'ENCRYPT_KEY_LENGTH', message: wrongLength(length) });
  }
  if (problems.length > before || clientId === undefined || clientSecret === undefined || encryptKey === undefined) return undefined;
  return { level: expected, clientId, clientSecret, encryptKey };
}

/** One triple, or two versions of it with the newest first: while a secret is being exchanged, both are known. */
export function readVersions(given: unknown, expected: CredentialLevel, path: string, problems: Problem[]): readonly Credential[] {
  if (!Array.isArray(given)) {
    const only = readTriple(given, expected, path, problems);
    return only === undefined ? [] : [only];
  }
  if (given.length < 1 || given.length > MOST_VERSIONS) {
    problems.push({ path, message: VERSION_COUNT });
    return [];
  }
  return given.flatMap((triple, index) => readTriple(triple, expected, `${path}[${index}]`, problems) ?? []);
}

const MOST_VERSIONS = 2;

function readId(value: unknown, path: string, problems: Problem[]): string | undefined {
  if (typeof value !== 'string' || value === '') {
    problems.push({ path, diagnosis: 'TRIPLE_INCOMPLETE', message: MISSING });
    return undefined;
  }
  return refuseStray(strayCharacter(value), path, problems) ? undefined : value;
}

function readSecret(value: unknown, path: string, problems: Problem[]): Secret | undefined {
  if (!isSecretInput(value)) {
    problems.push({ path, diagnosis: 'TRIPLE_INCOMPLETE', message: MISSING });
    return undefined;
  }
  const secret = toSecret(value);
  const { empty, stray } = secret.use((bytes) => ({ empty: bytes.length === 0, stray: strayCharacter(bytes) }));
  if (empty) {
    problems.push({ path, diagnosis: 'TRIPLE_INCOMPLETE', message: MISSING });
    return undefined;
  }
  return refuseStray(stray, path, problems) ? undefined : secret;
}

function isSecretInput(value: unknown): value is SecretInput {
  return typeof value === 'string' || value instanceof Uint8Array || isSecret(value);
}

function refuseStray(stray: StrayCharacter | undefined, path: string, problems: Problem[]): boolean {
  if (stray === undefined) return false;
  problems.push({ path, diagnosis: 'TRIPLE_HAS_BLANKS', message: STRAY[stray] });
  return true;
}

const MISSING: Bilingual = { zh: '未填写', en: 'is missing or empty' };

const TRIPLE_MISSING: Bilingual = {
  zh: '缺少授权三元组（ClientID、ClientSecret、EncryptKey），请从授权邮件复制',
  en: 'the authorization triple (clientId, clientSecret, encryptKey) is missing; copy it from the authorization mail',
};

const VERSION_COUNT: Bilingual = {
  zh: '须为一组三元组，或由新到旧的两组（轮换密钥时）',
  en: 'must be one triple, or two with the newest first (while a secret is being exchanged)',
};

const STRAY: Record<StrayCharacter, Bilingual> = {
  'blank-at-edge': { zh: '首尾有多余的空格或换行，请去掉后重填', en: 'has blanks or line breaks at its start or end; remove them' },
  invisible: {
    zh: '含有零宽字符、控制字符等看不见的字符，多由网页或邮件复制带入，请重新复制或手工输入',
    en: 'contains invisible characters (zero-width or control), mostly copied from a page or mail; copy it again or type it',
  },
  'not-utf8': { zh: '不是 UTF-8 文本，请以 UTF-8 保存或传入', en: 'is not UTF-8 text; save or pass it as UTF-8' },
};

function wrongLength(found: number): Bilingual {
  return {
    zh: `加密 key 必须正好 ${ENCRYPT_KEY_BYTES} 字节，现为 ${found} 字节；请从授权邮件重新完整复制`,
    en: `the encrypt key must be exactly ${ENCRYPT_KEY_BYTES} bytes, found ${found}; copy it again in full from the authorization mail`,
  };
}

const WRONG_LEVEL: Record<CredentialLevel, Omit<Problem, 'path'>> = {
  enterprise: {
    diagnosis: 'TENANT_TRIPLE_AS_ENTERPRISE',
    message: {
      zh: '这是租户级授权（TN_ 开头），此处需要任一有权益企业的企业级授权；请从授权邮件换用企业授权的三项',
      en: 'this is a tenant-level id (it starts with TN_); an enterprise-level triple belongs here: take the one of any entitled enterprise from the authorization mail',
    },
  },
  tenant: {
    diagnosis: 'ENTERPRISE_TRIPLE_AS_TENANT',
    message: {
      zh: '租户级 ClientID 以 TN_ 开头，此处填的是企业级授权；请从授权邮件换用租户授权的三项',
      en: 'a tenant-level client id starts with TN_, this is an enterprise-level one: take the tenant triple from the authorization mail',
    },
  },
};
