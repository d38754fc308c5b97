import type { MockClock } from './clock.js';
import type { FaultScript } from './faults.js';
import type { Journal } from './journal.js';

/** What carries a mock: a server on loopback, or interceptors without a port. */
export interface MockHost {
  /** Scheme, host and port, without any path. */
  readonly origin: string;
  readonly clock: MockClock;
  readonly journal: Journal;
  readonly faults: FaultScript;
  /** `METHOD path` of requests no route knew. A test should end with this empty. */
  readonly unknownRequests: readonly string[];
  close(): Promise<void>;
}
