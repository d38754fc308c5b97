import type { BillTable } from '../erp/bill-table.js';
import { normalPrefix } from '../erp/prefix.js';
import { SeededRandom } from '../erp/random.js';
import { MockClock } from '../server/clock.js';
import type { FaultScript } from '../server/faults.js';
import { type MockHandler, type MockReply, type MockRequest, MockServer } from '../server/http-server.js';
import type { Journal } from '../server/journal.js';
import { answerFacade } from './facade-service.js';
import { faultNode, invokeException, SoapFault, unknownService } from './faults.js';
import { LoginService } from './login-service.js';
import { INVOKE_EXCEPTION, SERVICES_PATH } from './names.js';
import type { EasFacade, EasPublicData, FacadeContext, MockEasOptions } from './options.js';
import { envelope, type ReturnValue, replyEnvelope, type WireStyle } from './reply.js';
import { EasSessions } from './sessions.js';
import { readCall, type SoapCall } from './soap-request.js';
import { facadeWsdl, loginWsdl } from './wsdl.js';

/** Starts a mock EAS on loopback: EASLogin and the caller's facades, answering as Axis 1.4 does. */
export async function startMockEas(options: MockEasOptions = {}): Promise<MockEas> {
  return MockEas.start(options);
}

/** Login, sessions, string facades. State lives here and may be read and moved by tests. */
export class MockEas {
  readonly clock: MockClock;
  readonly sessions: EasSessions;
  /** How replies are written; may be changed between calls. */
  readonly wire: WireStyle;
  readonly #options: MockEasOptions;
  readonly #known: Omit<EasPublicData, 'baseUrl'>;
  readonly #prefix: string;
  readonly #random: SeededRandom;
  readonly #login: LoginService;
  readonly #facades = new Map<string, EasFacade>();
  #server: MockServer | undefined;

  private constructor(options: MockEasOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed ?? 'eas');
    this.clock = options.clock ?? new MockClock();
    this.#prefix = normalPrefix(options.basePath ?? '');
    this.#known = {
      userName: options.userName ?? `user${this.#random.digits(4)}`, // mock-defined
      password: options.password ?? this.#random.text(16), // mock-defined
      slnName: options.slnName ?? 'eas',
      dcName: options.dcName ?? `DC${this.#random.digits(4)}`, // mock-defined
    };
    this.wire = {
      replyForm: options.replyForm ?? 1,
      shuffleMultiRefs: options.shuffleMultiRefs ?? false,
      pretty: options.pretty ?? false,
    };
    this.sessions = new EasSessions(this.clock, this.#random, options.sessionLifeMs);
    this.#login = new LoginService(this.#known, this.sessions, options);
    for (const facade of options.facades ?? []) {
      if (facade.service === 'EASLogin' || this.#facades.has(facade.service)) throw new Error(`two services are called ${facade.service}`);
      this.#facades.set(facade.service, facade);
    }
  }

  static async start(options: MockEasOptions): Promise<MockEas> {
    const mock = new MockEas(options);
    mock.#server = await MockServer.start({
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.port === undefined ? {} : { port: options.port }),
      clock: mock.clock,
      mounts: [mock.#prefix],
      route: (request) => mock.#route(request),
      views: {
        tables: () => Object.fromEntries([...mock.#facades.values()].flatMap(({ service, table }) => (table ? [[service, table.rows]] : []))),
        sessions: () => ({ logins: mock.logins, live: mock.sessions.live }),
      },
      commands: {
        sessions: () => {
          mock.killSessions();
          return { live: mock.sessions.live };
        },
      },
    });
    return mock;
  }

  get baseUrl(): string {
    return `${this.#running.origin}${this.#prefix}`;
  }

  /** The prefix EAS screens ask for; ends in `/ormrpc/services/`. */
  get servicesUrl(): string {
    return `${this.baseUrl}${SERVICES_PATH}`;
  }

  get userName(): string {
    return this.#known.userName;
  }

  get password(): string {
    return this.#known.password;
  }

  get slnName(): string {
    return this.#known.slnName;
  }

  get dcName(): string {
    return this.#known.dcName;
  }

  /** What a client has to be told, in one object. */
  get publicData(): EasPublicData {
    return { baseUrl: this.baseUrl, ...this.#known };
  }

  /** Successful logins so far. */
  get logins(): number {
    return this.#login.logins;
  }

  get journal(): Journal {
    return this.#running.journal;
  }

  /** Understands `{kind: 'custom', name: 'kill-session'}` besides the faults of the base. */
  get faults(): FaultScript {
    return this.#running.faults;
  }

  /** Requests to unknown addresses and to unknown services; the latter are answered Axis' own fault. */
  get unknownRequests(): readonly string[] {
    return this.#running.unknownRequests;
  }

  /** The bills of the facade `service`. */
  table(service: string): BillTable {
    const table = this.#facades.get(service)?.table;
    if (table === undefined) throw new Error(`the mock has no bills under ${service}`);
    return table;
  }

  /** Every session is dead at once. */
  killSessions(): void {
    this.sessions.killAll();
  }

  close(): Promise<void> {
    return this.#running.close();
  }

  get #running(): MockServer {
    if (this.#server === undefined) throw new Error('the mock has not been started');
    return this.#server;
  }

  #route(request: MockRequest): MockHandler | undefined {
    // The server base also offers what lies outside the prefix; a wrong prefix must not be found.
    if (!request.baseUrl.endsWith(`${request.headers['host'] ?? ''}${this.#prefix}`)) return undefined;
    if (!request.path.startsWith(SERVICES_PATH)) return undefined;
    const service = request.path.slice(SERVICES_PATH.length);
    if (request.method === 'POST') return (at) => this.#answer(at, service);
    const text = request.method === 'GET' && ('wsdl' in request.query || 'WSDL' in request.query) ? this.#wsdl(request, service) : undefined;
    return text === undefined ? undefined : () => ({ contentType: 'text/xml; charset=utf-8', body: text });
  }

  #wsdl(request: MockRequest, service: string): string | undefined {
    const url = `${request.baseUrl}${request.path}`;
    if (service === 'EASLogin') return loginWsdl(url, this.#options.wsdlOverloads ?? [8, 6, 7]);
    const facade = this.#facades.get(service);
    return facade === undefined ? undefined : facadeWsdl(url, facade);
  }

  async #answer(request: MockRequest, service: string): Promise<MockReply> {
    try {
      this.#checkHttp(request);
      if (request.entry.fault === 'kill-session') this.killSessions();
      const call = readCall(request.body);
      const value = await this.#run(request, service, call);
      if (call.afterwards !== undefined) throw call.afterwards;
      return { contentType: 'text/xml; charset=utf-8', body: replyEnvelope(call, value, this.wire, this.#random) };
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error;
      return { status: 500, contentType: 'text/xml; charset=utf-8', body: envelope([faultNode(error)], this.wire.pretty) };
    }
  }

  #checkHttp({ headers }: MockRequest): void {
    const { requireSoapAction = true, requireContentLength = false } = this.#options;
    if (requireSoapAction && headers['soapaction'] === undefined) throw new SoapFault('Client.NoSOAPAction', 'no SOAPAction header!', { axis: true }); // mock-defined text
    if (requireContentLength && headers['content-length'] === undefined) {
      throw new SoapFault('soapenv:Server.generalException', 'no Content-Length'); // mock-defined
    }
  }

  async #run(request: MockRequest, service: string, call: SoapCall): Promise<ReturnValue> {
    if (service === 'EASLogin') return this.#login.answer(call);
    const facade = this.#facades.get(service);
    if (facade !== undefined) return answerFacade(facade, call, () => this.#context(call));
    this.#running.unknownRequests.push(`${request.method} ${request.path}`);
    throw unknownService(service);
  }

  #context({ sessionId }: SoapCall): FacadeContext {
    if (this.#options.safeMode === false) return { userName: undefined, sessionId: undefined };
    const session = this.sessions.find(sessionId);
    if (session !== undefined) return { userName: session.userName, sessionId: session.id };
    if (this.#options.deadSession === 'another-user') return { userName: 'another-user', sessionId: undefined }; // mock-defined name
    const symptom = this.#options.sessionSymptom ?? 'please login first';
    if (symptom.startsWith(INVOKE_EXCEPTION)) throw new SoapFault('soapenv:Server.userException', symptom);
    throw invokeException(`java.lang.RuntimeException: ${symptom}`); // mock-defined wrapping of the documented phrase
  }
}
