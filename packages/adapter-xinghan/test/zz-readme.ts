import { xinghanAdapter } from '@piaozone/adapter-xinghan';

const erp = xinghanAdapter({
  baseUrl: 'https://erp.example.com/ierp',
  accountId: '1234567890123456789',
  app: { id: 'piaozone', secret: process.env.ERP_APP_SECRET ?? '' },
  user: '13800000000',
  businessUnits: {
    path: '/kapi/v2/acme/base/bos_org/query-units',
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' },
    functions: { path: 'functions', accounting: '核算组织' },
  },
  bills: {
    path: '/kapi/v2/acme/ar/bill/query-waiting',
    pageSize: 200,
    fields: {
      type: { constant: '销售发票单' },
      number: 'billno',
      id: 'id',
      unitNumber: 'org.number',
      kind: { path: 'kind', values: { A: 'digital-general', B: 'digital-special' } },
      seller: { name: 'org.name', taxNo: 'org.taxno' },
      buyer: { name: 'customer.name', taxNo: 'customer.taxno' },
      drawer: 'drawer',
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
      lines: { path: 'entry', fields: { goodsName: 'goods', taxCode: 'taxcode', amount: 'amount', taxRate: 'rate', taxAmount: 'tax' } },
    },
  },
  writeBack: {
    path: '/kapi/v2/acme/ar/bill/write-invoice',
    body: { 'bill.id': 'id', 'invoice.number': 'invoiceno', 'invoice.issuedAt': 'invoicedate' },
  },
});
