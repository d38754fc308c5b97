import { MockClock } from './clock.js';
import { type Fault, FaultScript } from './faults.js';
import type { MockHandler, MockReply, MockRequest } from './http-server.js';
import { Journal } from './journal.js';

/** What answers requests, whatever carries them. */
export interface ExchangeOptions {
  /** Path prefixes under which the same routes answer, e.g. `['', '/test']`. Default `['']`. */
  readonly mounts?: readonly string[];
  readonly clock?: MockClock;
  readonly faults?: FaultScript;
  /** Resolves a request to its handler; `undefined` = unknown route, which fails loudly with 404 and is remembered. */
  readonly route: (request: MockRequest) => MockHandler | undefined;
  /** State as `GET /__mock/<name>`, JSON. `journal` is built in. */
  readonly views?: Readonly<Record<string, () => unknown>>;
  /** Commands as `POST /__mock/<name>` with a JSON body; a promise is waited for. `clock` `{advanceMs}` and `faults` `{path, fault, times?, skip?}` are built in. */
  readonly commands?: Readonly<Record<string, (body: unknown) => unknown>>;
}

/** A request as its carrier read it. */
export interface IncomingCall {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface OpenedCall {
  readonly request: MockRequest;
  /** Answers 404 where no route knows the request. */
  readonly handler: MockHandler;
  readonly fault: Fault | undefined;
}

/** Admin calls: `GET` and `POST /__mock/<name>`. */
const ADMIN = '/__mock/';

/** Journal, faults, clock and routes of one mock, without a port. */
export class MockExchange {
  readonly clock: MockClock;
  readonly journal = new Journal();
  readonly faults: FaultScript;
  /** `METHOD path` of requests no route knew. A test should end with this empty. */
  readonly unknownRequests: string[] = [];
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.clock = options.clock ?? new MockClock();
    this.faults = options.faults ?? new FaultScript();
  }

  isAdmin({ url }: IncomingCall): boolean {
    return url.pathname.startsWith(ADMIN);
  }

  /** Writes the journal. */
  note({ method, url, headers, body }: IncomingCall): MockRequest {
    const mount = this.#mountOf(url.pathname);
    const path = url.pathname.slice(mount.length);
    const entry = this.journal.add({ at: this.clock.now(), method, path, query: Object.fromEntries(url.searchParams), headers, body });
    return { ...entry, baseUrl: `${url.protocol}//${headers['host'] ?? ''}${mount}`, entry };
  }

  /** Writes the journal, finds the route and takes the fault that is planned for it. */
  open(call: IncomingCall): OpenedCall {
    const request = this.note(call);
    const { entry, path } = request;
    const handler = this.#options.route(request);
    if (handler === undefined) {
      const what = `${call.method} ${call.url.pathname}`;
      this.unknownRequests.push(what);
      return {
        request,
        handler: () => ({ status: 404, contentType: 'text/plain; charset=utf-8', body: `mock: no such route: ${what}` }),
        fault: undefined,
      };
    }
    const fault = this.faults.take(path, request);
    if (fault !== undefined) entry.fault = fault.kind === 'custom' ? fault.name : fault.kind;
    return { request, handler, fault };
  }

  /** The answer, and its headers, as they go out. Notes the status in the journal. */
  close({ entry }: MockRequest, reply: MockReply): { status: number; headers: Record<string, string>; bytes: Buffer } {
    const bytes = Buffer.from(reply.body);
    entry.status = reply.status ?? 200;
    const headers = {
      'content-type': reply.contentType ?? 'application/json',
      'content-length': String(bytes.length),
      date: new Date(this.clock.now()).toUTCString(),
      ...reply.headers,
    };
    return { status: entry.status, headers, bytes };
  }

  async admin({ method, url, body }: IncomingCall): Promise<{ status: number; value: unknown }> {
    const name = url.pathname.slice(ADMIN.length);
    try {
      if (method === 'GET') {
        const view = name === 'journal' ? () => this.#journalView() : this.#options.views?.[name];
        return view === undefined ? { status: 404, value: { error: `no such view: ${name}` } } : { status: 200, value: view() };
      }
      const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
      const command = this.#options.commands?.[name] ?? this.#builtin(name);
      return command === undefined ? { status: 404, value: { error: `no such command: ${name}` } } : { status: 200, value: await command(input) };
    } catch (error) {
      return { status: 400, value: { error: String(error) } };
    }
  }

  #journalView(): unknown {
    return this.journal.entries.map((entry) => ({ ...entry, body: entry.body.toString('utf8') }));
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

/** Answer of the fault `html`. */
export function htmlFault(status: number): MockReply {
  return {
    status,
    contentType: 'text/html',
    body: '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
  };
}
