import axios, { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { type Runtime, systemRuntime } from '../runtime.js';
import { Agents, type Route, type TlsSettings } from './agents.js';
import { codeOf, exchange } from './node-adapter.js';
import type { ProxySettings } from './proxy.js';
import { type SendContext, type Sender, SendFailure, type WireRequest, type WireResponse } from './types.js';

export interface AxiosSenderOptions extends TlsSettings {
  /** Default: none. The environment is read only by `readProxyFromEnvironment`. */
  readonly proxy?: ProxySettings;
  /** Sockets per target, default 64; further exchanges wait for one. */
  readonly maxSockets?: number;
  /** How long an unused socket is kept, milliseconds; default 4,000. Short, because a write that meets a dying socket ends with an unknown outcome. */
  readonly idleTimeoutMs?: number;
  /** Age at which a socket is given up, milliseconds; default five minutes. */
  readonly maxSocketAgeMs?: number;
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
  // Without axios' defaults: merging them costs as much as the exchange itself, and none applies to finished bytes.
  readonly #axios = new axios.Axios();
  #closed = false;

  constructor(options: AxiosSenderOptions) {
    this.#agents = new Agents({
      runtime: options.runtime ?? systemRuntime,
      proxy: options.proxy,
      tls: options,
      maxSockets: options.maxSockets ?? 64,
      idleTimeoutMs: options.idleTimeoutMs ?? 4_000,
      maxSocketAgeMs: options.maxSocketAgeMs ?? 300_000,
    });
  }

  async send(request: WireRequest, context: SendContext): Promise<WireResponse> {
    if (this.#closed) throw new SendFailure('connection', true, 'ERR_SENDER_CLOSED');
    const target = readTarget(request.url);
    const route = this.#agents.routeTo(target);
    const { gate } = route;
    if (gate === undefined) return this.#exchange(request, target, route, context);
    await gate.enter(context.cancellation.signal).catch(() => {
      throw new SendFailure('aborted', true, 'ABORT_ERR');
    });
    try {
      return await this.#exchange(request, target, route, context);
    } finally {
      gate.leave();
    }
  }

  async #exchange(request: WireRequest, target: URL, route: Route, context: SendContext): Promise<WireResponse> {
    try {
      // The request stays out of axios' config, so that no AxiosError or log of a config can carry it.
      const adapter = (config: InternalAxiosRequestConfig) =>
        exchange(request, target, route, context).then((data) => ({ data, status: data.status, statusText: '', headers: NO_HEADERS, config }));
      const response = await this.#axios.request<WireResponse>({ adapter });
      return response.data;
    } catch (error) {
      if (error instanceof SendFailure) throw error;
      throw new SendFailure('connection', false, codeOf(error));
    }
  }

  close(): void {
    this.#closed = true;
    this.#agents.close();
  }
}

const NO_HEADERS = new AxiosHeaders();

function readTarget(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new SendFailure('connection', true, 'ERR_INVALID_URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new SendFailure('connection', true, 'ERR_INVALID_PROTOCOL');
  // Node would turn them into an Authorization header nobody asked for.
  if (url.username !== '' || url.password !== '') throw new SendFailure('connection', true, 'ERR_URL_CREDENTIALS');
  return url;
}
