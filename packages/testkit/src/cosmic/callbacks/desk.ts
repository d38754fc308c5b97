import { callCustomer } from '../../common/customer-client.js';
import type { SeededRandom } from '../../erp/random.js';
import type { MockClock } from '../../server/clock.js';
import type { BusinessSystems } from '../business-systems.js';
import { isAcknowledged } from './ack.js';
import type { CallbackSettings } from './settings.js';
import type { Callback, CallbackDelivery, NewCallback } from './types.js';

/** Callbacks on their way. No timers: what is due is sent by `flush`. */
export class CallbackDesk {
  readonly #all: Callback[] = [];
  readonly #log: CallbackDelivery[] = [];
  readonly #withheld = new Set<string>();
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #systems: BusinessSystems;
  readonly #settings: CallbackSettings;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(clock: MockClock, random: SeededRandom, systems: BusinessSystems, settings: CallbackSettings) {
    this.#clock = clock;
    this.#random = random;
    this.#systems = systems;
    this.#settings = settings;
  }

  get all(): readonly Callback[] {
    return this.#all;
  }

  get log(): readonly CallbackDelivery[] {
    return this.#log;
  }

  /** Nobody is told where the business system has no address. */
  add(callback: NewCallback): void {
    if (this.#systems.find(callback.businessSystemCode)?.callbackUrl === undefined) return;
    this.#all.push({ ...callback, number: this.#all.length + 1, state: 'pending', nextAt: callback.dueAt, attempts: 0 });
  }

  /** Holds back everything of this key until it is released. */
  withhold(key: string): void {
    this.#withheld.add(key);
  }

  release(key?: string): void {
    if (key === undefined) this.#withheld.clear();
    else this.#withheld.delete(key);
  }

  /** What is pending for this key, or for all, is never sent. */
  suppress(key?: string): void {
    for (const one of this.#all) if (one.state === 'pending' && (key === undefined || one.key === key)) one.state = 'suppressed';
  }

  /** Sends what is due; gives the number of acknowledged deliveries. A second flush waits for the first. */
  flush(): Promise<number> {
    return this.#inTurn(() => this.#send(this.#due()));
  }

  /** Sends everything of this key once more, acknowledged or not, in its order or the other way round. */
  repeat(key: string, order: 'planned' | 'reversed' = 'planned'): Promise<number> {
    const again = this.#all.filter((one) => one.key === key && one.state !== 'suppressed');
    if (again.length === 0) throw new TypeError(`no callback was planned for ${key}`);
    return this.#inTurn(() => this.#send(order === 'planned' ? again : again.toReversed()));
  }

  /** Sends a body of any kind once, without planning and log. @throws TypeError where the business system has no address */
  async send(businessSystemCode: string, body: string): Promise<void> {
    const url = this.#systems.find(businessSystemCode)?.callbackUrl;
    if (url === undefined) throw new TypeError(`${businessSystemCode} has no callbackUrl`);
    await post(url, body);
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  async #inTurn(send: () => Promise<number>): Promise<number> {
    const turn = this.#turn.then(send);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #due(): Callback[] {
    const { withheld, order, copies } = this.#settings;
    const now = this.#clock.now();
    if (withheld) return [];
    const due = this.#all.filter(({ state, nextAt, key }) => state === 'pending' && nextAt <= now && !this.#withheld.has(key));
    const sorted = due.sort((a, b) => a.nextAt - b.nextAt || a.number - b.number);
    const copied = sorted.flatMap((one) => Array.from({ length: Math.max(1, copies) }, () => one));
    return order === 'shuffled' ? this.#random.shuffle(copied) : copied;
  }

  async #send(queue: readonly Callback[]): Promise<number> {
    const waiting = [...queue];
    let acknowledged = 0;
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) if (await this.#attempt(next)) acknowledged += 1;
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#settings.parallel) }, worker));
    return acknowledged;
  }

  async #attempt(callback: Callback): Promise<boolean> {
    const url = this.#systems.find(callback.businessSystemCode)?.callbackUrl;
    if (url === undefined) {
      callback.state = 'suppressed';
      return false;
    }
    const { key, doc, interfaceCode, number, body } = callback;
    const at = this.#clock.now();
    callback.attempts += 1;
    const attempt = callback.attempts;
    const { status, answer } = await post(url, body);
    const acknowledged = status !== 'no answer' && isAcknowledged(status, answer, doc, this.#settings.ack);
    this.#log.push({ callback: number, key, doc, interfaceCode, attempt, at, url, body, status, answer, acknowledged });
    if (acknowledged) callback.state = 'acknowledged';
    else if (callback.state === 'pending') this.#again(callback, at);
    return acknowledged;
  }

  #again(callback: Callback, at: number): void {
    const { maxAttempts, retryEveryMs } = this.#settings;
    if (maxAttempts !== undefined && callback.attempts >= maxAttempts) callback.state = 'given-up';
    callback.nextAt = at + retryEveryMs;
  }
}

async function post(url: string, body: string): Promise<{ status: number | 'no answer'; answer: string }> {
  // An address that is not on loopback throws here, before the promise: that is a mistake of the test.
  const called = callCustomer('POST', url, body);
  return called.then(
    (answer) => ({ status: answer.status, answer: answer.body.toString('utf8') }),
    () => ({ status: 'no answer' as const, answer: '' }),
  );
}
