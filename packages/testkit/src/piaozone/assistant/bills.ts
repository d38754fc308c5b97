import type { MockClock } from '../../server/clock.js';
import type { SeededRandom } from '../seeded-random.js';

export interface BillEntry {
  readonly entryid: string;
  readonly fids: readonly string[];
}

/** One bill of the assistant, by its `bxd_key` (单据ID, globally unique). */
export interface Bill {
  readonly key: string;
  readonly clientId: string;
  readonly userKey: string;
  number: string;
  eid: string;
  billType: string;
  ticketParam: string;
  /** 购方名称 of getUserKey. */
  buyerName: string;
  /** 缓存单据, until `cacheEndsAt` (epoch ms by the mock's clock). */
  cached: readonly BillEntry[];
  cacheEndsAt: number;
  saved: readonly BillEntry[];
  /** What 更新状态 did, oldest first. */
  readonly statuses: string[];
}

/** The bills and keys of the invoice assistant. */
export class BillBook {
  readonly #byKey = new Map<string, Bill>();
  readonly #byUserKey = new Map<string, Bill>();
  /** Owner of every link key; `undefined` = asked for without credentials. */
  readonly #linkKeys = new Map<string, string | undefined>();
  readonly #clock: MockClock;
  readonly #random: SeededRandom;

  constructor(clock: MockClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The bill of this key for this client; a new one gets its userKey. */
  open(clientId: string, key: string): Bill {
    const known = this.of(clientId, key);
    if (known !== undefined) return known;
    const bill: Bill = {
      ...{ key, clientId, userKey: this.#random.hex(32), number: '', eid: '', billType: '', ticketParam: '', buyerName: '' },
      ...{ cached: [], cacheEndsAt: 0, saved: [], statuses: [] },
    };
    this.#byKey.set(`${clientId}/${key}`, bill);
    this.#byUserKey.set(bill.userKey, bill);
    return bill;
  }

  of(clientId: string, key: string): Bill | undefined {
    return this.#byKey.get(`${clientId}/${key}`);
  }

  byUserKey(userKey: string): Bill | undefined {
    return this.#byUserKey.get(userKey);
  }

  /** The userKey stays: it belongs to the bill, which may be filled again. */
  clear(bill: Bill): void {
    Object.assign(bill, { cached: [], cacheEndsAt: 0, saved: [] });
  }

  /** Cached entries while they live. */
  cachedEntries(bill: Bill): readonly BillEntry[] {
    return this.#clock.now() < bill.cacheEndsAt ? bill.cached : [];
  }

  newLinkKey(clientId: string | undefined): string {
    const linkKey = this.#random.hex(32);
    this.#linkKeys.set(linkKey, clientId);
    return linkKey;
  }

  linkKeys(): ReadonlyMap<string, string | undefined> {
    return this.#linkKeys;
  }

  all(): Bill[] {
    return [...this.#byKey.values()];
  }
}
