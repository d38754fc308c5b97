import { describe, expect, it } from 'vitest';
import type { AdapterContext, ErpConnection } from '../../src/adapter/contract.js';
import { defineAdapter } from '../../src/adapter/define-adapter.js';
import { type BillFields, readBill, readField, readFields, readInvoiceRequest } from '../../src/adapter/field-map.js';
import { eachItem } from '../../src/integration/paging.js';
import { parseExact } from '../../src/protocol/json.js';

const FIELDS: BillFields = {
  type: { constant: '应收单' },
  number: 'no',
  id: 'id',
  unitNumber: 'org.number',
  kind: { path: 'kind', values: { 专票: 'electronic-special' } },
  color: { path: 'dir', values: { 红字: 'red', 蓝字: 'blue' } },
  seller: { name: 's.name', taxNo: 's.tax' },
  buyer: { name: 'b.name', taxNo: 'b.tax', address: 'b.address' },
  drawer: 'by',
  totals: { amount: 'a', taxAmount: 't', totalAmount: 'total' },
  red: { originalBillNumber: 'src', reason: { path: 'why', values: { 退货: 'sales-return' } } },
  lines: {
    path: 'entry',
    fields: { goodsName: 'n', taxCode: 'c', amount: 'a', taxRate: { path: 'r', values: { '13': '0.13' } }, taxAmount: 't', quantity: 'q' },
  },
};
const ROW = `{"no":"X1","id":1788000000000000001,"org":{"number":"0001"},"kind":"专票","dir":"蓝字","s":{"name":"S","tax":"1"},"b":{"name":"𠮷","tax":"","address":null},
  "by":"张三","a":100.10,"t":"13.01","total":113.11,"entry":[{"n":"N","c":"1090511030000000000","a":100.10,"r":13,"t":"13.01","q":0.10}]}`;

describe('readBill', () => {
  it('keeps digits, zeros and rare characters; blank and null are absent', () => {
    const bill = readBill(parseExact(ROW), FIELDS);
    expect(bill).toMatchObject({ type: '应收单', number: 'X1', id: '1788000000000000001', unitNumber: '0001' });
    const request = readInvoiceRequest(bill, FIELDS);
    expect(request).toMatchObject({
      bill: { type: '应收单', number: 'X1', id: '1788000000000000001' },
      kind: 'electronic-special',
      color: 'blue',
      buyer: { name: '𠮷' },
      totals: { amount: '100.10', totalAmount: '113.11' },
      lines: [{ nature: 'normal', quantity: '0.10', taxRate: '0.13' }],
    });
    expect(request.buyer).not.toHaveProperty('taxNo');
    expect(request.buyer).not.toHaveProperty('address');
    expect(request).not.toHaveProperty('red');
  });

  it('names the field and the ERP path when something is missing or unmapped', () => {
    const without = (part: string, by: string) => () => readInvoiceRequest(readBill(parseExact(ROW.replace(part, by)), FIELDS), FIELDS);
    expect(without('"by":"张三"', '"by":""')).toThrowError(/X1\.drawer.*by/);
    expect(without('"kind":"专票"', '"kind":"其他"')).toThrowError(/X1\.kind.*其他/);
    expect(without('"n":"N"', '"n":null')).toThrowError(/X1\.lines\[0\]\.goodsName.*n/);
    expect(without('"entry":[', '"entries":[')).toThrowError(/X1\.lines.*entry/);
    expect(without('"dir":"蓝字"', '"dir":"红字","src":"X0","why":"?"')).toThrowError(/X1\.red\.reason/);
  });

  it('refuses a row that does not say which bill it is', () => {
    expect(() => readBill(parseExact(ROW.replace('"no":"X1"', '"no":null')), FIELDS)).toThrowError(/number.*no/);
  });

  it('reads flags as texts', () => {
    expect(readField(parseExact('{"red":true}'), { path: 'red', values: { true: 'red', false: 'blue' } })).toBe('red');
  });

  it('never follows inherited names', () => {
    expect(readField({}, 'constructor.name')).toBeUndefined();
    expect(readFields(parseExact('{"a":"1"}'), { a: 'a', b: 'toString' })).toEqual({ a: '1' });
  });
});

describe('defineAdapter', () => {
  const connection = (extra: Partial<ErpConnection> = {}): ErpConnection => ({
    accountSet: 'A',
    check: async () => [],
    listBusinessUnits: async () => ({ items: [] }),
    fetchBills: async () => ({ items: [] }),
    toInvoiceRequest: () => {
      throw new Error('no bills here');
    },
    writeBack: async () => 'written',
    close: async () => {},
    ...extra,
  });
  const context = {} as AdapterContext;

  it('refuses a bad id', () => {
    expect(() => defineAdapter({ id: 'My ERP', capabilities: { abilities: [], billTypes: [] }, connect: async () => connection() })).toThrowError(
      /id/,
    );
  });

  it('holds abilities and methods to each other, both ways', async () => {
    const declaredOnly = defineAdapter({ id: 'a', capabilities: { abilities: ['organizations'], billTypes: [] }, connect: async () => connection() });
    await expect(declaredOnly.connect(context)).rejects.toMatchObject({ code: 'adapter_contract_violation' });
    const methodOnly = defineAdapter({
      id: 'a',
      capabilities: { abilities: [], billTypes: [] },
      connect: async () => connection({ listOrganizations: async () => ({ items: [] }) }),
    });
    await expect(methodOnly.connect(context)).rejects.toMatchObject({ code: 'adapter_contract_violation' });
  });
});

describe('eachItem', () => {
  it('follows cursors to the end', async () => {
    const pages: Record<string, { items: number[]; nextCursor?: string }> = {
      '': { items: [1, 2], nextCursor: 'b' },
      b: { items: [], nextCursor: 'c' },
      c: { items: [3] },
    };
    const seen: number[] = [];
    for await (const item of eachItem(async ({ cursor = '' }) => pages[cursor] ?? { items: [] })) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('ends a cursor that repeats with an error instead of never', async () => {
    const all = async () => {
      for await (const _ of eachItem(async () => ({ items: [1], nextCursor: 'again' })));
    };
    await expect(all()).rejects.toMatchObject({ code: 'adapter_contract_violation' });
  });
});
