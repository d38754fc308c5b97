import axios, { type AxiosAdapter, AxiosHeaders, type AxiosPromise, type InternalAxiosRequestConfig } from 'axios';
import { type Runtime, systemRuntime } from '../runtime.js';
import { Agents, type TlsSettings } from './agents.js';
import { codeOf } from './failure-reasons.js';
import { exchange } from './node-adapter.js';
import type { ProxySettings } from './proxy.js';
import type { Rewrite } from './rewrite.js';
import { Targets } from './target.js';
import { type SendContext, type Sender, SendFailure, type WireRequest, type WireResponse } from './types.js';

export interface AxiosSenderOptions extends TlsSettings {
  /** Default: none. The environment is read only by `readProxyFromEnvironment`. */
  readonly proxy?: ProxySettings;
  /** Prefixes that are reached elsewhere. Default: none. */
  readonly rewrite?: Rewrite;
  /** Sockets per target, default 64 (a client asks for `limits.maxSockets`); further exchanges wait for one. */
  readonly maxSockets?: number;
  /** How long an unused socket is kept, milliseconds; default 4,000. Short, because a write that meets a dying socket ends with an unknown outcome. */
  readonly idleTimeoutMs?: number;
  /** Age at which a socket is given up, milliseconds; default five minutes. */
  readonly maxSocketAgeMs?: number;
  /**
   * How long a new connection may take, milliseconds, for the CONNECT of a proxy and again for all else up to the end of TLS; default 15,000.
   * It ends an attempt that has sent nothing, so that another may follow within the deadline of the call.
   */
  readonly connectTimeoutMs?: number;
  readonly runtime?: Runtime;
}

/**
 * The sender over axios: bytes in, bytes out, nothing rewritten, nothing repeated, no redirects, no proxy unless given.
 * Rejects with a {@link SendFailure} only; see there for what `unsent` promises.
 */
export function createAxiosSender(options: AxiosSenderOptions = {}): Sender {
  return new AxiosSender(options);
}

class AxiosSender implements Sender {
  readonly #agents: Agents;
  readonly #targets: Targets;
  /**
   * Resolved once and called directly: axios' request path before an adapter (merging, headers, transforms) costs a sixth of a call and rewrites bodies,
   * and nothing of it applies to finished bytes (docs/decisions/0008).
   */
  readonly #adapter: AxiosAdapter = axios.getAdapter(lean);
  #closed = false;

  constructor(options: AxiosSenderOptions) {
    this.#agents = new Agents({
      runtime: options.runtime ?? systemRuntime,
      proxy: options.proxy,
      tls: options,
      maxSockets: options.maxSockets ?? 64,
      idleTimeoutMs: options.idleTimeoutMs ?? 4_000,
      maxSocketAgeMs: options.maxSocketAgeMs ?? 300_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 15_000,
    });
    this.#targets = new Targets(this.#agents, options.rewrite);
  }

  async send(request: WireRequest, context: SendContext): Promise<WireResponse> {
    if (this.#closed) throw new SendFailure('connection', true, CLOSED);
    const target = this.#targets.find(request.url);
    const { gate } = target.route;
    if (gate !== undefined)
      await gate.enter(context.cancellation.signal).catch(() => {
        throw new SendFailure('aborted', true, 'ABORT_ERR', { stage: 'queue' });
      });
    try {
      const config: LeanConfig = { headers: NO_HEADERS, exchange: () => exchange(request, target, context) };
      return (await this.#adapter(config)).data as WireResponse;
    } catch (error) {
      throw this.#name(error);
    } finally {
      gate?.leave();
    }
  }

  #name(error: unknown): SendFailure {
    if (!(error instanceof SendFailure)) return new SendFailure('connection', false, codeOf(error));
    // A socket that this side ended says nothing about the other side.
    const ended = this.#closed && (error.kind === 'connection' || error.kind === 'proxy' || error.kind === 'tls');
    return ended ? new SendFailure('connection', error.unsent, CLOSED) : error;
  }

  close(): void {
    this.#closed = true;
    this.#agents.close();
  }
}

const CLOSED = 'ERR_SENDER_CLOSED';
const NO_HEADERS = new AxiosHeaders();

/** The request stays in a closure: no AxiosError and no log of a config can carry it. */
interface LeanConfig extends InternalAxiosRequestConfig {
  readonly exchange: () => Promise<WireResponse>;
}

/** An axios adapter over {@link exchange}. */
function lean(config: InternalAxiosRequestConfig): AxiosPromise<WireResponse> {
  return (config as LeanConfig).exchange().then((data) => ({ data, status: data.status, statusText: '', headers: NO_HEADERS, config }));
}
