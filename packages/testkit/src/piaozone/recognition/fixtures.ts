import { createHash } from 'node:crypto';
import type { Answer } from '../answers.js';
import type { InvoiceFields } from '../expense/pool.js';

/** What the cloud sees in one file. */
export interface FileFixture {
  readonly invoices: readonly InvoiceFields[];
  /** Answer of the recognition, e.g. 10300 发票串号 with the data beside it; default success. */
  readonly answer?: Answer;
  /** Default `true`: the bureau holds these invoices as the file shows them. */
  readonly knownToBureau?: boolean;
}

/** What files hold, by the SHA-256 of their bytes. */
export class FixtureBook {
  readonly #byHash = new Map<string, FileFixture>();

  set(sha256: string, fixture: FileFixture): void {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('sha256 must be 64 lower-case hex digits');
    if (!Array.isArray(fixture.invoices)) throw new TypeError('invoices must be a list');
    this.#byHash.set(sha256, fixture);
  }

  of(file: Buffer): FileFixture | undefined {
    return this.#byHash.get(sha256Of(file));
  }

  get size(): number {
    return this.#byHash.size;
  }
}

export function sha256Of(file: Buffer): string {
  return createHash('sha256').update(file).digest('hex');
}
