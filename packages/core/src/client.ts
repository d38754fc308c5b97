import type { AdapterContext } from './adapter/contract.js';
import type { Authorization } from './credentials/authorization.js';
import type { CryptoBackend } from './crypto/backend.js';
import type { EncType } from './crypto/signer.js';
import type { Environment } from './environments.js';
import type { Locale } from './i18n/locale.js';
import type { Logger } from './i18n/log.js';
import { type NetworkSettings, type PiaozoneOptions, type ResolvedOptions, resolveOptions, type TokenRejection } from './options.js';
import type { Runtime } from './runtime.js';
import { SessionManager } from './session/session-manager.js';
import { createAxiosSender } from './transport/axios-sender.js';
import { HttpClient } from './transport/http-client.js';
import type { Sender } from './transport/types.js';

/** One client: one authorization, one environment. Owns sockets, sessions and timers; two clients share nothing. Editions and routes are built on it. */
export interface Piaozone {
  readonly environment: Environment;
  readonly locale: Locale;
  readonly authorization: Authorization;
  readonly crypto: CryptoBackend;
  readonly encType: EncType;
  readonly tokenRejection: TokenRejection;
  /** Calls to the cloud, through all policies. */
  readonly http: HttpClient;
  readonly sessions: SessionManager;
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
 * @throws config_invalid listing every problem at once
 */
export function createPiaozone(options: PiaozoneOptions = {}): Piaozone {
  const resolved = resolveOptions(options, process.env);
  const { environment, locale, authorization, crypto, encType, tokenRejection, runtime, logger } = resolved;
  const sender = resolved.sender ?? networkSender(resolved.network);
  const erpSender = resolved.sender ?? networkSender(resolved.erpNetwork);
  const sessions = new SessionManager({ runtime });
  const erpSessions = new SessionManager({ runtime });
  const http = httpClient(resolved, sender);
  const erpHttp = httpClient(resolved, erpSender);
  const nextId = requestIds(runtime);
  return {
    environment,
    locale,
    authorization,
    crypto,
    encType,
    tokenRejection,
    http,
    sessions,
    runtime,
    logger,
    newRequestId: nextId,
    adapterContext: () => ({ http: erpHttp, sessions: erpSessions, runtime, logger, locale, newRequestId: nextId }),
    async close() {
      sessions.close();
      erpSessions.close();
      sender.close();
      erpSender.close();
    },
  };
}

function networkSender({ proxy, tls }: NetworkSettings): Sender {
  return createAxiosSender({ ...tls, ...(proxy === undefined ? {} : { proxy }) });
}

function httpClient(options: ResolvedOptions, sender: Sender): HttpClient {
  const { runtime, locale, timeoutMs, maxResponseBytes, maxRetries, onAttempt } = options;
  return new HttpClient({ runtime, sender, locale, timeoutMs, maxResponseBytes, maxRetries, ...(onAttempt === undefined ? {} : { onAttempt }) });
}

/** A counter behind the milliseconds keeps ids of one process apart; its random start keeps processes apart. */
function requestIds(runtime: Runtime): () => string {
  let counter = Math.floor(runtime.random() * 1000);
  return () => {
    counter = (counter + 1) % 1000;
    return `${runtime.now()}${String(counter).padStart(3, '0')}`;
  };
}
