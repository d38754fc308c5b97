import { isSecret, type Problem, Secret, type SecretInput } from '@piaozone/core/adapter';

/** Collects problems; a value never becomes part of one. Only the first complaint about a path is kept. */
export class Complaints {
  readonly problems: Problem[] = [];

  add(path: string, zh: string, en: string, diagnosis?: string): void {
    if (this.problems.some((problem) => problem.path === path)) return;
    this.problems.push({ path, message: { zh, en }, ...(diagnosis === undefined ? {} : { diagnosis }) });
  }

  /** A text without blanks around it; `''` when it is missing or wrong, which has been said then. */
  text(value: unknown, path: string, diagnosis?: string): string {
    if (typeof value !== 'string' || value === '') this.add(path, '未填写', 'is missing or empty', diagnosis);
    else if (value !== value.trim() || /\p{Cc}/u.test(value)) this.add(path, BLANKS.zh, BLANKS.en, diagnosis);
    else return value;
    return '';
  }

  /** A tax number or client id: no blank anywhere. */
  token(value: unknown, path: string, diagnosis?: string): string {
    const text = this.text(value, path, diagnosis);
    if (!/\s/.test(text)) return text;
    this.add(path, BLANKS.zh, BLANKS.en, diagnosis);
    return '';
  }

  /** A client id of the enterprise level, the only one these screens take. */
  clientId(value: unknown, path: string): string {
    const text = this.token(value, path, 'TRIPLE_HAS_BLANKS');
    if (!text.startsWith('TN_')) return text;
    this.add(
      path,
      '是租户级（TN_ 开头），此处须用企业级授权',
      'is a tenant id (TN_…); the enterprise id belongs here',
      'TENANT_TRIPLE_AS_ENTERPRISE',
    );
    return '';
  }

  /** A value of the triple that must not be shown. */
  secret(value: unknown, path: string): Secret | undefined {
    const secret = isSecretInput(value) ? (isSecret(value) ? value : new Secret(value)) : undefined;
    const text = secret?.use((bytes) => ({ empty: bytes.length === 0, blank: /\s/.test(bytes.toString('utf8')) }));
    if (secret === undefined || text === undefined || text.empty) this.add(path, '未填写', 'is missing or empty');
    else if (text.blank) this.add(path, BLANKS.zh, BLANKS.en, 'TRIPLE_HAS_BLANKS');
    else return secret;
    return undefined;
  }

  /** The encrypt key: 16 bytes. */
  encryptKey(value: unknown, path: string): Secret | undefined {
    const secret = this.secret(value, path);
    if (secret === undefined || secret.use((bytes) => bytes.length === KEY_BYTES)) return secret;
    this.add(path, `须正好 ${KEY_BYTES} 字节`, `must be exactly ${KEY_BYTES} bytes`, 'ENCRYPT_KEY_LENGTH');
    return undefined;
  }

  /** Members of `value` are held to `keys`; `undefined` when it is no object. */
  object(value: unknown, path: string, keys: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(path, '未填写，应为对象', 'is missing; an object is needed');
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key))
        this.add(path === '' ? key : `${path}.${key}`, `没有这个设置，可用：${keys.join('、')}`, `is no setting; known: ${keys.join(', ')}`);
    }
    return value as Readonly<Record<string, unknown>>;
  }
}

export const BLANKS = {
  zh: '含有空格或换行，请去掉后重填',
  en: 'contains blanks or line breaks; remove them',
} as const;
const KEY_BYTES = 16;

function isSecretInput(value: unknown): value is SecretInput {
  return typeof value === 'string' || value instanceof Uint8Array || isSecret(value);
}

/** Whether two secrets are the same, without a text of either. */
export function sameSecret(one: Secret, other: Secret): boolean {
  return one.fingerprint() === other.fingerprint();
}
