/** Where the reference is silent about the answers of `sim`. */
export interface FlagshipIssuingSettings {
  /** Number of the first page. `ALLE.BATCH.QUERY` starts at 0 in the one client known, the others at 1 (flagship-and-cosmic §16). */
  readonly firstPage?: { readonly 'ALLE.BATCH.QUERY'?: 0 | 1; readonly 'INVOICE.QUERY'?: 0 | 1; readonly 'ALLE.REDCONFIRMBILL.QUERY'?: 0 | 1 };
  /** Member of `data` that holds the list, where `data` is not the list itself. Known: `dataList` of red confirmations, which is the default for all. */
  readonly listFields?: Partial<Readonly<Record<ListCode, string>>>;
}

export type ListCode = 'ALLE.BATCH.QUERY' | 'INVOICE.QUERY' | 'ALLE.REDCONFIRMBILL.QUERY';
