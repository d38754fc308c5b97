import type { ReloadableSource, TripleVersions } from './source.js';

export interface CallbackSourceOptions {
  /** Shown in messages, e.g. `vault`. Default `callback`. */
  readonly name?: string;
  /** Milliseconds after which it is asked again, in the background. Default 300 000; it is asked after a refusal anyway. */
  readonly checkEveryMs?: number;
}

/** Asks for the triple; gets a signal that ends when nobody waits any more (10 s, or the client is closed). */
export type ReadTriple = (context: { readonly signal: AbortSignal }) => TripleVersions | Promise<TripleVersions>;

/** A triple from wherever the program can get it: a vault, a KMS, an own database. Asked at the first call, then when its time has come or the cloud refuses. */
export function tripleFromCallback(read: ReadTriple, options: CallbackSourceOptions = {}): ReloadableSource {
  const { name = 'callback', checkEveryMs = 300_000 } = options;
  return { kind: 'callback', name, checkEveryMs, read: async ({ signal }) => read({ signal }) };
}
