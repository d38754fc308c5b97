import { cents } from '../../common/amounts.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, Refusal } from '../answers.js';
import { refuse } from '../create-request.js';
import type { MockEnterprise, MockTriple } from '../directory.js';
import { admit, commit, redTotal, repeated, reversible } from '../issue.js';
import type { HeldInvoice } from '../ledger.js';
import { links } from '../links.js';
import type { PiaozoneState } from '../state.js';
import type { IssuedByLink, LongLinkInvoice } from './desk.js';

interface LinkIssuer {
  readonly grant: { readonly triple: MockTriple };
  readonly enterprise: MockEnterprise;
  readonly form: 'v3' | 'tax-disk';
  readonly simulated: boolean;
}

/** 2.04 刷新PDF (115): by serial number, or by code and number; read-only (standard-edition §6.2). */
export function refreshPdf(state: PiaozoneState, request: MockRequest, sjd: Readonly<Record<string, unknown>>): MockReply {
  const text = (name: string) => (typeof sjd[name] === 'string' ? sjd[name] : '');
  for (const name of Object.keys(sjd)) if (!['fpqqlsh', 'fpdm', 'fphm'].includes(name)) state.unknownFields.add(`longLink.115.${name}`);
  const held = state.ledger.bySerial(text('fpqqlsh')) ?? state.ledger.byNumber(text('fpdm') || '0', text('fphm'));
  if (held === undefined) throw new Refusal(ANSWERS.invoiceUnknown);
  const { pdf, snapshot } = links(request.baseUrl, held);
  return envelope({ errcode: '0000', description: '下载成功' }, { snapshoturl: snapshot, pdfurl: pdf });
}

/** What an operation of a test issues with. */
export function issueByLink(state: PiaozoneState, request: MockRequest, issuer: LinkIssuer): (invoice: LongLinkInvoice) => IssuedByLink {
  return (invoice) => {
    const { serialNo, reverses } = invoice;
    const first = repeated(state, serialNo);
    if (first !== undefined) return answered(first, request);
    const blue = reverses === undefined ? undefined : blueOf(state, issuer.enterprise, reverses, invoice.totalAmount);
    admit(state, issuer.enterprise, serialNo, request.baseUrl);
    const held = commit(
      state,
      {
        ...{ enterprise: issuer.enterprise, issuedBy: issuer.grant.triple.clientId, at: state.clock.now(), digital: issuer.form === 'v3' },
        ...{ blue, channel: 'long-link', simulated: issuer.simulated },
      },
      { head: headOf(invoice), items: invoice.items ?? [] },
    );
    return answered(held, request);
  };
}

function blueOf(
  state: PiaozoneState,
  { taxNo }: MockEnterprise,
  { invoiceCode, invoiceNo }: { invoiceCode: string; invoiceNo: string },
  total: string,
): HeldInvoice {
  const blue = reversible(state, state.ledger.byNumber(invoiceCode || '0', invoiceNo));
  if (blue.issued.taxNo !== taxNo) throw new Refusal(ANSWERS.blueNotFound);
  if (redTotal(state, blue) + (cents(total) ?? 0n) + (cents(blue.issued.totalAmount) ?? 0n) < 0n) refuse('红冲金额超过蓝票金额'); // mock-defined
  return blue;
}

/** The names of hosted issuing, which the ledger and the query know. */
function headOf({ items: _, reverses, buyerTaxNo = '', invoiceType = '26', ...invoice }: LongLinkInvoice): Record<string, string> {
  const red = reverses === undefined ? {} : { originalInvoiceCode: reverses.invoiceCode, originalInvoiceNo: reverses.invoiceNo };
  return { ...invoice, buyerTaxNo, invoiceType, type: reverses === undefined ? '0' : '1', ...red };
}

function answered(held: HeldInvoice, request: MockRequest): IssuedByLink {
  const { serialNo, invoiceCode, invoiceNo } = held.issued;
  const { pdf, snapshot } = links(request.baseUrl, held);
  return { serialNo, invoiceCode, invoiceNo, pdf, snapshot };
}
