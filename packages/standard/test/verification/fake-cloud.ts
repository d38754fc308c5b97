import {
  type Call,
  createPiaozone,
  type Piaozone,
  type Runtime,
  type Sender,
  SendFailure,
  sharedAuthorization,
  type TripleInput,
  type Warning,
  type WireRequest,
  type WireResponse,
} from '@piaozone/core';

/** Mark of every planted secret; the runner fails when one is printed. */
const CANARY = ['CANARY', '7f3a'].join('-');

/** An answer to one request: JSON, or a failure of the network. */
export type Reaction = object | SendFailure;

/** Answers every business request by `react`, tokens by itself. */
export class ScriptedCloud implements Sender {
  readonly requests: WireRequest[] = [];
  react: (url: URL, body: string, count: number) => Reaction | Promise<Reaction> = () => ({ errcode: '0000', description: '操作成功', data: [] });

  async send(request: WireRequest): Promise<WireResponse> {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/base/oauth/token')) {
      return answer({ errcode: '0000', description: '操作成功', access_token: `${CANARY}-token`, token_type: 'bearer', expires_in: 3600 });
    }
    this.requests.push(request);
    const reaction = await this.react(url, request.body?.toString('latin1') ?? '', this.requests.length);
    if (reaction instanceof SendFailure) throw reaction;
    return answer(reaction);
  }

  close(): void {}

  get urls(): URL[] {
    return this.requests.map(({ url }) => new URL(url));
  }
}

function answer(value: object): WireResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

/** 2024-05-10 10:00 in Shanghai. */
export const MORNING = Date.UTC(2024, 4, 10, 2);

/** A clock that is set by hand; timers fire at once. */
export class HandClock implements Runtime {
  at = MORNING;
  readonly waits: number[] = [];
  now = () => this.at;
  monotonic = () => this.at;
  random = () => 0.5;
  schedule(delayMs: number, fn: () => void): () => void {
    // The deadline of a call, not a pause: never reached.
    if (delayMs >= 50_000) return () => {};
    this.waits.push(delayMs);
    const immediate = setImmediate(fn);
    return () => clearImmediate(immediate);
  }
}

export function connect(cloud: ScriptedCloud, runtime: Runtime, clientId = 'client-1', source = (triple: TripleInput) => triple): Piaozone {
  return createPiaozone(
    {
      environment: { baseUrl: 'http://127.0.0.1:9/test' },
      authorization: sharedAuthorization({ enterprise: source({ clientId, clientSecret: `${CANARY}-secret`, encryptKey: '0123456789abcdef' }) }),
      sender: cloud,
      runtime,
    },
    {},
  );
}

export interface TestCall extends Call {
  readonly warnings: Warning[];
}

let calls = 0;

export function call(signal?: AbortSignal): TestCall {
  const warnings: Warning[] = [];
  calls += 1;
  return {
    requestId: `1715306400000${String(calls).padStart(3, '0')}`,
    warnings,
    warn: (warning) => warnings.push(warning),
    ...(signal === undefined ? {} : { signal }),
  };
}

export const PASSED = {
  serialNo: 'a'.repeat(32),
  invoiceCode: '044031900111',
  invoiceNo: '12345678',
  invoiceDate: '2024-05-01',
  invoiceType: '1',
  totalAmount: '0.10',
  cancelMark: 'N',
};
