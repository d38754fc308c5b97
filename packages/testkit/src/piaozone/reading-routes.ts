import { amountInWords, cents } from '../common/amounts.js';
import { shanghaiTime } from '../common/shanghai-time.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, envelope, Refusal, SUCCESS } from './answers.js';
import { applyFaults, authorized } from './call.js';
import { demand, refuse, texts } from './create-request.js';
import { checkEntitled } from './entitlement.js';
import { openHostedCall } from './issuing-routes.js';
import type { Fields, HeldInvoice } from './ledger.js';
import { links } from './links.js';
import type { PiaozoneState } from './state.js';

const SERIAL_FIELDS = new Set(['serialNo']);
const MAIL_FIELDS = new Set(['invoiceCode', 'invoiceNo', 'email']);

/** 查询 by serial number (standard-edition §6.1). */
export function queryRoute(state: PiaozoneState, request: MockRequest): MockReply {
  return envelope(SUCCESS, queryData(visibleInvoice(state, request), request.baseUrl));
}

/** 下载pdf by serial number: the names of its fields are a setting. */
export function pdfQueryRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { pdfFields } = state.settings;
  if (pdfFields === undefined) {
    const body = 'mock: setting pdfFields {pdf, snapshot} is missing: the reference does not name the fields of this answer';
    return { status: 501, contentType: 'text/plain; charset=utf-8', body };
  }
  const { pdf, snapshot } = links(request.baseUrl, visibleInvoice(state, request));
  return envelope(SUCCESS, { [pdfFields.pdf]: pdf, [pdfFields.snapshot]: snapshot });
}

/** 余量: numbers left of the grant's enterprise; for a tenant grant of all its enterprises together (mock-defined). */
export function quotaRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const grant = authorized(state, request);
  if (request.body.toString('utf8').trim() !== 'null') throw new Refusal(ANSWERS.bodyNotNull);
  if (state.settings.entitledReads && grant.level === 'enterprise') checkEntitled(grant.enterprise, '开票管理', state.clock);
  const counted = grant.level === 'enterprise' ? [grant.enterprise] : state.directory.enterprises;
  return envelope(SUCCESS, { total: counted.reduce((sum, { quota }) => sum + quota, 0) });
}

/** 邮件: every call sends once more. */
export function mailRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { body } = openHostedCall(state, request);
  const { invoiceCode = '', invoiceNo = '', email = '' } = texts(body, '', MAIL_FIELDS, state.unknownFields);
  demand(invoiceNo, 'invoiceNo');
  demand(email, 'email');
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) refuse('email格式不正确'); // mock-defined text
  if (state.ledger.byNumber(invoiceCode || '0', invoiceNo) === undefined) throw new Refusal(ANSWERS.invoiceUnknown);
  state.outbox.push({ invoiceCode, invoiceNo, email, at: state.clock.now() });
  return envelope(SUCCESS);
}

function visibleInvoice(state: PiaozoneState, request: MockRequest): HeldInvoice {
  const { body } = openHostedCall(state, request);
  const { serialNo } = texts(body, '', SERIAL_FIELDS, state.unknownFields);
  demand(serialNo, 'serialNo');
  const held = state.ledger.bySerial(serialNo);
  if (held === undefined || state.clock.now() < held.issued.at + state.settings.readLagMs) throw new Refusal(state.settings.unknownSerial);
  return held;
}

/** Every documented field, with its documented casing (`pdfurl`). Empty text where the mock has no value. */
function queryData(held: HeldInvoice, baseUrl: string): Record<string, unknown> {
  const { issued, head } = held;
  const link = links(baseUrl, held);
  const text = (name: string) => head[name] ?? '';
  return {
    serialNo: issued.serialNo,
    orderNo: '',
    invoiceType: issued.invoiceType,
    type: issued.kind === 'red' ? '1' : '0',
    invoiceStatus: held.status,
    invalid: '',
    invalidDate: '',
    invoiceCode: issued.invoiceCode,
    invoiceNo: issued.invoiceNo,
    invoiceDate: shanghaiTime(issued.at),
    checkCode: held.checkCode,
    machineNo: '',
    cipherArea: '',
    salerName: issued.sellerName,
    salerTaxNo: issued.taxNo,
    salerAddressPhone: joined(text('salerAddress'), text('salerPhone')),
    salerAccount: text('salerAccount'),
    buyerName: issued.buyer.name,
    buyerTaxNo: issued.buyer.taxNo,
    buyerAddressPhone: joined(text('buyerAddress'), text('buyerFixedTelephone')),
    buyerAccount: text('buyerAccount'),
    buyerEmail: text('buyerEmail'),
    buyerMobilePhone: text('buyerMobilePhone'),
    invoiceAmount: issued.invoiceAmount,
    totalTaxAmount: issued.totalTaxAmount,
    totalAmount: issued.totalAmount,
    totalAmountCn: amountInWords(cents(issued.totalAmount) ?? 0n),
    remark: text('remark'),
    drawer: text('drawer'),
    payee: text('payee'),
    reviewer: text('reviewer'),
    taxFlag: text('taxFlag'),
    qsbz: text('inventoryFlag'),
    itemName: text('inventoryProjectName'),
    sgfp: text('purchaseFlag'),
    originalInvoiceCode: issued.blue?.invoiceCode ?? '',
    originalInvoiceNo: issued.blue?.invoiceNo ?? '',
    pdfurl: link.pdf,
    kdorgpdfurl: link.pdf,
    snapshotUrl: link.snapshot,
    wxCardBagUrl: '',
    items: issued.items.map(withoutDeduction),
  };
}

function withoutDeduction({ deduction: _, ...item }: Fields): Fields {
  return item;
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
