import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from 'node:https';
import type { ArchiveHandler } from './handler.js';
import { type ArchiveAnswer, plain } from './messages.js';

/** For `http.createServer(…)`, Express (`app.use(handler)`, before any body parser) and other Connect-like frameworks. */
export type NodeArchiveHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Everything that arrives is answered here: mount it on its path. Reads the request itself; bytes of `express.raw()` are taken too. */
export function nodeArchiveHandler(handler: ArchiveHandler): NodeArchiveHandler {
  return (request, response) => {
    answer(handler, request).then(
      (answered) => write(request, response, answered),
      () => write(request, response, plain(500)),
    );
  };
}

/** For frameworks with the interface of `fetch`. */
export function fetchArchiveHandler(handler: ArchiveHandler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? new Uint8Array() : await collect(request.body as unknown as AsyncIterable<Uint8Array>, handler.maxBodyBytes);
    const answered = await handler.receive({ method: request.method, path: `${pathname}${search}`, body });
    return new Response(answered.body === '' ? null : answered.body, { status: answered.status, headers: answered.headers });
  };
}

export interface ArchiveServerOptions {
  /** Default: plain http behind a proxy. */
  readonly tls?: Pick<TlsServerOptions, 'cert' | 'key' | 'ca' | 'passphrase' | 'pfx' | 'requestCert' | 'rejectUnauthorized' | 'minVersion'>;
}

/** A server with time limits, for ERPs that have none of their own; `listen()` is left to the caller. */
export function createArchiveServer(handler: ArchiveHandler, { tls }: ArchiveServerOptions = {}): Server {
  const limits = {
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16_384,
  };
  const listener = nodeArchiveHandler(handler);
  const server = tls === undefined ? createServer(limits, listener) : createTlsServer({ ...limits, ...tls }, listener);
  server.maxConnections = 256;
  return server;
}

async function answer(handler: ArchiveHandler, request: IncomingMessage): Promise<ArchiveAnswer> {
  const { method = '', url = '', originalUrl = url, body } = request as IncomingMessage & { originalUrl?: string; body?: unknown };
  if (body instanceof Uint8Array) return handler.receive({ method, path: originalUrl, body });
  return handler.receive({ method, path: originalUrl, body: await collect(request, handler.maxBodyBytes) });
}

/** Keeps no more than the limit and says so by one byte more: the handler then refuses it. Read by `next()` only: leaving a loop would end the connection. */
async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let size = 0;
  for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next()) {
    size += piece.value.length;
    if (size > maxBytes) return new Uint8Array(maxBytes + 1);
    kept.push(piece.value);
  }
  return Buffer.concat(kept, size);
}

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: ArchiveAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(body, 'utf8');
  // Not read to its end: what is left must not be taken for the next request.
  const close = request.readableEnded ? {} : { connection: 'close' };
  response.writeHead(status, { ...headers, 'content-length': bytes.length, ...close });
  response.end(bytes);
}
