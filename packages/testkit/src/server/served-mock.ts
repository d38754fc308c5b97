import type { MockClock } from './clock.js';
import type { FaultScript } from './faults.js';
import type { MockHost } from './host.js';
import type { Journal } from './journal.js';

/** What every mock shows of the server that carries it. */
export class ServedMock {
  /** What carries the mock: its clock, journal, faults. */
  readonly server: MockHost;

  constructor(server: MockHost) {
    this.server = server;
  }

  get clock(): MockClock {
    return this.server.clock;
  }

  get journal(): Journal {
    return this.server.journal;
  }

  get faults(): FaultScript {
    return this.server.faults;
  }

  /** `METHOD path` of requests no route knew. A test should end with this empty. */
  get unknownRequests(): readonly string[] {
    return this.server.unknownRequests;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
