import { MockClock } from '../server/clock.js';
import type { ExchangeOptions } from '../server/exchange.js';
import type { Fault } from '../server/faults.js';
import type { MockHost } from '../server/host.js';
import { type MockRequest, MockServer } from '../server/http-server.js';
import { type AdminCommands, type AdminViews, adminCommands, adminViews } from './admin.js';
import { type Answer, envelope } from './answers.js';
import { AsyncDesk, type AsyncOutcome } from './async-issuing/desk.js';
import { peek } from './call.js';
import { type DelayOptions, DelayPlans } from './delays.js';
import { Directory, type MockEnterprise, type MockTriple } from './directory.js';
import { checkDates, type MockEntitlement, type MockLicence } from './entitlement.js';
import { ExpenseDesk } from './expense/desk.js';
import { ExpenseMock } from './expense/expense-mock.js';
import { InvoiceLedger, type IssuedInvoice } from './ledger.js';
import { LongLinkDesk } from './long-link/desk.js';
import { PendingDesk } from './pending.js';
import { type PersonActionKind, type PersonActionOptions, PersonDesk } from './person.js';
import { PIAOZONE_PATHS, routeOf } from './routes.js';
import { ScanDesk } from './scan/desk.js';
import { MockScan } from './scan/mock-scan.js';
import { SeededRandom } from './seeded-random.js';
import { applySettings, defaultSettings, type PiaozoneSettings, type SettingsChange } from './settings.js';
import type { PiaozoneState, SentMail } from './state.js';
import { Throttle, type ThrottleRule } from './throttle.js';
import { TokenBook } from './tokens.js';

export interface MockPiaozoneOptions {
  /** Loopback port; default any free one. */
  readonly port?: number;
  /** PEM of a certificate for 127.0.0.1 and its key: serves https. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly clock?: MockClock;
  /** Ids and secrets that are not given follow from it; default 1. */
  readonly seed?: number | string;
  readonly tenant?: Partial<MockTriple>;
  /** Default two; whatever is missing of one is generated. */
  readonly enterprises?: readonly Partial<MockEnterprise>[];
  readonly settings?: SettingsChange;
}

export interface SerialFaultOptions {
  /** Default 1. */
  readonly times?: number;
  /** Requests for this serial to let through first. */
  readonly skip?: number;
  /** Default create. For red the serial of the red invoice counts, else that of the blue one. */
  readonly path?: string;
}

/** A running mock of the standard edition: stateful, loopback only, independent of the SDK's code. */
export class MockPiaozone {
  /** What carries the mock: its clock, journal, faults. */
  readonly server: MockHost;
  /** Base URL for clients: `http://127.0.0.1:port/test` like the test base of the cloud, or the one the interceptors were given. */
  readonly baseUrl: string;
  /** Verification, recognition, assistant, channel, 收票, imaging: what a test may plant and look at. */
  readonly expense: ExpenseMock;
  /** 扫码开票: shops, orders, scans and pushes. */
  readonly scan: MockScan;
  readonly #state: PiaozoneState;

  constructor(server: MockHost, basePath: string, state: PiaozoneState) {
    this.server = server;
    this.baseUrl = server.origin + basePath;
    this.#state = state;
    this.scan = new MockScan(state, () => this.baseUrl);
    this.expense = new ExpenseMock(state);
  }

  /** `http://127.0.0.1:port`, where the same routes answer without `/test`. */
  get origin(): string {
    return this.server.origin;
  }

  get tenant(): MockTriple {
    return this.#state.directory.tenant;
  }

  get enterprises(): readonly MockEnterprise[] {
    return this.#state.directory.enterprises;
  }

  /** Behaviour switches; a change holds from the next request on. */
  get settings(): PiaozoneSettings {
    return this.#state.settings;
  }

  /** Takes over several settings; a name that does not exist throws a TypeError. */
  configure(change: SettingsChange): void {
    applySettings(this.#state.settings, change);
  }

  get tokens(): TokenBook {
    return this.#state.tokens;
  }

  /** Every invoice issued, blue and red, in order; append-only, entries frozen. */
  get record(): readonly IssuedInvoice[] {
    this.#state.pending.settle();
    return this.#state.ledger.record;
  }

  /** Mails sent by the mail route. */
  get outbox(): readonly SentMail[] {
    return this.#state.outbox;
  }

  /** Request fields the reference does not name. A test should end with this empty. */
  get unknownFields(): readonly string[] {
    return [...this.#state.unknownFields];
  }

  /** Present state of every invoice, oldest first: `invoiceStatus` 0 正常, 3 红冲. */
  invoices(): { serialNo: string; invoiceCode: string; invoiceNo: string; invoiceStatus: string }[] {
    this.#state.pending.settle();
    return this.#state.ledger.states();
  }

  /** How many invoices exist under this serial; more than 1 only with `repeatedSerial: 'issue-again'`. */
  issuedTimes(serialNo: string): number {
    this.#state.pending.settle();
    return this.#state.ledger.issuedTimes(serialNo);
  }

  /** The next issue under this serial is in progress first and is decided by the clock; until then a repeat is told that it is being repaired. */
  issueLater(serialNo: string, options: DelayOptions = {}): void {
    this.#state.delays.plan(serialNo, options);
  }

  /** How the next asynchronous issue (v4) under this serial ends; default: well, after the setting `asyncIssuing.decidedAfterMs`. */
  asyncOutcome(serialNo: string, outcome: AsyncOutcome): void {
    this.#state.asyncDesk.plan(serialNo, outcome);
  }

  /** The issuing clients behind the long links. */
  get longLink(): LongLinkDesk {
    return this.#state.longLink;
  }

  /** Serial numbers in progress. */
  pending(): string[] {
    this.#state.pending.settle();
    return this.#state.pending.serials();
  }

  /** Limits calls by the mock's clock; without a rule the limit ends. */
  throttle(rule?: ThrottleRule): void {
    this.#state.throttle.set(rule);
  }

  /** Issuing for this serial (`'*'`: any) answers 91300 / 91400 until `personActed`. */
  personAction(serialNo: string, kind: PersonActionKind, options?: PersonActionOptions): void {
    this.#state.persons.require(serialNo, kind, options);
  }

  /** The person has acted, for one `personAction` or for all. */
  personActed(serialNo?: string): void {
    this.#state.persons.acted(serialNo);
  }

  /** Serial numbers (or `'*'`) that wait for a person. */
  waitingForPerson(): string[] {
    return this.#state.persons.waiting();
  }

  /** Plans a fault for requests about one serial number only. A request whose token or body is refused does not use it up. */
  faultOnSerial(serialNo: string, fault: Fault, options: SerialFaultOptions = {}): void {
    const { path = PIAOZONE_PATHS.create, ...counts } = options;
    this.server.faults.next(path, fault, { ...counts, match: (detail) => this.#serialOf(detail as MockRequest) === serialNo });
  }

  /** The next `times` (default 1) requests to `path` are answered so, HTTP 200 unless the answer says otherwise, and nothing is done. */
  refuseNext(path: string, answer: Answer, options: { readonly times?: number; readonly data?: unknown } = {}): void {
    const { status = 200, body } = envelope(answer, options.data);
    this.server.faults.next(path, { kind: 'answer', status, body: String(body) }, options.times === undefined ? {} : { times: options.times });
  }

  /** What the tax number holds from the next request on: bare products, or orders with dates and a remaining amount. */
  setEntitlements(taxNo: string, entitlements: readonly MockEntitlement[]): void {
    checkDates({ entitlements, licences: [] });
    this.#enterprise(taxNo).entitlements = entitlements;
  }

  /** 许可授权 of the tax number from the next request on; an empty list = an edition without it. */
  setLicences(taxNo: string, licences: readonly MockLicence[]): void {
    checkDates({ entitlements: [], licences });
    this.#enterprise(taxNo).licences = licences;
  }

  setQuota(taxNo: string, quota: number): void {
    this.#enterprise(taxNo).quota = quota;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  #serialOf(request: MockRequest): unknown {
    const body = peek(this.#state, request);
    return body?.['originalSerialNo'] || body?.['serialNo'];
  }

  #enterprise(taxNo: string): MockEnterprise {
    const enterprise = this.#state.directory.enterprise(taxNo);
    if (enterprise === undefined) throw new TypeError(`mock piaozone has no enterprise ${taxNo}`);
    return enterprise;
  }
}

/** Starts a mock piaozone on loopback. Its routes answer below `/test` and without it. */
export async function startMockPiaozone(options: MockPiaozoneOptions = {}): Promise<MockPiaozone> {
  const { port, tls } = options;
  const carrier = { ...(port === undefined ? {} : { port }), ...(tls === undefined ? {} : { tls }), mounts: ['', '/test'] };
  return assembleMock(options, '/test', (exchange) => MockServer.start({ ...exchange, ...carrier }));
}

type Exchange = Required<Pick<ExchangeOptions, 'clock' | 'route' | 'views' | 'commands'>>;

/** Builds the state of a mock and has it carried by `start`. */
export async function assembleMock(
  options: Omit<MockPiaozoneOptions, 'port' | 'tls'>,
  basePath: string,
  start: (exchange: Exchange) => Promise<MockHost>,
): Promise<MockPiaozone> {
  const clock = options.clock ?? new MockClock();
  const random = new SeededRandom(options.seed ?? 1);
  const settings = defaultSettings();
  applySettings(settings, options.settings ?? {});
  const directory = new Directory(random, options.tenant, options.enterprises);
  const ledger = new InvoiceLedger(random);
  const state: PiaozoneState = {
    settings,
    clock,
    random,
    directory,
    tokens: new TokenBook(clock, random, settings),
    ledger,
    expense: new ExpenseDesk(clock, options.seed ?? 1, settings, ledger),
    pending: new PendingDesk(clock),
    delays: new DelayPlans(),
    longLink: new LongLinkDesk(directory),
    asyncDesk: new AsyncDesk(clock),
    // A sequence of its own: shops must not move the ids of what was there before them.
    scan: new ScanDesk(directory, new SeededRandom(`${options.seed ?? 1}:scan`)),
    persons: new PersonDesk(random),
    throttle: new Throttle(clock),
    outbox: [],
    unknownFields: new Set(),
  };
  const views: AdminViews = {};
  const commands: AdminCommands = {};
  const server = await start({ clock, route: (request) => routeOf(state, request), views, commands });
  const mock = new MockPiaozone(server, basePath, state);
  Object.assign(views, adminViews(mock));
  Object.assign(commands, adminCommands(mock));
  return mock;
}
