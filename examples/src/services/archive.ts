import type { Server } from 'node:http';
import { ArchiveHandler, type ArchiveProvider, type ArchiveQuery, createArchiveServer } from '@piaozone/standard/archive';

/** One bill with its voucher and invoice, as an ERP has them. Names of the rows are the vendor's template's, which no public source holds: these are examples. */
export interface BookedBill {
  readonly billId: string;
  readonly voucherId: string;
  readonly organizationNo: string;
  readonly period: string;
  readonly amount: string;
  readonly serialNo: string;
  readonly invoiceNo: string;
}

/** 电子档案: the interfaces an ERP provides; the cloud pulls. */
export function createArchive(bills: readonly BookedBill[], client: { readonly clientId: string; readonly clientSecret: string }): Server {
  const page = <T>(query: ArchiveQuery, row: (bill: BookedBill) => T) => {
    const { organizationNo, period, pageSize, currentPage } = query;
    const found = bills.filter((bill) => (organizationNo ?? bill.organizationNo) === bill.organizationNo && (period ?? bill.period) === bill.period);
    const start = (currentPage - 1) * pageSize;
    return Promise.resolve({ items: found.slice(start, start + pageSize).map(row), total: found.length });
  };
  const invoice = ({ serialNo, invoiceNo }: BookedBill) => ({ serialNo, invoiceCode: '', invoiceNo });
  const provider: ArchiveProvider = {
    vouchers: {
      list: (query) => page(query, ({ voucherId, period, amount }) => ({ voucherId, period, amount })),
      invoices: (query) => page(query, invoice),
      billRelations: (query) => page(query, ({ voucherId, billId }) => ({ voucherId, billId })),
    },
    bills: {
      list: (query) => page(query, ({ billId, amount }) => ({ billId, amount, file: [{ fileName: `${billId}.pdf`, main: true }] })),
      invoices: (query) => page(query, invoice),
    },
  };
  return createArchiveServer(new ArchiveHandler({ provider, clients: [client] }));
}
