import type { BillFields } from '@piaozone/core/adapter';
import type { SeedBill, SeedUnit } from '@piaozone/testkit/conformance';

/* Field names of the ERPs under test: no reference holds any for bills, so these are the tests' own, given to mock and adapter from here. */

type Row = Record<string, unknown>;

export const BILL_TYPE = '销售发票单';
export const KIND = 'digital-special';

export const UNIT_FIELDS = { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' };

export function unitRow(unit: SeedUnit): Row {
  const { number, name, taxNo, importable } = unit;
  return {
    id: `id-${number}`,
    number,
    name,
    ...(taxNo === undefined ? {} : { taxno: taxNo }),
    functions: importable ? '核算组织,销售组织' : '行政组织',
  };
}

const PARTY = { name: 'name', taxNo: 'taxno' } as const;
const under = <K extends string>(prefix: string, fields: Readonly<Record<K, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, `${prefix}.${field}`])) as Readonly<Record<K, string>>;

export const BILL_FIELDS: BillFields = {
  type: 'billtype',
  number: 'billno',
  id: 'id',
  unitNumber: 'org',
  date: 'bizdate',
  kind: { path: 'kind', values: { 专票: KIND } },
  seller: under('seller', PARTY),
  buyer: under('buyer', PARTY),
  drawer: 'drawer',
  remark: 'remark',
  totals: { amount: 'net', taxAmount: 'tax', totalAmount: 'gross' },
  lines: {
    path: 'entry',
    fields: {
      goodsName: 'goods',
      taxCode: 'taxcode',
      specification: 'spec',
      unit: 'unit',
      quantity: 'qty',
      unitPrice: 'price',
      amount: 'net',
      taxRate: 'rate',
      taxAmount: 'tax',
    },
  },
};

/** Absent values are absent in the row, too. */
export function billRow({ request, unitNumber, date }: SeedBill): Row {
  const { bill, seller, buyer, drawer, remark, totals, lines } = request;
  return {
    billtype: bill.type,
    billno: bill.number,
    id: `id-${bill.number}`,
    org: unitNumber,
    bizdate: date,
    kind: '专票',
    seller: { name: seller.name, taxno: seller.taxNo },
    buyer: { name: buyer.name, taxno: buyer.taxNo },
    drawer,
    ...(remark === undefined ? {} : { remark }),
    net: totals.amount,
    tax: totals.taxAmount,
    gross: totals.totalAmount,
    entry: lines.map((line) => ({
      goods: line.goodsName,
      taxcode: line.taxCode,
      ...(line.specification === undefined ? {} : { spec: line.specification }),
      ...(line.unit === undefined ? {} : { unit: line.unit }),
      ...(line.quantity === undefined ? {} : { qty: line.quantity }),
      ...(line.unitPrice === undefined ? {} : { price: line.unitPrice }),
      net: line.amount,
      rate: line.taxRate,
      tax: line.taxAmount,
    })),
  };
}

/** A bill waits while it carries no invoice. */
export function waits(row: Row): boolean {
  return row['invoiceno'] === undefined;
}

export function compareByNumber(a: Row, b: Row): number {
  return String(a['billno']) < String(b['billno']) ? -1 : 1;
}
