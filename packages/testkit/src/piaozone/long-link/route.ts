import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal } from '../answers.js';
import { applyFaults, isObject, type Route, sealedBody } from '../call.js';
import type { Grant, MockEnterprise } from '../directory.js';
import type { Fields } from '../ledger.js';
import type { PiaozoneState } from '../state.js';
import type { LongLinkCall } from './desk.js';
import { issueByLink, refreshPdf } from './operations.js';

/** standard-edition §1: the v3 link below the base; the tax-disk link has a host of its own, which the mock's origin stands for. */
export const LONG_LINK_PATHS = {
  v3: '/bill-websocket/v3/invoicewebsocket/push',
  taxDisk: '/bill-websocket/invoicewebsocket/push',
} as const;

/** Query names of a v3 link beside taxNo, clientId and reqid (standard-edition §6.2, business-rules §4.8). */
const OPTIONS = ['debugOpenInvoice', 'paperInvoiceFlag', 'invoiceCopyType', 'nameLink', 'request_path', 'naturalId', 'connectNaturalId'];
const COPY_TYPES = ['56', '53', '26', '23'];

export function longLinkRoute(_state: PiaozoneState, { method, path }: MockRequest): Route | undefined {
  if (method !== 'POST') return undefined;
  if (path === LONG_LINK_PATHS.v3) return digitalLink;
  return path === LONG_LINK_PATHS.taxDisk ? taxDiskLink : undefined;
}

interface Client {
  readonly grant: Extract<Grant, { level: 'enterprise' }>;
  /** For whom it issues. */
  readonly enterprise: MockEnterprise;
  readonly form: LongLinkCall['form'];
}

/** 数电: `taxNo` and `clientId` in the query, no token. */
function digitalLink(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const { taxNo, clientId } = request.query;
  const grant = clientId === undefined ? undefined : state.directory.grant(clientId);
  if (grant?.level !== 'enterprise') throw new Refusal(ANSWERS.linkClientIdWrong);
  // A blank beside the number, or a number of somebody else: no client listens under it.
  const enterprise = taxNo === undefined ? undefined : state.directory.enterprise(taxNo);
  const foreign = enterprise !== grant.enterprise && !state.settings.sharedAuthorization;
  if (enterprise === undefined || foreign) throw new Refusal(ANSWERS.noSuchLinkClient);
  if (!state.longLink.hasAccount(enterprise.taxNo)) throw new Refusal(ANSWERS.noIssuingAccount);
  if (!state.longLink.isOnline(enterprise.taxNo)) throw new Refusal(ANSWERS.linkClientsOffline);
  return carriedOut(state, request, { grant, enterprise, form: 'v3' });
}

/** Tax disk: `name` = client secret and 盘号 without hyphens, nothing between them (standard-edition §6.2). */
function taxDiskLink(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  if ((request.query['reqid'] ?? '') === '') throw new Refusal(invalidRequest('reqid不能为空')); // required by the page; mock-defined text
  const enterprise = state.directory.enterprises.find(
    ({ clientSecret, taxNo }) => request.query['name'] === clientSecret + state.longLink.diskNo(taxNo) && state.longLink.isOnline(taxNo),
  );
  const grant = enterprise === undefined ? undefined : state.directory.grant(enterprise.clientId);
  if (enterprise === undefined || grant?.level !== 'enterprise') throw new Refusal(ANSWERS.noSuchLinkClient);
  return carriedOut(state, request, { grant, enterprise, form: 'tax-disk' });
}

function carriedOut(state: PiaozoneState, request: MockRequest, client: Client): MockReply {
  const { czlx, sjd } = readOrder(state, request, client);
  const options = optionsOf(request.query);
  const testBase = request.baseUrl.endsWith('/test');
  const debugOpenInvoice = options['debugOpenInvoice'] === '1';
  // Elsewhere than in the test environment the flag does nothing: a real invoice is issued (standard-edition §6.2).
  const simulated = debugOpenInvoice && testBase && client.form === 'v3';
  const { taxNo } = client.enterprise;
  state.longLink.calls.push({
    ...{ at: state.clock.now(), form: client.form, czlx, taxNo, testBase, debugOpenInvoice, simulated },
    options: Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'debugOpenInvoice')),
    sjd,
  });
  // 作废 does not exist for 数电 (standard-edition §6.2).
  if (czlx === '6' && client.form === 'v3') throw new Refusal(invalidRequest('数电发票不支持作废')); // mock-defined text
  const operation = state.longLink.operation(czlx);
  if (operation === undefined && czlx === '115') return refreshPdf(state, request, sjd);
  if (operation === undefined) return unregistered(czlx);
  const issue = issueByLink(state, request, { ...client, simulated });
  const { data, ...answer } = operation({ czlx, sjd, taxNo, simulated, issue });
  return envelope(answer, data);
}

/** Exactly `czlx` (text), `sfrz` {client_id} and `sjd` (object), all required. */
function readOrder(state: PiaozoneState, request: MockRequest, { grant }: Client): { czlx: string; sjd: Readonly<Record<string, unknown>> } {
  const body = linkBody(state, request, grant);
  for (const name of Object.keys(body)) if (!['czlx', 'sfrz', 'sjd'].includes(name)) state.unknownFields.add(`longLink.${name}`);
  const { czlx, sfrz, sjd } = body;
  if (typeof czlx !== 'string' || !/^\d+$/.test(czlx)) throw new Refusal(invalidRequest('czlx不能为空'));
  if (!isObject(sfrz)) throw new Refusal(invalidRequest('sfrz不能为空'));
  // A body for somebody else than the link; mock-defined that the text of the link stands for it too.
  if (sfrz['client_id'] !== grant.triple.clientId) throw new Refusal(ANSWERS.linkClientIdWrong);
  if (!isObject(sjd)) throw new Refusal(invalidRequest('sjd不能为空'));
  return { czlx, sjd };
}

function linkBody(state: PiaozoneState, request: MockRequest, grant: Grant): Readonly<Record<string, unknown>> {
  const { body: expected } = state.settings.longLink;
  const text = request.body.toString('utf8');
  const looksPlain = text.trimStart().startsWith('{');
  if (expected === 'encrypted' || (expected === 'either' && !looksPlain)) return sealedBody(state, request, grant);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through: broken JSON and a JSON text that is no object are the same mistake.
  }
  throw new Refusal(invalidRequest('请求报文不是JSON对象'));
}

function optionsOf(query: Fields): Fields {
  const options = Object.fromEntries(Object.entries(query).filter(([name]) => OPTIONS.includes(name)));
  const copies = options['invoiceCopyType'];
  if (copies !== undefined && !COPY_TYPES.includes(copies)) throw new Refusal(invalidRequest(`invoiceCopyType的值不支持：${copies}`));
  return options;
}

function unregistered(czlx: string): MockReply {
  const body = `mock: operation czlx ${czlx} is not registered (longLink.register): the reference holds the sjd of 115 only`;
  return { status: 501, contentType: 'text/plain; charset=utf-8', body };
}
