import type { TripleUnderTest } from './triples.js';

/**
 * Whether id and secret of `suspect` look exchanged, judged by looks alone: the secret must never travel as an id, so the cloud cannot be asked.
 * True when the secret starts like a tenant id, or when the id looks like the secrets of the other triples and the secret like their ids.
 */
export function looksSwapped(suspect: TripleUnderTest, all: readonly TripleUnderTest[]): boolean {
  const mine = looksOf(suspect);
  if (mine === undefined) return false;
  if (mine.secret.isTenant && !mine.id.isTenant) return true;
  const others = all.filter((triple) => triple !== suspect).flatMap((triple) => looksOf(triple) ?? []);
  return others.some(({ id, secret }) => id.shape !== secret.shape && mine.id.shape === secret.shape && mine.secret.shape === id.shape);
}

interface Look {
  readonly isTenant: boolean;
  readonly shape: string;
}

const TENANT = Buffer.from('TN_');

function looksOf({ credential }: TripleUnderTest): { readonly id: Look; readonly secret: Look } | undefined {
  if (credential === undefined) return undefined;
  return { id: lookOf(Buffer.from(credential.clientId, 'utf8')), secret: credential.clientSecret.use(lookOf) };
}

/** Length and kinds of characters; the prefix of a tenant id is no part of its shape. On bytes: a secret given as bytes never becomes a string. */
function lookOf(bytes: Buffer): Look {
  const isTenant = bytes.subarray(0, TENANT.length).equals(TENANT);
  const bare = isTenant ? bytes.subarray(TENANT.length) : bytes;
  const kinds = new Set([...bare].map(kindOf));
  return { isTenant, shape: `${bare.length}:${[...kinds].sort().join('')}` };
}

function kindOf(byte: number): string {
  if (byte >= 0x30 && byte <= 0x39) return 'digit';
  if (byte >= 0x61 && byte <= 0x7a) return 'lower';
  return byte >= 0x41 && byte <= 0x5a ? 'upper' : 'other';
}
