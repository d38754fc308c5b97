import type { XinghanSettings } from '@piaozone/adapter-xinghan';
import type { MockCosmicOptions } from '@piaozone/testkit';
import { loadErp } from '../data.js';

/*
 * Paths, request fields and row fields of this 星瀚 are the example's own: every installation publishes its APIs itself.
 * Mock and adapter get the same names from here; neither has them built in.
 */
const UNITS = '/kapi/v2/example/base/bos_org/query';
const BILLS = '/kapi/v2/example/ar/ar_finarbill/query';
const WRITE_BACK = '/kapi/v2/example/ar/ar_finarbill/saveInvoice';

/** What the adapter must be told about this ERP, besides address and credentials. */
export const xinghanFields = {
  businessUnits: {
    path: UNITS,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno', registeredName: 'registeredname' },
    functions: { path: 'functions', accounting: '核算组织' },
  },
  bills: {
    path: BILLS,
    data: { invoicestatus: '未开票' },
    fields: {
      type: 'billtype',
      number: 'billno',
      id: 'id',
      unitNumber: 'org_number',
      kind: { path: 'invoicetype', values: { 增值税电子专用发票: 'electronic-special', 增值税电子普通发票: 'electronic-general' } },
      color: { path: 'direction', values: { 蓝字: 'blue', 红字: 'red' } },
      seller: { name: 'seller.name', taxNo: 'seller.taxno' },
      buyer: {
        name: 'asstact.name',
        taxNo: 'asstact.taxno',
        address: 'asstact.addr',
        phone: 'asstact.tel',
        bankName: 'asstact.bank',
        bankAccount: 'asstact.account',
      },
      drawer: 'drawer',
      remark: 'remark',
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'recamount' },
      red: { originalBillNumber: 'srcbillno', reason: { path: 'redreason', values: { 销货退回: 'sales-return' } } },
      lines: {
        path: 'entry',
        fields: {
          nature: { path: 'rowtype', values: { 普通行: 'normal', 被折扣行: 'discounted', 折扣行: 'discount' } },
          goodsName: 'material',
          taxCode: 'taxcode',
          specification: 'model',
          unit: 'unit',
          quantity: 'qty',
          unitPrice: 'price',
          amount: 'amount',
          taxRate: 'taxrate',
          taxAmount: 'tax',
        },
      },
    },
  },
  writeBack: {
    path: WRITE_BACK,
    body: { 'bill.number': 'billno', 'invoice.number': 'invoiceno', 'invoice.code': 'invoicecode', 'invoice.pdfUrl': 'pdfurl' },
    readBack: { path: BILLS, data: { 'bill.number': 'billno' }, fields: { number: 'billno', invoiceNumber: 'invoiceno' } },
  },
} satisfies Partial<XinghanSettings>;

/** The same names for the mock 星瀚. */
export function xinghanMock(): MockCosmicOptions {
  const { units, bills } = loadErp('xinghan');
  return {
    seed: 'example-xinghan',
    queries: [{ path: UNITS, rows: units }],
    bills: [
      {
        queryPath: BILLS,
        writeBackPath: WRITE_BACK,
        rows: bills,
        key: 'billno',
        pending: (row, data) => (data['billno'] === undefined ? row['invoiceno'] === undefined : row['billno'] === data['billno']),
        apply: ({ billno, invoiceno, pdfurl }, table) => table.write(String(billno), { invoiceno }, { pdfurl }),
      },
    ],
  };
}
