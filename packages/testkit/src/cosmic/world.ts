import { normalPrefix } from '../erp/prefix.js';
import { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';
import type { MockHost } from '../server/host.js';
import { Authenticator } from './auth/authenticator.js';
import { EnhancedLogin } from './auth/enhanced.js';
import { authSettings, type CosmicSwitches } from './auth/state.js';
import { TwoStepLogin } from './auth/two-step.js';
import { BusinessSystems } from './business-systems.js';
import { CosmicGate } from './gate.js';
import { type CosmicIdentity, cosmicIdentity } from './identity.js';
import type { MockCosmicOptions } from './options.js';
import type { CosmicContext } from './part.js';
import { type MountedParts, mountParts } from './parts.js';
import type { CosmicApp, CosmicApps } from './platform/apps.js';
import { buildApps, buildUsers } from './platform/build-apps.js';
import { CosmicGateway } from './platform/gateway.js';
import { RateLimit } from './platform/limits.js';
import { RefusalScript } from './platform/refusals.js';
import { PublishedApis } from './published.js';
import { DeductionDesk } from './rim/deduction/desk.js';
import { MessageDesk } from './rim/message/desk.js';
import { CosmicRouter } from './router.js';
import { createSim, type SimPart } from './sim/index.js';
import { CosmicTokens } from './tokens.js';

const TWO_HOURS_MS = 7_200_000;

/** Everything one mock 苍穹 consists of, without the server that carries it. */
export interface CosmicWorld {
  readonly prefix: string;
  readonly identity: CosmicIdentity;
  readonly apps: CosmicApps;
  readonly first: CosmicApp;
  readonly tokens: CosmicTokens;
  readonly gateway: CosmicGateway;
  readonly switches: CosmicSwitches;
  readonly rates: RateLimit;
  readonly refusals: RefusalScript;
  readonly twoStep: TwoStepLogin;
  readonly enhanced: EnhancedLogin;
  readonly published: PublishedApis;
  readonly businessSystems: BusinessSystems;
  readonly unknownFields: ReadonlySet<string>;
  readonly sim: SimPart;
  readonly message: MessageDesk;
  readonly deduction: DeductionDesk;
  readonly parts: MountedParts;
  readonly router: CosmicRouter;
  /** The server is known only after the routes are. */
  carriedBy(server: MockHost): void;
}

export function buildWorld(options: MockCosmicOptions, clock: MockClock): CosmicWorld {
  const prefix = normalPrefix(options.basePath ?? '');
  const access = buildAccess(options, clock);
  const invoicing = buildInvoicing(options, clock, access, prefix);
  const router = new CosmicRouter({
    ...{ prefix, gate: access.gate, gateway: access.gateway, parts: invoicing.parts, refusals: access.refusals },
    logins: { ...access.twoStep.handlers, ...access.enhanced.handlers },
    identityOnTokenCalls: options.requiredOnToken ?? false,
    refusalStatus: options.refusalStatus ?? 'ok',
  });
  return { prefix, ...access, ...invoicing, router };
}

/** Who may come in. */
function buildAccess(options: MockCosmicOptions, clock: MockClock) {
  const random = new SeededRandom(options.seed ?? 'cosmic');
  const identity = cosmicIdentity(options, random);
  const { apps, first } = buildApps(options, identity, random);
  const gateway = new CosmicGateway(apps, first);
  const tokens = new CosmicTokens(clock, random, {
    accountId: identity.accountId,
    appTokenLifeMs: options.appTokenLifeMs ?? TWO_HOURS_MS,
    accessTokenLifeMs: options.accessTokenLifeMs ?? TWO_HOURS_MS,
  });
  const switches: CosmicSwitches = { api1Allowed: options.api1Allowed ?? true, clientIp: '127.0.0.1' };
  const state = { accountId: identity.accountId, apps, users: buildUsers(options, identity), tokens, clock, switches };
  const settings = authSettings(options);
  const rates = new RateLimit(options.rateLimits);
  const gate = new CosmicGate({ apps, clock, gateway, tokens, authenticator: new Authenticator(state, settings), rates, switches }, options);
  return {
    ...{ identity, apps, first, gateway, tokens, switches, rates, gate },
    refusals: new RefusalScript(),
    twoStep: new TwoStepLogin(state, settings),
    enhanced: new EnhancedLogin(state, settings),
  };
}

/** What may be done inside. */
function buildInvoicing(options: MockCosmicOptions, clock: MockClock, { identity, tokens }: ReturnType<typeof buildAccess>, prefix: string) {
  const unknownFields = new Set<string>();
  const businessSystems = new BusinessSystems(options.businessSystems ?? []);
  let host: MockHost | undefined;
  const running = () => {
    if (host === undefined) throw new Error('the mock has not been started');
    return host;
  };
  const context = (part: string): CosmicContext => ({
    ...{ clock, businessSystems, accountId: identity.accountId, unknownFields },
    acceptsToken: (token) => tokens.accepts(token),
    // A sequence of its own for each part, so that none moves the values of another.
    random: new SeededRandom(`${options.seed ?? 'cosmic'}:${part}`),
    get baseUrl() {
      return `${running().origin}${prefix}`;
    },
    get journal() {
      return running().journal;
    },
    get faults() {
      return running().faults;
    },
  });
  const published = new PublishedApis(options);
  const sim = createSim(context('sim'), options.sim ?? {});
  const message = new MessageDesk(context('message'), options.message ?? {});
  const deduction = new DeductionDesk(context('deduction'), options.deduction ?? {});
  return {
    ...{ unknownFields, businessSystems, published, sim, message, deduction },
    parts: mountParts([published, sim, message, deduction]),
    carriedBy: (server: MockHost) => {
      host = server;
    },
  };
}
