import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * How the proxy treats what comes. `407` and `502` refuse, `hang` reads and never answers, `close-on-connect` closes instead of answering.
 * The `…-200` modes open tunnels that lead nowhere: `garbage-after-200` answers the first bytes with noise, `garbage-with-200` puts noise right
 * behind its 200, `silence-after-200` says nothing more. For http by absolute URI these close the connection.
 */
export type ProxyMode = 'allow' | '407' | '502' | 'hang' | 'close-on-connect' | 'garbage-after-200' | 'garbage-with-200' | 'silence-after-200';

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

const NOISE = Buffer.from('<html><body>portal</body></html>\r\n'.repeat(8));

/** A small HTTP proxy on loopback (CONNECT and absolute URI) that can also misbehave. `close()` ends every socket. */
export class ProxyServer {
  /** May be changed between requests. */
  mode: ProxyMode;
  readonly journal: ProxyJournalEntry[] = [];
  /** Connections clients have opened since the start. */
  connections = 0;
  readonly #options: ProxyServerOptions;
  readonly #server: Server;
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
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `127.0.0.1:<port>`, as the manuals write a proxy. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Client sockets open now. */
  get open(): number {
    return this.#clients.size;
  }

  /** Resolves as soon as `condition` holds; looked at after every journal entry and every socket that comes or goes. */
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
      client.resume().once('end', () => client.destroy());
    }
    if (mode === 'hang') return;
    if (mode === 'close-on-connect') {
      client.destroy();
    } else if (mode === '407' || mode === '502') {
      client.end(`HTTP/1.1 ${statusLine(mode)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    } else if (mode === 'garbage-with-200') {
      client.write(Buffer.concat([Buffer.from(ESTABLISHED), NOISE]));
    } else if (mode !== 'allow') {
      client.write(ESTABLISHED);
      if (mode === 'garbage-after-200') client.once('data', () => client.write(NOISE));
    } else {
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
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const mode = this.#record(request, 'forward');
    if (mode === '407' || mode === '502') {
      request.resume();
      response.writeHead(mode === '407' ? 407 : 502, { 'content-length': 0, ...(mode === '407' ? { 'proxy-authenticate': CHALLENGE } : {}) });
      response.end();
      return;
    }
    if (mode !== 'allow') {
      if (mode !== 'hang') request.socket.destroy();
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

const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n';
const CHALLENGE = 'Basic realm="proxy"';

function statusLine(mode: '407' | '502'): string {
  return mode === '407' ? `407 Proxy Authentication Required\r\nProxy-Authenticate: ${CHALLENGE}` : '502 Bad Gateway';
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
