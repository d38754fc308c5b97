import { catalogue } from './catalogue.js';
import { bounded, plainForm } from './normalise.js';
import type { Diagnosis } from './types.js';

/**
 * The entry a text belongs to, as it came or in its plain form: the first that matches either. Never looks up a code: the clouds reuse them, so a code
 * counts only where a pattern wants it beside its text (business-rules §13).
 */
export function matchText(text: string): Diagnosis | undefined {
  const raw = bounded(text);
  const plain = plainForm(raw);
  const matches = plain === raw ? (pattern: RegExp) => pattern.test(raw) : (pattern: RegExp) => pattern.test(raw) || pattern.test(plain);
  return catalogue().rules.find(({ pattern }) => matches(pattern))?.diagnosis;
}
