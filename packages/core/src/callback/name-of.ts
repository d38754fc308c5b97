import { printable } from '../protocol/excerpt.js';

/** Code or class of an error, for logs. Never its text: a driver may quote what it was to store. */
export function nameOf(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; name?: unknown };
  return printable(typeof code === 'string' ? code : typeof name === 'string' ? name : typeof error);
}
