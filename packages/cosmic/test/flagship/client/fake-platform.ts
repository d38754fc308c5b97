import {
  createPiaozone,
  type Piaozone,
  type PiaozoneOptions,
  type SendContext,
  type Sender,
  SendFailure,
  sharedAuthorization,
  type WireRequest,
  type WireResponse,
} from '@piaozone/core';
import type { Call, Warning } from '@piaozone/core/adapter';
import { onTestFinished } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import { VirtualRuntime } from '../../../../core/test/support/virtual-runtime.js';
import { createFlagship, type FlagshipClient, type FlagshipSettings } from '../../../src/flagship.js';

export const BASE = 'https://cosmic.example.test/demo';
export const ACCESS = {
  baseUrl: BASE,
  accountId: '1234567890',
  app: { id: 'erp_sync', secret: `app-secret-${CANARY}` },
  user: '13800000000',
};
export const TAX_NO = '91000000TEST00001X';
export const REQUEST_ID = '1700000000000001';

export interface Seen {
  readonly path: string;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Virtual milliseconds. */
  readonly at: number;
}

export type Reaction = object | string | { readonly status: number; readonly answer: object | string } | SendFailure | 'hang';

/** Logs in whoever asks (flagship-and-cosmic §2.1) and answers every other request by `react`. */
export class FakePlatform implements Sender {
  readonly seen: Seen[] = [];
  logins = 0;
  react: (request: Seen, count: number) => Reaction = () => ok('0');
  readonly runtime = new VirtualRuntime();

  async send(request: WireRequest, { cancellation }: SendContext): Promise<WireResponse> {
    const path = request.url.slice(BASE.length);
    const text = request.body?.toString('utf8') ?? '';
    if (path === '/api/getAppToken.do')
      return response({ data: { app_token: 'app-token', success: true, error_code: '0', expire_time: 0 }, state: 'success' });
    if (path === '/api/login.do') {
      this.logins += 1;
      return response({ data: { access_token: `token-${this.logins}-${CANARY}`, success: true, error_code: '0' }, state: 'success' });
    }
    const seen = { path, text, body: JSON.parse(text) as Record<string, unknown>, headers: request.headers, at: this.runtime.now() };
    this.seen.push(seen);
    const reaction = this.react(seen, this.seen.length);
    if (reaction instanceof SendFailure) throw reaction;
    if (reaction === 'hang') return new Promise((_, reject) => cancellation.onAbort(() => reject(new SendFailure('aborted', false, 'ABORT_ERR'))));
    if (typeof reaction === 'object' && 'answer' in reaction) return response(reaction.answer, reaction.status);
    return response(reaction);
  }

  close(): void {}
}

function response(value: object | string, status = 200): WireResponse {
  const html = typeof value === 'string';
  const headers = { 'content-type': html ? 'text/html' : 'application/json' };
  return { status, headers, body: Buffer.from(html ? value : JSON.stringify(value)) };
}

/** `data` as the answer carries it; a function of the tests, not of the SDK. */
export function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8').toString('base64');
}

export function decoded(data: unknown): unknown {
  return JSON.parse(plainText(data));
}

export function plainText(data: unknown): string {
  return Buffer.from(String(data), 'base64').toString('utf8');
}

export function ok(code: '0' | '0000', data?: unknown): object {
  return { success: true, status: true, errorCode: code, message: '操作成功', ...(data === undefined ? {} : { data }) };
}

export function refused(code: string, message: string): object {
  return { success: false, status: false, errorCode: code, message };
}

export const SETTINGS: FlagshipSettings & { readonly access: typeof ACCESS } = { access: ACCESS, businessSystemCode: 'ERP01' };

export interface Harness {
  readonly platform: FakePlatform;
  readonly client: FlagshipClient;
  readonly piaozone: Piaozone;
}

export function start(more: Partial<FlagshipSettings> = {}, options: Partial<PiaozoneOptions> = {}): Harness {
  const platform = new FakePlatform();
  const piaozone = createPiaozone(
    {
      environment: 'test',
      authorization: sharedAuthorization({ enterprise: { clientId: 'c-1', clientSecret: 'x', encryptKey: '0123456789abcdef' } }),
      sender: platform,
      runtime: platform.runtime,
      locale: 'en',
      maxRetries: 0,
      ...options,
    },
    {},
  );
  onTestFinished(() => piaozone.close());
  const { client } = createFlagship(piaozone, { ...SETTINGS, ...more });
  return { platform, client, piaozone };
}

export interface RecordedCall extends Call {
  readonly warnings: Warning[];
}

export function callOf(signal?: AbortSignal): RecordedCall {
  const warnings: Warning[] = [];
  return { requestId: REQUEST_ID, warn: (warning) => warnings.push(warning), warnings, ...(signal === undefined ? {} : { signal }) };
}

/** What a call failed with, as the parts that are promised. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<Record<string, unknown> & { readonly diagnosis?: string; readonly message: string }> {
  const error = await promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (failure: unknown) => failure,
  );
  if (typeof error === 'object' && error !== null && 'toJSON' in error) return (error as { toJSON(): never }).toJSON();
  throw error;
}

/** Moves the clock in small steps until `promise` settles, letting the event loop turn in between: a login is more than a few microtasks. */
export async function run<T>({ runtime }: FakePlatform, promise: Promise<T>): Promise<T> {
  let done = false;
  const mark = () => {
    done = true;
  };
  promise.then(mark, mark);
  for (let steps = 0; steps < 10_000; steps += 1) {
    for (let turns = 0; turns < 6; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    if (done) return promise;
    await runtime.advance(500);
  }
  throw new Error('the promise never settled');
}
