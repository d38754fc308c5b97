import type { AdapterContext } from './adapter/contract.js';
import type { Authorization } from './credentials/authorization.js';
import type { CryptoBackend } from './crypto/backend.js';
import type { EncType } from './crypto/signer.js';
import { Entitlements } from './entitlement/entitlements.js';
import type { Environment } from './environments.js';
import { type Locale, localize } from './i18n/locale.js';
import type { Logger } from './i18n/log.js';
import { AttemptObserver } from './observe/attempt-observer.js';
import { type NetworkSettings, type PiaozoneOptions, resolveOptions, type TokenRejection, type Variables } from './options.js';
import type { Runtime } from './runtime.js';
import { SessionManager } from './session/session-manager.js';
import { createAxiosSender } from './transport/axios-sender.js';
import { FlowControl } from './transport/flow/flow-control.js';
import type { Limits } from './transport/flow/limits.js';
import { HttpClient } from './transport/http-client.js';
import { ServerClock } from './transport/server-clock.js';
import type { Sender } from './transport/types.js';

/** One client: one authorization, one environment. Owns sockets, sessions and timers; two clients share nothing. Editions and routes are built on it. */
export interface Piaozone {
  readonly environment: Environment;
  readonly locale: Locale;
  readonly authorization: Authorization;
  readonly crypto: CryptoBackend;
  readonly encType: EncType;
  readonly tokenRejection: TokenRejection;
  /** Whole call, milliseconds; for calls that name no limit of their own. */
  readonly timeoutMs: number;
  /** Calls to the cloud, through all policies. */
  readonly http: HttpClient;
  readonly sessions: SessionManager;
  /** What time it is at the cloud; signatures go by it where the local clock is far off. */
  readonly serverClock: ServerClock;
  /** What tax numbers may use, as far as it is known before a call. */
  readonly entitlements: Entitlements;
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** 13-digit milliseconds and 3 digits, as the cloud's `reqid` is documented (standard-edition §1). A trace id, never a business key. */
  newRequestId(): string;
  /** What an adapter is lent; its calls go out by `erpNetwork`. */
  adapterContext(): AdapterContext;
  /** Ends sessions, sockets and timers. Calls in flight fail with `aborted` or `closed`. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Checks all options and assembles a client. Does no I/O.
 * @param variables stand in for what `options` leaves out
 * @throws config_invalid listing every problem at once
 */
export function createPiaozone(options: PiaozoneOptions = {}, variables: Variables = process.env): Piaozone {
  const resolved = resolveOptions(options, variables);
  const { environment, locale, authorization, crypto, encType, tokenRejection, timeoutMs, runtime, logger, limits } = resolved;
  const sender = resolved.sender ?? networkSender(resolved.network, runtime, limits.maxSockets);
  const erpSender = resolved.sender ?? networkSender(resolved.erpNetwork, runtime, ERP_SOCKETS);
  const { tokenStore: store } = resolved;
  const sessions = new SessionManager({ runtime, logger, locale, ...(store === undefined ? {} : { store }) });
  const erpSessions = new SessionManager({ runtime, logger, locale });
  const observer = new AttemptObserver(resolved.onEvent, () => logger.warn(localize(LISTENER_FAILED, locale)));
  const serverClock = new ServerClock(runtime);
  const flow = new FlowControl(limits, runtime);
  const erpFlow = new FlowControl(erpLimits(limits), runtime);
  const { maxResponseBytes, maxRetries, enterprises: directory, entitlements: mode } = resolved;
  const common = { runtime, locale, timeoutMs, maxResponseBytes, maxRetries, observer };
  const http = new HttpClient({ ...common, sender, flow, serverClock });
  const erpClock = new ServerClock(runtime);
  const erpHttp = new HttpClient({ ...common, sender: erpSender, flow: erpFlow, serverClock: erpClock });
  const nextId = requestIds(runtime);
  return {
    environment,
    locale,
    authorization,
    crypto,
    encType,
    tokenRejection,
    timeoutMs,
    http,
    sessions,
    serverClock,
    entitlements: new Entitlements({ mode, directory, runtime, logger, locale }),
    runtime,
    logger,
    newRequestId: nextId,
    adapterContext: () => ({ http: erpHttp, sessions: erpSessions, serverClock: erpClock, runtime, logger, locale, newRequestId: nextId }),
    async close() {
      authorization.close();
      sessions.close();
      erpSessions.close();
      flow.close();
      erpFlow.close();
      sender.close();
      erpSender.close();
    },
  };
}

/** Connections per ERP host. All calls to an ERP are one client's and share them. */
const ERP_SOCKETS = 64;

/** Rates and throttle codes are the cloud's; the breaker is for both. */
function erpLimits(limits: Limits): Limits {
  return { ...limits, maxSockets: ERP_SOCKETS, inFlightPerTenant: ERP_SOCKETS, callsPerMinute: {}, throttleCodes: new Set() };
}

const LISTENER_FAILED = {
  zh: 'onEvent 抛出了错误；调用不受影响，但这条事件可能丢失',
  en: 'onEvent threw an error; calls go on, but this event may be lost',
};

function networkSender({ proxy, tls, rewrite }: NetworkSettings, runtime: Runtime, maxSockets: number): Sender {
  return createAxiosSender({ ...tls, runtime, maxSockets, ...(proxy === undefined ? {} : { proxy }), ...(rewrite === undefined ? {} : { rewrite }) });
}

/** A counter behind the milliseconds keeps ids of one process apart; its random start keeps processes apart. */
function requestIds(runtime: Runtime): () => string {
  let counter = Math.floor(runtime.random() * 1000);
  return () => {
    counter = (counter + 1) % 1000;
    return `${runtime.now()}${String(counter).padStart(3, '0')}`;
  };
}
