import { type WriteAmount, withAmounts } from '../amounts.js';
import type { FlagshipBill, FlagshipBillLine } from './bill.js';

const BILL_AMOUNTS = ['totalAmount', 'deduction'] as const;
const LINE_AMOUNTS = [
  'amount',
  'taxAmount',
  'includeTaxAmount',
  'quantity',
  'price',
  'includeTaxPrice',
  'discountAmount',
  'discountRate',
] as const satisfies readonly (keyof FlagshipBillLine)[];

/** `billDetail` last, as the published sample has it. */
export function billBody({ billDetail, more = {}, ...fields }: FlagshipBill, write: WriteAmount): Readonly<Record<string, unknown>> {
  return {
    ...more,
    ...withAmounts(fields, BILL_AMOUNTS, write),
    billDetail: billDetail.map(({ more: others = {}, ...line }) => ({ ...others, ...withAmounts(line, LINE_AMOUNTS, write) })),
  };
}
