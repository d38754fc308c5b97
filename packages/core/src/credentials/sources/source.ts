import type { Problem } from '../../errors.js';
import type { AuthorizationTriple } from '../triple.js';

/** What a source gives: one triple, or two versions of it with the newest first. */
export type TripleVersions = AuthorizationTriple | readonly AuthorizationTriple[];

/** Variables of the process, read once when the client is made. */
export interface EnvironmentSource {
  readonly kind: 'environment';
  readonly prefix: string;
}

export interface SourceReading {
  /** Ends a reading that takes too long, or whose client was closed. */
  readonly signal: AbortSignal;
  readonly warn: (problem: Problem) => void;
}

/** Something outside the program that is read at the first call and again when it changes; reading it never holds up a call that has a triple. */
export interface ReloadableSource {
  readonly kind: 'file' | 'callback';
  /** For messages; holds no secret. */
  readonly name: string;
  /** Milliseconds after which it is looked at again; absent = only after a refusal. */
  readonly checkEveryMs?: number;
  /** What it gives is checked by the reader. */
  read(reading: SourceReading): Promise<unknown>;
  /** Changes with the content and is cheaper than reading; absent = reading is the only way to know. */
  stamp?(): Promise<string>;
}

/** Where a triple comes from when it is not written down in the program. */
export type TripleSource = EnvironmentSource | ReloadableSource;

/** A triple wherever one is expected: literal, two versions (newest first), or a source. */
export type TripleInput = TripleVersions | TripleSource;

export function isEnvironmentSource(input: unknown): input is EnvironmentSource {
  return kindOf(input) === 'environment';
}

export function isReloadableSource(input: unknown): input is ReloadableSource {
  const kind = kindOf(input);
  return (kind === 'file' || kind === 'callback') && typeof (input as ReloadableSource).read === 'function';
}

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}
