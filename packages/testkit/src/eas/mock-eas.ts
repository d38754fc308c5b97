import type { BillTable } from '../erp/bill-table.js';
import { MockClock } from '../server/clock.js';
import type { FaultScript } from '../server/faults.js';
import type { MockHost } from '../server/host.js';
import { MockServer } from '../server/http-server.js';
import { ServedMock } from '../server/served-mock.js';
import { EasInstallation } from './eas-installation.js';
import { SERVICES_PATH } from './names.js';
import type { EasPublicData, MockEasOptions } from './options.js';
import type { WireStyle } from './reply.js';
import type { EasSessions } from './sessions.js';

/** Starts a mock EAS on loopback: EASLogin and the caller's facades, answering as Axis 1.4 does. */
export async function startMockEas(options: MockEasOptions = {}): Promise<MockEas> {
  return MockEas.start(options);
}

/** Login, sessions, facades, vouchers. State lives here and may be read and moved by tests. `unknownRequests` has unknown services, too. */
export class MockEas extends ServedMock {
  readonly #installation: EasInstallation;

  private constructor(server: MockHost, installation: EasInstallation) {
    super(server);
    this.#installation = installation;
  }

  static async start(options: MockEasOptions): Promise<MockEas> {
    const clock = options.clock ?? new MockClock();
    const installation = new EasInstallation(options, clock);
    const server = await MockServer.start({
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.port === undefined ? {} : { port: options.port }),
      clock,
      mounts: [installation.prefix],
      route: (request) => installation.route(request),
      views: {
        tables: () => Object.fromEntries(Object.entries(installation.tables).map(([service, { rows }]) => [service, rows])),
        sessions: () => ({ logins: installation.login.logins, live: installation.sessions.live }),
      },
      commands: {
        sessions: () => {
          installation.sessions.killAll();
          return { live: installation.sessions.live };
        },
      },
    });
    installation.onUnknownService = (what) => server.unknownRequests.push(what);
    return new MockEas(server, installation);
  }

  get baseUrl(): string {
    return `${this.server.origin}${this.#installation.prefix}`;
  }

  /** The prefix EAS screens ask for; ends in `/ormrpc/services/`. */
  get servicesUrl(): string {
    return `${this.baseUrl}${SERVICES_PATH}`;
  }

  get userName(): string {
    return this.#installation.known.userName;
  }

  get password(): string {
    return this.#installation.known.password;
  }

  get slnName(): string {
    return this.#installation.known.slnName;
  }

  get dcName(): string {
    return this.#installation.known.dcName;
  }

  /** What a client has to be told, in one object. */
  get publicData(): EasPublicData {
    return { baseUrl: this.baseUrl, ...this.#installation.known };
  }

  /** How replies are written; may be changed between calls. */
  get wire(): WireStyle {
    return this.#installation.wire;
  }

  get sessions(): EasSessions {
    return this.#installation.sessions;
  }

  /** Successful logins so far. */
  get logins(): number {
    return this.#installation.login.logins;
  }

  /**
   * Understands, besides the faults of the base, `{kind: 'custom', name}`: `kill-session` ends every session before the call,
   * `empty` answers nothing with HTTP 200, `truncate` half of the XML; with these two the call has been done.
   */
  override get faults(): FaultScript {
    return super.faults;
  }

  /** The bills of the facade `service`. */
  table(service: string): BillTable {
    const table = this.#installation.tables[service];
    if (table === undefined) throw new Error(`the mock has no bills under ${service}`);
    return table;
  }

  /** Every session is dead at once. */
  killSessions(): void {
    this.sessions.killAll();
  }
}
