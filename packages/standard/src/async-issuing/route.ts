import {
  type Call,
  type Deduplication,
  type InvoiceKind,
  type IssuingKey,
  type IssuingRoute,
  type IssuingRouteFactory,
  isPiaozoneError,
  type JsonValue,
  type Piaozone,
  type PreparedRedRequest,
  type PreparedRequest,
  type Problem,
  type QueryResult,
  type SubmitResult,
} from '@piaozone/core';
import { AsyncIssuingService, type AsyncIssuingSettings, isNotFoundHere } from './service.js';

/** What 异步开票-v4 wants of one kind of request; nothing of it is published. */
export interface AsyncStep<Request> {
  readonly path: string;
  readonly encrypted: boolean;
  /** Must carry `request.serialNo`, by which the result is asked for. */
  readonly body: (request: Request) => Readonly<Record<string, unknown>>;
  /** What a successful answer means. Default: taken in (`accepted`); the invoice exists when a query shows it. */
  readonly read?: (data: JsonValue | undefined, request: Request) => SubmitResult;
}

/** What the asynchronous route needs to be told (standard-edition §6.3, §11). */
export interface AsyncIssuingRouteSettings extends AsyncIssuingSettings {
  readonly submit: AsyncStep<PreparedRequest>;
  /** Reversal; without it red bills are refused here. */
  readonly red?: AsyncStep<PreparedRedRequest>;
  /** What `data` of the query means. `observedQueryResult` reads it as the vendor's own clients do. */
  readonly readResult: (data: JsonValue | undefined, key: IssuingKey) => QueryResult;
  readonly kinds: readonly InvoiceKind[];
  /** What the cloud does with a repeated serial number. Default `unknown`. */
  readonly dedup?: Deduplication;
  /** How long after a submission an invoice may still appear, milliseconds; not published. */
  readonly maxProcessingMs?: number;
  /** Further checks of a bill before it is sent; warnings do not stop it. */
  readonly validate?: (request: PreparedRequest) => { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] };
}

/** 数电异步开票 v4 as an issuing route: submit, then ask until it is decided. */
export function asyncIssuing(settings: AsyncIssuingRouteSettings): IssuingRouteFactory {
  return { id: 'async', connect: (piaozone) => connectAsync(piaozone, settings) };
}

function connectAsync(piaozone: Piaozone, settings: AsyncIssuingRouteSettings): IssuingRoute {
  const { submit, red, readResult, kinds, dedup, maxProcessingMs, validate } = settings;
  const service = new AsyncIssuingService(piaozone, settings);
  return {
    id: 'async',
    capabilities: {
      dedup: dedup ?? 'unknown',
      keyField: 'serialNo',
      kinds,
      ...(maxProcessingMs === undefined ? {} : { maxProcessingMs }),
      sources: { dedup: dedup === undefined ? 'default' : 'setting', keyField: 'standard-edition §6.3', kinds: 'setting' },
    },
    validate: (request) => {
      const own = validate?.(request) ?? { errors: [], warnings: [] };
      return { errors: [...unsupported(request, settings), ...own.errors], warnings: own.warnings };
    },
    submit: (request, call) => send(service, submit, request, call),
    red: async (request, call) => {
      if (red === undefined) throw new TypeError('validate() refuses red requests without the setting `red`');
      return send(service, red, request, call);
    },
    query: (key, call) => query(service, readResult, key, call),
    // No operation of it is held that proves the connection without an effect.
    check: async () => [
      {
        code: 'piaozone.asyncIssuing',
        status: 'skipped',
        title: { zh: '异步开票', en: 'asynchronous issuing' },
        cause: { zh: '异步开票没有公开的无副作用检测接口', en: 'no published operation of asynchronous issuing tests it without an effect' },
      },
    ],
  };
}

async function send<Request extends PreparedRequest>(
  service: AsyncIssuingService,
  { path, encrypted, body, read }: AsyncStep<Request>,
  request: Request,
  call: Call,
): Promise<SubmitResult> {
  const data = await service.submit({ path, encrypted, body: body(request), taxNo: request.seller.taxNo ?? '' }, call);
  return read?.(data, request) ?? { state: 'accepted' };
}

async function query(service: AsyncIssuingService, read: AsyncIssuingRouteSettings['readResult'], key: IssuingKey, call: Call): Promise<QueryResult> {
  try {
    return read(await service.result({ serialNo: key.serialNo, taxNo: key.sellerTaxNo ?? '' }, call), key);
  } catch (error) {
    if (!isPiaozoneError(error, 'business_rejected')) throw error;
    // Never `not-found`: an asynchronous query does not see what was issued synchronously, so this proves nothing (business-rules §11.3).
    return { state: 'cannot-tell', error: isNotFoundHere(error) ? error.with({ hint: NOT_HERE }) : error };
  }
}

const NOT_HERE = {
  zh: '异步查询查不到不等于没有开票：核对税号、流水号和令牌所属企业；同步开具的发票在此查不到。不要换号重发',
  en: 'not found here does not mean not issued: check tax number, serial number and the enterprise of the token; invoices issued synchronously do not show here. Never send under another number',
};

function unsupported(request: PreparedRequest, { kinds, red }: AsyncIssuingRouteSettings): Problem[] {
  const problems: Problem[] = [];
  if (!kinds.includes(request.kind)) {
    problems.push({
      path: 'kind',
      message: { zh: `异步开票没有配置发票种类 ${request.kind}`, en: `asynchronous issuing is not configured for invoices of kind ${request.kind}` },
    });
  }
  if (request.seller.taxNo === undefined) {
    problems.push({
      path: 'seller.taxNo',
      message: { zh: '异步开票的结果按税号查询，请填写销方税号', en: 'results are asked for by tax number: that of the seller is needed' },
    });
  }
  if (request.color === 'red' && red === undefined) {
    problems.push({
      path: 'color',
      message: { zh: '异步开票没有配置红冲（red）', en: 'asynchronous issuing has no operation for reversals (setting red)' },
    });
  }
  return problems;
}
