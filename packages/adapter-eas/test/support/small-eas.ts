import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPiaozone, type Piaozone, type PiaozoneOptions, sharedAuthorization } from '@piaozone/core';
import { afterEach } from 'vitest';
import { createEasServices, type EasServices, type EasServicesSettings } from '../../src/index.js';
import { fault, P, Q } from './fixtures.js';

const toClose: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of toClose.splice(0).reverse()) await one.close();
});

export interface SeenRequest {
  readonly method: string;
  /** Path with query, below `/ormrpc/services/`. */
  readonly service: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly operation: string;
  readonly sessionId: string | undefined;
}

/** A status and body; `'drop'` cuts the connection. */
export type SmallAnswer = { readonly status?: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> } | 'drop';

/** An EAS of a few lines: sessions in memory, everything but the login answered by the test. */
export class SmallEas {
  readonly seen: SeenRequest[] = [];
  readonly live = new Set<string>();
  logins = 0;
  /** Answers of `EASLogin`; default: a new session. */
  login: (() => SmallAnswer) | undefined;
  /** With a live session only. */
  answer: (request: SeenRequest) => SmallAnswer | Promise<SmallAnswer> = () => ({ body: `${P}${Q}` });
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ormrpc/services/`;
  }

  /** Requests other than logins and logouts. */
  get calls(): SeenRequest[] {
    return this.seen.filter(({ service }) => service !== 'EASLogin');
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const seen: SeenRequest = {
      method: request.method ?? '',
      service: (request.url ?? '').replace('/ormrpc/services/', ''),
      headers: request.headers,
      body,
      operation: /:Body><\w+:(\w+)/.exec(body)?.[1] ?? '',
      sessionId: /SessionId[^>]*>([^<]+)</.exec(body)?.[1],
    };
    this.seen.push(seen);
    const answer = await this.#answer(seen);
    if (answer === 'drop') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml; charset=utf-8', ...answer.headers });
    response.end(answer.body);
  }

  #answer(seen: SeenRequest): SmallAnswer | Promise<SmallAnswer> {
    if (seen.method === 'POST' && seen.service === 'EASLogin') return seen.operation === 'logout' ? { body: LOGGED_OUT } : this.#newSession();
    if (seen.method === 'POST' && (seen.sessionId === undefined || !this.live.has(seen.sessionId))) return DEAD;
    return this.answer(seen);
  }

  #newSession(): SmallAnswer {
    this.logins += 1;
    if (this.login !== undefined) return this.login();
    const id = `session-${this.logins}`;
    this.live.add(id);
    return { body: loginReply(id) };
  }
}

export function loginReply(sessionId: string): string {
  return ['login', 'loginByLtpaToken']
    .map((operation) => `<${operation}Response><${operation}Return><sessionId>${sessionId}</sessionId></${operation}Return></${operation}Response>`)
    .reduce((document, response) => document.replace(Q, `${response}${Q}`), `${P}${Q}`);
}

export const DEAD: SmallAnswer = {
  status: 500,
  body: fault('soapenv:Server.userException', 'com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first'),
};
const LOGGED_OUT = `${P}<logoutResponse><logoutReturn xsi:type="xsd:boolean">true</logoutReturn></logoutResponse>${Q}`;

export async function startSmallEas(): Promise<SmallEas> {
  const eas = new SmallEas();
  await eas.listen();
  toClose.push(eas);
  return eas;
}

/** A client that lends its transport; `said` holds all that could reach a log. */
export function lender(options: PiaozoneOptions = {}): Piaozone & { readonly said: unknown[] } {
  const said: unknown[] = [];
  const triple = { clientId: 'small-client', clientSecret: 'small-secret', encryptKey: '0123456789abcdef' };
  const piaozone = createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: triple }),
    maxRetries: 0,
    logger: { warn: (...args) => said.push(args), info: (...args) => said.push(args) },
    onEvent: (event) => said.push(event),
    ...options,
  });
  toClose.push(piaozone);
  return Object.assign(piaozone, { said });
}

export const LOGIN = { userName: 'USER', password: 'PASSWORD', dcName: 'DC01', dbType: 1 } as const;

export function servicesOf(eas: SmallEas, more: Partial<EasServicesSettings> = {}, piaozone: Piaozone = lender()): EasServices {
  const services = createEasServices({ servicesUrl: eas.url, ...LOGIN, ...more }, piaozone.adapterContext());
  toClose.push(services);
  return services;
}

export async function failureOf(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('it did not fail');
}
