import type { InvoiceKind, InvoiceLine, TaxPreference } from '@piaozone/core';
import type { FlagshipTaxPreferenceCodes, IssuingConfig } from './settings.js';

type InvoiceTypes = Readonly<Partial<Record<InvoiceKind, string>>>;

/*
 * BILL.* and ALLE.* have vocabularies of their own for the same things (flagship-and-cosmic §16): two tables each, never one for both.
 */

/** `invoiceType` of BILL.* for 数电 (§6.2). The numbers for the others are published without their meanings, so they come from the setting `invoiceTypes`. */
export const BILL_KINDS: InvoiceTypes = { 'digital-special': '08xdp', 'digital-general': '10xdp' };

/** `invoiceType` of ALLE.* (§6.3): 01 专, 02 普, nothing but 数电. */
export const DIRECT_KINDS: InvoiceTypes = { 'digital-special': '01', 'digital-general': '02' };

/** `lineProperty` of BILL.* (§6.2). */
export const BILL_LINES = { normal: '2', discounted: '0', discount: '1' } as const satisfies Readonly<Record<InvoiceLine['nature'], string>>;

/** `lineProperty` of ALLE.* (§6.3). */
export const DIRECT_LINES = { normal: '0', discounted: '2', discount: '1' } as const satisfies Readonly<Record<InvoiceLine['nature'], string>>;

/** `zeroTaxRateFlag` (§6.2); 免税 is a privilege whose text is not published. */
const PREFERENCES: Readonly<Partial<Record<TaxPreference, FlagshipTaxPreferenceCodes>>> = {
  'export-refund': { zeroTaxRateFlag: '1' },
  'not-taxed': { zeroTaxRateFlag: '2' },
  'zero-rated': { zeroTaxRateFlag: '3' },
};

export function preferenceOf({ taxPreference }: InvoiceLine, { taxPreferences }: IssuingConfig): FlagshipTaxPreferenceCodes | undefined {
  if (taxPreference === undefined) return undefined;
  return own(taxPreferences ?? {}, taxPreference) ?? own(PREFERENCES, taxPreference);
}

export function kindCode(kind: InvoiceKind, config: Pick<IssuingConfig, 'mode' | 'invoiceTypes'>): string | undefined {
  return own(typesOf(config), kind);
}

/** What is published cannot be overridden. */
function typesOf({ mode, invoiceTypes }: Pick<IssuingConfig, 'mode' | 'invoiceTypes'>): InvoiceTypes {
  return mode === 'direct' ? DIRECT_KINDS : { ...invoiceTypes, ...BILL_KINDS };
}

/** An adapter may hand on a name its author invented, `toString` too. */
function own<K extends string, V>(table: Readonly<Partial<Record<K, V>>>, name: K): V | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function isDigital(kind: InvoiceKind): boolean {
  return kind.startsWith('digital-');
}

export function kindsOf(config: Pick<IssuingConfig, 'mode' | 'invoiceTypes'>): InvoiceKind[] {
  return Object.keys(typesOf(config)) as InvoiceKind[];
}
