import { createHash, timingSafeEqual } from 'node:crypto';
import { isSecret, type SecretInput, toSecret } from '../credentials/secret.js';
import type { Problem } from '../errors.js';

/** A secret path segment, or several while it is being changed. */
export type PathToken = SecretInput | readonly SecretInput[];

const SHORTEST = 24;
const LONGEST = 256;
const DIFFERENT = 6;

/** Secret path segments, kept as digests only. */
export class PathTokens {
  readonly #digests: readonly Buffer[];

  /** Adds to `problems` what can be guessed or does not fit into a path; the token itself is never part of it. */
  constructor(given: PathToken, path: string, problems: Problem[]) {
    const list = Array.isArray(given) ? (given as readonly SecretInput[]) : [given as SecretInput];
    const tokens = list.filter(isUsable).map(toSecret);
    if (tokens.length === 0 || tokens.length < list.length || !tokens.every((token) => token.use(isHardToGuess))) {
      problems.push({
        path,
        message: {
          zh: `须为 ${SHORTEST} 到 ${LONGEST} 位的随机字符（字母、数字、. _ ~ -），例如 openssl rand -hex 32 的输出`,
          en: `must be ${SHORTEST} to ${LONGEST} random characters (letters, digits, . _ ~ -), e.g. the output of openssl rand -hex 32`,
        },
      });
    }
    this.#digests = tokens.map((token) => token.use(digest));
  }

  /** Both sides are hashed first, so that neither length nor content shows in the time it takes; never throws. */
  matches(segment: string): boolean {
    const given = digest(Buffer.from(segment, 'utf8'));
    let matched = false;
    for (const known of this.#digests) matched = timingSafeEqual(known, given) || matched;
    return matched;
  }
}

function isUsable(token: unknown): boolean {
  return isSecret(token) || ((typeof token === 'string' || token instanceof Uint8Array) && token.length > 0);
}

function isHardToGuess(token: Buffer): boolean {
  // A handful of different characters is a placeholder such as xxxx-xxxx.
  return token.length >= SHORTEST && token.length <= LONGEST && /^[\w.~-]+$/.test(token.toString('latin1')) && new Set(token).size >= DIFFERENT;
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
