import type { SeededRandom } from '../../erp/random.js';
import type { MockClock } from '../../server/clock.js';
import type { FlagshipBook, HeldFlagshipInvoice } from './book.js';
import { CONFIRMATION_STATES, type ConfirmationDesk, isEnded, isReady, type RedConfirmation } from './confirmations.js';
import { totalsOf } from './lines.js';
import { isDigital, isRed, type OrderPart, type SimChannel, type SimOrder } from './order.js';
import { blueNotReversible, SIM_TEXTS } from './refusal.js';
import type { IssuePlan, SimHooks, SimSettings } from './settings.js';
import { partsNeeded, splitLines } from './split.js';

/** What others are told of; times are epoch milliseconds of the mock's clock. */
export interface OrderEvents {
  issued(invoice: HeldFlagshipInvoice, at: number): void;
  /** `again`: it will be tried again by itself. */
  failed(order: SimOrder, part: OrderPart, at: number, again: boolean): void;
  /** No part is open any more. */
  decided(order: SimOrder, at: number, again: boolean): void;
}

export interface OrderDeskParts {
  readonly clock: MockClock;
  readonly random: SeededRandom;
  readonly settings: SimSettings;
  readonly hooks: SimHooks;
  readonly book: FlagshipBook;
  readonly confirmations: ConfirmationDesk;
  /** State a confirmation for this blue invoice gets. */
  readonly confirmationNeeded: (blueNum: string) => '01' | '02';
  readonly events: OrderEvents;
}

type Family = 'bill' | 'direct';

/** Bills and serials on their way to invoices. No timers: what is due happens before the next request or look. */
export class OrderDesk {
  readonly #parts: OrderDeskParts;
  readonly #serialPrefix: string;
  #serials = 0;
  readonly #orders: SimOrder[] = [];
  readonly #byKey = new Map<string, SimOrder[]>();
  readonly #plans = new Map<string, IssuePlan>();
  /** Attempts that have begun; without a plan where it is looked up when they are due. */
  readonly #running = new Map<SimOrder, IssuePlan | undefined>();
  /** Orders that wait for a confirmation. */
  readonly #waiting = new Set<SimOrder>();
  /** Confirmations that belong to an order. */
  readonly #claimed = new Set<string>();

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
    this.#serialPrefix = parts.random.digits(8);
  }

  get all(): readonly SimOrder[] {
    return this.#orders;
  }

  /** The last order under this key; a withdrawn one counts too. */
  bill(billNo: string): SimOrder | undefined {
    return this.#byKey.get(`bill/${billNo}`)?.at(-1);
  }

  direct(serialNo: string): SimOrder | undefined {
    return this.#byKey.get(`direct/${serialNo}`)?.at(-1);
  }

  plan(key: string, plan: IssuePlan): void {
    this.#plans.set(key, plan);
  }

  /** Takes an order on; it stays held until it is started. */
  accept(order: Omit<SimOrder, 'acceptedAt' | 'state' | 'dueAt' | 'parts' | 'confirmation'>): SimOrder {
    const accepted: SimOrder = {
      ...order,
      acceptedAt: this.#parts.clock.now(),
      state: 'held',
      dueAt: Number.POSITIVE_INFINITY,
      parts: [],
      confirmation: undefined,
    };
    const name = `${familyOf(order.channel)}/${order.key}`;
    this.#orders.push(accepted);
    this.#byKey.set(name, [...(this.#byKey.get(name) ?? []), accepted]);
    return accepted;
  }

  /** Sends an order on its way: a new attempt for every part that is not issued. */
  start(order: SimOrder, at = this.#parts.clock.now()): void {
    const plan = this.#takePlan(order);
    const afterMs = plan.afterMs === null ? Number.POSITIVE_INFINITY : (plan.afterMs ?? this.#parts.settings.issueAfterMs);
    this.#running.set(order, plan);
    this.#waiting.delete(order);
    order.state = 'issuing';
    order.dueAt = at + afterMs;
  }

  /** Ties an order to a confirmation. Not ready yet: the order waits for it. */
  claim(order: SimOrder, confirmation: RedConfirmation): void {
    order.confirmation = confirmation.number;
    this.#claimed.add(confirmation.number);
    if (isReady(confirmation)) return;
    order.state = 'waiting';
    order.dueAt = Number.POSITIVE_INFINITY;
    this.#waiting.add(order);
  }

  /** Live confirmations of a blue invoice that no order has taken, e.g. of REDCONFIRMBILL.APPLY or the buyer. */
  unclaimed(blueNum: string): RedConfirmation[] {
    const live = this.#parts.confirmations.of(blueNum);
    return live.filter((one) => !isEnded(one) && !one.used && !this.#claimed.has(one.number));
  }

  withdraw(order: SimOrder): void {
    this.#running.delete(order);
    this.#waiting.delete(order);
    order.state = 'withdrawn';
    order.dueAt = Number.POSITIVE_INFINITY;
  }

  /** Carries out what is due, in the order of time. */
  settle(): void {
    for (let again = true; again; ) {
      const now = this.#parts.clock.now();
      const expired = this.#parts.confirmations.expire(now);
      const due = [...this.#running.keys()].filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
      for (const order of due) this.#attempt(order, order.dueAt);
      again = expired || due.length > 0;
    }
  }

  /** A confirmation has changed: the order that waits for it goes on, or ends. */
  confirmationChanged(confirmation: RedConfirmation, at: number): void {
    const order = [...this.#waiting].find((one) => one.confirmation === confirmation.number);
    if (order === undefined) return;
    if (isEnded(confirmation)) {
      this.#waiting.delete(order);
      this.#divide(order, {});
      for (const part of order.parts) this.#fail(order, part, CONFIRMATION_STATES[confirmation.state], at, false);
      this.#close(order, at, false);
    } else if (order.channel !== 'direct' || this.#parts.settings.bureauIssuesConfirmed) {
      this.start(order, at);
    }
  }

  #takePlan(order: SimOrder): IssuePlan {
    const own = this.#plans.get(order.key);
    this.#plans.delete(order.key);
    const first = order.parts.length === 0 && order.confirmation === undefined;
    return own ?? (first ? this.#parts.hooks.plan?.(order.key) : undefined) ?? {};
  }

  #attempt(order: SimOrder, at: number): void {
    const plan = this.#running.get(order) ?? this.#takePlan(order);
    this.#running.delete(order);
    order.dueAt = Number.POSITIVE_INFINITY;
    if (!this.#confirmed(order, at)) return;
    this.#divide(order, plan);
    const { failedReissueAfterMs } = this.#parts.settings;
    const stale = this.#isStale(order);
    for (const part of order.parts.filter(({ invoiceNum }) => invoiceNum === undefined)) {
      const failure = stale ? SIM_TEXTS.confirmationNotReady : this.#failureOf(order, part, plan);
      if (failure === undefined) this.#issue(order, part, at);
      else this.#fail(order, part, failure, at, failedReissueAfterMs !== undefined);
    }
    const again = failedReissueAfterMs !== undefined && order.parts.some(({ failure }) => failure !== undefined);
    this.#close(order, at, again);
    if (!again) return;
    this.#running.set(order, undefined);
    order.dueAt = at + failedReissueAfterMs;
  }

  /** Its confirmation was revoked, or used by another, after the order went on its way. */
  #isStale({ confirmation: number, parts }: SimOrder): boolean {
    const confirmation = number === undefined ? undefined : this.#parts.confirmations.find(number);
    return confirmation !== undefined && !isReady(confirmation) && parts.every(({ invoiceNum }) => invoiceNum === undefined);
  }

  /** A red 数电 invoice needs a confirmation first; whoever pushed a bill does not apply for it. */
  #confirmed(order: SimOrder, at: number): boolean {
    const { blueNum, invoiceType } = order.content;
    if (!isRed(order) || blueNum === undefined || !isDigital(invoiceType) || order.confirmation !== undefined) return true;
    const { gross } = totalsOf(order.content.lines);
    const there = this.unclaimed(blueNum).find(({ lines }) => totalsOf(lines).gross === gross);
    const confirmation = there ?? this.#parts.confirmations.apply(this.#application(order, blueNum), at);
    this.claim(order, confirmation);
    return isReady(confirmation);
  }

  #application({ content, key }: SimOrder, blueNum: string) {
    const state = this.#parts.confirmationNeeded(blueNum);
    return { blueNum, sellerTaxNo: content.seller.taxNo, buyerTaxNo: content.buyer.taxNo, lines: content.lines, appliedBy: key, state };
  }

  /** Decides once for ever how many invoices the order becomes. */
  #divide(order: SimOrder, { split }: IssuePlan): void {
    if (order.parts.length > 0) return;
    const { lines } = order.content;
    const count = split ?? partsNeeded(lines, this.#parts.settings.linesPerInvoice);
    order.parts = splitLines(lines, count).map((share, index) => ({
      number: index + 1,
      lines: share,
      serialNo: this.#nextSerial(),
      invoiceNum: undefined,
      failure: undefined,
    }));
  }

  /** The cloud's own number of a part; mock-defined form. */
  #nextSerial(): string {
    this.#serials += 1;
    return this.#serialPrefix + String(this.#serials).padStart(10, '0');
  }

  #failureOf({ content: { blueNum } }: SimOrder, part: OrderPart, { fail, failure }: IssuePlan): string | undefined {
    if (fail === 'all' || fail?.includes(part.number) === true) return failure ?? '开票失败'; // mock-defined text
    const blue = blueNum === undefined ? undefined : this.#parts.book.find(blueNum);
    // Two red bills may have been accepted while both still fitted.
    const tooMuch = blue !== undefined && this.#parts.book.remaining(blue).gross + totalsOf(part.lines).gross < 0n;
    return tooMuch ? blueNotReversible(blue.issued.invoiceNum).message : undefined;
  }

  #issue(order: SimOrder, part: OrderPart, at: number): void {
    const invoice = this.#parts.book.issue(order, part, at);
    const confirmation = order.confirmation === undefined ? undefined : this.#parts.confirmations.find(order.confirmation);
    if (confirmation !== undefined) confirmation.used = true;
    this.#parts.events.issued(invoice, at);
  }

  #fail(order: SimOrder, part: OrderPart, failure: string, at: number, again: boolean): void {
    part.failure = failure;
    this.#parts.events.failed(order, part, at, again);
  }

  #close(order: SimOrder, at: number, again: boolean): void {
    order.state = 'decided';
    this.#parts.events.decided(order, at, again);
  }
}

function familyOf(channel: SimChannel): Family {
  return channel === 'direct' || channel === 'vehicle' ? 'direct' : 'bill';
}
