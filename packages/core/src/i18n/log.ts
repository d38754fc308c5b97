import type { Bilingual } from './locale.js';

/** Where the SDK tells the caller's log something; a no-op unless given. Details hold no secrets. */
export interface Logger {
  warn(message: string, detail?: Readonly<Record<string, unknown>>): void;
  info?(message: string, detail?: Readonly<Record<string, unknown>>): void;
}

export const silentLogger: Logger = { warn: () => {} };

/** A warning raised inside one call; part of the result rather than a log line. */
export interface Warning {
  readonly path?: string;
  readonly message: Bilingual;
}
