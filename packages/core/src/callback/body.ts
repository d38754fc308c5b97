import type { Runtime } from '../runtime.js';

/** The bytes of a request, or what they come from piece by piece. It is read with `next()` only, so that a request that is not read to its end can still be answered. */
export type CallbackBody = Uint8Array | AsyncIterator<Uint8Array>;

/** `too-large` and `too-slow`: what they say. `cut`: the sender went away. */
export type BodyFailure = 'too-large' | 'too-slow' | 'cut';

/** A body that was announced or turned out too large is read on without being kept, up to this many times the cap, so that its sender still sees the answer. */
const DISCARD_TIMES = 8;
const FIRST_BYTES = 4096;

export interface BodyLimits {
  readonly maxBytes: number;
  readonly timer: RequestTimer;
}

/** Reads to the end. Never throws; `ended` says whether the whole request was read. */
export async function readBody(
  body: CallbackBody,
  { maxBytes, timer }: BodyLimits,
): Promise<{ readonly bytes: Buffer } | { readonly failure: BodyFailure; readonly ended: boolean }> {
  if (body instanceof Uint8Array) {
    return body.byteLength > maxBytes ? { failure: 'too-large', ended: true } : { bytes: Buffer.from(body) };
  }
  // One buffer that grows: a sender of single bytes must not cost an object for each.
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(FIRST_BYTES, maxBytes));
  let length = 0;
  for (;;) {
    const piece = await timer.wait(body.next()).catch(() => 'cut' as const);
    if (piece === 'cut') return { failure: 'cut', ended: false };
    if (piece === EXPIRED) return { failure: 'too-slow', ended: false };
    if (piece.done === true) return length > maxBytes ? { failure: 'too-large', ended: true } : { bytes: buffer.subarray(0, length) };
    const { value } = piece;
    const end = length + value.byteLength;
    if (end > maxBytes * DISCARD_TIMES) return { failure: 'too-large', ended: false };
    if (end <= maxBytes) {
      if (end > buffer.length) buffer = enlarged(buffer, length, Math.min(maxBytes, Math.max(end, 2 * buffer.length)));
      buffer.set(value, length);
    }
    length = end;
  }
}

function enlarged(buffer: Buffer, used: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger, 0, 0, used);
  return larger;
}

export const EXPIRED = Symbol('expired');

/** One time limit over a whole request: body, store and all. */
export class RequestTimer {
  readonly #cancel: () => void;
  #expired = false;
  #onExpiry: () => void = () => {};

  constructor(runtime: Pick<Runtime, 'schedule'>, timeoutMs: number) {
    this.#cancel = runtime.schedule(timeoutMs, () => {
      this.#expired = true;
      this.#onExpiry();
    });
  }

  /** What `promise` gives, or {@link EXPIRED}; the promise itself goes on. Waited for one after the other. */
  wait<T>(promise: Promise<T>): Promise<T | typeof EXPIRED> {
    // No `Promise.race` with one long-lived promise: each round would leave a listener behind.
    return new Promise((resolve, reject) => {
      this.#onExpiry = () => resolve(EXPIRED);
      promise.then(resolve, reject);
      if (this.#expired) this.#onExpiry();
    });
  }

  end(): void {
    this.#cancel();
    this.#onExpiry = () => {};
  }
}
