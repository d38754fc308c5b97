import { type SendContext, type Sender, SendFailure, type WireRequest, type WireResponse } from '../../src/transport/types.js';

export type Reaction = WireResponse | SendFailure | ((request: WireRequest, context: SendContext) => Promise<WireResponse>);

/** Plays a script of answers and remembers what was sent. */
export class FakeSender implements Sender {
  readonly sent: WireRequest[] = [];
  closed = false;
  readonly #script: Reaction[];

  constructor(...script: Reaction[]) {
    this.#script = script;
  }

  async send(request: WireRequest, context: SendContext): Promise<WireResponse> {
    this.sent.push(request);
    const reaction = this.#script.length > 1 ? this.#script.shift() : this.#script[0];
    if (reaction === undefined) throw new Error('the script is empty');
    if (reaction instanceof SendFailure) throw reaction;
    return typeof reaction === 'function' ? reaction(request, context) : reaction;
  }

  close(): void {
    this.closed = true;
  }
}

export function json(value: unknown, status = 200): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

/** Never answers; ends only by the signal, as a sender must. */
export function hangs(_request: WireRequest, { cancellation }: SendContext): Promise<WireResponse> {
  return new Promise((_resolve, reject) => {
    cancellation.onAbort(() => reject(new SendFailure('aborted', false, 'aborted')));
  });
}
