import { timingSafeEqual } from 'node:crypto';
import { type CryptoBackend, Secret, sign } from '@piaozone/core';

/** One enterprise whose archive may pull here. */
export interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** Set apart from everything else the secret signs. */
const PURPOSE = 'piaozone-sdk archive access token 1';
/** Compared with for unknown clients, so that they take as long as known ones. */
const NOBODY = new Secret('nobody');

/**
 * Access tokens the ERP gives to the cloud. They carry their own end and are proved by the client's secret: nothing is stored, so several processes of one ERP
 * take each other's, and an exchanged secret ends them all.
 */
export class ArchiveTokens {
  readonly #clients: ReadonlyMap<string, Secret>;
  readonly #crypto: CryptoBackend;

  constructor(clients: readonly ClientSecret[], crypto: CryptoBackend) {
    this.#clients = new Map(clients.map(({ clientId, clientSecret }) => [clientId, clientSecret]));
    this.#crypto = crypto;
  }

  /** Whether `signature` is MD5(clientId + secret + timestamp) in hex (standard-edition §2, §6.11). */
  signed(clientId: string, timestamp: string, signature: string): boolean {
    const known = this.#clients.get(clientId);
    const expected = sign({ clientId, clientSecret: known ?? NOBODY, timestamp, encType: 0 }, this.#crypto);
    return same(expected, signature.toLowerCase()) && known !== undefined;
  }

  /** @param endsAt epoch seconds */
  issue(clientId: string, endsAt: number): string {
    const secret = this.#clients.get(clientId) ?? NOBODY;
    return `${endsAt}.${this.#proof(clientId, secret, String(endsAt))}`;
  }

  /** Whose token it is. @param now epoch seconds @returns undefined when it was not given out here, or is over */
  ownerOf(token: string, now: number): string | undefined {
    const [, endsAt = '', proof = ''] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token) ?? [];
    let owner: string | undefined;
    // All of them: how long it takes must not tell which one it was.
    for (const [clientId, secret] of this.#clients) if (same(this.#proof(clientId, secret, endsAt), proof)) owner = clientId;
    return Number(endsAt) > now ? owner : undefined;
  }

  #proof(clientId: string, secret: Secret, endsAt: string): string {
    return secret.use((key) => this.#crypto.hmacSha256Hex(key, `${PURPOSE}\n${clientId}\n${endsAt}`));
  }
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
