import type { Call } from '../call.js';
import type { Bilingual } from '../i18n/locale.js';
import type { ErpConnection } from './contract.js';

/** What a connection test saw of the business units. */
export interface SeenUnits {
  /** Units looked at. */
  readonly read: number;
  /** One of them may be imported. */
  readonly importable: boolean;
  /** The list went on after the pages looked at. */
  readonly more: boolean;
  /** Why the first one that may not be imported may not. */
  readonly firstReason: Bilingual | undefined;
}

/** A connection test is no import, so it gives up early. */
const PAGES_READ = 20;

/** Looks for a unit that can be imported. @throws what the listing throws */
export async function seekImportableUnit(connection: Pick<ErpConnection, 'listBusinessUnits'>, call: Call): Promise<SeenUnits> {
  let read = 0;
  let cursor: string | undefined;
  let firstReason: Bilingual | undefined;
  for (let page = 0; page < PAGES_READ; page += 1) {
    const { items, nextCursor } = await connection.listBusinessUnits(cursor === undefined ? {} : { cursor }, call);
    read += items.length;
    for (const { importability } of items) {
      if (importability.importable) return { read, importable: true, more: false, firstReason };
      firstReason ??= importability.reason;
    }
    if (nextCursor === undefined) return { read, importable: false, more: false, firstReason };
    cursor = nextCursor;
  }
  return { read, importable: false, more: true, firstReason };
}
