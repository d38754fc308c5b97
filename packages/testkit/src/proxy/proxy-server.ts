import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CHALLENGE, ESTABLISHED, HTML_PAGE, NOISE, PORTAL_ANSWER, refusalBytes } from './proxy-answers.js';
import type { ProxyMode } from './proxy-mode.js';

/** What one client asked for. Nothing is redacted: the journal lives in the test only. */
export interface ProxyJournalEntry {
  readonly seq: number;
  readonly kind: 'connect' | 'forward';
  /** `host:port` of a CONNECT, the absolute URI of a forwarded request. */
  readonly target: string;
  readonly method: string;
  /** As received, in order, names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** Decoded `user:password` of `proxy-authorization`, if any was sent. */
  readonly account: string | undefined;
  readonly mode: ProxyMode;
}

export interface ProxyServerOptions {
  readonly mode?: ProxyMode;
  /** `user:password`; anything else is answered with 407. */
  readonly account?: string;
  /** Sends every tunnel and request here (`host:port`) whatever target is named, so that tests may use any host name. */
  readonly upstream?: string;
}

/** A small HTTP proxy on loopback (CONNECT and absolute URI) that can also misbehave. `close()` ends every socket. */
export class ProxyServer {
  /** May be changed between requests, save to and from `refuse`. */
  mode: ProxyMode;
  readonly journal: ProxyJournalEntry[] = [];
  /** Connections clients have opened since the start. */
  connections = 0;
  /** Bytes that came through tunnels which lead nowhere. */
  heard = 0;
  readonly #options: ProxyServerOptions;
  readonly #server: Server;
  #port = 0;
  readonly #clients = new Set<Duplex>();
  readonly #upstreams = new Set<Duplex>();
  readonly #waiting = new Set<() => void>();

  private constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.mode = options.mode ?? 'allow';
    this.#server = createServer((request, response) => this.#forward(request, response));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#tunnel(request, socket, head));
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#track(socket, this.#clients);
    });
  }

  static async start(options: ProxyServerOptions = {}): Promise<ProxyServer> {
    const proxy = new ProxyServer(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    if (proxy.mode === 'refuse') await proxy.close();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** `127.0.0.1:<port>`, as the manuals write a proxy. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Client sockets open now. */
  get open(): number {
    return this.#clients.size;
  }

  /** Resolves as soon as `condition` holds; looked at after every journal entry, every socket that comes or goes, and whatever is heard. */
  until(condition: (proxy: ProxyServer) => boolean): Promise<void> {
    if (condition(this)) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition(this)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of [...this.#clients, ...this.#upstreams]) socket.destroy();
    await closed;
  }

  #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const mode = this.#record(request, 'connect');
    if (mode !== 'allow') {
      // Node's server leaves such a socket half open and unread: without this nobody would see that the client has gone.
      client.on('data', (chunk: Buffer) => {
        this.heard += chunk.length;
        this.#look();
      });
      client.once('end', () => client.destroy());
    }
    switch (mode) {
      case 'allow':
        this.#join(request, client, head);
        return;
      case 'hang':
      case 'refuse':
        return;
      case 'close-on-connect':
        client.destroy();
        return;
      case 'half-open':
        // Only this side's half is closed: the socket stays until the client goes.
        client.end();
        return;
      case '403':
      case '407':
      case '502':
      case 'html-error':
        client.end(refusalBytes(mode));
        return;
      case 'garbage-with-200':
        client.write(Buffer.concat([ESTABLISHED, NOISE]));
        return;
      case 'html-page':
        client.write(PORTAL_ANSWER);
        return;
      default:
        client.write(ESTABLISHED);
        if (mode === 'garbage-after-200') client.once('data', () => client.write(NOISE));
    }
  }

  #join(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const { host, port } = splitAuthority(this.#options.upstream ?? request.url ?? '');
    const upstream = connect({ host, port });
    this.#track(upstream, this.#upstreams);
    upstream.once('connect', () => {
      client.write(ESTABLISHED);
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const mode = this.#record(request, 'forward');
    if (mode !== 'allow') {
      request.resume();
      misbehave(mode, request, response);
      return;
    }
    const target = new URL(request.url ?? '');
    const { host, port } = splitAuthority(this.#options.upstream ?? `${target.hostname}:${target.port || 80}`);
    const rawHeaders = pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() !== 'proxy-authorization');
    const upstream = httpRequest({
      host,
      port,
      method: request.method,
      path: target.pathname + target.search,
      headers: rawHeaders.flat(),
      agent: false,
    });
    upstream.once('socket', (socket) => this.#track(socket, this.#upstreams));
    upstream.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    upstream.on('error', () => request.socket.destroy());
    request.pipe(upstream);
  }

  #record(request: IncomingMessage, kind: ProxyJournalEntry['kind']): ProxyMode {
    const account = decodeAccount(request.headers['proxy-authorization']);
    const refused = this.#options.account !== undefined && account !== this.#options.account;
    const mode = refused ? '407' : this.mode;
    const { url: target = '', method = '', rawHeaders } = request;
    this.journal.push({ seq: this.journal.length + 1, kind, target, method, rawHeaders, account, mode });
    this.#look();
    return mode;
  }

  #track(socket: Duplex, into: Set<Duplex>): void {
    into.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      into.delete(socket);
      this.#look();
    });
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** For http by absolute URI. The `…-200` modes are about tunnels; here they close the connection. */
function misbehave(mode: ProxyMode, request: IncomingMessage, response: ServerResponse): void {
  switch (mode) {
    case 'hang':
      return;
    case '403':
    case '407':
    case '502':
      response.writeHead(Number(mode), { 'content-length': 0, ...(mode === '407' ? { 'proxy-authenticate': CHALLENGE } : {}) }).end();
      return;
    case 'html-page':
    case 'html-error':
      response.writeHead(mode === 'html-page' ? 200 : 403, { 'content-type': 'text/html', 'content-length': HTML_PAGE.length }).end(HTML_PAGE);
      return;
    case 'half-open':
      request.socket.end();
      return;
    default:
      request.socket.destroy();
  }
}

function splitAuthority(authority: string): { host: string; port: number } {
  const colon = authority.lastIndexOf(':');
  return { host: authority.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(authority.slice(colon + 1)) };
}

function pairs(rawHeaders: readonly string[]): Array<[string, string]> {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : []));
}

function decodeAccount(header: string | undefined): string | undefined {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
