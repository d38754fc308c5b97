import { PiaozoneError } from '../../src/errors.js';
import { AttemptObserver } from '../../src/observe/attempt-observer.js';
import { pause } from '../../src/transport/deadline.js';
import { FlowControl } from '../../src/transport/flow/flow-control.js';
import { type LimitOptions, readLimits } from '../../src/transport/flow/limits.js';
import { HttpClient } from '../../src/transport/http-client.js';
import { type HttpCall, type SendContext, type Sender, SendFailure, type WireRequest, type WireResponse } from '../../src/transport/types.js';
import { json } from './fake-sender.js';
import type { VirtualRuntime } from './virtual-runtime.js';

export interface Sent {
  readonly tenant: string;
  readonly operation: string;
  /** Virtual milliseconds. */
  readonly at: number;
}

/** How one request is answered: after `ms` virtual milliseconds with a response or failure; `hang` = never. */
export type Behaviour = { readonly ms?: number } & ({ readonly answer: WireResponse } | { readonly failure: SendFailure } | { readonly hang: true });

/** A sender with virtual latency that behaves per tenant, operation and number of the request; the URL says which: `http://cloud/<tenant>/<operation>`. */
export class FakeCloud implements Sender {
  readonly sent: Sent[] = [];
  behave: (sent: Sent, count: number) => Behaviour = () => ({ ms: 10, answer: OK });
  inFlight = 0;
  mostInFlight = 0;
  readonly #runtime: VirtualRuntime;

  constructor(runtime: VirtualRuntime) {
    this.#runtime = runtime;
  }

  async send(request: WireRequest, { cancellation }: SendContext): Promise<WireResponse> {
    const [tenant = '', operation = ''] = new URL(request.url).pathname.slice(1).split('/');
    const sent = { tenant, operation, at: this.#runtime.monotonic() };
    this.sent.push(sent);
    const behaviour = this.behave(sent, this.sent.length);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      if (!(await pause(this.#runtime, 'hang' in behaviour ? 1e12 : (behaviour.ms ?? 10), cancellation))) {
        throw new SendFailure('aborted', false, 'ABORT_ERR', { stage: 'answer' });
      }
      if ('failure' in behaviour) throw behaviour.failure;
      if ('answer' in behaviour) return behaviour.answer;
      throw new Error('unreachable');
    } finally {
      this.inFlight -= 1;
    }
  }

  close(): void {}

  /** Times at which requests of `tenant` (and `operation`) left, relative to the first instant of the runtime. */
  times(tenant: string, operation?: string): number[] {
    return this.sent
      .filter((sent) => sent.tenant === tenant && (operation === undefined || sent.operation === operation))
      .map(({ at }) => at - START);
  }
}

const START = 1_700_000_000_000;
export const OK = json('ok');
export const refused = () => new SendFailure('connection', true, 'ECONNREFUSED', { reason: 'refused', stage: 'connect' });
export const cut = () => new SendFailure('connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' });

export function throttle(headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { ...json({ errcode: 'busy' }, 429), headers: { 'content-type': 'application/json', ...headers } };
}

export function clientOf(runtime: VirtualRuntime, limits: LimitOptions = {}, more: { maxRetries?: number; timeoutMs?: number } = {}) {
  const cloud = new FakeCloud(runtime);
  const flow = new FlowControl(readLimits(limits), runtime);
  const client = new HttpClient({
    runtime,
    sender: cloud,
    locale: 'en',
    timeoutMs: more.timeoutMs ?? 60_000,
    maxResponseBytes: 1_000,
    maxRetries: more.maxRetries ?? 0,
    flow,
    observer: new AttemptObserver(),
  });
  const call = (tenant: string, operation = 'op', extra: Partial<HttpCall<string>> = {}) => client.call(callOf(tenant, operation, extra));
  return { cloud, flow, client, call };
}

export function callOf(tenant: string, operation = 'op', extra: Partial<HttpCall<string>> = {}): HttpCall<string> {
  const { effect = 'read' } = extra;
  return {
    operation,
    effect,
    tenant,
    requestId: 'r1',
    request: { method: 'POST', url: `http://cloud/${tenant}/${operation}?access_token=SECRET`, headers: {}, body: Buffer.from('{}') },
    // As the protocols do: what is in no table is open for a write.
    classify: ({ status, body }) => {
      if (status < 300) return { kind: 'ok', value: body.toString() };
      const open = status >= 500 || effect !== 'read';
      const code = status >= 500 ? 'server' : open ? 'business_unrecognised' : 'business_rejected';
      const message = { zh: '忙', en: 'busy' };
      return { kind: 'failed', error: new PiaozoneError({ code, outcome: open ? 'unknown' : 'rejected', message, upstreamCode: 'busy' }) };
    },
    ...extra,
  };
}

/** Settles everything that can settle without time, and gives what became of `promises`. */
export async function outcomes(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => (result.status === 'fulfilled' ? 'ok' : `${result.reason.code}/${result.reason.outcome}`));
}
