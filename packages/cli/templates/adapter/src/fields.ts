import type { BillFields } from '@piaozone/core/adapter';

/** Where MyErp keeps what an invoice needs. Texts and amounts are taken as they stand: never through a JavaScript number. */
export const BILL_FIELDS: BillFields = {
  type: 'type',
  number: 'billNo',
  id: 'id',
  unitNumber: 'unitNo',
  date: 'date',
  kind: { path: 'invoiceKind', values: { '01': 'digital-general', '02': 'digital-special' } },
  color: { path: 'color', values: { B: 'blue', R: 'red' } },
  seller: { name: 'seller.name', taxNo: 'seller.taxNo' },
  buyer: { name: 'buyer.name', taxNo: 'buyer.taxNo', address: 'buyer.address', phone: 'buyer.phone', email: 'buyer.email' },
  drawer: 'drawer',
  remark: 'remark',
  totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
  red: {
    originalBillNumber: 'red.billNo',
    originalInvoiceNo: 'red.invoiceNo',
    reason: { path: 'red.reason', values: { '1': 'issued-in-error', '2': 'sales-return', '3': 'service-ended', '4': 'sales-allowance' } },
  },
  lines: {
    path: 'lines',
    fields: {
      goodsName: 'goods',
      taxCode: 'taxCode',
      specification: 'spec',
      unit: 'unit',
      quantity: 'qty',
      unitPrice: 'price',
      amount: 'amount',
      taxRate: 'rate',
      taxAmount: 'tax',
    },
  },
};
