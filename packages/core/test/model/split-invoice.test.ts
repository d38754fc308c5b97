import { describe, expect, it } from 'vitest';
import type { Invoice } from '../../src/model/invoice.js';
import { invoicesOf, joinInvoices } from '../../src/model/split-invoice.js';

const first: Invoice = {
  serialNo: 'S',
  number: '1',
  color: 'blue',
  pdfUrl: 'https://files.example/1.pdf',
  totals: { amount: '100.00', taxAmount: '13.00', totalAmount: '113.00' },
  raw: 1,
};
const second: Invoice = { ...first, number: '2', totals: { amount: '0.10', taxAmount: '0.02', totalAmount: '0.12' }, raw: 2 };

describe('a split bill as one invoice', () => {
  it('has the number of the first, the sums of all, and every part as it was', () => {
    const whole = joinInvoices(first, [second], 'answer');
    expect(whole).toMatchObject({ number: '1', totals: { amount: '100.1', taxAmount: '13.02', totalAmount: '113.12' }, raw: 'answer' });
    expect(whole.parts).toEqual([first, second]);
    // One file is not the bill's.
    expect(whole).not.toHaveProperty('pdfUrl');
    expect(invoicesOf(whole)).toEqual([first, second]);
  });

  it('has no totals unless every part has its own', () => {
    const { totals: _, ...without } = second;
    expect(joinInvoices(first, [without], null)).not.toHaveProperty('totals');
    expect(joinInvoices(without, [first], null)).not.toHaveProperty('totals');
    expect(joinInvoices(first, [{ ...second, totals: { amount: '', taxAmount: '1', totalAmount: '1' } }], null)).not.toHaveProperty('totals');
  });

  it('one invoice stays as it is', () => {
    expect(joinInvoices(first, [], 'answer')).toBe(first);
    expect(invoicesOf(first)).toEqual([first]);
    expect(invoicesOf({ ...first, parts: [] })).toHaveLength(1);
  });
});
