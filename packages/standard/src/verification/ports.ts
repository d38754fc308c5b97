/**
 * How often invoices were verified on a calendar day in Asia/Shanghai. Keys are opaque texts; days are `YYYY-MM-DD`. Share one between processes that verify for
 * the same enterprises: the bureau counts for all of them together.
 */
export interface CheckLedger {
  /** Counts one check for every key, unless one of them has reached `limit`: then nothing is counted. Atomic. @returns whether it was counted */
  take(keys: readonly string[], day: string, limit: number): Promise<boolean>;
  /** Takes back one check of every key: it never reached the bureau. */
  giveBack(keys: readonly string[], day: string): Promise<void>;
  /** Counts one check of every key that became known by the answer. */
  add(keys: readonly string[], day: string): Promise<void>;
  /** The cloud itself says that no more is possible on that day. */
  exhaust(keys: readonly string[], day: string): Promise<void>;
  /** Remembers which invoices a file holds. */
  link(file: string, keys: readonly string[]): Promise<void>;
  linked(file: string): Promise<readonly string[]>;
}

/** Answers of passed verifications, as text. Nothing else is ever put in. */
export interface ResultCache {
  /** @returns undefined when there is none or its time is over */
  get(key: string, now: number): Promise<string | undefined>;
  /** @param until epoch milliseconds from which on it must not be given any more */
  set(key: string, value: string, until: number): Promise<void>;
}

/** Entries beyond which the oldest are forgotten; forgetting costs a call, never correctness. */
const MAX_ENTRIES = 100_000;
const MAX_CACHED_CHARS = 64 * 1024 * 1024;

/** Counts of this process only, lost when it ends. */
export function createMemoryCheckLedger(): CheckLedger {
  const days = new Map<string, Map<string, number>>();
  const links = new Map<string, readonly string[]>();
  const counts = (day: string) => {
    const known = days.get(day);
    if (known !== undefined) return known;
    // One more day is kept: a call that began before midnight may give back after it.
    for (const old of [...days.keys()].sort().slice(0, -1)) days.delete(old);
    const fresh = new Map<string, number>();
    days.set(day, fresh);
    return fresh;
  };
  const change = (keys: readonly string[], day: string, to: (count: number) => number) => {
    const known = counts(day);
    for (const key of keys) bounded(known, key, to(known.get(key) ?? 0));
  };
  return {
    async take(keys, day, limit) {
      const known = counts(day);
      if (keys.some((key) => (known.get(key) ?? 0) >= limit)) return false;
      change(keys, day, (count) => count + 1);
      return true;
    },
    async giveBack(keys, day) {
      change(keys, day, (count) => Math.max(0, count - 1));
    },
    async add(keys, day) {
      change(keys, day, (count) => count + 1);
    },
    async exhaust(keys, day) {
      change(keys, day, () => Number.POSITIVE_INFINITY);
    },
    async link(file, keys) {
      bounded(links, file, keys);
    },
    async linked(file) {
      return links.get(file) ?? [];
    },
  };
}

function bounded<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_ENTRIES) map.delete(map.keys().next().value as string);
}

/** Results of this process only, lost when it ends; at most 64 Mi characters, the oldest go first. */
export function createMemoryResultCache(): ResultCache {
  const entries = new Map<string, { readonly value: string; readonly until: number }>();
  let size = 0;
  const drop = (key: string) => {
    size -= entries.get(key)?.value.length ?? 0;
    entries.delete(key);
  };
  return {
    async get(key, now) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (now < entry.until) return entry.value;
      drop(key);
      return undefined;
    },
    async set(key, value, until) {
      drop(key);
      entries.set(key, { value, until });
      size += value.length;
      while (size > MAX_CACHED_CHARS) drop(entries.keys().next().value as string);
    },
  };
}
