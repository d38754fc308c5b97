/** A session as it lies in a shared store. */
export interface StoredToken {
  /** Encrypted with a key that only holders of the credential have; the store never sees the token. */
  readonly sealed: string;
  /** Milliseconds since it was put, by the store's own clock; never negative. */
  readonly ageMs: number;
  /** Milliseconds it still lives by the store's own clock, more than 0; absent = until it is refused. */
  readonly remainingMs?: number;
}

/** The right to log in for one key and to write what came of it. */
export interface TokenLease {
  readonly key: string;
  /** Greater than that of every earlier lease of the key, for ever: a later holder's write beats an earlier one's. */
  readonly fence: number;
}

/**
 * Sessions shared by several processes, so that a cloud where a new token kills the old one sees one login per life. Implementations: `@piaozone/stores`.
 * Only efficiency depends on it: correctness comes from comparing before renewing. Keys are opaque text up to 200 ASCII characters.
 * A store that fails rejects with `store_failed`; the caller then goes on alone.
 */
export interface TokenStore {
  /** @returns nothing once its life is over */
  get(key: string): Promise<StoredToken | undefined>;
  /** @param ttlMs life of the lease if its holder dies. @returns undefined while another holder's lease lives */
  lease(key: string, ttlMs: number): Promise<TokenLease | undefined>;
  /** Lets a lease that is still the newest live `ttlMs` from now on. @returns false when it came too late */
  extend(lease: TokenLease, ttlMs: number): Promise<boolean>;
  /**
   * Writes only while `lease` is still the newest of its key, and gives the lease back. A lease that outlived its time counts as long as nobody has taken another.
   * @param lifetimeMs absent = until refused
   * @returns false when it came too late; what is stored then stays
   */
  putIfLeased(lease: TokenLease, sealed: string, lifetimeMs?: number): Promise<boolean>;
  /** Gives the lease back without writing; one that is no longer held is left alone. */
  release(lease: TokenLease): Promise<void>;
  close(): Promise<void>;
}
