import type { SeededRandom } from '../../erp/random.js';
import type { MockClock } from '../../server/clock.js';
import type { SimLine } from './lines.js';
import { refuse } from './refusal.js';

/** flagship-and-cosmic §6.3. */
export const CONFIRMATION_STATES = {
  '01': '无需确认',
  '02': '销方录入待购方确认',
  '03': '购方录入待销方确认',
  '04': '购销双方已确认',
  '05': '作废（销方录入购方否认）',
  '06': '作废（购方录入销方否认）',
  '07': '作废（超72小时未确认）',
  '08': '（发起方撤销）',
  '09': '作废（确认后撤销）',
} as const;

export type ConfirmationState = keyof typeof CONFIRMATION_STATES;

const LIFE_MS = 72 * 3_600_000;

export interface RedConfirmation {
  /** redInfoBillNo. */
  readonly number: string;
  /** govRedConfirmBillUuid. */
  readonly uuid: string;
  readonly blueNum: string;
  readonly sellerTaxNo: string;
  readonly buyerTaxNo: string;
  /** What is to be reversed: negative amounts. */
  readonly lines: readonly SimLine[];
  /** orderNo of REDCONFIRMBILL.APPLY, or the serial or bill that applied by itself. */
  readonly appliedBy: string;
  /** Epoch milliseconds. */
  readonly appliedAt: number;
  state: ConfirmationState;
  /** The red invoice exists. */
  used: boolean;
}

export type NewConfirmation = Omit<RedConfirmation, 'number' | 'uuid' | 'appliedAt' | 'used'>;

/** Red confirmations between seller, buyer and tax bureau. */
export class ConfirmationDesk {
  readonly #all = new Map<string, RedConfirmation>();
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #changed: (confirmation: RedConfirmation, at: number) => void;

  /** @param changed told of every later change of state, with its time */
  constructor(clock: MockClock, random: SeededRandom, changed: (confirmation: RedConfirmation, at: number) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#changed = changed;
  }

  apply(application: NewConfirmation, at = this.#clock.now()): RedConfirmation {
    const confirmation = { ...application, number: this.#random.digits(20), uuid: this.#random.uuid(), appliedAt: at, used: false };
    this.#all.set(confirmation.number, confirmation);
    return confirmation;
  }

  find(number: string): RedConfirmation | undefined {
    return this.#all.get(number);
  }

  all(): RedConfirmation[] {
    return [...this.#all.values()];
  }

  of(blueNum: string): RedConfirmation[] {
    return this.all().filter((confirmation) => confirmation.blueNum === blueNum);
  }

  /** The other party says yes: 02 and 03 become 04. @throws SimRefusal */
  confirm(number: string): void {
    const confirmation = this.#waiting(number);
    this.#to(confirmation, '04');
  }

  /** The other party says no: 02 becomes 05, 03 becomes 06. @throws SimRefusal */
  deny(number: string): void {
    const confirmation = this.#waiting(number);
    this.#to(confirmation, confirmation.state === '02' ? '05' : '06');
  }

  /** 08 before, 09 after both sides have confirmed. @throws SimRefusal */
  revoke(number: string): void {
    const confirmation = this.#known(number);
    if (confirmation.used || isEnded(confirmation)) refuse('红字确认单状态有误，不允许撤销，请核实。'); // diagnosis.json LEQI_RED_CONFIRMATION_STATE_STALE
    this.#to(confirmation, confirmation.state === '04' ? '09' : '08');
  }

  /** Times of expiry that have passed, oldest first. */
  expire(now: number): boolean {
    const over = this.all().filter((one) => isWaiting(one) && one.appliedAt + LIFE_MS <= now);
    for (const one of over) this.#to(one, '07', one.appliedAt + LIFE_MS);
    return over.length > 0;
  }

  #waiting(number: string): RedConfirmation {
    const confirmation = this.#known(number);
    return isWaiting(confirmation) ? confirmation : refuse(`红字确认单不在待确认状态：${CONFIRMATION_STATES[confirmation.state]}`); // mock-defined text
  }

  #known(number: string): RedConfirmation {
    return this.#all.get(number) ?? refuse('红字确认单不存在'); // mock-defined text
  }

  #to(confirmation: RedConfirmation, state: ConfirmationState, at = this.#clock.now()): void {
    confirmation.state = state;
    this.#changed(confirmation, at);
  }
}

export function isWaiting({ state }: RedConfirmation): boolean {
  return state === '02' || state === '03';
}

/** Lets a red invoice be issued, once. */
export function isReady({ state, used }: RedConfirmation): boolean {
  return (state === '01' || state === '04') && !used;
}

export function isEnded({ state }: RedConfirmation): boolean {
  return !['01', '02', '03', '04'].includes(state);
}
