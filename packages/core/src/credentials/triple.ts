import type { Problem } from '../errors.js';
import { Secret } from './secret.js';

/** 授权三元组 as an implementer copies it from the authorization mail (授权邮件). Names per screen: business-rules §1.2. */
export interface AuthorizationTriple {
  /** ClientID（授权账号）; starts with `TN_` at tenant level. */
  readonly clientId: string;
  /** ClientSecret（授权密钥）. */
  readonly clientSecret: string;
  /** EncryKey（加密key）: 16 bytes. */
  readonly encryptKey: string;
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

/**
 * Checks what can be checked without the network: presence, stray blanks, level and the length of the encrypt key. Nothing else about lengths is published.
 * Problems go to `problems`; values are never part of them.
 */
export function readTriple(triple: unknown, expected: CredentialLevel, path: string, problems: Problem[]): Credential | undefined {
  if (typeof triple !== 'object' || triple === null) {
    problems.push({
      path,
      message: {
        zh: '缺少授权三元组（ClientID、ClientSecret、EncryptKey），请从授权邮件复制',
        en: 'the authorization triple (clientId, clientSecret, encryptKey) is missing; copy it from the authorization mail',
      },
    });
    return undefined;
  }
  const before = problems.length;
  const clientId = readField(triple, 'clientId', path, problems);
  const clientSecret = readField(triple, 'clientSecret', path, problems);
  const encryptKey = readField(triple, 'encryptKey', path, problems);
  if (clientId !== undefined && levelOf(clientId) !== expected) problems.push({ path: `${path}.clientId`, message: WRONG_LEVEL[expected] });
  if (encryptKey !== undefined && Buffer.byteLength(encryptKey, 'utf8') !== ENCRYPT_KEY_BYTES) {
    const found = Buffer.byteLength(encryptKey, 'utf8');
    problems.push({
      path: `${path}.encryptKey`,
      message: {
        zh: `加密 key 必须正好 16 字节，现为 ${found} 字节；请从授权邮件重新完整复制`,
        en: `the encrypt key must be exactly 16 bytes, found ${found}; copy it again in full from the authorization mail`,
      },
    });
  }
  if (problems.length > before || clientId === undefined || clientSecret === undefined || encryptKey === undefined) return undefined;
  return { level: expected, clientId, clientSecret: new Secret(clientSecret), encryptKey: new Secret(encryptKey) };
}

const WRONG_LEVEL = {
  enterprise: {
    zh: '这是租户级授权（TN_ 开头），此处需要任一有权益企业的企业级授权；请从授权邮件换用企业授权的三项',
    en: 'this is a tenant-level id (it starts with TN_); an enterprise-level triple belongs here: take the one of any entitled enterprise from the authorization mail',
  },
  tenant: {
    zh: '租户级 ClientID 以 TN_ 开头，此处填的是企业级授权；请从授权邮件换用租户授权的三项',
    en: 'a tenant-level client id starts with TN_, this is an enterprise-level one: take the tenant triple from the authorization mail',
  },
} as const;

function readField(triple: object, name: keyof AuthorizationTriple, path: string, problems: Problem[]): string | undefined {
  const value = (triple as Record<string, unknown>)[name];
  const at = `${path}.${name}`;
  if (typeof value !== 'string' || value === '') {
    problems.push({ path: at, message: { zh: '未填写', en: 'is missing or empty' } });
    return undefined;
  }
  if (value !== value.trim()) {
    problems.push({
      path: at,
      message: { zh: '首尾有多余的空格或换行，请去掉后重填', en: 'has blanks or line breaks at its start or end; remove them' },
    });
    return undefined;
  }
  return value;
}
