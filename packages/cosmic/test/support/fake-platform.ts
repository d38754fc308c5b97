import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPiaozone, type PiaozoneOptions, sharedAuthorization } from '@piaozone/core';
import type { AdapterContext, Call } from '@piaozone/core/adapter';
import { onTestFinished } from 'vitest';
import {
  type Authentication,
  type CosmicAccessSettings,
  type CosmicPlatform,
  type CosmicPlatformOptions,
  createCosmicPlatform,
} from '../../src/index.js';
import { quickRuntime } from './quick-runtime.js';

export interface Received {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `body` is sent as JSON unless it is a text; `cut` ends the connection instead. */
export interface Answer {
  readonly cut?: boolean;
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: Received) => Answer;

/** Written from the reference (flagship-and-cosmic §2, §3), for this package's tests alone: says just what a test has it say. */
export interface FakePlatform {
  readonly baseUrl: string;
  readonly received: Received[];
  to(path: string): Received[];
  on(path: string, handler: Handler): void;
  /** Epoch milliseconds of the `Date` header. */
  now: () => number;
  close(): Promise<void>;
}

export const API = '/kapi/v2/test/things/query';
export const SECRET = 'canary-fake-app-key-0001';
export const IDENTITY = 'djF8ZmFrZQ==';

export async function startFakePlatform(): Promise<FakePlatform> {
  const handlers = new Map<string, Handler>();
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const one = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(one);
      const answer = handlers.get(url.pathname)?.(one) ?? { status: 404, body: '<title>404 Not Found</title>' };
      if (answer.cut) {
        request.socket.destroy();
        return;
      }
      const date = new Date(fake.now()).toUTCString();
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', date, ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const fake: FakePlatform = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ierp`,
    received,
    to: (path) => received.filter((one) => one.path === `/ierp${path}`),
    on: (path, handler) => handlers.set(`/ierp${path}`, handler),
    now: () => Date.now(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  onTestFinished(() => fake.close());
  return fake;
}

export const ok = (data: unknown): Answer => ({ body: { data, errorCode: '0', message: '', status: true } });
export const refusal = (errorCode: string, message: string, status = 200): Answer => ({
  status,
  body: { data: null, errorCode, message, status: false },
});
export const gatewayRefusal = (errorCode: string, messagecn: string): Answer => ({ body: { errorCode, messagecn } });
export const loginRefusal = (text: string, code = '1'): Answer => ({
  body: { data: { success: false, error_desc: text, error_code: code }, state: 'success', status: true },
});
export const fields = (request: Received | undefined): Record<string, unknown> => JSON.parse(request?.body ?? '{}') as Record<string, unknown>;

/** A platform that grants `authentication`; tokens are `<kind>-1`, `<kind>-2` … */
export async function startGranting(...kinds: readonly Authentication[]): Promise<FakePlatform> {
  const fake = await startFakePlatform();
  let issued = 0;
  const twoStep = (token: string, value: string) =>
    ({
      body: {
        data: { [token]: value, success: true, error_desc: '', expire_time: fake.now() + 7_200_000, error_code: '0' },
        state: 'success',
        status: true,
      },
    }) as const;
  if (kinds.includes('two-step')) {
    fake.on('/api/getAppToken.do', () => twoStep('app_token', `app-${++issued}`));
    fake.on('/api/login.do', () => twoStep('access_token', `two-step-${++issued}`));
    fake.on('/api/logout.do', () => ok(true));
  }
  if (kinds.includes('jwt')) fake.on('/api/login.do', () => twoStep('the_jwt', `jwt-${++issued}`));
  if (kinds.includes('enhanced')) {
    fake.on('/kapi/oauth2/getToken', () => ok({ access_token: `enhanced-${++issued}`, token_type: 'Bearer', scope: 'API', expires_in: '7199977' }));
    fake.on('/kapi/oauth2/withdrawToken', () => ok(true));
  }
  fake.on(API, () => ok({ rows: [] }));
  return fake;
}

export function accessTo(fake: FakePlatform, authentication: Authentication, more: Partial<CosmicAccessSettings> = {}): CosmicAccessSettings {
  return {
    baseUrl: fake.baseUrl,
    accountId: 'acc-1',
    authentication,
    app: { id: 'erp_app', secret: SECRET },
    ...(authentication === 'basic' ? {} : { user: 'zhangsan' }),
    ...(authentication === 'jwt' ? { jwt: { tokenField: 'the_jwt' } } : {}),
    ...more,
  };
}

export function contextWith(options: Partial<PiaozoneOptions> = {}): AdapterContext {
  const piaozone = createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: { clientId: 'mock-1', clientSecret: 'x', encryptKey: '0123456789abcdef' } }),
    runtime: quickRuntime,
    ...options,
  });
  onTestFinished(() => piaozone.close());
  return piaozone.adapterContext();
}

export function platformOn(settings: CosmicAccessSettings, options: CosmicPlatformOptions = {}, context = contextWith()): CosmicPlatform {
  return createCosmicPlatform(settings, options, context);
}

export const aCall = (signal?: AbortSignal): Call => ({ requestId: 'r-1', warn: () => {}, ...(signal === undefined ? {} : { signal }) });

/** A read of {@link API}. */
export const read = ({ client }: CosmicPlatform, call = aCall()) =>
  client.post({ name: 'things', path: API, body: { data: {}, pageNo: 1, pageSize: 10 }, effect: 'read' }, call);
