import type { BillTable } from '../erp/bill-table.js';
import { MockClock } from '../server/clock.js';
import type { MockHost } from '../server/host.js';
import { MockServer } from '../server/http-server.js';
import { ServedMock } from '../server/served-mock.js';
import { cosmicCommands, cosmicViews } from './admin.js';
import type { CosmicSwitches } from './auth/state.js';
import type { BusinessSystems } from './business-systems.js';
import type { CosmicPublicData, MockCosmicOptions } from './options.js';
import type { CosmicApp, CosmicApps } from './platform/apps.js';
import type { CosmicGateway } from './platform/gateway.js';
import type { CosmicGrants } from './platform/grants.js';
import type { RateLimit } from './platform/limits.js';
import type { PlannedRefusal } from './platform/refusals.js';
import type { CosmicQuery } from './query.js';
import type { DeductionDesk } from './rim/deduction/desk.js';
import type { MessageDesk } from './rim/message/desk.js';
import type { SimPart } from './sim/index.js';
import type { CosmicTokens } from './tokens.js';
import { buildWorld, type CosmicWorld } from './world.js';

/** Starts a mock 苍穹 on loopback: the platform under 星瀚, and with `gatewayIdentity` the one under 星空旗舰版. */
export async function startMockCosmic(options: MockCosmicOptions = {}): Promise<MockCosmic> {
  return MockCosmic.start(options);
}

/** Logins, gateway, published queries, bills, and the invoice applications `sim` and `rim`. State lives here and may be read and moved by tests. */
export class MockCosmic extends ServedMock {
  readonly #world: CosmicWorld;

  private constructor(server: MockHost, world: CosmicWorld) {
    super(server);
    this.#world = world;
  }

  static async start(options: MockCosmicOptions): Promise<MockCosmic> {
    const clock = options.clock ?? new MockClock();
    const world = buildWorld(options, clock);
    const views: Record<string, () => unknown> = {};
    const commands: Record<string, (body: unknown) => unknown> = {};
    const server = await MockServer.start({
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.port === undefined ? {} : { port: options.port }),
      clock,
      mounts: [world.prefix],
      route: (request) => world.router.route(request),
      ...(world.parts.upgrade === undefined ? {} : { upgrade: world.parts.upgrade }),
      views,
      commands,
    });
    world.carriedBy(server);
    const mock = new MockCosmic(server, world);
    Object.assign(views, world.parts.views, cosmicViews(mock));
    Object.assign(commands, world.parts.commands, cosmicCommands(mock));
    return mock;
  }

  get baseUrl(): string {
    return `${this.server.origin}${this.#world.prefix}`;
  }

  get accountId(): string {
    return this.#world.identity.accountId;
  }

  get appId(): string {
    return this.#world.first.appId;
  }

  get appSecret(): string {
    return this.#world.first.appSecret;
  }

  get user(): string {
    return this.#world.identity.user;
  }

  /** The default app's identity that works now; `undefined` without a gateway. */
  get gatewayIdentity(): string | undefined {
    return this.gateway.identity;
  }

  /** What a client has to be told, in one object. */
  get publicData(): CosmicPublicData {
    const { accountId, appId, appSecret, baseUrl, gatewayIdentity, user } = this;
    const { digestKey } = this.#world.first;
    return {
      ...{ baseUrl, accountId, appId, appSecret, user },
      ...(gatewayIdentity === undefined ? {} : { gatewayIdentity }),
      ...(digestKey === undefined ? {} : { digestKey }),
    };
  }

  /** Successful calls of login.do and getToken so far. */
  get logins(): number {
    return this.#world.twoStep.logins + this.#world.enhanced.logins;
  }

  get tokens(): CosmicTokens {
    return this.#world.tokens;
  }

  get gateway(): CosmicGateway {
    return this.#world.gateway;
  }

  /** What the default app may call. */
  get grants(): CosmicGrants {
    return this.#world.first.grants;
  }

  get apps(): CosmicApps {
    return this.#world.apps;
  }

  /** The third-party app with this 系统编码. */
  app(appId: string): CosmicApp {
    const app = this.apps.find(appId);
    if (app === undefined) throw new Error(`the mock has no third-party app ${appId}`);
    return app;
  }

  get switches(): CosmicSwitches {
    return this.#world.switches;
  }

  /** Rate limit of business calls. */
  get rates(): RateLimit {
    return this.#world.rates;
  }

  /** Third-party systems by businessSystemCode; records may be changed while the mock runs. */
  get businessSystems(): BusinessSystems {
    return this.#world.businessSystems;
  }

  /** The issuing part: what it has issued, what waits, its callbacks. */
  get sim(): SimPart {
    return this.#world.sim;
  }

  /** `rim/message`: verification, recognition, files, bills, vouchers. */
  get message(): MessageDesk {
    return this.#world.message;
  }

  /** `rim/deduction`: the tax-bureau operations. */
  get deduction(): DeductionDesk {
    return this.#world.deduction;
  }

  /** Request fields of the invoice families that the reference does not name. A test should end with this empty. */
  get unknownFields(): readonly string[] {
    return [...this.#world.unknownFields];
  }

  /** The next calls to `path` (a suffix, `*` = any) are refused with this code, in the envelope that owns it. */
  refuseNext(path: string, errorCode: string, how: Omit<PlannedRefusal, 'path' | 'errorCode'> = {}): void {
    this.#world.refusals.plan({ ...how, path, errorCode });
  }

  /** The published query under `path`. */
  query(path: string): CosmicQuery {
    return this.#world.published.query(path);
  }

  /** The bills under their query path or their write-back path. */
  table(path: string): BillTable {
    return this.#world.published.table(path);
  }

  override async close(): Promise<void> {
    await Promise.all([this.#world.parts.close(), super.close()]);
  }
}
