import { createHash } from 'node:crypto';
import type { MockClock } from '../../server/clock.js';
import type { ExpenseSettings } from '../expense/settings.js';
import type { SeededRandom } from '../seeded-random.js';

/** `saveBill` imported, `saveEntrys` entry changes, `updateInvoice` edited basics (standard-edition §7.2). */
export type PushType = 'saveBill' | 'saveEntrys' | 'updateInvoice';

interface Message {
  readonly msgId: string;
  readonly key: string;
  readonly createTime: number;
  /** What stands in `data.data`. */
  readonly content: unknown;
  readonly type: PushType;
  deliveryTimes: number;
  /** Epoch ms; not delivered again before. */
  nextAt: number;
  acknowledged: boolean;
}

/** A delivery as `data` of the poll shows it. */
export interface Delivery {
  readonly deliveryTimes: number;
  readonly createTime: number;
  readonly msgId: string;
  readonly from: string;
  readonly key: string;
  readonly data: { readonly eventType: 'push-invoice'; readonly type: PushType; readonly data: unknown };
}

/** md5 of the linkKey, lower-case hex: the address of a channel (standard-edition §7.2). */
export function channelKey(linkKey: string): string {
  return createHash('md5').update(linkKey, 'utf8').digest('hex');
}

/** Messages of the assistant, delivered again until their receipt. */
export class Channel {
  readonly #messages: Message[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #settings: ExpenseSettings;

  constructor(clock: MockClock, random: SeededRandom, settings: ExpenseSettings) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
    clock.onAdvance(() => this.#wake());
  }

  /** @returns the msgId */
  push(linkKey: string, type: PushType, content: unknown): string {
    const msgId = `MSG${this.#random.digits(20)}`; // only the first three characters of the form are printed
    const now = this.#clock.now();
    this.#messages.push({ msgId, key: channelKey(linkKey), createTime: now, content, type, deliveryTimes: 0, nextAt: now, acknowledged: false });
    this.#wake();
    return msgId;
  }

  /** Brings a message back although its receipt came: a duplicate a client must recognize by msgId. */
  redeliver(msgId: string): void {
    const message = this.#messages.find((one) => one.msgId === msgId);
    if (message === undefined) throw new TypeError(`there is no message ${msgId}`);
    Object.assign(message, { acknowledged: false, nextAt: this.#clock.now() });
    this.#wake();
  }

  /** The oldest message due for this key, waiting for one as long as the settings hold a poll; `undefined` = 没有数据. */
  async poll(key: string): Promise<Delivery | undefined> {
    const { pollingHoldMs, pollingHoldBy } = this.#settings;
    const endsAt = this.#clock.now() + pollingHoldMs;
    let timedOut = pollingHoldMs <= 0;
    let wake: () => void = () => undefined;
    const timeOut = () => {
      timedOut = true;
      wake();
    };
    const timer = pollingHoldBy === 'real' && !timedOut ? setTimeout(timeOut, pollingHoldMs) : undefined;
    // A held poll must not keep a process alive whose mock nobody closes.
    timer?.unref();
    try {
      for (;;) {
        const due = this.#due(key);
        if (due !== undefined) return this.#deliver(due);
        if (timedOut || (pollingHoldBy === 'clock' && this.#clock.now() >= endsAt)) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          this.#waiting.add(resolve);
        });
        this.#waiting.delete(wake);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** A receipt for anything is taken: duplicates are acknowledged too. `false` when nothing was waiting for it. */
  acknowledge(key: string, msgId: string): boolean {
    const message = this.#messages.find((one) => one.msgId === msgId && one.key === key);
    if (message === undefined || message.acknowledged) return false;
    message.acknowledged = true;
    return true;
  }

  /** For the `/__mock` views. */
  messages(): readonly Readonly<Message>[] {
    return this.#messages;
  }

  /** Polls held now. */
  get held(): number {
    return this.#waiting.size;
  }

  #due(key: string): Message | undefined {
    const now = this.#clock.now();
    return this.#messages.find((message) => message.key === key && !message.acknowledged && message.nextAt <= now);
  }

  #deliver(message: Message): Delivery {
    message.deliveryTimes += 1;
    message.nextAt = this.#clock.now() + this.#settings.redeliveryAfterMs;
    const { deliveryTimes, createTime, msgId, key, type, content } = message;
    return { deliveryTimes, createTime, msgId, from: key, key, data: { eventType: 'push-invoice', type, data: content } };
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
