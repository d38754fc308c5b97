import { describe, expect, it } from 'vitest';
import type { BillFields } from '../../src/adapter/field-map.js';
import { checkBillFields, checkFieldRef, checkFields, checkUnitFields } from '../../src/adapter/settings/check-fields.js';
import { SettingReader } from '../../src/adapter/settings/setting-reader.js';

type Check = (reader: SettingReader, value: unknown, path: string) => void;

function complaints(check: Check, value: unknown): string[] {
  const reader = new SettingReader();
  check(reader, value, 'f');
  return reader.problems.map(({ path }) => path);
}

/** Only what is needed. */
const BILL: BillFields = {
  type: { constant: '应收单' },
  number: 'no',
  unitNumber: 'org.number',
  kind: { path: 'kind', values: { 专票: 'electronic-special' } },
  seller: { name: 's' },
  buyer: { name: 'b' },
  drawer: 'by',
  totals: { amount: 'a', taxAmount: 't', totalAmount: 'total' },
  lines: { path: 'entry', fields: { goodsName: 'n', taxCode: 'c', amount: 'a', taxRate: 'r', taxAmount: 't' } },
};
const PARTY = { name: 'a', taxNo: 'b', address: 'c', phone: 'd', bankName: 'e', bankAccount: 'f', email: 'g', mobile: 'h' };

describe('checkFieldRef', () => {
  it.each(['a', 'a.b', { path: 'a' }, { path: 'a', values: { x: 'y' } }, { constant: 'x' }])('takes %j', (ref) => {
    expect(complaints(checkFieldRef, ref)).toEqual([]);
  });

  it.each([undefined, null, '', 7, [], ['a'], {}, { path: '' }, { path: 7 }, { constant: '' }, { values: {} }])('refuses %j', (ref) => {
    expect(complaints(checkFieldRef, ref)).toEqual(['f']);
  });
});

describe('checkFieldRef, strictly', () => {
  it.each([
    [{ path: 'a', vaules: {} }, ['f.vaules']],
    [{ path: 'a', values: ['x'] }, ['f.values']],
    [{ path: 'a', values: { x: 1 } }, ['f.values']],
    [{ path: 'a', constant: 'b' }, ['f.path']],
    [{ constant: '' }, ['f']],
  ])('%j', (ref, paths) => {
    expect(complaints(checkFieldRef, ref)).toEqual(paths);
  });
});

describe('checkFields', () => {
  const check: Check = (reader, value, path) => checkFields(reader, value, path, { number: 'needed', name: 'optional' });

  it('asks for what is needed, lets the rest be absent but not empty, and knows no other', () => {
    expect(complaints(check, { number: 'n' })).toEqual([]);
    expect(complaints(check, { number: 'n', name: 'm' })).toEqual([]);
    expect(complaints(check, { name: '' })).toEqual(['f.number', 'f.name']);
    expect(complaints(check, { number: 'n', nmae: 'm' })).toEqual(['f.nmae']);
    expect(complaints(check, undefined)).toEqual(['f']);
  });
});

describe('checkUnitFields', () => {
  it('needs number, name and tax number', () => {
    expect(complaints(checkUnitFields, { number: 'a', name: 'b', taxNo: 'c' })).toEqual([]);
    expect(complaints(checkUnitFields, { number: 'a', name: 'b', taxNo: 'c', id: 'd', registeredName: 'e' })).toEqual([]);
    expect(complaints(checkUnitFields, {})).toEqual(['f.number', 'f.name', 'f.taxNo']);
    expect(complaints(checkUnitFields, { number: 'a', name: 'b', taxNo: 'c', importability: 'd' })).toEqual(['f.importability']);
  });
});

describe('checkBillFields', () => {
  it('takes the least and the most', () => {
    expect(complaints(checkBillFields, BILL)).toEqual([]);
    const most: Required<BillFields> = {
      ...BILL,
      id: 'id',
      date: 'date',
      color: 'dir',
      serialNo: 'sn',
      payee: 'p',
      reviewer: 'r',
      remark: 'm',
      seller: PARTY,
      buyer: PARTY,
      red: { originalBillNumber: 'a', originalSerialNo: 'b', originalInvoiceNo: 'c', originalInvoiceCode: 'd', reason: 'e' },
      lines: {
        path: 'entry',
        fields: { ...BILL.lines.fields, nature: 'a', specification: 'b', unit: 'c', quantity: 'd', unitPrice: 'e', taxPreference: 'f' },
      },
    };
    expect(complaints(checkBillFields, most)).toEqual([]);
  });

  it('names all that is missing, a missing group once', () => {
    expect(complaints(checkBillFields, {})).toEqual([
      'f.type',
      'f.number',
      'f.unitNumber',
      'f.kind',
      'f.drawer',
      'f.seller',
      'f.buyer',
      'f.totals',
      'f.lines',
    ]);
    expect(complaints(checkBillFields, { ...BILL, seller: {}, buyer: {}, totals: {}, red: {}, lines: {} })).toEqual([
      'f.seller.name',
      'f.buyer.name',
      'f.totals.amount',
      'f.totals.taxAmount',
      'f.totals.totalAmount',
      'f.red.reason',
      'f.lines.path',
      'f.lines.fields',
    ]);
    expect(complaints(checkBillFields, { ...BILL, lines: { path: 'l', fields: {} } })).toEqual([
      'f.lines.fields.goodsName',
      'f.lines.fields.taxCode',
      'f.lines.fields.amount',
      'f.lines.fields.taxRate',
      'f.lines.fields.taxAmount',
    ]);
    expect(complaints(checkBillFields, 'x')).toEqual(['f']);
  });

  it.each([
    ['drawr', { ...BILL, drawr: 'x' }],
    ['remark', { ...BILL, remark: '' }],
    ['buyer.taxNumber', { ...BILL, buyer: { name: 'b', taxNumber: 'x' } }],
    ['totals.total', { ...BILL, totals: { ...BILL.totals, total: 'x' } }],
    ['red.originalNo', { ...BILL, red: { reason: 'r', originalNo: 'x' } }],
    ['lines.rows', { ...BILL, lines: { ...BILL.lines, rows: 'x' } }],
    ['lines.fields.price', { ...BILL, lines: { path: 'l', fields: { ...BILL.lines.fields, price: 'x' } } }],
  ])('knows no %s', (path, fields) => {
    expect(complaints(checkBillFields, fields)).toEqual([`f.${path}`]);
  });
});
