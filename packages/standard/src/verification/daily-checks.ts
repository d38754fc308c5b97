import { addDays, diagnose, isPiaozoneError, type Locale, PiaozoneError, shanghaiDate, startOfDate } from '@piaozone/core';
import type { CheckLedger } from './ports.js';
import type { Verification } from './result.js';

/** 每张发票每天最多查验 5 次 (business-rules §9, standard-edition §6.8). */
export const CHECKS_PER_DAY = 5;

/** What is checked, as far as it is known before the call. */
export interface Target {
  /** Content of a file, if it is one. */
  readonly file?: string;
  /** The invoice, if it is named. */
  readonly invoice?: string;
}

/** Counts checks per invoice and Shanghai day and refuses the sixth before it leaves. */
export class DailyChecks {
  readonly #ledger: CheckLedger;
  readonly #limit: number;
  /** Test and production know different invoices. */
  readonly #scope: string;

  constructor(ledger: CheckLedger, limit: number, scope: string) {
    this.#ledger = ledger;
    this.#limit = limit;
    this.#scope = scope;
  }

  /**
   * Runs `check` if its invoices may be checked once more today.
   * @throws rate_limited (outcome `not-sent`, reason `daily-limit`) with the time from which on it is possible again; and what `check` throws
   */
  async run(target: Target, now: number, locale: Locale, check: () => Promise<Verification>): Promise<Verification> {
    const day = shanghaiDate(now);
    const known = await this.#known(target);
    if (!(await this.#ledger.take(known, day, this.#limit))) throw dailyLimit(day, this.#limit, locale);
    const result = await check().catch(async (error: unknown) => {
      // Refused before the bureau was asked: credentials, entitlement, the request itself.
      if (isPiaozoneError(error) && error.outcome !== 'unknown') await this.#ledger.giveBack(known, day);
      throw error;
    });
    await this.#learn(target, known, day, result);
    return result;
  }

  async #known({ file, invoice }: Target): Promise<string[]> {
    const own = invoice === undefined ? [] : [this.#key('invoice', invoice)];
    if (file === undefined) return own;
    const key = this.#key('file', file);
    return [key, ...(await this.#ledger.linked(key))];
  }

  async #learn({ file }: Target, known: readonly string[], day: string, { invoices, verdict }: Verification): Promise<void> {
    if (file !== undefined) {
      const found = [...new Set(invoices.flatMap(({ invoice }) => idsOf(invoice)))].map((id) => this.#key('invoice', id));
      const fresh = found.filter((key) => !known.includes(key));
      if (fresh.length > 0) {
        await this.#ledger.link(this.#key('file', file), found);
        await this.#ledger.add(fresh, day);
      }
    }
    if (verdict !== 'limit') return;
    const used = invoices.filter((one) => one.verdict === 'limit').flatMap(({ invoice }) => idsOf(invoice));
    await this.#ledger.exhaust([...known, ...used.map((id) => this.#key('invoice', id))], day);
  }

  #key(kind: 'file' | 'invoice', id: string): string {
    return `${this.#scope} ${kind} ${id}`;
  }
}

/** Code and number name an invoice; 数电 numbers stand alone. */
export function invoiceId(code: string | undefined, number: string): string {
  return `${(code ?? '').trim()}/${number.trim()}`;
}

function idsOf({ invoiceCode, invoiceNo }: { readonly invoiceCode?: string; readonly invoiceNo?: string }): string[] {
  return invoiceNo === undefined ? [] : [invoiceId(invoiceCode, invoiceNo)];
}

function dailyLimit(day: string, limit: number, locale: Locale): PiaozoneError {
  const next = addDays(day, 1);
  const diagnosis = diagnose('超过该张发票当天查验次数(请于次日再次查验)!');
  return new PiaozoneError({
    code: 'rate_limited',
    reason: 'daily-limit',
    outcome: 'not-sent',
    locale,
    message: {
      zh: `该发票今天已查验 ${limit} 次，${next} 00:00（北京时间）起可再次查验；没有发送`,
      en: `this invoice was verified ${limit} times today; the next check is possible from ${next} 00:00 (Asia/Shanghai) on; nothing was sent`,
    },
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
}

/** Epoch milliseconds of the midnight in Shanghai that ends the day of `now`. */
export function endOfDay(now: number): number {
  return startOfDate(addDays(shanghaiDate(now), 1));
}
