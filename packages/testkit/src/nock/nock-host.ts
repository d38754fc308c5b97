import type { ClientRequest } from 'node:http';
import { type ExchangeOptions, htmlFault, type IncomingCall, MockExchange } from '../server/exchange.js';
import { type Fault, FaultScript, type PlannedFault } from '../server/faults.js';
import type { MockHost } from '../server/host.js';
import type { MockReply } from '../server/http-server.js';

type Nock = typeof import('nock');
type Scope = import('nock').Scope;

const SOCKET_FAULTS: ReadonlySet<string> = new Set(['drop-before', 'drop-after', 'reset', 'stall-body']);
const METHODS = ['GET', 'POST'];

/** Refuses what only a socket can do, at the moment it is planned. */
class PortlessFaults extends FaultScript {
  override next(path: string, fault: Fault, options: Partial<Pick<PlannedFault, 'times' | 'skip' | 'match'>> = {}): void {
    if (SOCKET_FAULTS.has(fault.kind)) throw new TypeError(`the fault ${fault.kind} ends a socket: it needs the server (startMockPiaozone)`);
    super.next(path, fault, options);
  }
}

/** Interceptors of nock in front of an exchange: no port, no sockets. They stay until `close()`. */
export class NockHost implements MockHost {
  readonly origin: string;
  readonly clock;
  readonly journal;
  readonly faults;
  readonly unknownRequests;
  readonly #exchange: MockExchange;
  readonly #remove: () => void;

  private constructor(nock: Nock, origin: string, options: Omit<ExchangeOptions, 'faults'>) {
    this.origin = origin;
    this.#exchange = new MockExchange({ ...options, faults: new PortlessFaults() });
    ({ clock: this.clock, journal: this.journal, faults: this.faults, unknownRequests: this.unknownRequests } = this.#exchange);
    this.#remove = this.#install(nock);
  }

  /** @throws Error when the optional peer nock is not installed */
  static async start(origin: string, options: Omit<ExchangeOptions, 'faults'>): Promise<NockHost> {
    let nock: Nock;
    try {
      nock = (await import('nock')).default;
    } catch (cause) {
      throw new Error('mockPiaozoneInterceptors needs the package nock 14: npm install --save-dev nock', { cause });
    }
    return new NockHost(nock, origin, options);
  }

  async close(): Promise<void> {
    this.#remove();
  }

  #install(nock: Nock): () => void {
    const scope = nock(this.origin).persist();
    const headers = plainBodies(scope);
    const host = this;
    const interceptors = METHODS.map((method) => scope.intercept(/.*/, method).query(true));
    for (const interceptor of interceptors) {
      interceptor.reply(function (uri: string, body: unknown) {
        // One interceptor serves many requests: `this.req` is read before anything is waited for.
        const request: ClientRequest = this.req;
        const sent = headers.get(request) ?? {};
        return host.#serve({ method: request.method, url: new URL(uri, host.origin), headers: sent, body: bytesOf(String(body ?? ''), sent) });
      });
    }
    return () => {
      for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    };
  }

  async #serve(call: IncomingCall): Promise<[number, Buffer, Record<string, string>]> {
    if (this.#exchange.isAdmin(call)) {
      const { status, value } = await this.#exchange.admin(call);
      return [status, Buffer.from(JSON.stringify(value ?? null)), { 'content-type': 'application/json' }];
    }
    const { request, handler, fault } = this.#exchange.open(call);
    const reply = (await replyOfFault(fault)) ?? (await handler(request));
    const { status, headers, bytes } = this.#exchange.close(request, reply);
    return [status, bytes, headers];
  }
}

async function replyOfFault(fault: Fault | undefined): Promise<MockReply | undefined> {
  switch (fault?.kind) {
    case 'html':
      return htmlFault(fault.status);
    case 'answer':
      return { status: fault.status, contentType: fault.contentType ?? 'application/json', body: fault.body };
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return undefined;
    case 'hold':
      await fault.until;
      return undefined;
    default:
      return undefined;
  }
}

/**
 * nock parses every body sent as application/json and throws on bare Base64, which is what the cloud gets. So the content type
 * is hidden from nock's copy of the headers before it looks; the true headers are kept for the mock.
 */
function plainBodies(scope: Scope): WeakMap<ClientRequest, Record<string, string>> {
  const kept = new WeakMap<ClientRequest, Record<string, string>>();
  scope.on('request', (request: ClientRequest & { headers: Record<string, unknown> }) => {
    const all = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]);
    kept.set(request, Object.fromEntries(all) as Record<string, string>);
    request.headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== 'content-type'));
  });
  return kept;
}

/** nock hands over bytes that are no UTF-8 as hex; the length, else the kind of body, tells which it is. */
function bytesOf(body: string, headers: Readonly<Record<string, string>>): Buffer {
  const text = Buffer.from(body, 'utf8');
  const isHex = body.length % 2 === 0 && /^[0-9a-f]*$/.test(body);
  const length = headers['content-length'];
  const asHex = length === undefined ? isHex && (headers['content-type'] ?? '').startsWith('multipart/') : Number(length) * 2 === text.length;
  return isHex && asHex ? Buffer.from(body, 'hex') : text;
}
