/** One request of a sender, as it is stored. */
export interface Delivery {
  /** Derived from the content; unique for ever. */
  readonly id: string;
  readonly profile: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * `new`: to be worked off. `claimed`: a worker has it until its lease ends. `parked`: to be tried again. `done`: nothing left to do.
 * `quarantined`: kept for a person; nothing happens to it by itself.
 */
export type DeliveryState = 'new' | 'claimed' | 'parked' | 'done' | 'quarantined';

export interface ClaimedDelivery extends Delivery {
  /** Every write of the worker names it; after another worker has claimed the row it no longer fits. */
  readonly fence: number;
  /** Claims so far, this one included. */
  readonly attempts: number;
  /** Why the last attempt did not finish; absent when it never came back, e.g. because its process ended. */
  readonly note?: string;
}

/** A stored row without its content. */
export interface InboxEntry {
  readonly id: string;
  readonly profile: string;
  readonly receivedAt: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly note?: string;
}

/**
 * Remembers what senders delivered. The port of core; durable implementations live in `@piaozone/stores`.
 * Every method either has taken effect when its promise resolves, or rejects. Ids are never forgotten: they tell repeats, also of what is done.
 */
export interface InboxStore {
  /** Whether it outlives the process. A durable one never answers from memory. */
  readonly durable: boolean;
  /** `duplicate` when the id is known, in whatever state; the row then stays as it is. */
  put(delivery: Delivery, quarantine?: { readonly note: string }): Promise<'new' | 'duplicate'>;
  /** Takes up to `limit` rows that are due (new, parked until now, or claimed by a worker whose lease has ended), longest due first, for `leaseMs`. */
  claim(limit: number, leaseMs: number): Promise<readonly ClaimedDelivery[]>;
  /** @returns false when another worker has claimed the row since */
  done(id: string, fence: number): Promise<boolean>;
  /** Not before `notBefore`, epoch milliseconds. @returns as `done` */
  park(id: string, fence: number, notBefore: number, note: string): Promise<boolean>;
  /** @returns as `done` */
  quarantine(id: string, fence: number, note: string): Promise<boolean>;
  /** A person's decision: a quarantined row is new again. @returns false when there is none */
  requeue(id: string): Promise<boolean>;
  /** What a person may look at, oldest first. */
  list(state: DeliveryState, limit: number): Promise<readonly InboxEntry[]>;
  /** The content of one row, e.g. a quarantined one. */
  read(id: string): Promise<Delivery | undefined>;
  count(state: DeliveryState): Promise<number>;
  /** Erases headers and body of rows that were done and received before (epoch milliseconds); their ids stay. @returns how many */
  erase(receivedBefore: number): Promise<number>;
  close(): Promise<void>;
}
