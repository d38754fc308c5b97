import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/integration/fingerprint.js';
import type { InvoiceLine, InvoiceRequest } from '../../src/model/invoice.js';

const LINE: InvoiceLine = {
  nature: 'normal',
  goodsName: 'g',
  taxCode: '1',
  specification: 's',
  unit: 'u',
  quantity: '1',
  unitPrice: '2',
  amount: '2.00',
  taxRate: '0.13',
  taxAmount: '0.26',
};
const REQUEST: InvoiceRequest = {
  bill: { type: 't', number: 'n' },
  color: 'red',
  kind: 'electronic-general',
  seller: { name: 'seller', taxNo: '1' },
  buyer: { name: 'buyer', taxNo: '2' },
  lines: [LINE],
  totals: { amount: '2.00', taxAmount: '0.26', totalAmount: '2.26' },
  drawer: 'd',
  red: { originalSerialNo: 'o', originalInvoiceNo: 'i', originalInvoiceCode: 'c', reason: 'sales-return' },
};

describe('fingerprintOf', () => {
  const base = fingerprintOf(REQUEST);
  const changes: [string, Partial<InvoiceRequest>][] = [
    ['color', { color: 'blue' }],
    ['kind', { kind: 'electronic-special' }],
    ['seller', { seller: { name: 'seller', taxNo: '9' } }],
    ['buyer name', { buyer: { name: 'buyer2', taxNo: '2' } }],
    ['buyer without tax number', { buyer: { name: 'buyer' } }],
    ['buyer with an empty tax number', { buyer: { name: 'buyer', taxNo: '' } }],
    ['texts flowing into each other', { buyer: { name: 'buyer2', taxNo: '' } }],
    ['two lines', { lines: [LINE, LINE] }],
    ...(['amount', 'taxAmount', 'totalAmount'] as const).map((name): [string, Partial<InvoiceRequest>] => [
      name,
      { totals: { ...REQUEST.totals, [name]: '9.00' } },
    ]),
    ...(Object.keys(LINE) as (keyof InvoiceLine)[]).map((name): [string, Partial<InvoiceRequest>] => [
      `line ${name}`,
      { lines: [{ ...LINE, [name]: 'other' }] },
    ]),
    ...(['originalSerialNo', 'originalInvoiceNo', 'originalInvoiceCode'] as const).map((name): [string, Partial<InvoiceRequest>] => [
      name,
      { red: { ...REQUEST.red, reason: 'sales-return', [name]: 'other' } },
    ]),
    ['reason', { red: { ...REQUEST.red, reason: 'issued-in-error' } }],
  ];

  it('differs in everything the invoice would show differently', () => {
    const prints = changes.map(([, change]) => fingerprintOf({ ...REQUEST, ...change }));
    expect(prints).not.toContain(base);
    expect(new Set(prints).size).toBe(changes.length);
  });

  it('is the same for another delivery address or drawer, and from call to call', () => {
    expect(fingerprintOf({ ...REQUEST, drawer: 'x', buyer: { ...REQUEST.buyer, email: 'a@b', mobile: '1' } })).toBe(base);
  });
});
