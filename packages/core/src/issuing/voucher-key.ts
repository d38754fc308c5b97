import { createHash } from 'node:crypto';
import { sum } from '../model/decimal.js';
import type { Voucher, VoucherLine } from '../model/voucher.js';
import { type JsonValue, stringifyExact } from '../protocol/json.js';
import type { OperationKeyParts } from './operation-key.js';

/** Key of a voucher in the operation store, unique for ever; six parts, so that none is that of an invoice. Changing it would send every open voucher again. */
export function voucherKey({ environment, erpId, accountSet }: Omit<OperationKeyParts, 'color' | 'serialNo'>, voucher: Voucher): string {
  return [environment, erpId, accountSet, 'voucher', voucher.company, voucher.key].map(encodeURIComponent).join('/');
}

/** SHA-256 over all that the voucher says, hex. Amounts count by value. */
export function voucherFingerprint({ period, lines, ...head }: Voucher): string {
  const parts: JsonValue = [
    head.company,
    String(period.year),
    String(period.number),
    head.date,
    head.businessDate ?? head.date,
    head.type,
    head.number ?? null,
    head.attachments === undefined ? null : String(head.attachments),
    lines.map((line) => lineParts(line, head.summary)),
  ];
  // JSON keeps neighbours apart; what is absent is null there.
  return createHash('sha256').update(stringifyExact(parts), 'utf8').digest('hex');
}

function lineParts({ account, debit, credit, currency, originalAmount, rate, assists = [], invoiceNumber, ...line }: VoucherLine, summary?: string) {
  const amounts = [debit, credit, originalAmount, rate].map((amount) => (amount === undefined ? null : sum([amount])));
  const items = assists.map(({ type, number, name }) => [type, number ?? null, name ?? null]);
  return [account, amounts, currency ?? null, line.summary ?? summary ?? null, invoiceNumber ?? null, items];
}
