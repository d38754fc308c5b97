import type { MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, Refusal } from './answers.js';
import type { HeldInvoice } from './ledger.js';
import { invoicePdf } from './pdf.js';
import type { PiaozoneState } from './state.js';

const PDF_PATH = '/public/pdf/';
/** mock-defined: the reference prints the pdf path only. */
const SNAPSHOT_PATH = '/public/snapshot/';
const DAY_MS = 86_400_000;
/** One white pixel: what a snapshot shows is nobody's matter here. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTnMvAAAAABJRU5ErkJggg==', 'base64');

export function links(baseUrl: string, { linkId }: HeldInvoice): { pdf: string; snapshot: string } {
  return { pdf: `${baseUrl}${PDF_PATH}${linkId}`, snapshot: `${baseUrl}${SNAPSHOT_PATH}${linkId}` };
}

export function isLink(path: string): boolean {
  return path.startsWith(PDF_PATH) || path.startsWith(SNAPSHOT_PATH);
}

/** GET of a download link: no token; 0302 when there is nothing behind it (any more). */
export function linkRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const held = state.ledger.byLink(request.path.slice(request.path.lastIndexOf('/') + 1));
  if (held === undefined || state.clock.now() > held.issued.at + state.settings.linkLifeDays * DAY_MS) throw new Refusal(ANSWERS.linkEmpty);
  if (request.path.startsWith(SNAPSHOT_PATH)) return { contentType: 'image/png', body: PNG };
  const { invoiceCode, invoiceNo, serialNo, totalAmount } = held.issued;
  const text = ['MOCK INVOICE - NOT A LEGAL DOCUMENT', `code ${invoiceCode}`, `number ${invoiceNo}`, `serial ${serialNo}`, `total ${totalAmount}`];
  return { contentType: 'application/pdf', body: invoicePdf(text) };
}
