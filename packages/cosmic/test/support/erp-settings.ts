import { API } from './fake-platform.js';

/** What an adapter needs beside its access; the paths and names are this test's own. */
export const SETTINGS = {
  businessUnits: {
    path: API,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' },
    functions: { path: 'functions', accounting: 'accounting' },
  },
  bills: {
    path: API,
    fields: {
      type: { constant: 'x' },
      number: 'n',
      unitNumber: 'u',
      kind: { constant: 'digital-general' },
      seller: { name: { constant: 's' } },
      buyer: { name: { constant: 'b' } },
      drawer: { constant: 'd' },
      totals: { amount: 'a', taxAmount: 't', totalAmount: 'g' },
      lines: { path: 'lines', fields: { goodsName: 'g', taxCode: 'c', amount: 'a', taxRate: 'r', taxAmount: 't' } },
    },
  },
  writeBack: { path: '/kapi/v2/test/write', body: { 'bill.number': 'n', 'invoice.number': 'i' } },
} as const;
