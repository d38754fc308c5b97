import { PiaozoneError } from '../errors.js';
import { type Runtime, systemRuntime } from '../runtime.js';
import type { ClaimedDelivery, Delivery, DeliveryState, InboxEntry, InboxStore } from './inbox.js';

interface Row extends ClaimedDelivery {
  readonly state: DeliveryState;
  readonly notBefore: number;
  /** Arrival order, for rows that are due at the same moment. */
  readonly order: number;
}

const WORKABLE: ReadonlySet<DeliveryState> = new Set(['new', 'parked', 'claimed']);

/**
 * An inbox in memory: what it acknowledged is lost with the process. For tests and demonstrations, and for receivers that have another way to the same news.
 * Production uses `createSqliteInbox` of `@piaozone/stores`.
 */
export function createNonDurableInbox({ runtime = systemRuntime }: { readonly runtime?: Pick<Runtime, 'now'> } = {}): InboxStore {
  return new NonDurableInbox(runtime);
}

class NonDurableInbox implements InboxStore {
  readonly durable = false;
  readonly #runtime: Pick<Runtime, 'now'>;
  readonly #rows = new Map<string, Row>();
  #closed = false;

  constructor(runtime: Pick<Runtime, 'now'>) {
    this.#runtime = runtime;
  }

  async put(delivery: Delivery, quarantine?: { readonly note: string }): Promise<'new' | 'duplicate'> {
    const rows = this.#open();
    if (rows.has(delivery.id)) return 'duplicate';
    const { id, profile, receivedAt, headers, body } = delivery;
    // A copy: the caller's buffer may be a view of a larger one, or be used again.
    const row = { id, profile, receivedAt, headers: { ...headers }, body: Buffer.from(body), fence: 0, attempts: 0, notBefore: receivedAt };
    rows.set(id, { ...row, order: rows.size, state: quarantine === undefined ? 'new' : 'quarantined', ...quarantine });
    return 'new';
  }

  async claim(limit: number, leaseMs: number): Promise<readonly ClaimedDelivery[]> {
    const now = this.#runtime.now();
    const due = [...this.#open().values()].filter(({ state, notBefore }) => WORKABLE.has(state) && notBefore <= now);
    due.sort((a, b) => a.notBefore - b.notBefore || a.order - b.order);
    return due.slice(0, limit).map((row) => {
      const { note: _, ...rest } = row;
      const claimed: Row = { ...rest, state: 'claimed', fence: row.fence + 1, attempts: row.attempts + 1, notBefore: now + leaseMs };
      this.#rows.set(row.id, claimed);
      const { id, profile, receivedAt, headers, body, fence, attempts } = claimed;
      return { id, profile, receivedAt, headers, body, fence, attempts, ...(row.note === undefined ? {} : { note: row.note }) };
    });
  }

  async done(id: string, fence: number): Promise<boolean> {
    return this.#finish(id, fence, { state: 'done' });
  }

  async park(id: string, fence: number, notBefore: number, note: string): Promise<boolean> {
    return this.#finish(id, fence, { state: 'parked', notBefore, note });
  }

  async quarantine(id: string, fence: number, note: string): Promise<boolean> {
    return this.#finish(id, fence, { state: 'quarantined', note });
  }

  async requeue(id: string): Promise<boolean> {
    const row = this.#open().get(id);
    if (row?.state !== 'quarantined') return false;
    const { note: _, ...rest } = row;
    this.#rows.set(id, { ...rest, state: 'new', attempts: 0, notBefore: this.#runtime.now() });
    return true;
  }

  async list(state: DeliveryState, limit: number): Promise<readonly InboxEntry[]> {
    const rows = [...this.#open().values()].filter((row) => row.state === state);
    rows.sort((a, b) => a.receivedAt - b.receivedAt || a.order - b.order);
    return rows.slice(0, limit).map(({ id, profile, receivedAt, attempts, note }) => {
      return { id, profile, receivedAt, state, attempts, ...(note === undefined ? {} : { note }) };
    });
  }

  async read(id: string): Promise<Delivery | undefined> {
    const row = this.#open().get(id);
    if (row === undefined) return undefined;
    const { profile, receivedAt, headers, body } = row;
    return { id, profile, receivedAt, headers, body };
  }

  async count(state: DeliveryState): Promise<number> {
    return [...this.#open().values()].filter((row) => row.state === state).length;
  }

  async erase(receivedBefore: number): Promise<number> {
    let erased = 0;
    for (const row of this.#open().values()) {
      if (row.state !== 'done' || row.receivedAt >= receivedBefore || (row.body.length === 0 && Object.keys(row.headers).length === 0)) continue;
      this.#rows.set(row.id, { ...row, headers: {}, body: Buffer.alloc(0) });
      erased += 1;
    }
    return erased;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #finish(id: string, fence: number, change: Partial<Row>): boolean {
    const row = this.#open().get(id);
    if (row?.state !== 'claimed' || row.fence !== fence) return false;
    this.#rows.set(id, { ...row, ...change });
    return true;
  }

  #open(): Map<string, Row> {
    if (!this.#closed) return this.#rows;
    throw new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '收件箱已关闭', en: 'the inbox is closed' } });
  }
}
