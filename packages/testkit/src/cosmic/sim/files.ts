import { invoiceOfd } from '../../piaozone/files/ofd.js';
import { invoicePdf } from '../../piaozone/files/pdf.js';
import { xmlElement } from '../../piaozone/files/xml-text.js';
import type { MockHandler } from '../../server/http-server.js';
import type { FlagshipBook, FlagshipInvoice } from './book.js';
import { FILES } from './views.js';

/** The files behind the links of an invoice: they open, and none can be mistaken for a legal document. */
export function fileRoute(book: () => FlagshipBook): MockHandler {
  return (request) => {
    const [, number = '', form = ''] = /^(\d+)\.(pdf|ofd|xml)$/.exec(request.path.slice(FILES.length)) ?? [];
    const invoice = book().find(number)?.issued;
    if (invoice === undefined) return { status: 404, contentType: 'text/plain', body: 'no such file' };
    const shown = [`MOCK INVOICE - NOT A LEGAL DOCUMENT 模拟发票，无法律效力`, ...fields(invoice).map(([name, value]) => `${name} ${value}`)];
    if (form === 'pdf') return { contentType: 'application/pdf', body: invoicePdf(shown) };
    if (form === 'ofd') return { contentType: 'application/ofd', body: invoiceOfd(invoice.invoiceNum, shown) };
    const elements = fields(invoice).map(([name, value]) => xmlElement(name, value));
    return { contentType: 'application/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n<MockInvoice>${elements.join('')}</MockInvoice>\n` };
  };
}

function fields({ invoiceNum, sellerName, taxNo, buyer, totalAmount, totalTaxAmount, includeTaxAmount }: FlagshipInvoice): [string, string][] {
  const parties: [string, string][] = [
    ['sellerName', sellerName],
    ['sellerTaxpayerId', taxNo],
    ['buyerName', buyer.name],
    ['buyerTaxpayerId', buyer.taxNo],
  ];
  return [
    ['invoiceNum', invoiceNum],
    ...parties,
    ['totalAmount', totalAmount],
    ['totalTaxAmount', totalTaxAmount],
    ['includeTaxAmount', includeTaxAmount],
  ];
}
