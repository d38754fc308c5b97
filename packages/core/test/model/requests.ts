import type { InvoiceLine, InvoiceRequest } from '../../src/model/invoice.js';

export const line = (overrides: Partial<InvoiceLine> = {}): InvoiceLine => ({
  nature: 'normal',
  goodsName: '装卸费',
  taxCode: '3040408000000000000',
  amount: '100.00',
  taxRate: '0.06',
  taxAmount: '6.00',
  ...overrides,
});

/** A clean blue request of two lines, 200.00 + 12.00. */
export const request = (overrides: Partial<InvoiceRequest> = {}): InvoiceRequest => ({
  bill: { type: '销售发票单', number: 'SO20240101001' },
  color: 'blue',
  kind: 'digital-general',
  seller: { name: '测试销方', taxNo: '91350100M000100Y43' },
  buyer: { name: '测试购方' },
  lines: [line(), line({ goodsName: '搬运费' })],
  totals: { amount: '200.00', taxAmount: '12.00', totalAmount: '212.00' },
  drawer: '张三',
  ...overrides,
});
