import { createHash } from 'node:crypto';

/** Id of one message, derived from its content: the same for every delivery of it. `undefined` when nothing identifies it. */
export function messageId(profileId: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part === undefined || part === '') ? undefined : digest(['message', profileId, ...parts]);
}

/** Id of a request that nothing else identifies. */
export function bytesId(profileId: string, body: Uint8Array): string {
  return digest(['bytes', profileId, createHash('sha256').update(body).digest('hex')]);
}

/** Id of a request that holds several messages; their order does not matter. */
export function deliveryId(profileId: string, messageIds: readonly string[]): string {
  const distinct = [...new Set(messageIds)].sort();
  return distinct.length === 1 ? (distinct[0] as string) : digest(['messages', profileId, ...distinct]);
}

function digest(parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256');
  // Absent and empty differ, and length prefixes keep neighbours apart.
  for (const part of parts) hash.update(part === undefined ? '-|' : `${Buffer.byteLength(part)}:${part}|`, 'utf8');
  return hash.digest('hex');
}
