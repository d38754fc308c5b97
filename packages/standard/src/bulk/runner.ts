import { type Bilingual, configError, type Runtime } from '@piaozone/core';
import { type Checkpoint, openCheckpoint } from './checkpoint.js';
import { failureOf, type ItemFailure, readFailure, writeFailure } from './failure.js';
import { stopsRun, waitsFor } from './judgement.js';

/** One piece of work. */
export interface BulkItem {
  /** Names it for ever, e.g. the path of a file; a second item with the same id is left out. */
  readonly id: string;
  /** Changes with its content; an item on record in another version is done again. */
  readonly version: string;
}

export interface BulkOptions<Item extends BulkItem, Value> {
  readonly items: Iterable<Item> | AsyncIterable<Item>;
  /** Does one item. May be called again for the same item after a crash: at most once per crash and worker. */
  readonly work: (item: Item, signal: AbortSignal) => Promise<Value>;
  /** For the checkpoint, and back. */
  readonly codec: { readonly encode: (value: Value) => string; readonly decode: (text: string) => Value };
  /** Gets every item once, in the order of completion; with results of an earlier run marked `restored`. Awaited: a slow reader slows the run, not the memory. */
  readonly onResult?: (result: BulkResult<Item, Value>) => void | Promise<void>;
  readonly onProgress?: (progress: BulkProgress) => void;
  /** Append-only file that makes the run resumable. Absent = a crash loses everything. */
  readonly checkpoint?: string;
  /** What the results depend on beside the items: environment, enterprise, operation, flags. A checkpoint of another one is refused. No secrets. */
  readonly fingerprint: string;
  /** Items under way at a time, 1 to 64. @default 4 */
  readonly concurrency?: number;
  /** Items on record as failed, or with a value that `isFinal` denies, are done again. @default false */
  readonly retryFailed?: boolean;
  /** False for a value that may be another one next time. @default all are final */
  readonly isFinal?: (value: Value) => boolean;
  readonly signal?: AbortSignal;
  readonly runtime: Runtime;
}

export type BulkResult<Item extends BulkItem, Value> = { readonly item: Item; readonly restored: boolean } & (
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'failed'; readonly failure: ItemFailure }
);

export interface BulkProgress {
  readonly done: number;
  readonly failed: number;
  /** Of these, taken over from the checkpoint. */
  readonly restored: number;
  readonly running: number;
}

export interface BulkSummary {
  readonly done: number;
  readonly failed: number;
  readonly restored: number;
  /** Bytes of an unfinished line that a crash had left in the checkpoint. */
  readonly cutBytes: number;
}

/**
 * Does thousands of items: a failed one is recorded and stops nothing. What would fail for all of them alike (credentials, entitlement, a full disk) ends the
 * run with its error; nothing is recorded for items that were under way, so that a resumed run does them again.
 * @throws config_invalid, operation_conflict, store_failed; the error that ends the run; the reason of `signal`
 */
export async function runBulk<Item extends BulkItem, Value>(options: BulkOptions<Item, Value>): Promise<BulkSummary> {
  const concurrency = options.concurrency ?? 4;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1 || concurrency > 64) throw configError([{ path: 'concurrency', message: RANGE }]);
  const checkpoint = options.checkpoint === undefined ? undefined : await openCheckpoint(options.checkpoint, options.fingerprint);
  try {
    const run = new BulkRun(options, checkpoint);
    await run.all(concurrency);
    return { ...run.summary, cutBytes: checkpoint?.cutBytes ?? 0 };
  } finally {
    await checkpoint?.close();
  }
}

const RANGE: Bilingual = { zh: '须为 1 到 64 的整数', en: 'must be a whole number from 1 to 64' };

class BulkRun<Item extends BulkItem, Value> {
  readonly #options: BulkOptions<Item, Value>;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #runtime: Runtime;
  readonly #stop = new AbortController();
  readonly #seen = new Set<string>();
  #counts = { done: 0, failed: 0, restored: 0 };
  #running = 0;

  constructor(options: BulkOptions<Item, Value>, checkpoint: Checkpoint | undefined) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#runtime = options.runtime;
  }

  get summary() {
    return this.#counts;
  }

  async all(concurrency: number): Promise<void> {
    const { items, signal } = this.#options;
    const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    const onAbort = () => this.#stop.abort(signal?.reason);
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    // A generator of the caller's must not be asked again before it has answered.
    let turn: Promise<unknown> = Promise.resolve();
    const next = () => {
      const mine = turn.then(() => source.next());
      turn = mine.catch(() => {});
      return mine;
    };
    try {
      await Promise.all(Array.from({ length: concurrency }, () => this.#worker(next)));
      this.#stop.signal.throwIfAborted();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      await source.return?.();
    }
  }

  /** Never rejects: the first error stops the others, and all are waited for. */
  async #worker(next: () => Promise<IteratorResult<Item>>): Promise<void> {
    try {
      for (let step = await next(); step.done !== true && !this.#stop.signal.aborted; step = await next()) {
        const item = step.value;
        if (this.#seen.has(item.id)) continue;
        this.#seen.add(item.id);
        this.#running += 1;
        await this.#one(item).finally(() => {
          this.#running -= 1;
        });
      }
    } catch (error) {
      this.#stop.abort(error);
    }
  }

  async #one(item: Item): Promise<void> {
    const kept = await this.#restored(item);
    const result = kept ?? (await this.#fresh(item));
    const { done, failed, restored } = this.#counts;
    const ok = result.status === 'done';
    this.#counts = { done: done + (ok ? 1 : 0), failed: failed + (ok ? 0 : 1), restored: restored + (result.restored ? 1 : 0) };
    await this.#options.onResult?.(result);
    this.#options.onProgress?.({ ...this.#counts, running: this.#running - 1 });
  }

  async #restored(item: Item): Promise<BulkResult<Item, Value> | undefined> {
    const record = await this.#checkpoint?.find(item.id, item.version);
    if (record === undefined) return undefined;
    const { codec, isFinal, retryFailed = false } = this.#options;
    if (record.status === 'failed') return retryFailed ? undefined : { item, restored: true, status: 'failed', failure: readFailure(record.value) };
    const value = codec.decode(record.value);
    return retryFailed && isFinal?.(value) === false ? undefined : { item, restored: true, status: 'done', value };
  }

  async #fresh(item: Item): Promise<BulkResult<Item, Value>> {
    const { id, version } = item;
    const outcome = await this.#attempts(item);
    const value = 'value' in outcome ? this.#options.codec.encode(outcome.value) : writeFailure(outcome.failure);
    const status = 'value' in outcome ? 'done' : 'failed';
    await this.#checkpoint?.add({ id, version, status, value });
    return {
      item,
      restored: false,
      ...('value' in outcome ? { status: 'done', value: outcome.value } : { status: 'failed', failure: outcome.failure }),
    };
  }

  /** A closed gate (breaker, rate) is waited for: nothing was sent, and every other item would stand before it too. */
  async #attempts(item: Item): Promise<{ readonly value: Value } | { readonly failure: ItemFailure }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { value: await this.#options.work(item, this.#stop.signal) };
      } catch (error) {
        if (this.#stop.signal.aborted || stopsRun(error)) throw error;
        const wait = waitsFor(error, attempt);
        if (wait === undefined) return { failure: failureOf(error) };
        await this.#pause(wait);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const end = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = this.#runtime.schedule(ms, () => {
        signal.removeEventListener('abort', end);
        resolve();
      });
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
