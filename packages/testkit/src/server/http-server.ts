import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MockClock } from './clock.js';
import { type ExchangeOptions, htmlFault, type IncomingCall, MockExchange, type OpenedCall } from './exchange.js';
import type { FaultScript } from './faults.js';
import type { Journal, JournalEntry } from './journal.js';

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

export interface MockServerOptions extends Omit<ExchangeOptions, 'faults'> {
  /** Loopback only; default `127.0.0.1`. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Default 0: any free port. */
  readonly port?: number;
  /** PEM of a certificate for the host and its key: serves https instead of http. The mock has none of its own, so that nobody trusts one by accident. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /**
   * Takes over connections that ask for another protocol, e.g. a WebSocket; what it does not take (`false`) is closed with 404.
   * Absent: such requests are served as ordinary ones, which clients that offer HTTP/2 (`Upgrade: h2c`) need.
   */
  readonly upgrade?: (request: MockRequest, socket: Duplex) => boolean;
}

/** Many processes connect at the same instant; a connection that overflows the queue is only tried again after seconds. */
const BACKLOG = 4_096;

/** A real HTTP server on loopback with journal, faults and clock: the base of every mock. Owns its sockets; `close()` ends them. */
export class MockServer {
  readonly clock: MockClock;
  readonly journal: Journal;
  readonly faults: FaultScript;
  /** `METHOD path` of requests no route knew. A test should end with this empty. */
  readonly unknownRequests: string[];
  readonly #exchange: MockExchange;
  readonly #options: MockServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #origin = '';

  private constructor(options: MockServerOptions) {
    this.#options = options;
    this.#exchange = new MockExchange(options);
    this.clock = this.#exchange.clock;
    this.journal = this.#exchange.journal;
    this.faults = this.#exchange.faults;
    this.unknownRequests = this.#exchange.unknownRequests;
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end(`mock error: ${String(error)}`);
      });
    };
    this.#server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
    const { upgrade } = options;
    if (upgrade !== undefined)
      this.#server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
        // What the client sent right behind its request belongs to the new protocol.
        if (head.length > 0) socket.unshift(head);
        this.#upgrade(upgrade, incoming, socket);
      });
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
    const call: IncomingCall = { method: incoming.method ?? 'GET', url, headers: flatHeaders(incoming), body };
    if (this.#exchange.isAdmin(call)) {
      const { status, value } = await this.#exchange.admin(call);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? null));
      return;
    }
    await this.#withFault(this.#exchange.open(call), response);
  }

  #upgrade(upgrade: NonNullable<MockServerOptions['upgrade']>, incoming: IncomingMessage, socket: Duplex): void {
    // A peer that goes away is no error of the mock.
    socket.on('error', () => socket.destroy());
    const request = this.#exchange.note({
      method: 'UPGRADE',
      url: new URL(incoming.url ?? '/', this.#origin),
      headers: flatHeaders(incoming),
      body: Buffer.alloc(0),
    });
    if (upgrade(request, socket)) return;
    this.unknownRequests.push(`UPGRADE ${request.path}`);
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }

  async #withFault({ request, handler, fault }: OpenedCall, response: ServerResponse): Promise<void> {
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
        this.#answer(response, request, htmlFault(fault.status));
        return;
      case 'stall-body':
      case 'truncate-body': {
        const reply = await handler(request);
        const bytes = Buffer.from(reply.body);
        response.writeHead(reply.status ?? 200, { 'content-type': reply.contentType ?? 'application/json', 'content-length': String(bytes.length) });
        response.write(bytes.subarray(0, Math.max(1, bytes.length >> 1)), () => {
          if (fault.kind === 'truncate-body') response.socket?.destroy();
        });
        return;
      }
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        break;
      case 'hold':
        await fault.until;
        break;
      case 'answer':
        this.#answer(response, request, { status: fault.status, contentType: fault.contentType ?? 'application/json', body: fault.body });
        return;
      default:
    }
    this.#answer(response, request, await handler(request));
  }

  #answer(response: ServerResponse, request: MockRequest, reply: MockReply): void {
    const { status, headers, bytes } = this.#exchange.close(request, reply);
    response.writeHead(status, headers);
    response.end(bytes);
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
