import { BillTable, type Row } from '../erp/bill-table.js';
import { normalPrefix } from '../erp/prefix.js';
import { SeededRandom } from '../erp/random.js';
import { MockClock } from '../server/clock.js';
import type { FaultScript } from '../server/faults.js';
import { type MockHandler, type MockRequest, MockServer } from '../server/http-server.js';
import type { Journal } from '../server/journal.js';
import { jsonObject, platformReply } from './envelope.js';
import { CosmicGate, CosmicGateway, CosmicGrants } from './gate.js';
import { cosmicIdentity } from './identity.js';
import { TwoStepLogin } from './login.js';
import type { CosmicBillOptions, CosmicPublicData, MockCosmicOptions, PlatformReply } from './options.js';
import { CosmicQuery } from './query.js';
import { CosmicTokens } from './tokens.js';

const TWO_HOURS_MS = 7_200_000;

type Answer = (body: Row) => PlatformReply;

/** Starts a mock 苍穹 on loopback: the platform under 星瀚, and with `gatewayIdentity` the one under 星空旗舰版. */
export async function startMockCosmic(options: MockCosmicOptions = {}): Promise<MockCosmic> {
  return MockCosmic.start(options);
}

/** Two-step login, gateway identity, published queries, bills. State lives here and may be read and moved by tests. */
export class MockCosmic {
  readonly tokens: CosmicTokens;
  readonly gateway: CosmicGateway;
  readonly grants: CosmicGrants;
  readonly clock: MockClock;
  readonly #identity: ReturnType<typeof cosmicIdentity>;
  readonly #options: MockCosmicOptions;
  readonly #prefix: string;
  readonly #login: TwoStepLogin;
  readonly #gate: CosmicGate;
  readonly #queries = new Map<string, CosmicQuery>();
  readonly #tables = new Map<string, BillTable>();
  readonly #answers = new Map<string, Answer>();
  #server: MockServer | undefined;

  private constructor(options: MockCosmicOptions) {
    const random = new SeededRandom(options.seed ?? 'cosmic');
    this.#options = options;
    this.#prefix = normalPrefix(options.basePath ?? '');
    this.clock = options.clock ?? new MockClock();
    this.#identity = cosmicIdentity(options, random);
    this.gateway = new CosmicGateway(options.gatewayIdentity, random);
    this.grants = new CosmicGrants(options.grants);
    this.tokens = new CosmicTokens(this.clock, random, {
      accountId: this.#identity.accountId,
      appTokenLifeMs: options.appTokenLifeMs ?? TWO_HOURS_MS,
      accessTokenLifeMs: options.accessTokenLifeMs ?? TWO_HOURS_MS,
    });
    this.#login = new TwoStepLogin(this.#identity, this.tokens, options);
    const { clock, gateway, grants, tokens } = this;
    this.#gate = new CosmicGate({ appId: this.#identity.appId, clock, gateway, grants, tokens }, options);
    for (const query of options.queries ?? []) this.#addQuery(new CosmicQuery(query));
    for (const bills of options.bills ?? []) this.#addBills(bills);
  }

  static async start(options: MockCosmicOptions): Promise<MockCosmic> {
    const mock = new MockCosmic(options);
    mock.#server = await MockServer.start({
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.port === undefined ? {} : { port: options.port }),
      clock: mock.clock,
      mounts: [mock.#prefix],
      route: (request) => mock.#route(request),
      views: {
        tables: () => Object.fromEntries([...mock.#tables].map(([path, table]) => [path, table.rows])),
        sessions: () => ({ logins: mock.logins, live: mock.tokens.live }),
      },
      commands: {
        tokens: (body) => mock.#endTokens(body),
        gateway: () => ({ gatewayIdentity: mock.gateway.reset() }),
      },
    });
    return mock;
  }

  get baseUrl(): string {
    return `${this.#running.origin}${this.#prefix}`;
  }

  get accountId(): string {
    return this.#identity.accountId;
  }

  get appId(): string {
    return this.#identity.appId;
  }

  get appSecret(): string {
    return this.#identity.appSecret;
  }

  get user(): string {
    return this.#identity.user;
  }

  /** The identity that works now; `undefined` without a gateway. */
  get gatewayIdentity(): string | undefined {
    return this.gateway.identity;
  }

  /** What a client has to be told, in one object. */
  get publicData(): CosmicPublicData {
    const { gatewayIdentity } = this;
    return { baseUrl: this.baseUrl, ...this.#identity, ...(gatewayIdentity === undefined ? {} : { gatewayIdentity }) };
  }

  /** Successful calls of login.do so far. */
  get logins(): number {
    return this.#login.logins;
  }

  get journal(): Journal {
    return this.#running.journal;
  }

  /** Understands `{kind: 'custom', name: 'expire-token' | 'kill-token'}` on business paths besides the faults of the base. */
  get faults(): FaultScript {
    return this.#running.faults;
  }

  get unknownRequests(): readonly string[] {
    return this.#running.unknownRequests;
  }

  /** The published query under `path`. */
  query(path: string): CosmicQuery {
    return known(this.#queries, path);
  }

  /** The bills under their query path or their write-back path. */
  table(path: string): BillTable {
    return known(this.#tables, path);
  }

  close(): Promise<void> {
    return this.#running.close();
  }

  get #running(): MockServer {
    if (this.#server === undefined) throw new Error('the mock has not been started');
    return this.#server;
  }

  #addQuery(query: CosmicQuery): void {
    this.#addAnswer(query.path, (body) => query.answer(body, this.#options.maxPageSize ?? 1000));
    this.#queries.set(query.path, query);
  }

  #addBills(options: CosmicBillOptions): void {
    const { queryPath, writeBackPath, apply, filter, lastPage } = options;
    const table = new BillTable(options);
    this.#addQuery(
      new CosmicQuery({
        path: queryPath,
        rows: () => table.rows,
        keep: (row, data) => options.pending(row, data),
        ...(filter === undefined ? {} : { filter }),
        ...(lastPage === undefined ? {} : { lastPage }),
      }),
    );
    this.#addAnswer(writeBackPath, (body) => outcomeReply(apply(body, table)));
    this.#tables.set(queryPath, table);
    this.#tables.set(writeBackPath, table);
  }

  #addAnswer(path: string, answer: Answer): void {
    if (!path.startsWith('/')) throw new Error(`path must start with a slash: ${path}`);
    if (this.#answers.has(path)) throw new Error(`two APIs have the path ${path}`);
    this.#answers.set(path, answer);
  }

  #route(request: MockRequest): MockHandler | undefined {
    // The server base also offers what lies outside the prefix; a wrong prefix must not be found.
    if (!request.baseUrl.endsWith(`${request.headers['host'] ?? ''}${this.#prefix}`)) return undefined;
    const login = Object.hasOwn(this.#login.handlers, request.path) ? this.#login.handlers[request.path] : undefined;
    if (login !== undefined) {
      return (at) => (this.#options.requiredOnToken === true ? this.gateway.refusal(at) : undefined) ?? login(at);
    }
    const answer = this.#answers.get(request.path);
    return answer === undefined ? undefined : (at) => this.#gate.refusal(at) ?? this.#business(at, answer);
  }

  #business(request: MockRequest, answer: Answer) {
    return platformReply(readCall(request, answer), this.#options.refusalStatus ?? 'ok');
  }

  #endTokens(body: unknown): { live: number } {
    const { action } = body as { action?: unknown };
    if (action === 'expire') this.tokens.expireAll();
    else if (action === 'kill') this.tokens.killAll();
    else throw new Error('action: expire or kill');
    return { live: this.tokens.live };
  }
}

/** Refuses what is no JSON POST with the platform's codes; their texts are mock-defined. */
function readCall(request: MockRequest, answer: Answer): PlatformReply {
  if (request.method !== 'POST') return { errorCode: '405', message: 'POST only' }; // mock-defined text
  if (!(request.headers['content-type'] ?? '').includes('json')) return { errorCode: '415', message: 'JSON only' }; // mock-defined text
  const body = jsonObject(request);
  return body === undefined ? { errorCode: '406', message: 'body is not a JSON object' } : answer(body); // mock-defined text
}

function outcomeReply(outcome: ReturnType<CosmicBillOptions['apply']>): PlatformReply {
  if (typeof outcome !== 'string') return outcome;
  if (outcome === 'conflict') return { errorCode: '601', message: '数据重复' };
  return outcome === 'no-such-bill' ? { errorCode: '602', message: 'no such bill' } : {}; // mock-defined text
}

function known<T>(map: ReadonlyMap<string, T>, path: string): T {
  const value = map.get(path);
  if (value === undefined) throw new Error(`the mock has nothing under ${path}; known: ${[...map.keys()].join(', ')}`);
  return value;
}
