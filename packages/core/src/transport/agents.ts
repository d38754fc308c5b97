import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { type SecureContext } from 'node:tls';
import { isPublicHost } from '../environments.js';
import type { Runtime } from '../runtime.js';
import { Gate } from './gate.js';
import { bareHost } from './no-proxy.js';
import { type ProxySettings, portOf } from './proxy.js';
import { Resolver } from './resolver.js';
import { TunnelAgent } from './tunnel-agent.js';

/** Trust and identity for https targets. */
export interface TlsSettings {
  /** PEM of private certificate authorities, trusted besides the public ones that Node carries. */
  readonly ca?: string | Buffer | ReadonlyArray<string | Buffer>;
  /** PEM certificate and key this client shows where a server asks for one. */
  readonly clientCertificate?: { readonly cert: string | Buffer; readonly key: string | Buffer; readonly passphrase?: string };
}

export interface AgentSettings {
  readonly runtime: Runtime;
  readonly proxy: ProxySettings | undefined;
  readonly tls: TlsSettings;
  readonly maxSockets: number;
  readonly idleTimeoutMs: number;
  readonly maxSocketAgeMs: number;
  /** From the start of a new connection to its end of TLS. */
  readonly connectTimeoutMs: number;
}

/** How one target is reached. `forward`: http by absolute URI through the proxy; `tunnel`: https through CONNECT. */
export interface Route {
  readonly hop: 'direct' | 'forward' | 'tunnel';
  readonly agent: http.Agent;
  /** Where the request is addressed: the proxy for `forward`, else the target. */
  readonly host: string;
  readonly port: number;
  /** Bounds a route whose agent cannot: enter before the request, leave after it. */
  readonly gate?: Gate;
  /** `host:port` of the proxy. */
  readonly proxy?: string;
  readonly proxyAuthorization?: string;
  /** Runs a function when a new connection has taken too long; returns the cancellation. */
  readonly limit: (expire: () => void) => () => void;
}

/** The sockets of one sender. */
export class Agents {
  readonly #settings: AgentSettings;
  readonly #gates = new Map<string, Gate>();
  readonly #resolver: Resolver;
  #http: http.Agent | undefined;
  #https: https.Agent | undefined;
  #tunnels: TunnelAgent | undefined;
  #secureContext: SecureContext | undefined;

  constructor(settings: AgentSettings) {
    this.#settings = settings;
    this.#resolver = new Resolver(settings.runtime);
  }

  routeTo(target: URL): Route {
    const proxy = this.#settings.proxy?.hopFor(target);
    const host = bareHost(target.hostname);
    const port = portOf(target);
    const limit = this.#limit;
    if (target.protocol === 'http:') {
      this.#http ??= retireByAge(new http.Agent(this.#options()), this.#settings);
      if (proxy === undefined) return { hop: 'direct', agent: this.#http, host, port, limit };
      const authorization = proxy.authorization();
      const route = { hop: 'forward', agent: this.#http, host: proxy.host, port: proxy.port, proxy: proxy.toString(), limit } as const;
      return authorization === undefined ? route : { ...route, proxyAuthorization: authorization };
    }
    if (proxy === undefined) {
      this.#https ??= retireByAge(new https.Agent(this.#tlsOptions()), this.#settings);
      return { hop: 'direct', agent: this.#https, host, port, limit };
    }
    this.#tunnels ??= retireByAge(new TunnelAgent({ proxy, limit }, this.#tlsOptions()), this.#settings);
    return { hop: 'tunnel', agent: this.#tunnels, host, port, proxy: proxy.toString(), gate: this.#gateFor(target.host), limit };
  }

  /** Ends every socket, in use or not, and every CONNECT under way. */
  close(): void {
    for (const agent of [this.#http, this.#https, this.#tunnels]) agent?.destroy();
  }

  readonly #limit = (expire: () => void): (() => void) => this.#settings.runtime.schedule(this.#settings.connectTimeoutMs, expire);

  /** Plain http to a host of the public cloud is meant for an inner nginx: the name must lead there. */
  readonly #lookup: LookupFunction = (hostname, options, callback) =>
    (isPublicHost(hostname) ? this.#resolver.innerLookup : this.#resolver.lookup)(hostname, options, callback);

  #gateFor(authority: string): Gate {
    const gate = this.#gates.get(authority) ?? new Gate(this.#settings.maxSockets);
    this.#gates.set(authority, gate);
    return gate;
  }

  #options(): http.AgentOptions & { readonly lookup: LookupFunction } {
    const { maxSockets, idleTimeoutMs } = this.#settings;
    // `timeout` ends idle sockets only: Node's agent leaves one that carries a request alone.
    // Node's 250 ms per address is less than a far host takes, and the first address would be given up in vain.
    const autoSelectFamilyAttemptTimeout = 2_500;
    return {
      keepAlive: true,
      maxSockets,
      maxFreeSockets: maxSockets,
      scheduling: 'lifo',
      timeout: idleTimeoutMs,
      autoSelectFamilyAttemptTimeout,
      lookup: this.#lookup,
    };
  }

  #tlsOptions(): https.AgentOptions {
    const { ca, clientCertificate } = this.#settings.tls;
    // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the default off.
    const options: https.AgentOptions & { readonly lookup: LookupFunction } = {
      ...this.#options(),
      lookup: this.#resolver.lookup,
      rejectUnauthorized: true,
    };
    if (ca === undefined && clientCertificate === undefined) return options;
    // One context for all sockets: with `ca` on the agent Node would parse some 150 certificates per connection.
    this.#secureContext ??= tls.createSecureContext({
      ...clientCertificate,
      ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ...[ca].flat()] as Array<string | Buffer> }),
    });
    return { ...options, secureContext: this.#secureContext };
  }
}

/** Sockets retire at a maximum age, so that a pinned address does not outlive a DNS failover. */
function retireByAge<A extends http.Agent>(agent: A, { runtime, maxSocketAgeMs }: AgentSettings): A {
  const bornAt = new WeakMap<Duplex, number>();
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    const now = runtime.monotonic();
    const born = bornAt.get(socket);
    if (born === undefined) bornAt.set(socket, now);
    return now - (born ?? now) < maxSocketAgeMs && keep(socket);
  };
  return agent;
}
