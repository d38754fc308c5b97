import { PiaozoneError } from '../errors.js';
import { isExactNumber, type JsonValue, parseExact } from '../protocol/json.js';

/**
 * A body as exact JSON, for `decode` of profiles. Refused: bytes that are no UTF-8, no JSON, deeper than 64, a key twice with different values,
 * and the keys `__proto__`, `constructor` and `prototype`.
 * @throws callback_invalid, the same for every reason
 */
export function readCallbackJson(body: Uint8Array): JsonValue {
  try {
    const value = parseExact(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (!holdsMagicKey(value)) return value;
  } catch {
    // Which of the reasons it was is nobody's business outside.
  }
  throw undecodableCallback();
}

/** What profiles may throw for a request that is not their sender's form. */
export function undecodableCallback(): PiaozoneError {
  return new PiaozoneError({
    code: 'callback_invalid',
    outcome: 'rejected',
    reason: 'undecodable',
    message: { zh: '回调内容无法解读', en: 'the callback cannot be read' },
  });
}

/** Names that lead from an object to its prototype. `__proto__` is refused by the parser already. */
const MAGIC: ReadonlySet<string> = new Set(['constructor', 'prototype']);

function holdsMagicKey(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return false;
  if (Array.isArray(value)) return value.some(holdsMagicKey);
  return Object.entries(value).some(([key, member]) => MAGIC.has(key) || holdsMagicKey(member));
}
