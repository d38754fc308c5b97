import type { EasSettings } from '@piaozone/adapter-eas';
import type { InvoiceTotals, Voucher } from '@piaozone/core';
import { BillTable, type MockEasOptions, voucherFacades } from '@piaozone/testkit';
import { loadErp } from '../data.js';

/*
 * EAS has no standard facade for bills: customers publish their own. Service, operations and JSON names of this one are the example's,
 * given to mock and adapter alike.
 */
const SERVICE = 'WSExampleInvoiceFacade';
const NAMESPACE = 'http://webservice.example.custom.eas.kingdee.com';

/** What the adapter must be told about this EAS, besides address and login. */
export const easFields = {
  facade: {
    service: SERVICE,
    namespace: NAMESPACE,
    businessUnits: {
      name: 'getOrgUnits',
      parts: [],
      fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxNo', registeredName: 'registeredName' },
    },
    bills: {
      name: 'getBills',
      parts: [{ name: 'param', json: { body: { 'page.after': 'after', 'page.limit': { property: 'limit', number: true } } } }],
      rowsPath: 'rows',
      paging: { pageSize: 100, continueAfter: 'number' },
      fields: {
        type: 'billType',
        number: 'number',
        id: 'billId',
        unitNumber: 'orgUnit',
        kind: { path: 'kind', values: { special: 'electronic-special', general: 'electronic-general' } },
        seller: { name: 'company', taxNo: 'companyTaxNo' },
        buyer: {
          name: 'customer',
          taxNo: 'customerTaxNo',
          address: 'customerAddress',
          phone: 'customerPhone',
          bankName: 'customerBank',
          bankAccount: 'customerAccount',
        },
        drawer: 'creator',
        remark: 'description',
        totals: { amount: 'amount', taxAmount: 'taxAmount', totalAmount: 'totalAmount' },
        lines: {
          path: 'entries',
          fields: {
            goodsName: 'name',
            taxCode: 'taxCategory',
            specification: 'model',
            unit: 'unit',
            quantity: 'qty',
            unitPrice: 'price',
            amount: 'amount',
            taxRate: 'taxRate',
            taxAmount: 'taxAmount',
          },
        },
      },
    },
    writeBack: {
      name: 'saveInvoice',
      parts: [
        {
          name: 'param',
          json: { body: { 'bill.id': 'billId', 'bill.number': 'number', 'invoice.number': 'invoiceNumber', 'invoice.code': 'invoiceCode' } },
        },
      ],
      messagePath: 'message',
      result: { path: 'result', written: ['saved'], alreadyWritten: ['same'], rejected: ['other-invoice', 'no-such-bill'] },
    },
  },
  // Codes and columns of a real EAS are not published: these are the example's.
  vouchers: {
    import: { service: 'WSGLWebServiceFacade' },
    currency: 'BB01',
    keyField: 'bizNumber',
    result: { field: 'errorCode', successCodes: ['made'], refusedCodes: ['refused'] },
    lookup: { operation: 'findVoucher', separator: '||', column: 1, equals: 'key', numberColumn: 0 },
  },
} satisfies Partial<EasSettings>;

/** 应收账款 to 主营业务收入 and 应交税费, with the invoice's number. Accounts and company are the example's. */
export function saleVoucher(billNumber: string, totals: InvoiceTotals, invoiceNumber: string): Voucher {
  return {
    key: billNumber, // one voucher per bill, for ever
    company: 'EAS01',
    period: { year: 2026, number: 11 },
    date: '2026-11-30',
    type: '记',
    summary: `销售 ${billNumber}`,
    lines: [
      { account: '1122', debit: totals.totalAmount, invoiceNumber },
      { account: '6001', credit: totals.amount },
      { account: '2221.01', credit: totals.taxAmount },
    ],
  };
}

/** A ledger that keeps its vouchers, with the same codes and columns. */
export function easLedger() {
  return voucherFacades({
    importLine: ({ sent, stored, refusal = '' }) => [
      stored === undefined ? 'refused' : 'made',
      sent.voucherType,
      sent.periodYear,
      sent.periodNumber,
      refusal,
      stored?.number ?? '',
      '',
    ],
    find: (found) => found.map(({ number, rows }) => `${number}||${String(rows[0]?.['bizNumber'] ?? '')}`),
  });
}

/** The same names for the mock EAS. */
export function easMock(ledger = easLedger()): MockEasOptions {
  const { units, bills } = loadErp('eas');
  const table = new BillTable({ rows: bills, key: 'number', pending: (row) => row['invoiceNumber'] === undefined });
  const results = { written: 'saved', 'already-written': 'same', conflict: 'other-invoice', 'no-such-bill': 'no-such-bill' } as const;
  return {
    seed: 'example-eas',
    facades: [
      ...ledger.facades,
      {
        service: SERVICE,
        namespace: NAMESPACE,
        table,
        operations: {
          getOrgUnits: { parts: [], returns: 'string', run: () => JSON.stringify(units) },
          getBills: {
            parts: ['param'],
            returns: 'string',
            run: ([param]) => {
              const { after = '', limit } = JSON.parse(param ?? '{}') as { after?: string; limit: number };
              const rows = table.pending().filter((row) => String(row['number']) > after);
              return JSON.stringify({ rows: rows.slice(0, limit) });
            },
          },
          saveInvoice: {
            parts: ['param'],
            returns: 'string',
            run: ([param]) => {
              const { number, invoiceNumber, invoiceCode } = JSON.parse(param ?? '{}') as Record<string, string>;
              return JSON.stringify({ result: results[table.write(String(number), { invoiceNumber }, { invoiceCode })] });
            },
          },
        },
      },
    ],
  };
}
