import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErpFault } from '@piaozone/testkit/conformance';
import type { Account, Answer } from './account.js';

const MUCH = 2 * 1024 * 1024;
const PAGE = '<!doctype html><html><body>Please log in.</body></html>';

/** MyErp in memory: a real HTTP server on a free port of 127.0.0.1, with as many account sets as it is given. Knows nothing of the adapter. */
export class FakeMyErp {
  readonly #accounts: readonly Account[];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #fault: ErpFault = 'none';
  /** Every request, of any kind. */
  requests = 0;

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  set fault(fault: ErpFault) {
    if (fault === 'session-dies') for (const account of this.#accounts) account.endSessions();
    else this.#fault = fault;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const body = await readBody(request);
    const name = request.url?.replace(/^\/api\//, '') ?? '';
    if (name === 'login') return send(response, this.#login(body));
    if (name === 'logout') return send(response, this.#logout(body));
    if (this.#fault === 'stall') return;
    if (this.#fault === 'html') return send(response, PAGE);
    if (this.#fault === 'oversize') return send(response, { code: '0', data: { rows: [], padding: 'x'.repeat(MUCH) } });
    const session = String(request.headers['x-session'] ?? '');
    const account = this.#accounts.find((one) => one.holds(session));
    if (account === undefined || this.#fault === 'sessions-refused') {
      return send(response, { code: 'SESSION', message: `session ${session} is not known` });
    }
    const answer = account.answer(name, body);
    if (name === 'invoice' && this.#fault === 'reply-lost') {
      this.#fault = 'none';
      request.socket.destroy();
      return;
    }
    send(response, answer);
  }

  #login(body: Readonly<Record<string, unknown>>): Answer {
    const account = this.#accounts.find(({ name }) => name === body['accountSet']);
    // Says too much, as some servers do: the adapter has to keep it to itself.
    return account?.login(body) ?? { code: 'LOGIN', message: `login of ${body['user']} with password "${body['password']}" refused` };
  }

  #logout(body: Readonly<Record<string, unknown>>): Answer {
    for (const account of this.#accounts) account.logout(String(body['session']));
    return { code: '0', data: {} };
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
}

function send(response: ServerResponse, answer: Answer | string): void {
  const isPage = typeof answer === 'string';
  response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'application/json' });
  response.end(isPage ? answer : JSON.stringify(answer));
}
