import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { applyFaults, authorized, isObject, type Route, sealedBody } from '../call.js';
import { readCreateRequest } from '../create-request.js';
import type { Grant } from '../directory.js';
import { admit, commit, repeated, reversible } from '../issue.js';
import { sellerOf } from '../issuing-routes.js';
import { links } from '../links.js';
import type { PiaozoneState } from '../state.js';
import type { AsyncRequest } from './desk.js';

/** The routes exist where the settings say. */
export function asyncIssuingRoute(state: PiaozoneState, { method, path }: MockRequest): Route | undefined {
  const { submitPath, queryPath } = state.settings.asyncIssuing;
  if (method === 'POST' && path === submitPath) return submitRoute;
  return method === 'GET' && path === queryPath ? resultRoute : undefined;
}

/** Names of the vendor's own clients (`X`) that create does not have; the mock takes note of nothing else. */
const HEAD_OF_ITS_OWN = [
  ...['paperInvoiceType', 'buyerPhone', 'buyerCardName', 'buyerCardNumber'],
  ...['agentUser', 'agentCardType', 'agentCardNo', 'agentCountry', 'agentTaxNo', 'originalInvoiceDate'],
  ...['govRedConfirmBillUuid', 'redConfirmBillNo', 'redConfirmEnterDate'],
];

/** Takes the request on: which invoice it becomes, the clock tells. The body has create's names where they agree (`X`, standard-edition §6.3). */
function submitRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const grant = authorized(state, request);
  const body = submittedBody(state, request, grant);
  const common = Object.fromEntries(Object.entries(body).filter(([name]) => !HEAD_OF_ITS_OWN.includes(name)));
  const create = readCreateRequest(state, { inventoryFlag: '0', ...common }, ['26', '27']);
  const serialNo = create.head['serialNo'] ?? '';
  const enterprise = sellerOf(state, grant, create.head['salerTaxNo'] ?? '');
  if (isRepeat(state, serialNo)) return envelope(SUCCESS, { serialNo });
  const blue =
    create.head['type'] === '1'
      ? reversible(state, state.ledger.byNumber(create.head['originalInvoiceCode'] || '0', create.head['originalInvoiceNo'] ?? ''))
      : undefined;
  admit(state, enterprise, serialNo, request.baseUrl);
  const accepted = state.asyncDesk.accept(serialNo, enterprise.taxNo, state.settings.asyncIssuing.decidedAfterMs);
  const { decidedAt, outcome } = accepted;
  const born = () => {
    const issue = { enterprise, issuedBy: grant.triple.clientId, at: decidedAt, digital: true, blue, channel: 'async' } as const;
    accepted.invoice = commit(state, issue, create);
  };
  state.pending.add({ serialNo, locks: blue?.issued.serialNo, dueAt: decidedAt, settle: () => outcome.status === '1' && born() });
  return envelope(SUCCESS, { serialNo }); // the answer is unknown to the reference: mock-defined
}

/** `true`: the first request answers for this one too. A serial is free again after 6 失败允许重试 (`X`); that every other end keeps it is mock-defined. */
function isRepeat(state: PiaozoneState, serialNo: string): boolean {
  const earlier = state.asyncDesk.find(serialNo);
  const { repeatedSerial, repeatedSerialCode } = state.settings;
  if (earlier === undefined) return repeated(state, serialNo) !== undefined;
  if (state.asyncDesk.status(earlier) === '6' || repeatedSerial === 'issue-again') return false;
  if (repeatedSerial === 'first-result') return true;
  throw new Refusal({ errcode: repeatedSerialCode, description: '该流水号已经存在' }); // text: standard-edition §4
}

function submittedBody(state: PiaozoneState, request: MockRequest, grant: Grant): Readonly<Record<string, unknown>> {
  const { body: expected } = state.settings.asyncIssuing;
  const text = request.body.toString('utf8');
  if (expected === 'encrypted' || (expected === 'either' && !text.trimStart().startsWith('{'))) return sealedBody(state, request, grant);
  const value: unknown = parsed(text);
  if (!isObject(value)) throw new Refusal(invalidRequest('请求报文不是JSON对象'));
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 查询异步开票结果-v4: names of the query are held, those of the answer are a setting. Synchronous invoices are not found. */
function resultRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { resultFields } = state.settings.asyncIssuing;
  if (resultFields === undefined) {
    const body = 'mock: setting asyncIssuing.resultFields is missing: the reference does not name the fields of this answer';
    return { status: 501, contentType: 'text/plain; charset=utf-8', body };
  }
  applyFaults(state, request);
  const grant = authorized(state, request);
  const { reqid = '', taxNo, fpdk_type: type, serialNo = '' } = request.query;
  if (reqid === '') throw new Refusal(invalidRequest('reqid不能为空'));
  if (type !== undefined && type !== '3' && type !== '4') throw new Refusal(invalidRequest(`fpdk_type的值不支持：${type}`));
  if (serialNo === '') throw new Refusal(invalidRequest('serialNo不能为空'));
  const found = state.asyncDesk.find(serialNo);
  // Wrong tax number, serial or token, or a synchronous invoice: one text for all (standard-edition §4).
  if (found === undefined || (taxNo !== undefined && taxNo !== found.taxNo) || !mayRead(state, grant, found)) throw new Refusal(ANSWERS.nothingFound);
  return envelope(SUCCESS, resultData(state, request, found, resultFields));
}

function mayRead(state: PiaozoneState, grant: Grant, { taxNo }: AsyncRequest): boolean {
  return grant.level === 'tenant' || grant.enterprise.taxNo === taxNo || state.settings.sharedAuthorization;
}

function resultData(
  state: PiaozoneState,
  { baseUrl }: MockRequest,
  found: AsyncRequest,
  names: NonNullable<PiaozoneState['settings']['asyncIssuing']['resultFields']>,
): Record<string, unknown> {
  const status = state.asyncDesk.status(found);
  const data: Record<string, unknown> = { serialNo: found.serialNo, [names.status]: status };
  const put = (name: string | undefined, value: string | undefined) => {
    if (name !== undefined && value !== undefined) data[name] = value;
  };
  if (status === '1' && found.invoice !== undefined) {
    const { pdf, ofd, xml } = links(baseUrl, found.invoice);
    put(names.invoiceCode, found.invoice.issued.invoiceCode);
    put(names.invoiceNo, found.invoice.issued.invoiceNo);
    put(names.pdf, pdf);
    put(names.ofd, ofd);
    put(names.xml, xml);
  } else if (status !== '2') put(names.message, found.outcome.message);
  return data;
}
