import type { Duplex } from 'node:stream';
import type { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';
import type { FaultScript } from '../server/faults.js';
import type { MockHandler, MockReply, MockRequest } from '../server/http-server.js';
import type { Journal } from '../server/journal.js';
import type { BusinessSystems } from './business-systems.js';

/** Who a business call came from, as the gate found out. */
export interface CosmicCaller {
  readonly appId: string;
  readonly user: string;
}

/** Handles a call the gate has let in. The reply is the part's own: the invoice families do not share the platform's envelope. */
export type CosmicHandler = (request: MockRequest, caller: CosmicCaller) => MockReply | Promise<MockReply>;

/** What every part of one mock 苍穹 shares. `baseUrl`, `journal` and `faults` may be read from the first request on, not while the part is built. */
export interface CosmicContext {
  readonly clock: MockClock;
  /** A sequence of the part's own: what one part draws does not move the values of another. */
  readonly random: SeededRandom;
  /** Third-party systems by their businessSystemCode: encryption, callback address. */
  readonly businessSystems: BusinessSystems;
  /** Whether a business call with this access token would be let in: for what carries its token past the gate. */
  readonly acceptsToken: (token: string) => boolean;
  /** The data centre. */
  readonly accountId: string;
  /** Request fields the reference does not name, as `family.code.field`; shown as `mock.unknownFields`. */
  readonly unknownFields: Set<string>;
  /** Origin and base path, without a trailing slash. */
  readonly baseUrl: string;
  readonly journal: Journal;
  readonly faults: FaultScript;
}

/**
 * A business application that runs on the mock platform (`sim`, `rim`, …).
 *
 * The platform calls `routes` only for requests its gate has let in: gateway identity, rate limits, token or digest,
 * grants, Idempotency-Key. Paths start with a slash and are below the base, e.g. `/kapi/app/sim/openApi`; they count as APIs
 * for grants. A part keeps its own state, takes its time from `context.clock` (never a timer) and its randomness from
 * `context.random`. Faults of the script (drop before or after, HTML, slow, truncated) are done around the handler by the
 * server: a handler that has changed its state before it returns is right under all of them.
 */
export interface CosmicPart {
  readonly routes: Readonly<Record<string, CosmicHandler>>;
  /** Reached without gate and token, e.g. a scan page or an invoice file; the key is a path, or with a final `*` a prefix. */
  readonly openRoutes?: Readonly<Record<string, MockHandler>>;
  /** Takes over a WebSocket connection to a path of its own; `false`: not its path. The gate is not asked. */
  upgrade?(request: MockRequest, socket: Duplex): boolean;
  /** State as `GET /__mock/<name>`. Names are unique over all parts. */
  readonly views?: Readonly<Record<string, () => unknown>>;
  /** Commands as `POST /__mock/<name>` with a JSON body. */
  readonly commands?: Readonly<Record<string, (body: unknown) => unknown>>;
  /** Ends what the part holds open, e.g. connections of callbacks. */
  close?(): Promise<void>;
}
