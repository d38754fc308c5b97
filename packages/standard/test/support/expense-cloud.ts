import {
  type Call,
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
import { CANARY } from '../../../core/test/support/canary.js';
import { VirtualRuntime } from '../../../core/test/support/virtual-runtime.js';

export const CLIENT_ID = 'demo_client_id';
export const CLIENT_SECRET = `demo_client_secret_${CANARY}`;
export const TENANT_ID = 'TN_demo';
export const TAX_NO = '91440300MA5DEMO01X';
export const BASE = 'https://api-dev.piaozone.com/test';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown> | undefined;
  readonly text: string;
  /** Virtual milliseconds. */
  readonly at: number;
}

export type Reaction = object | string | SendFailure | 'hang' | { readonly afterMs: number; readonly answer: object };

/** Answers each request by `react`; tokens of the standard edition by itself. */
export class ExpenseCloud implements Sender {
  readonly seen: Seen[] = [];
  react: (request: Seen, count: number) => Reaction = () => ({ errcode: '0000', description: '操作成功', data: null });
  readonly runtime = new VirtualRuntime();

  async send(request: WireRequest, { cancellation }: SendContext): Promise<WireResponse> {
    const { pathname, searchParams } = new URL(request.url);
    const text = request.body?.toString('utf8') ?? '';
    if (pathname.endsWith('/base/oauth/token') && !pathname.includes('fpzs')) {
      return answer({
        errcode: '0000',
        access_token: JSON.parse(text).client_id === TENANT_ID ? 'tenant-token' : 'enterprise-token',
        expires_in: 3600,
      });
    }
    const seen: Seen = {
      method: request.method,
      path: pathname.replace('/test', ''),
      query: Object.fromEntries(searchParams),
      body: text.startsWith('{') ? JSON.parse(text) : undefined,
      text,
      at: this.runtime.now(),
    };
    this.seen.push(seen);
    const reaction = this.react(seen, this.seen.length);
    if (reaction instanceof SendFailure) throw reaction;
    if (reaction === 'hang') return new Promise((_, reject) => cancellation.onAbort(() => reject(new SendFailure('aborted', false, 'ABORT_ERR'))));
    if (typeof reaction === 'object' && 'afterMs' in reaction) {
      const { afterMs, answer: later } = reaction as { afterMs: number; answer: object };
      return new Promise((resolve, reject) => {
        const cancel = this.runtime.schedule(afterMs, () => resolve(answer(later)));
        cancellation.onAbort(() => {
          cancel();
          reject(new SendFailure('aborted', false, 'ABORT_ERR'));
        });
      });
    }
    return answer(reaction);
  }

  close(): void {}

  get paths(): string[] {
    return this.seen.map(({ path }) => path);
  }
}

function answer(value: object | string): WireResponse {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}

export function connect(cloud: ExpenseCloud, more: Partial<PiaozoneOptions> = {}): Piaozone {
  const encryptKey = '0123456789abcdef';
  return createPiaozone(
    {
      environment: 'test',
      authorization: sharedAuthorization({
        enterprise: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, encryptKey },
        tenant: { clientId: TENANT_ID, clientSecret: CLIENT_SECRET, encryptKey },
      }),
      sender: cloud,
      runtime: cloud.runtime,
      locale: 'en',
      maxRetries: 0,
      ...more,
    },
    {},
  );
}

export function callOf(signal?: AbortSignal): Call {
  return { requestId: '1700000000000001', warn: () => {}, ...(signal === undefined ? {} : { signal }) };
}

export const refused = () => new SendFailure('connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' });

/** Moves the clock in small steps and lets the event loop turn in between: what a generator awaits is more than a few microtasks. */
export async function elapse(runtime: VirtualRuntime, ms: number): Promise<void> {
  const endsAt = runtime.now() + ms;
  for (;;) {
    for (let turns = 0; turns < 4; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const left = endsAt - runtime.now();
    if (left <= 0) return;
    await runtime.advance(Math.min(left, 200));
  }
}
