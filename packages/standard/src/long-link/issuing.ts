import type {
  Call,
  Deduplication,
  InvoiceKind,
  IssuingKey,
  IssuingRoute,
  IssuingRouteFactory,
  JsonValue,
  Piaozone,
  PreparedRedRequest,
  PreparedRequest,
  Problem,
  QueryResult,
  SubmitResult,
} from '@piaozone/core';
import { LongLinkService, type LongLinkSettings } from './service.js';

/** One operation of the route: its code, the `sjd` it sends and what its `data` means. No public source holds any of them but the codes. */
export interface LongLinkStep<Input, Result> {
  readonly czlx: string;
  readonly body: (input: Input) => Readonly<Record<string, unknown>>;
  readonly read: (data: JsonValue | undefined, input: Input) => Result;
}

/**
 * What a long link route needs to be told. The bodies (`sjd`) are unpublished (standard-edition §6.2, §11): take them from the vendor's 对接约定 of your contract.
 */
export interface LongLinkIssuingSettings extends LongLinkSettings {
  /** 发票开具, usually `czlx` 3. The body must carry `request.serialNo` as the request serial number (`fpqqlsh`). */
  readonly submit: LongLinkStep<PreparedRequest, SubmitResult>;
  /** 发票查询 by the same serial number. */
  readonly query: LongLinkStep<IssuingKey, QueryResult>;
  /** Reversal; without it red bills are refused here. */
  readonly red?: LongLinkStep<PreparedRedRequest, SubmitResult>;
  readonly kinds: readonly InvoiceKind[];
  /** What the cloud does with a repeated serial number. Default `unknown`. */
  readonly dedup?: Deduplication;
  /** Further checks of a bill before it is sent; warnings do not stop it. */
  readonly validate?: (request: PreparedRequest) => { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] };
}

/** The 数电 long link as an issuing route. */
export function longLinkIssuing(settings: LongLinkIssuingSettings): IssuingRouteFactory {
  return { id: 'longLink', connect: (piaozone) => connectLongLink(piaozone, settings) };
}

function connectLongLink(piaozone: Piaozone, settings: LongLinkIssuingSettings): IssuingRoute {
  const { submit, query, red, kinds, dedup, validate, ...address } = settings;
  const service = new LongLinkService(piaozone, address);
  const run = <Input, Result>({ czlx, body, read }: LongLinkStep<Input, Result>, input: Input, taxNo: string, call: Call) =>
    service.call({ czlx, taxNo, body: body(input), read: (data) => read(data, input) }, call);
  return {
    id: 'longLink',
    capabilities: {
      dedup: dedup ?? 'unknown',
      keyField: 'fpqqlsh',
      kinds,
      sources: { dedup: dedup === undefined ? 'default' : 'setting', keyField: 'standard-edition §6.2', kinds: 'setting' },
    },
    validate: (request) => {
      const own = validate?.(request) ?? { errors: [], warnings: [] };
      return { errors: [...unsupported(request, settings), ...own.errors], warnings: own.warnings };
    },
    submit: (request, call) => run(submit, request, request.seller.taxNo ?? '', call),
    red: async (request, call) => {
      if (red === undefined) throw new TypeError('validate() refuses red requests without the setting `red`');
      return run(red, request, request.seller.taxNo ?? '', call);
    },
    query: (key, call) => run(query, key, key.sellerTaxNo ?? '', call),
    // The long link has no operation that proves the connection without an effect or a body of the contract.
    check: async () => [
      {
        code: 'piaozone.longLink',
        status: 'skipped',
        title: { zh: '长连接', en: 'long link' },
        cause: { zh: '长连接没有公开的无副作用检测接口', en: 'no published operation of the long link tests it without an effect' },
      },
    ],
  };
}

function unsupported(request: PreparedRequest, { kinds, red }: LongLinkIssuingSettings): Problem[] {
  const problems: Problem[] = [];
  if (!kinds.includes(request.kind)) {
    problems.push({
      path: 'kind',
      message: { zh: `长连接没有配置发票种类 ${request.kind}`, en: `the long link is not configured for invoices of kind ${request.kind}` },
    });
  }
  if (request.seller.taxNo === undefined) {
    problems.push({
      path: 'seller.taxNo',
      message: { zh: '长连接按销方税号寻址，请填写销方税号', en: 'the long link is addressed by the seller: its tax number is needed' },
    });
  }
  if (request.color === 'red' && red === undefined) {
    problems.push({
      path: 'color',
      message: { zh: '长连接没有配置红冲操作（red）', en: 'the long link has no operation for reversals (setting red)' },
    });
  }
  return problems;
}
