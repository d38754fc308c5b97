/**
 * 数电异步开票 v4 (standard-edition §6.3): only the query's end and its query names are held, so paths and answer names have no default
 * and the routes do not exist without them.
 */
export interface AsyncIssuingSettings {
  /** Path of 异步开票-v4. */
  submitPath: string | undefined;
  /** Path of 查询异步开票结果-v4, whole: it ends with `/invoice/query`, its prefix is unknown. */
  queryPath: string | undefined;
  /** Names in `data` of the query; without them the query answers 501. */
  resultFields: AsyncResultFields | undefined;
  /** Whether the submitted body is encrypted; unknown, so both are taken (mock-defined). */
  body: 'plain' | 'encrypted' | 'either';
  /** From submitting to the end, by the mock's clock (mock-defined). */
  decidedAfterMs: number;
}

/** A name that is `undefined` is left out of the answer. */
export interface AsyncResultFields {
  readonly status: string;
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  readonly pdf?: string;
  readonly ofd?: string;
  readonly xml?: string;
  /** Why an issue failed. */
  readonly message?: string;
}

/** The result names seen in the vendor's own clients (`X` in the reference): a hint, no contract. Number and code stand as in create. */
export const OBSERVED_ASYNC_FIELDS: AsyncResultFields = {
  status: 'status',
  invoiceCode: 'invoiceCode',
  invoiceNo: 'invoiceNo',
  pdf: 'pdfUrl',
  ofd: 'ofdUrl',
  xml: 'xmlUrl',
};

export function defaultAsyncIssuingSettings(): AsyncIssuingSettings {
  return { submitPath: undefined, queryPath: undefined, resultFields: undefined, body: 'either', decidedAfterMs: 5_000 };
}
