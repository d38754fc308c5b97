import type { MockClock } from '../../server/clock.js';
import type { Answer } from '../answers.js';
import { type InvoiceFields, numberOf, text } from '../expense/pool.js';
import type { ExpenseSettings } from '../expense/settings.js';
import { dayOf, shanghaiDay } from '../expense/shanghai.js';
import type { HeldInvoice, InvoiceLedger } from '../ledger.js';

/** Elements of one check (standard-edition §6.8), as text; absent is empty. */
export type Elements = InvoiceFields;

export type CheckResult = { readonly found: InvoiceFields } | { readonly refused: Answer };

/** Which element beside code, number and date decides, by invoice type (§6.8, Mfaq and Ccs). */
const NEEDS_CHECK_CODE = new Set(['1', '3', '5', '15']);
const NEEDS_AMOUNT = new Set(['2', '4', '12']);

/** The tax bureau behind verification: it knows what was added and every invoice this mock issued, and counts checks per Shanghai day. */
export class Bureau {
  readonly #known = new Map<string, InvoiceFields>();
  readonly #checks = new Map<string, number>();
  readonly #clock: MockClock;
  readonly #settings: ExpenseSettings;
  readonly #ledger: InvoiceLedger;

  constructor(clock: MockClock, settings: ExpenseSettings, ledger: InvoiceLedger) {
    this.#clock = clock;
    this.#settings = settings;
    this.#ledger = ledger;
  }

  /** @throws TypeError without a number: it could never be found */
  add(fields: InvoiceFields): void {
    const number = numberOf(fields);
    if (number === undefined) throw new TypeError('an invoice of the bureau needs invoiceNo');
    this.#known.set(number, fields);
  }

  /** Checks of this invoice today, the refused ones beyond the limit not counted. */
  checksToday(fields: InvoiceFields): number {
    return this.#checks.get(this.#todaysKey(numberOf(fields) ?? '')) ?? 0;
  }

  /**
   * One check. `demanded`: a missing element is refused (check by elements); otherwise only what is there is compared
   * (a recognized file). Every check that names an invoice counts, found or not (mock-defined).
   */
  check(elements: Elements, demanded: boolean): CheckResult {
    const { checkAnswers, checksPerDay, sameDayInvoices } = this.#settings;
    const number = numberOf(elements);
    const day = dayOf(elements['invoiceDate']);
    if (number === undefined || day === undefined) return { refused: checkAnswers.irregular };
    const key = this.#todaysKey(number);
    const used = this.#checks.get(key) ?? 0;
    if (used >= checksPerDay) return { refused: checkAnswers.dailyLimit };
    this.#checks.set(key, used + 1);
    const today = shanghaiDay(this.#clock.now());
    if (day < fiveYearsBefore(today)) return { refused: checkAnswers.tooOld };
    const found = this.#known.get(number) ?? this.#issuedHere(elements);
    if (found === undefined) return { refused: checkAnswers.notFound };
    // Same day: what the bureau holds decides, not the date of the request.
    if (sameDayInvoices === 'not-found' && (dayOf(found['invoiceDate']) ?? '') >= today) return { refused: checkAnswers.notFound };
    return this.#compared(elements, found, demanded);
  }

  #compared(elements: Elements, found: InvoiceFields, demanded: boolean): CheckResult {
    const { checkAnswers } = this.#settings;
    if (demanded && decidingElement(elements, found) === '') return { refused: checkAnswers.irregular };
    const same = dayOf(elements['invoiceDate']) === dayOf(found['invoiceDate']) && elementsAgree(elements, found);
    return same ? { found } : { refused: checkAnswers.inconsistent };
  }

  #issuedHere(elements: Elements): InvoiceFields | undefined {
    const held = this.#ledger.byNumber(text(elements, 'invoiceCode') || '0', text(elements, 'invoiceNo'));
    return held === undefined ? undefined : issuedFields(held);
  }

  #todaysKey(number: string): string {
    return `${shanghaiDay(this.#clock.now())} ${number}`;
  }
}

/** `''` when the element this type needs is missing. 数电票 (26–29) go by the total (mock-defined). */
function decidingElement(elements: Elements, found: InvoiceFields): string {
  const type = text(found, 'invoiceType');
  if (NEEDS_CHECK_CODE.has(type)) return text(elements, 'checkCode');
  if (NEEDS_AMOUNT.has(type)) return text(elements, 'invoiceMoney');
  return text(elements, 'totalAmount') || text(elements, 'invoiceMoney');
}

function elementsAgree(elements: Elements, found: InvoiceFields): boolean {
  const type = text(found, 'invoiceType');
  const [checkCode, heldCode] = [text(elements, 'checkCode'), text(found, 'checkCode')];
  // 校验码后六位 (Mfaq); a client may send all of it.
  if (checkCode !== '' && heldCode !== '' && checkCode.slice(-6) !== heldCode.slice(-6)) return false;
  const total = text(found, 'totalAmount');
  const net = text(found, 'invoiceMoney') || text(found, 'amount') || text(found, 'invoiceAmount');
  if (!sameAmount(text(elements, 'totalAmount'), total)) return false;
  // Ccs sends the total as invoiceMoney except for 4 and 12; 专票 go by 不含税金额 (Mfaq). Both are taken where they contradict.
  const money = text(elements, 'invoiceMoney');
  return type === '4' || type === '12' ? sameAmount(money, net) : sameAmount(money, net) || sameAmount(money, total);
}

/** Decimal texts of equal value; an empty side is not compared. */
function sameAmount(given: string, held: string): boolean {
  return given === '' || held === '' || plainDecimal(given) === plainDecimal(held);
}

function plainDecimal(value: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(value.trim()) ?? [];
  return whole === '' && fraction === '' ? (/\d/.test(value) && !/[1-9]/.test(value) ? '0' : value) : `${sign}${whole || '0'}.${fraction}`;
}

function fiveYearsBefore(day: string): string {
  return `${Number(day.slice(0, 4)) - 5}${day.slice(4)}`;
}

/** An invoice of this mock with the names of standard-edition §6.8. */
function issuedFields({ issued, checkCode }: HeldInvoice): InvoiceFields {
  return {
    invoiceType: issued.invoiceType,
    invoiceCode: issued.invoiceCode,
    invoiceNo: issued.invoiceNo,
    invoiceDate: shanghaiDay(issued.at),
    salerName: issued.sellerName,
    salerAccount: null,
    buyerTaxNo: issued.buyer.taxNo,
    amount: issued.invoiceAmount,
    taxAmount: issued.totalTaxAmount,
    totalAmount: issued.totalAmount,
    invoiceMoney: issued.invoiceAmount,
    checkCode,
    taxRate: issued.items[0]?.['taxRate'] ?? null,
    cancelMark: 'N',
    items: issued.items.map((item) => ({ taxRate: item['taxRate'] ?? null })),
  };
}
