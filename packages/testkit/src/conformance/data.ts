import type { Invoice, InvoiceRequest } from '@piaozone/core';
import type { Bill, WriteBack } from '@piaozone/core/adapter';
import type { AdapterHarness, SeedBill, SeedUnit } from './types.js';

/** Synthetic; 18 characters as a tax number has. */
export const SELLER = { name: '测试销售方有限公司', taxNo: '91000000TEST00001X' };
const BUYER = { name: '测试购买方有限公司', taxNo: '91000000TEST00002Y' };
export const UNIT: SeedUnit = { number: '0010', name: SELLER.name, taxNo: SELLER.taxNo, importable: true };

/** What may differ in a seeded bill. */
export interface BillOptions {
  readonly number?: string;
  readonly date?: string;
  readonly buyerName?: string;
  readonly goodsName?: string;
  readonly remark?: string;
}

/** A bill of one line, 100.00 and 13 %. */
export function seedBill(harness: AdapterHarness, options: BillOptions = {}): SeedBill {
  const { number = 'CT-0001', date = '2025-11-03', buyerName = BUYER.name, goodsName = '咨询服务', remark = 'conformance' } = options;
  const kept = (field: NonNullable<AdapterHarness['unkept']>[number]) => !(harness.unkept ?? []).includes(field);
  const request: InvoiceRequest = {
    bill: { type: harness.billType, number },
    color: 'blue',
    kind: harness.kind,
    seller: SELLER,
    buyer: { ...BUYER, name: buyerName },
    lines: [
      {
        nature: 'normal',
        goodsName,
        taxCode: '3040203000000000000',
        ...(kept('specification') ? { specification: '00110019' } : {}),
        ...(kept('unit') ? { unit: '次' } : {}),
        ...(kept('quantity') ? { quantity: '10', unitPrice: '10.0' } : {}),
        amount: '100.00',
        taxRate: '0.13',
        taxAmount: '13.00',
      } as InvoiceRequest['lines'][number],
    ],
    totals: { amount: '100.00', taxAmount: '13.00', totalAmount: '113.00' } as InvoiceRequest['totals'],
    drawer: '开票员',
    ...(kept('remark') ? { remark } : {}),
  };
  return { request, unitNumber: UNIT.number, date };
}

/** `count` bills with numbers that tell their order: CT-0001, CT-0002, … */
export function seedBills(harness: AdapterHarness, count: number): readonly SeedBill[] {
  return Array.from({ length: count }, (_, index) => seedBill(harness, { number: billNumber(index + 1) }));
}

export function billNumber(index: number): string {
  return `CT-${String(index).padStart(4, '0')}`;
}

/** An invoice of 20 digits, which no JSON number holds. */
export function invoiceFor(request: InvoiceRequest, number = '25000000000000000017'): Invoice {
  return {
    serialNo: `S${request.bill.number}`,
    number,
    color: 'blue',
    issuedAt: '2025-11-03 10:00:00',
    sellerTaxNo: SELLER.taxNo,
    buyerName: request.buyer.name,
    totals: request.totals,
    raw: {},
  };
}

/** What goes back into the bill the adapter has read. */
export function writeBackOf(bill: Bill, request: InvoiceRequest, number?: string): WriteBack {
  const { type, number: billNo, id } = bill;
  const invoice = invoiceFor(request, number);
  return { bill: { type, number: billNo, ...(id === undefined ? {} : { id }) }, serialNo: invoice.serialNo, invoice };
}
