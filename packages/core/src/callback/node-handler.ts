import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackBody } from './body.js';
import type { CallbackAnswer, CallbackReceiver } from './receiver.js';

/** For `http.createServer(…)`, and for Connect-like frameworks. Everything that arrives here is answered here; mount it on its path. */
export type NodeCallbackHandler = (request: IncomingMessage, response: ServerResponse, next?: (error: unknown) => void) => void;

/**
 * Reads the request itself, so it stands before any body parser. The server should have time limits of its own: `createCallbackServer` sets them.
 * When a body parser was faster, the sender gets a 500 and the mistake goes to the receiver's log (and to `next`).
 */
export function nodeCallbackHandler(receiver: CallbackReceiver): NodeCallbackHandler {
  return (request, response, next) => {
    answer(receiver, request).then(
      (answered) => write(response, answered),
      (error: unknown) => {
        if (next !== undefined) next(error);
        else write(response, FAILED);
      },
    );
  };
}

/**
 * For Express 4 and 5: `app.use('/callbacks', expressCallbackHandler(receiver))`, with the full path in the receiver's routes.
 * Stands before `express.json()`; bytes of `express.raw()` are taken too.
 */
export function expressCallbackHandler(receiver: CallbackReceiver): NodeCallbackHandler {
  return nodeCallbackHandler(receiver);
}

const FAILED: CallbackAnswer = { status: 500, headers: {}, body: '', close: true };

async function answer(receiver: CallbackReceiver, request: IncomingMessage): Promise<CallbackAnswer> {
  const { method = '', headers, socket } = request;
  const { remoteAddress } = socket;
  return receiver.receive({
    method,
    // Express takes the mount path off `url`.
    path: (request as { originalUrl?: string }).originalUrl ?? request.url ?? '',
    headers,
    body: bodyOf(request),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  });
}

function bodyOf(request: IncomingMessage): CallbackBody {
  const { body } = request as { body?: unknown };
  if (body instanceof Uint8Array) return body;
  // Parsers that did not apply leave an empty object behind; what counts is whether somebody has read.
  if (!request.readableDidRead) return request[Symbol.asyncIterator]();
  // Refused by the receiver, which logs it and says what to do.
  return body as CallbackBody;
}

function write(response: ServerResponse, { status, headers, body, close }: CallbackAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, { ...headers, 'content-length': bytes.length, ...(close ? { connection: 'close' } : {}) });
  response.end(bytes);
}
