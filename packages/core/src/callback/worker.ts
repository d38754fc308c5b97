import { localize } from '../i18n/locale.js';
import type { ClaimedDelivery } from './inbox.js';
import { nameOf } from './name-of.js';
import { type DeliveryEnd, processDelivery } from './process-delivery.js';
import { type InboxWorkerOptions, type ResolvedWorkerOptions, resolveWorkerOptions } from './worker-options.js';

/** Rows by how they ended. */
export type InboxSummary = Readonly<Record<DeliveryEnd, number>>;

export interface InboxWorker {
  /** Look now instead of at the next poll. */
  wake(): void;
  /** Claims nothing more; resolves when the rows in work have ended. The inbox stays open. */
  stop(): Promise<void>;
}

/** The lease outlives the handlers' time limit by this much, for the writes around it. */
const LEASE_MARGIN_MS = 30_000;
const DEFAULT_POLL_MS = 1_000;

/**
 * Works off what is due now, and what comes due meanwhile, then returns. For schedulers and tests; {@link createInboxWorker} goes on for ever.
 * @throws config_invalid; what the inbox throws, after the rows in work have ended
 */
export async function processInbox(options: InboxWorkerOptions, { signal }: { readonly signal?: AbortSignal } = {}): Promise<InboxSummary> {
  return drain(resolveWorkerOptions(options), () => signal?.aborted === true);
}

/**
 * Polls the inbox from now on; give `wake` to the receiver's `onStored`. Its timer keeps the process alive until `stop()`.
 * @throws config_invalid
 */
export function createInboxWorker(options: InboxWorkerOptions & { readonly pollMs?: number }): InboxWorker {
  const resolved = resolveWorkerOptions(options);
  const { runtime, logger, locale } = resolved;
  const pollMs = options.pollMs ?? DEFAULT_POLL_MS;
  let stopped = false;
  let woken = false;
  let interrupt: () => void = () => {};
  const pause = () =>
    new Promise<void>((resolve) => {
      const cancel = runtime.schedule(pollMs, resolve);
      interrupt = () => {
        cancel();
        resolve();
      };
    });
  const work = async () => {
    while (!stopped) {
      woken = false;
      try {
        await drain(resolved, () => stopped);
      } catch (error) {
        // The rows are safe; the store may be back at the next poll.
        logger.warn(localize(INBOX_FAILED, locale), { error: nameOf(error) });
      }
      if (!stopped && !woken) await pause();
    }
  };
  const ended = work();
  return {
    wake() {
      woken = true;
      interrupt();
    },
    async stop() {
      stopped = true;
      interrupt();
      await ended;
    },
  };
}

async function drain(options: ResolvedWorkerOptions, isStopped: () => boolean): Promise<InboxSummary> {
  const { inbox, concurrency, timeoutMs } = options;
  const summary: Record<DeliveryEnd, number> = { done: 0, parked: 0, quarantined: 0, lost: 0 };
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const failed = (error: unknown) => {
    failures.push(error);
  };
  const start = (delivery: ClaimedDelivery) => {
    const task: Promise<void> = processDelivery(delivery, options)
      .then((end) => {
        summary[end] += 1;
      }, failed)
      .finally(() => running.delete(task));
    running.add(task);
  };
  for (;;) {
    if (!isStopped() && failures.length === 0) {
      // No more than are begun at once, so that no lease runs while its row waits.
      const claimed = await inbox.claim(concurrency - running.size, timeoutMs + LEASE_MARGIN_MS).catch((error: unknown) => {
        failed(error);
        return [];
      });
      for (const delivery of claimed) start(delivery);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (failures.length > 0) throw failures[0];
  return summary;
}

const INBOX_FAILED = { zh: '回调收件箱不可用，稍后重试', en: 'the callback inbox cannot be used; it is tried again' };
