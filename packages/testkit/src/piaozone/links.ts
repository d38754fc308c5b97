import type { MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, Refusal } from './answers.js';
import { type FileForm, invoiceFile } from './files/invoice-file.js';
import type { HeldInvoice } from './ledger.js';
import type { PiaozoneState } from './state.js';

/** `/public/pdf/` is printed in standard-edition §6.2; the others are mock-defined. */
const FOLDERS: readonly [folder: string, form: FileForm][] = [
  ['/public/pdf/', 'pdf'],
  ['/public/snapshot/', 'snapshot'],
  ['/public/ofd/', 'ofd'],
  ['/public/xml/', 'xml'],
];
const DAY_MS = 86_400_000;

export function links(baseUrl: string, { linkId }: HeldInvoice): Record<FileForm, string> {
  return Object.fromEntries(FOLDERS.map(([folder, form]) => [form, `${baseUrl}${folder}${linkId}`])) as Record<FileForm, string>;
}

export function isLink(path: string): boolean {
  return formOf(path) !== undefined;
}

/** GET of a download link: no token; 0302 when there is nothing behind it (any more). */
export function linkRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const linkId = request.path.slice(request.path.lastIndexOf('/') + 1);
  const held = state.ledger.byLink(linkId);
  if (held === undefined || state.clock.now() > held.issued.at + state.settings.linkLifeDays * DAY_MS) throw new Refusal(ANSWERS.linkEmpty);
  return invoiceFile(formOf(request.path) ?? 'pdf', linkId, held.issued);
}

function formOf(path: string): FileForm | undefined {
  return FOLDERS.find(([folder]) => path.startsWith(folder))?.[1];
}
