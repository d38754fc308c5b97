import { notRaw } from './raw-bytes.js';
import type { CallbackReceiver } from './receiver.js';

export interface FetchCallbackOptions<C extends readonly unknown[]> {
  /** The peer's address, which a `Request` does not hold: from whatever the framework passes beside it. Needed for `allow`. */
  readonly remoteAddress?: (request: Request, ...context: C) => string | undefined;
}

/**
 * For frameworks with the interface of `fetch`: `Request` in, `Response` out.
 * The handler throws callback_invalid when the body was read before: a mistake in our own program.
 */
export function fetchCallbackHandler<C extends readonly unknown[]>(
  receiver: CallbackReceiver,
  { remoteAddress }: FetchCallbackOptions<C> = {},
): (request: Request, ...context: C) => Promise<Response> {
  return async (request, ...context) => {
    if (request.bodyUsed) throw notRaw(undefined);
    const reader = request.body?.getReader();
    const address = remoteAddress?.(request, ...context);
    const { status, headers, body, close } = await receiver.receive({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body: reader === undefined ? new Uint8Array() : piecesOf(reader),
      ...(address === undefined ? {} : { remoteAddress: address }),
    });
    if (close) reader?.cancel().catch(() => {});
    // Some statuses allow no body at all, not even an empty one.
    return new Response(body.length === 0 ? null : body, { status, headers });
  };
}

function piecesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncIterator<Uint8Array> {
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value };
    },
  };
}
