import { createHash } from 'node:crypto';
import type { InvoiceLine, InvoiceRequest } from '../model/invoice.js';
import type { Party } from '../model/party.js';

/**
 * SHA-256 over the business content of a request, hex. Two requests with the same serial number and another fingerprint are different intents.
 * No times, request ids or delivery addresses: they may change without changing the invoice.
 */
export function fingerprintOf(request: InvoiceRequest): string {
  const { color, kind, seller, buyer, lines, totals, red } = request;
  const parts = [
    color,
    kind,
    ...partyParts(seller),
    ...partyParts(buyer),
    totals.amount,
    totals.taxAmount,
    totals.totalAmount,
    red?.originalSerialNo,
    red?.originalInvoiceCode,
    red?.originalInvoiceNo,
    red?.reason,
    String(lines.length),
    ...lines.flatMap(lineParts),
  ];
  const hash = createHash('sha256');
  // Absent and empty differ, and length prefixes keep neighbours apart.
  for (const part of parts) hash.update(part === undefined ? '-|' : `${Buffer.byteLength(part)}:${part}|`, 'utf8');
  return hash.digest('hex');
}

function partyParts({ name, taxNo }: Party): (string | undefined)[] {
  return [name, taxNo];
}

function lineParts(line: InvoiceLine): (string | undefined)[] {
  const { nature, goodsName, taxCode, specification, unit, quantity, unitPrice, amount, taxRate, taxAmount, taxPreference } = line;
  return [nature, goodsName, taxCode, specification, unit, quantity, unitPrice, amount, taxRate, taxAmount, taxPreference];
}
