import type { MockClock } from '../server/clock.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import type { Authenticator } from './auth/authenticator.js';
import type { CosmicSwitches } from './auth/state.js';
import { platformReply } from './envelope.js';
import type { MockCosmicOptions, PlatformReply } from './options.js';
import type { CosmicCaller } from './part.js';
import type { CosmicApps } from './platform/apps.js';
import type { CosmicGateway } from './platform/gateway.js';
import type { RateLimit } from './platform/limits.js';
import { refusalReply } from './platform/refusals.js';
import { OnceBook } from './platform/times.js';
import type { CosmicTokens } from './tokens.js';

const HALF_HOUR_MS = 30 * 60_000;
const LONGEST_KEY_LIFE_S = 90 * 86_400;
/** 苍穹 and 星空旗舰版 (flagship-and-cosmic §12). */
const TWENTY_MB = 20 * 1024 * 1024;

export interface GateParts {
  readonly apps: CosmicApps;
  readonly clock: MockClock;
  readonly gateway: CosmicGateway;
  readonly tokens: CosmicTokens;
  readonly authenticator: Authenticator;
  readonly rates: RateLimit;
  readonly switches: CosmicSwitches;
}

export type Passage = { readonly caller: CosmicCaller } | { readonly refused: MockReply };

/** Everything a business call passes before its own handler: gateway, rates, size, token or digest, address, grant, Idempotency-Key. Their order is mock-defined. */
export class CosmicGate {
  readonly #parts: GateParts;
  readonly #options: MockCosmicOptions;
  readonly #keys = new OnceBook();

  constructor(parts: GateParts, options: MockCosmicOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  pass(request: MockRequest): Passage {
    const { authenticator, gateway, tokens } = this.#parts;
    const stopped = gateway.refusal(request) ?? this.#tooMuch(request);
    if (stopped !== undefined) return { refused: stopped };
    if (request.entry.fault === 'expire-token') tokens.expireAll();
    if (request.entry.fault === 'kill-token') tokens.killAll();
    const caller = authenticator.callerOf(request);
    if (typeof caller === 'string') return { refused: this.#platform({ errorCode: '401', message: caller }) };
    const refused = gateway.mismatch(request, caller.appId) ?? this.#notAllowed(request, caller) ?? this.#repeated(request, caller);
    return refused === undefined ? { caller } : { refused };
  }

  #tooMuch(request: MockRequest): MockReply | undefined {
    const full = this.#parts.rates.take(this.#parts.clock.now());
    if (full !== undefined) {
      const byGateway = this.#options.rateRefusedBy === 'gateway';
      // Second and day are the gateway's; the other two windows are named by no gateway code.
      const code = byGateway && full === 'perSecond' ? '2526' : byGateway && full === 'perDay' ? '2528' : '429';
      return refusalReply({ errorCode: code, message: `rate limit ${full}` }, this.#status); // mock-defined text
    }
    const most = this.#options.maxBodyBytes ?? TWENTY_MB;
    if (request.body.length <= most) return undefined;
    return this.#platform({ errorCode: '603', message: `body: at most ${most} bytes` }); // mock-defined code and text
  }

  #notAllowed(request: MockRequest, { appId }: CosmicCaller): MockReply | undefined {
    const app = this.#parts.apps.find(appId);
    const { clientIp } = this.#parts.switches;
    if (app?.allowedIps !== undefined && !app.allowedIps.includes(clientIp)) {
      return this.#platform({ errorCode: '403', message: `address ${clientIp} is not allowed` }); // mock-defined text
    }
    if (app?.grants.has(request.path) === true) return undefined;
    if (this.#options.grantRefusedBy === 'gateway') return refusalReply({ errorCode: '2505', message: 'API not subscribed' }, this.#status); // mock-defined text
    return this.#platform({ errorCode: '403', message: `该第三方应用-${appId}没有此接口访问权限` });
  }

  /** Remembers the key of an app from its first arrival: 30 minutes, or the seconds of `Idempotency-Timeout` (at most 90 days). */
  #repeated(request: MockRequest, { appId }: CosmicCaller): MockReply | undefined {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return undefined;
    const asked = Number(request.headers['idempotency-timeout']);
    const life = asked > 0 ? Math.min(asked, LONGEST_KEY_LIFE_S) * 1000 : HALF_HOUR_MS;
    if (this.#keys.use(`${appId} ${key}`, this.#parts.clock.now(), life)) return undefined;
    return this.#platform({ errorCode: '604', message: 'Idempotency-Key already used' }); // mock-defined text
  }

  get #status(): 'ok' | 'code' {
    return this.#options.refusalStatus ?? 'ok';
  }

  #platform(reply: PlatformReply): MockReply {
    return platformReply(reply, this.#status);
  }
}
