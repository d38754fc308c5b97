import type { CallbackResponse } from './profile.js';

/** A header name, and a value without control characters: a profile that echoes a payload must not be able to write a second header. */
const NAME = /^[a-z0-9-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A copy of what a profile answers. @throws TypeError for what cannot be sent */
export function readResponse({ status, headers, body }: CallbackResponse): CallbackResponse {
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new TypeError('status');
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('body');
  const copy: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name) || !VALUE.test(value) || FRAMING.has(name)) throw new TypeError('header');
    copy[name] = value;
  }
  return { status, headers: copy, body: typeof body === 'string' ? body : Uint8Array.from(body) };
}

/** Senders take a 2xx for received, whatever its body says. */
export function isAcknowledgement({ status }: CallbackResponse): boolean {
  return status >= 200 && status <= 299;
}

/** Written by the binding. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection']);

const plain = (status: number, headers: Readonly<Record<string, string>> = {}): CallbackResponse => ({ status, headers, body: '' });

/** For whoever has no business here: wrong method, path, token or address look the same. */
export const NOT_FOUND = plain(404);
export const TOO_LARGE = plain(413);
export const TOO_SLOW = plain(408);
