import type { Environment } from '../environments.js';
import type { Host } from './hosts.js';
import type { TripleUnderTest } from './triples.js';

/** What a connection test asks of an issuing route beyond "does it work". */
export interface CheckRequest {
  /** Hosts that are needed besides the base address. */
  readonly hosts?: readonly Host[];
  /** Asked with the same id and signature when the configured environment refuses them; no secret travels. Absent = nobody else is asked. */
  readonly otherEnvironment?: Environment;
  /** The triples as they are configured, also those a factory refuses; the first is the one the route works with. Default: those of the client. */
  readonly triples?: readonly TripleUnderTest[];
}
