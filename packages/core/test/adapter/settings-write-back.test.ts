import { describe, expect, it } from 'vitest';
import type { WriteBack } from '../../src/adapter/contract.js';
import { SettingReader } from '../../src/adapter/settings/setting-reader.js';
import {
  billSources,
  checkWriteBackSources,
  requireBillValues,
  type WriteBackSource,
  writeBackSources,
  writeBackValues,
} from '../../src/adapter/write-back-sources.js';
import type { Invoice } from '../../src/model/invoice.js';
import { joinInvoices } from '../../src/model/split-invoice.js';

const RESULT: WriteBack = {
  bill: { type: '销售发票单', number: '0001', id: '1788000000000000001' },
  serialNo: 'S1',
  invoice: {
    serialNo: 'S2',
    number: '25440000000000000001',
    code: '0',
    color: 'red',
    issuedAt: '2025-06-01 08:00:00',
    sellerTaxNo: '91440300TEST0000X1',
    buyerName: '𠮷',
    buyerTaxNo: '91440300TEST0000X2',
    totals: { amount: '-100.10', taxAmount: '-13.01', totalAmount: '-113.11' },
    pdfUrl: 'https://files.example/1.pdf',
    state: 'normal',
    raw: { number: 'x' },
  },
};
const VALUES: Record<WriteBackSource, string> = {
  'bill.id': '1788000000000000001',
  'bill.number': '0001',
  'bill.type': '销售发票单',
  serialNo: 'S1',
  'invoice.number': '25440000000000000001',
  'invoice.numbers': '25440000000000000001',
  'invoice.code': '0',
  'invoice.color': 'red',
  'invoice.issuedAt': '2025-06-01 08:00:00',
  'invoice.sellerTaxNo': '91440300TEST0000X1',
  'invoice.buyerName': '𠮷',
  'invoice.buyerTaxNo': '91440300TEST0000X2',
  'invoice.totals.amount': '-100.10',
  'invoice.totals.taxAmount': '-13.01',
  'invoice.totals.totalAmount': '-113.11',
  'invoice.pdfUrl': 'https://files.example/1.pdf',
  'invoice.state': 'normal',
};

describe('write-back sources', () => {
  it('each has its value, exact', () => {
    expect(writeBackValues(RESULT)).toEqual(VALUES);
    expect([...writeBackSources].sort()).toEqual(Object.keys(VALUES).sort());
    expect(writeBackSources).toEqual(expect.arrayContaining([...billSources]));
  });

  it('without a value is left out', () => {
    const least: WriteBack = {
      bill: { type: 'T', number: 'B', id: '' },
      serialNo: 'S',
      invoice: { serialNo: 'S', number: 'N', color: 'blue', code: '', raw: {} },
    };
    expect(writeBackValues(least)).toEqual({
      'bill.type': 'T',
      'bill.number': 'B',
      serialNo: 'S',
      'invoice.number': 'N',
      'invoice.numbers': 'N',
      'invoice.color': 'blue',
    });
  });
});

describe('checkWriteBackSources', () => {
  const complaint = (...used: WriteBackSource[]) => {
    const reader = new SettingReader();
    checkWriteBackSources(reader, used, 'body');
    return reader.problems.map(({ path, message }) => [path, message.en]);
  };

  it('wants the bill and the invoice', () => {
    expect(complaint('bill.id', 'invoice.number')).toEqual([]);
    expect(complaint('bill.number', 'invoice.number', 'serialNo')).toEqual([]);
    expect(complaint('bill.id', 'invoice.numbers')).toEqual([]);
    expect(complaint('bill.type', 'invoice.number')).toEqual([['body', expect.stringContaining('bill.id or bill.number')]]);
    expect(complaint('bill.number', 'invoice.code')).toEqual([['body', expect.stringContaining('invoice.number')]]);
    expect(complaint()).toHaveLength(1);
  });
});

describe('requireBillValues', () => {
  const result: WriteBack = { bill: { type: 'T', number: 'B' }, serialNo: 'S', invoice: { serialNo: 'S', number: 'N', color: 'blue', raw: {} } };

  it('refuses a write-back that would not say which bill it means, before anything is sent', () => {
    expect(() => requireBillValues(result, ['bill.number', 'invoice.code'], 'en')).not.toThrow();
    expect(() => requireBillValues(result, ['bill.id', 'invoice.number'], 'en')).toThrowError(
      expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent', problems: [expect.objectContaining({ path: 'bill.id' })] }),
    );
  });

  it('refuses to write only the first number of a bill that was split', () => {
    const invoice: Invoice = { serialNo: 'S', number: 'N1', color: 'blue', raw: {} };
    const split: WriteBack = { ...result, invoice: joinInvoices(invoice, [{ ...invoice, number: 'N2' }], {}) };
    expect(writeBackValues(split)).toMatchObject({ 'invoice.number': 'N1', 'invoice.numbers': 'N1,N2' });
    expect(() => requireBillValues(split, ['bill.number', 'invoice.numbers'], 'en')).not.toThrow();
    expect(() => requireBillValues(split, ['bill.number', 'invoice.number'], 'en')).toThrowError(
      expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent', problems: [expect.objectContaining({ path: 'invoice.numbers' })] }),
    );
    expect(() => requireBillValues(result, ['bill.number', 'invoice.number'], 'en')).not.toThrow();
  });
});
