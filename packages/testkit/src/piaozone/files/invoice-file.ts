import type { MockReply } from '../../server/http-server.js';
import type { IssuedInvoice } from '../ledger.js';
import { invoiceOfd } from './ofd.js';
import { invoicePdf } from './pdf.js';
import { xmlElement } from './xml-text.js';

export type FileForm = 'pdf' | 'ofd' | 'xml' | 'snapshot';

/** One white pixel: what a snapshot shows is nobody's matter here. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTnMvAAAAABJRU5ErkJggg==', 'base64');

/** The file behind a download link. No seal, no signature: none of them can be mistaken for a legal document. Media types are mock-defined. */
export function invoiceFile(form: FileForm, linkId: string, issued: IssuedInvoice): MockReply {
  switch (form) {
    case 'pdf':
      return { contentType: 'application/pdf', body: invoicePdf(textLines(issued)) };
    case 'ofd':
      return { contentType: 'application/ofd', body: invoiceOfd(linkId, textLines(issued)) };
    case 'xml':
      return { contentType: 'application/xml', body: invoiceXml(issued) };
    case 'snapshot':
      return { contentType: 'image/png', body: PNG };
  }
}

function textLines(issued: IssuedInvoice): string[] {
  return ['MOCK INVOICE - NOT A LEGAL DOCUMENT 模拟发票，无法律效力', ...shown(issued).map(([, label, value]) => `${label} ${value}`)];
}

/** The structure of the bureau's own XML is held nowhere: this one is mock-defined, with the field names of standard-edition §6.1. */
function invoiceXml(issued: IssuedInvoice): string {
  const fields = shown(issued).map(([name, , value]) => xmlElement(name, value));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<MockInvoice>${fields.join('')}</MockInvoice>\n`;
}

function shown(issued: IssuedInvoice): [name: string, label: string, value: string][] {
  return [
    ['invoiceCode', 'code 发票代码', issued.invoiceCode],
    ['invoiceNo', 'number 发票号码', issued.invoiceNo],
    ['serialNo', 'serial 流水号', issued.serialNo],
    ['salerName', 'seller 销方', issued.sellerName],
    ['salerTaxNo', 'seller tax no 销方税号', issued.taxNo],
    ['buyerName', 'buyer 购方', issued.buyer.name],
    ['buyerTaxNo', 'buyer tax no 购方税号', issued.buyer.taxNo],
    ['invoiceAmount', 'net 不含税金额', issued.invoiceAmount],
    ['totalTaxAmount', 'tax 税额', issued.totalTaxAmount],
    ['totalAmount', 'total 价税合计', issued.totalAmount],
  ];
}
