import type { TripleUnderTest } from './triples.js';

/**
 * Whether id and secret of `suspect` look exchanged, judged by looks alone: the secret must never travel as an id, so the cloud cannot be asked.
 * True when the secret starts like a tenant id, or when the id looks like the secrets of the other triples and the secret like their ids.
 */
export function looksSwapped(suspect: TripleUnderTest, all: readonly TripleUnderTest[]): boolean {
  const mine = looksOf(suspect);
  if (mine === undefined) return false;
  if (mine.secret.startsWith(TENANT) && !mine.id.startsWith(TENANT)) return true;
  const others = all.filter((triple) => triple !== suspect).flatMap((triple) => looksOf(triple) ?? []);
  return others.some(
    (other) =>
      shapeOf(other.id) !== shapeOf(other.secret) && shapeOf(mine.id) === shapeOf(other.secret) && shapeOf(mine.secret) === shapeOf(other.id),
  );
}

const TENANT = 'TN_';

function looksOf({ credential }: TripleUnderTest): { readonly id: string; readonly secret: string } | undefined {
  return credential === undefined ? undefined : { id: credential.clientId, secret: credential.clientSecret.reveal() };
}

/** Length and kinds of characters; the prefix of a tenant id is no part of its shape. */
function shapeOf(text: string): string {
  const bare = text.startsWith(TENANT) ? text.slice(TENANT.length) : text;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].map((kind) => (kind.test(bare) ? '1' : '0')).join('');
  return `${bare.length}:${kinds}`;
}
