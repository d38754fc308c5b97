import { randomBytes } from 'node:crypto';

/** 32 characters, as digest authentication wishes (flagship-and-cosmic §2.4). Not of the runtime: two processes must never meet. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
}
