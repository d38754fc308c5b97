import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { MockClock } from './clock.js';
import { type Fault, FaultScript } from './faults.js';
import { Journal, type JournalEntry } from './journal.js';

/** What a route handler gets: the raw request, already read, below the mount prefix. */
export interface MockRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Base URL the client used, mount prefix included; for WSDLs and links. */
  readonly baseUrl: string;
  readonly entry: JournalEntry;
}

export interface MockReply {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export type MockHandler = (request: MockRequest) => MockReply | Promise<MockReply>;

export interface MockServerOptions {
  /** Loopback only; default `127.0.0.1`. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Default 0: any free port. */
  readonly port?: number;
  /** PEM of a certificate for the host and its key: serves https instead of http. The mock has none of its own, so that nobody trusts one by accident. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Path prefixes under which the same routes answer, e.g. `['', '/test']`. Default `['']`. */
  readonly mounts?: readonly string[];
  readonly clock?: MockClock;
  /** Resolves a request to its handler; `undefined` = unknown route, which fails loudly with 404 and is remembered. */
  readonly route: (request: MockRequest) => MockHandler | undefined;
  /** State as `GET /__mock/<name>`, JSON. `journal` is built in. */
  readonly views?: Readonly<Record<string, () => unknown>>;
  /** Commands as `POST /__mock/<name>` with a JSON body; a promise is waited for. `clock` `{advanceMs}` and `faults` `{path, fault, times?, skip?}` are built in. */
  readonly commands?: Readonly<Record<string, (body: unknown) => unknown>>;
}

/** Many processes connect at the same instant; a connection that overflows the queue is only tried again after seconds. */
const BACKLOG = 4_096;

/** A real HTTP server on loopback with journal, faults and clock: the base of every mock. Owns its sockets; `close()` ends them. */
export class MockServer {
  readonly clock: MockClock;
  readonly journal = new Journal();
  readonly faults = new FaultScript();
  /** `METHOD path` of requests no route knew. A test should end with this empty. */
  readonly unknownRequests: string[] = [];
  readonly #options: MockServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #origin = '';

  private constructor(options: MockServerOptions) {
    this.#options = options;
    this.clock = options.clock ?? new MockClock();
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end(`mock error: ${String(error)}`);
      });
    };
    this.#server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: MockServerOptions): Promise<MockServer> {
    const mock = new MockServer(options);
    const host = options.host ?? '127.0.0.1';
    await new Promise<void>((resolve, reject) => {
      mock.#server.once('error', reject);
      mock.#server.listen({ port: options.port ?? 0, host, backlog: BACKLOG }, resolve);
    });
    const { port } = mock.#server.address() as AddressInfo;
    mock.#origin = `${mock.#scheme}://${host === '::1' ? '[::1]' : host}:${port}`;
    return mock;
  }

  /** `http://127.0.0.1:port`, or https with `tls`, without any mount prefix. */
  get origin(): string {
    return this.#origin;
  }

  /** Ends every socket and stops listening. Safe to call twice. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get #scheme(): 'http' | 'https' {
    return this.#options.tls === undefined ? 'http' : 'https';
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const url = new URL(incoming.url ?? '/', this.#origin);
    if (url.pathname.startsWith('/__mock/')) {
      await this.#admin(incoming.method ?? 'GET', url.pathname.slice('/__mock/'.length), body, response);
      return;
    }
    const mount = this.#mountOf(url.pathname);
    const path = url.pathname.slice(mount.length);
    const entry = this.journal.add({
      at: this.clock.now(),
      method: incoming.method ?? 'GET',
      path,
      query: Object.fromEntries(url.searchParams),
      headers: flatHeaders(incoming),
      body,
    });
    const request: MockRequest = { ...entry, baseUrl: `${this.#scheme}://${incoming.headers.host ?? ''}${mount}`, entry };
    const handler = this.#options.route(request);
    if (handler === undefined) {
      const what = `${request.method} ${url.pathname}`;
      this.unknownRequests.push(what);
      this.#answer(response, entry, { status: 404, contentType: 'text/plain; charset=utf-8', body: `mock: no such route: ${what}` });
      return;
    }
    await this.#withFault(this.faults.take(path, request), request, handler, response);
  }

  async #withFault(fault: Fault | undefined, request: MockRequest, handler: MockHandler, response: ServerResponse): Promise<void> {
    const { entry } = request;
    if (fault !== undefined) entry.fault = fault.kind === 'custom' ? fault.name : fault.kind;
    switch (fault?.kind) {
      case 'drop-before':
        response.socket?.destroy();
        return;
      case 'drop-after':
        await handler(request);
        response.socket?.destroy();
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'html':
        this.#answer(response, entry, {
          status: fault.status,
          contentType: 'text/html',
          body: '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
        });
        return;
      case 'stall-body': {
        const reply = await handler(request);
        const bytes = Buffer.from(reply.body);
        response.writeHead(reply.status ?? 200, { 'content-type': reply.contentType ?? 'application/json', 'content-length': String(bytes.length) });
        response.write(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
        return;
      }
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        break;
      case 'hold':
        await fault.until;
        break;
      case 'answer':
        this.#answer(response, entry, { status: fault.status, contentType: fault.contentType ?? 'application/json', body: fault.body });
        return;
      default:
    }
    this.#answer(response, entry, await handler(request));
  }

  #answer(response: ServerResponse, entry: JournalEntry, reply: MockReply): void {
    const bytes = Buffer.from(reply.body);
    entry.status = reply.status ?? 200;
    response.writeHead(entry.status, {
      'content-type': reply.contentType ?? 'application/json',
      'content-length': String(bytes.length),
      date: new Date(this.clock.now()).toUTCString(),
      ...reply.headers,
    });
    response.end(bytes);
  }

  async #admin(method: string, name: string, body: Buffer, response: ServerResponse): Promise<void> {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? null));
    };
    try {
      if (method === 'GET') {
        const view =
          name === 'journal'
            ? () => this.journal.entries.map((entry) => ({ ...entry, body: entry.body.toString('utf8') }))
            : this.#options.views?.[name];
        send(view === undefined ? 404 : 200, view === undefined ? { error: `no such view: ${name}` } : view());
        return;
      }
      const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
      const command = this.#options.commands?.[name] ?? this.#builtin(name);
      send(command === undefined ? 404 : 200, command === undefined ? { error: `no such command: ${name}` } : await command(input));
    } catch (error) {
      send(400, { error: String(error) });
    }
  }

  #builtin(name: string): ((body: unknown) => unknown) | undefined {
    if (name === 'clock') {
      return (body) => {
        this.clock.advance((body as { advanceMs: number }).advanceMs);
        return { now: this.clock.now() };
      };
    }
    if (name === 'faults') {
      return (body) => {
        const { path, fault, times, skip } = body as { path: string; fault: Fault; times?: number; skip?: number };
        this.faults.next(path, fault, { ...(times === undefined ? {} : { times }), ...(skip === undefined ? {} : { skip }) });
        return { planned: true };
      };
    }
    return undefined;
  }

  #mountOf(pathname: string): string {
    const mounts = [...(this.#options.mounts ?? [''])].sort((a, b) => b.length - a.length);
    return mounts.find((mount) => mount !== '' && (pathname === mount || pathname.startsWith(`${mount}/`))) ?? '';
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function flatHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}
