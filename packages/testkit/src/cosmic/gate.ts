import type { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import { gatewayReply, platformReply } from './envelope.js';
import { newGatewayIdentity } from './identity.js';
import type { MockCosmicOptions, PlatformReply } from './options.js';
import type { CosmicTokens } from './tokens.js';

const HALF_HOUR_MS = 30 * 60_000;
const LONGEST_KEY_LIFE_S = 90 * 86_400;

/** The API gateway that 星空旗舰版 has before its platform (flagship-and-cosmic §2.6). */
export class CosmicGateway {
  /** False: the gateway does not know the app although its identity is right, as when `invoiceupload` is not 预置 (§2.6, FAQ). May be changed. */
  appKnown = true;
  #identity: string | undefined;
  readonly #random: SeededRandom;

  constructor(identity: string | true | undefined, random: SeededRandom) {
    this.#random = random;
    this.#identity = identity === true ? newGatewayIdentity(random) : identity;
  }

  /** `undefined` where no gateway stands before the platform. */
  get identity(): string | undefined {
    return this.#identity;
  }

  /** Gives the app a new identity; the old one is dead at once. */
  reset(): string {
    this.#identity = newGatewayIdentity(this.#random);
    return this.#identity;
  }

  refusal(request: MockRequest): MockReply | undefined {
    if (this.#identity === undefined || (this.appKnown && request.headers['x-acgw-identity'] === this.#identity)) return undefined;
    return gatewayReply('2501', '不存在应用信息[网关]');
  }
}

/** The paths a third-party app may call (用户授权 of each API). */
export class CosmicGrants {
  #paths: ReadonlySet<string> | undefined;

  constructor(paths: readonly string[] | undefined) {
    this.#paths = paths === undefined ? undefined : new Set(paths);
  }

  only(paths: readonly string[]): void {
    this.#paths = new Set(paths);
  }

  all(): void {
    this.#paths = undefined;
  }

  has(path: string): boolean {
    return this.#paths?.has(path) ?? true;
  }
}

export interface GateParts {
  readonly appId: string;
  readonly clock: MockClock;
  readonly gateway: CosmicGateway;
  readonly grants: CosmicGrants;
  readonly tokens: CosmicTokens;
}

/** Everything a business call passes before its own handler: gateway, token, grant, Idempotency-Key, in this order. */
export class CosmicGate {
  readonly #parts: GateParts;
  readonly #options: MockCosmicOptions;
  readonly #keys = new Map<string, number>();

  constructor(parts: GateParts, options: MockCosmicOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  refusal(request: MockRequest): MockReply | undefined {
    const { appId, gateway, grants, tokens } = this.#parts;
    const stopped = gateway.refusal(request);
    if (stopped !== undefined) return stopped;
    if (request.entry.fault === 'expire-token') tokens.expireAll();
    if (request.entry.fault === 'kill-token') tokens.killAll();
    if (!this.#tokensOf(request).some((token) => tokens.accepts(token))) return this.#platform({ errorCode: '401', message: '未授权访问' });
    if (!grants.has(request.path)) {
      if (this.#options.grantRefusedBy === 'gateway') return gatewayReply('2505', 'API not subscribed'); // mock-defined text
      return this.#platform({ errorCode: '403', message: `该第三方应用-${appId}没有此接口访问权限` });
    }
    return this.#repeated(request) ? this.#platform({ errorCode: '604', message: 'Idempotency-Key already used' }) : undefined; // mock-defined text
  }

  #tokensOf(request: MockRequest): string[] {
    const carriers = this.#options.carriers ?? ['accesstoken', 'access_token'];
    return carriers
      .map((carrier) => (carrier === 'query' ? request.query['access_token'] : request.headers[carrier]))
      .filter((token) => token !== undefined);
  }

  /** Remembers the key from its first arrival: 30 minutes, or the seconds of `Idempotency-Timeout` (at most 90 days). */
  #repeated(request: MockRequest): boolean {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return false;
    const now = this.#parts.clock.now();
    if ((this.#keys.get(key) ?? 0) > now) return true;
    const asked = Number(request.headers['idempotency-timeout']);
    this.#keys.set(key, now + (asked > 0 ? Math.min(asked, LONGEST_KEY_LIFE_S) * 1000 : HALF_HOUR_MS));
    return false;
  }

  #platform(reply: PlatformReply): MockReply {
    return platformReply(reply, this.#options.refusalStatus ?? 'ok');
  }
}
