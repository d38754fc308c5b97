import { createHash } from 'node:crypto';
import { PiaozoneError } from '../errors.js';

/**
 * Everything a session depends on: base URL, product, client id, account set, user, signing mode … A shorter key would hand one tenant's session to another,
 * so an empty part is refused.
 */
export type SessionKey = Readonly<Record<string, string>>;

/** One text for a key whatever the order of its parts. @throws config_invalid when a part is empty, or there is none */
export function serializeKey(key: SessionKey): string {
  const parts = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
  const empty = parts.filter(([, value]) => value === '').map(([name]) => name);
  if (parts.length === 0 || empty.length > 0) {
    throw new PiaozoneError({
      code: 'config_invalid',
      outcome: 'not-sent',
      message: {
        zh: `会话键不完整，缺少：${empty.join('、') || '全部'}；不完整的键会让不同租户共用会话`,
        en: `the session key is incomplete, missing: ${empty.join(', ') || 'everything'}; a short key would share sessions between tenants`,
      },
    });
  }
  return parts.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

/** Name of a key in a shared store: who reads the store learns neither client id nor address. 72 ASCII characters. */
export function storeName(serializedKey: string): string {
  return `session-${createHash('sha256').update(serializedKey, 'utf8').digest('hex')}`;
}
