import type { QuerySettings } from '../settings/types.js';

/** A published query as one list of the adapter reads it. */
export interface QueryPlan extends QuerySettings {
  /** Names the list in operations, warnings and cursors, e.g. `bills`. */
  readonly name: string;
  readonly maxPages: number;
}
