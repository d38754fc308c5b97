import type { SeededRandom } from '../seeded-random.js';

/** An invoice as it goes over the wire; the mock keeps every field as it was given. */
export type InvoiceFields = Readonly<Record<string, unknown>>;

/** `1` 未用 `30` 在用 `60` 已用 `65` 已入账 (standard-edition §6.9). */
export type ExpendStatus = '1' | '30' | '60' | '65';

/** `1` 通过 `2` 不通过 `3` 未查验 (standard-edition §8). */
export type CheckStatus = '1' | '2' | '3';

export interface PooledInvoice {
  /** 发票流水号, also `fid`: 32 characters. */
  readonly serialNo: string;
  readonly fields: InvoiceFields;
  checkStatus: CheckStatus;
  expendStatus: ExpendStatus;
  /** `bxd_key` of the bill that uses it. */
  bill?: string;
}

/** Every received invoice, whichever way it came in; one invoice is one entry. */
export class InvoicePool {
  readonly #bySerial = new Map<string, PooledInvoice>();
  readonly #serialByNumber = new Map<string, string>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Takes an invoice in; the same number gives the entry it has. Fields of a later look are taken over. */
  take(fields: InvoiceFields): PooledInvoice {
    const number = numberOf(fields);
    const given = typeof fields['serialNo'] === 'string' && fields['serialNo'] !== '' ? fields['serialNo'] : undefined;
    const serialNo = given ?? (number === undefined ? undefined : this.#serialByNumber.get(number)) ?? this.#random.hex(32);
    const held = this.#bySerial.get(serialNo);
    const kept: PooledInvoice = held === undefined ? { serialNo, fields, checkStatus: '3', expendStatus: '1' } : Object.assign(held, { fields });
    this.#bySerial.set(serialNo, kept);
    if (number !== undefined) this.#serialByNumber.set(number, serialNo);
    return kept;
  }

  get(serialNo: string): PooledInvoice | undefined {
    return this.#bySerial.get(serialNo);
  }

  ofBill(bill: string): PooledInvoice[] {
    return this.all().filter((invoice) => invoice.bill === bill);
  }

  all(): PooledInvoice[] {
    return [...this.#bySerial.values()];
  }
}

/** Code and number; 飞机票 are numbered by `electronicTicketNum` (standard-edition §8). */
export function numberOf(fields: InvoiceFields): string | undefined {
  const number = text(fields, 'invoiceNo') || text(fields, 'electronicTicketNum');
  return number === '' ? undefined : `${text(fields, 'invoiceCode') || '0'}/${number}`;
}

/** A field as text; absent and null are empty. */
export function text(fields: InvoiceFields, name: string): string {
  const value = fields[name];
  return value === undefined || value === null ? '' : String(value);
}

/** What an answer shows: the fields as given, and the common tail of standard-edition §8. */
export function shown({ serialNo, fields, checkStatus, expendStatus }: PooledInvoice): Record<string, unknown> {
  return { ...fields, serialNo, checkStatus, expendStatus };
}
