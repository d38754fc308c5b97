import type { InvoiceKind, InvoiceLine, TaxPreference } from '@piaozone/core';
import type { FlagshipTaxPreferenceCodes, IssuingConfig } from './settings.js';

/*
 * BILL.* and ALLE.* have vocabularies of their own for the same things (flagship-and-cosmic §16): two tables each, never one for both.
 */

/** `invoiceType` of BILL.* (§6.2): the tax-control type numbers, and 数电 by name. */
export const BILL_KINDS = {
  'paper-special': '004',
  'paper-general': '007',
  'paper-roll': '025',
  'electronic-general': '026',
  'electronic-special': '028',
  'digital-special': '08xdp',
  'digital-general': '10xdp',
} as const satisfies Readonly<Record<InvoiceKind, string>>;

/** `invoiceType` of ALLE.* (§6.3): 01 专, 02 普, nothing but 数电. */
export const DIRECT_KINDS: Readonly<Partial<Record<InvoiceKind, string>>> = { 'digital-special': '01', 'digital-general': '02' };

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

export function kindCode(kind: InvoiceKind, mode: IssuingConfig['mode']): string | undefined {
  const codes: Readonly<Partial<Record<InvoiceKind, string>>> = mode === 'direct' ? DIRECT_KINDS : BILL_KINDS;
  return own(codes, kind);
}

/** An adapter may hand on a name its author invented, `toString` too. */
function own<K extends string, V>(table: Readonly<Partial<Record<K, V>>>, name: K): V | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function isDigital(kind: InvoiceKind): boolean {
  return kind.startsWith('digital-');
}

export function kindsOf(mode: IssuingConfig['mode']): InvoiceKind[] {
  return Object.keys(mode === 'direct' ? DIRECT_KINDS : BILL_KINDS) as InvoiceKind[];
}
