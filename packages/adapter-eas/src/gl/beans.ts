import type { BeanType, BeanValue, ScalarType } from '../soap/typed-parts.js';

/** Bean fields by type, names as the published WSDLs spell them (eas-and-imaging §4.3): `icketNumber`, `cussent` are no slips of ours. */

type Numbered<P extends string> = `${P}${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const ASSIST = ['asstActType', 'asstActNumber', 'asstActName'] as const;
const CASH_ASSIST = ['cashAsstActType', 'cashAsstActNumber', 'cashAsstActName'] as const;

const VOUCHER_TEXTS = [
  'companyNumber',
  'bookedDate',
  'bizDate',
  'voucherType',
  'voucherNumber',
  'tempNumber',
  'bizNumber',
  'description',
  'creator',
  'poster',
  'auditor',
  'voucherAbstract',
  'accountNumber',
  'currencyNumber',
  'measurement',
  'settlementType',
  'settlementNumber',
  'invoiceNumber',
  'icketNumber',
  'customerNumber',
  'assistBizDate',
  'assistEndDate',
  'primaryItem',
  'supplyItem',
  'type',
] as const;
const VOUCHER_INTS = ['periodYear', 'periodNumber', 'entrySeq', 'entryDC', 'asstSeq', 'attaches', 'cussent', 'itemFlag', 'oppAccountSeq'] as const;
const VOUCHER_DOUBLES = [
  'originalAmount',
  'debitAmount',
  'creditAmount',
  'localRate',
  'price',
  'qty',
  'primaryCoef',
  'supplyCoef',
  'cashflowAmountOriginal',
  'cashflowAmountLocal',
  'cashflowAmountRpt',
] as const;

/** `WSWSVoucher` of the GL facade, 94 fields: one flat row per entry or assist line. */
export const GL_VOUCHER = {
  ...typed(VOUCHER_TEXTS, 'string'),
  ...typed(numbered(ASSIST), 'string'),
  ...typed(numbered(CASH_ASSIST), 'string'),
  ...typed(VOUCHER_INTS, 'int'),
  ...typed(VOUCHER_DOUBLES, 'double'),
  ...typed(['isCheck'], 'boolean'),
} as const;

const AMOUNTS = ['beginBalance', 'endBalance', 'debit', 'credit', 'yearDebit', 'yearCredit', 'monthPnL', 'yearPnL'] as const;
const QUANTITIES = ['beginQty', 'endQty', 'debitQty', 'creditQty', 'yearDebitQty', 'yearCreditQty'] as const;
const CURRENCIES = ['For', 'Local', 'Rpt'] as const;

/** `WSWSAccountBalance`, 36 fields. */
export const ACCOUNT_BALANCE = {
  ...typed(['orgUnitNumber', 'accountNumber', 'currencyNumber'], 'string'),
  ...typed(['periodYear', 'periodNumber', 'balType'], 'int'),
  ...typed(
    AMOUNTS.flatMap((amount) => CURRENCIES.map((currency) => `${amount}${currency}` as const)),
    'double',
  ),
  ...typed(QUANTITIES, 'double'),
} as const;

/** `WSWSAssistBalance`, 60 fields. */
export const ASSIST_BALANCE = { ...ACCOUNT_BALANCE, ...typed(numbered(ASSIST), 'string') } as const;

/** One row of a voucher: head fields repeat on every row. Amounts are exact decimal text. */
export type GlVoucherRow = BeanValue<typeof GL_VOUCHER>;
export type AccountBalanceRow = BeanValue<typeof ACCOUNT_BALANCE>;
export type AssistBalanceRow = BeanValue<typeof ASSIST_BALANCE>;

function typed<const N extends string, T extends ScalarType>(names: readonly N[], type: T): { readonly [K in N]: T } {
  return Object.fromEntries(names.map((name) => [name, type])) as { readonly [K in N]: T } & BeanType;
}

function numbered<P extends string>(prefixes: readonly P[]): Numbered<P>[] {
  return prefixes.flatMap((prefix) => NUMBERS.map((number) => `${prefix}${number}` as const));
}
