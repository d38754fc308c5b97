import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Bilingual,
  type CallbackResponse,
  configError,
  type Locale,
  localize,
  type PathToken,
  PathTokens,
  PiaozoneError,
  type Problem,
} from '@piaozone/core';
import { type AnswerFields, checkOrderDetails, detailFields, type OrderDetails } from './order-details.js';
import { answerText, contentTypeOf, type OrderDetailsFormat } from './order-details-text.js';

/** What the cloud asks when a self-built code is scanned. */
export interface OrderQuestion {
  /** 小票单号 (`SaleNo`), the `ddh` of the link. Written by whoever asks: treat it as foreign text. */
  readonly saleNo: string;
  /** As it came; the page allows not to look at it. */
  readonly timestamp: string | undefined;
}

/** At least one of `pathToken` and `openToAnyone` is given: the cloud signs nothing, and the answer names buyers and amounts. */
export interface OrderDetailsOptions {
  /** E.g. `/scan/orders`, as it arrives here: after whatever a reverse proxy takes off. */
  readonly path: string;
  /** The vendor is given `{path}/{token}`. At least 24 random characters; several while it is being changed. */
  readonly pathToken?: PathToken;
  /** Anybody may ask. Only where something else keeps strangers out: a list of addresses at the gateway. */
  readonly openToAnyone?: true;
  /** The order, or `undefined` where there is none to be invoiced. What it throws is answered as "try again later". */
  readonly lookUp: (question: OrderQuestion) => OrderDetails | undefined | Promise<OrderDetails | undefined>;
  /** Default `json`. */
  readonly format?: OrderDetailsFormat;
  /** `result` of an answer with code 1; not published, so it is left out without this. */
  readonly failedResult?: string;
  /** Language of `msg`, which the buyer may see. Default `zh-CN`. */
  readonly locale?: Locale;
  /** What `lookUp` threw, or request_invalid for an order that breaks the page's rules. An error thrown here is ignored. */
  readonly onError?: (error: unknown, question: OrderQuestion) => void;
}

/** 查询开票明细, the interface the customer provides for self-built codes (standard-edition §6.5). */
export interface OrderDetailsHandler {
  /** Answers one request; whatever it asks ends in an answer. @param request `path` with its query */
  answer(request: { readonly method: string; readonly path: string }): Promise<CallbackResponse>;
}

/** @throws config_invalid with every problem at once */
export function createOrderDetailsHandler(options: OrderDetailsOptions): OrderDetailsHandler {
  const tokens = readOptions(options);
  return {
    answer: async ({ method, path }) => {
      const [location = '', query = ''] = splitOnce(path, '?');
      if (method !== 'GET' || !isHere(location, options.path, tokens)) return NOT_HERE;
      const question = readQuestion(query);
      if (question === undefined) return failed(options, NO_NUMBER);
      return about(question, options);
    },
  };
}

/** For `http.createServer(…)` and Express: `app.get('/scan/*rest', orderDetailsNodeHandler(handler))`, with the full path in the handler's options. */
export function orderDetailsNodeHandler(handler: OrderDetailsHandler): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const path = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
    handler.answer({ method: request.method ?? '', path }).then(
      ({ status, headers, body }) => {
        const bytes = Buffer.from(body);
        response.writeHead(status, { ...headers, 'content-length': bytes.length });
        response.end(bytes);
      },
      () => response.destroy(),
    );
  };
}

/** For frameworks with the interface of `fetch`. */
export function orderDetailsFetchHandler(handler: OrderDetailsHandler): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const { pathname, search } = new URL(url);
    const { status, headers, body } = await handler.answer({ method, path: `${pathname}${search}` });
    return new Response(body, { status, headers });
  };
}

async function about(question: OrderQuestion, options: OrderDetailsOptions): Promise<CallbackResponse> {
  try {
    const details = await options.lookUp(question);
    if (details === undefined) return failed(options, UNKNOWN_ORDER);
    const problems = checkOrderDetails(details);
    if (problems.length > 0) throw brokenOrder(problems);
    return respond(options, detailFields(details));
  } catch (error) {
    try {
      options.onError?.(error, question);
    } catch {
      // The cloud waits for an answer.
    }
    return failed(options, TRY_LATER);
  }
}

function failed(options: OrderDetailsOptions, text: Bilingual): CallbackResponse {
  const { failedResult, locale = 'zh-CN' } = options;
  return respond(options, { result: failedResult, data: [], msg: localize(text, locale), code: { number: '1' }, success: false });
}

function respond({ format = 'json' }: OrderDetailsOptions, fields: AnswerFields): CallbackResponse {
  return { status: 200, headers: { 'content-type': contentTypeOf(format), 'cache-control': 'no-store' }, body: answerText(fields, format) };
}

function readQuestion(query: string): OrderQuestion | undefined {
  const values = new URLSearchParams(query);
  const [saleNo, ...others] = values.getAll('SaleNo');
  if (saleNo === undefined || others.length > 0 || saleNo.trim() === '' || saleNo.length > MAX_NUMBER || /\p{Cc}/u.test(saleNo)) return undefined;
  return { saleNo, timestamp: values.get('Timestamp') ?? undefined };
}

/** Far more than any number of a receipt has. */
const MAX_NUMBER = 200;

function isHere(asked: string, path: string, tokens: PathTokens | undefined): boolean {
  const bare = asked.length > 1 && asked.endsWith('/') ? asked.slice(0, -1) : asked;
  if (tokens === undefined) return bare === path;
  return bare.startsWith(`${path}/`) && tokens.matches(bare.slice(path.length + 1));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function readOptions({ path, pathToken, openToAnyone, lookUp, format, failedResult = '', locale }: OrderDetailsOptions): PathTokens | undefined {
  const problems: Problem[] = [];
  const refuse = (at: string, zh: string, en: string) => problems.push({ path: at, message: { zh, en } });
  if (typeof path !== 'string' || !/^(?:\/[\w.~-]+)+$/.test(path)) {
    refuse('path', '须形如 /scan/orders，不含空格、查询参数和末尾斜杠', 'must look like /scan/orders, without blanks, query or last slash');
  }
  if (typeof lookUp !== 'function') refuse('lookUp', '未提供', 'is missing');
  if (pathToken === undefined && openToAnyone !== true) {
    refuse(
      'pathToken',
      '未设置：发票云的查询没有签名，任何人都能查到单据。确有其他防护时写 openToAnyone: true',
      'is missing: the cloud signs nothing, anybody could ask for orders. Write openToAnyone: true where something else protects it',
    );
  }
  const tokens = pathToken === undefined ? undefined : new PathTokens(pathToken, 'pathToken', problems);
  if (/[\p{Cc}\p{Cs}]/u.test(failedResult)) refuse('failedResult', '含有控制字符', 'holds control characters');
  checkFormat(format, refuse);
  if (problems.length > 0) throw configError(problems, locale);
  return tokens;
}

function checkFormat(format: OrderDetailsFormat | undefined, refuse: (at: string, zh: string, en: string) => void): void {
  if (format === undefined || format === 'json') return;
  const { root, item } = format.xml;
  for (const [at, name] of [
    ['format.xml.root', root],
    ['format.xml.item', item],
  ] as const) {
    if (name !== undefined && /^[A-Za-z_][\w.-]*$/.test(name)) continue;
    if (name !== undefined || at === 'format.xml.root') refuse(at, '不是可用的 XML 元素名', 'is no name an XML element can have');
  }
}

function brokenOrder(problems: readonly Problem[]): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    operation: 'scan.orderDetails',
    message: { zh: `单据有 ${problems.length} 处问题，没有交给发票云`, en: `${problems.length} problem(s) with the order; it was not handed out` },
    problems,
  });
}

const NOT_HERE: CallbackResponse = { status: 404, headers: {}, body: '' };
const NO_NUMBER: Bilingual = { zh: '缺少单号', en: 'the number of the order is missing' };
const UNKNOWN_ORDER: Bilingual = { zh: '没有找到可开票的单据', en: 'there is no such order to be invoiced' };
const TRY_LATER: Bilingual = { zh: '暂时无法开票，请稍后再试或联系商家', en: 'this cannot be invoiced now; try again later or ask the seller' };
