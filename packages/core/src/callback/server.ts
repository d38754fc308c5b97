import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from 'node:https';
import { nodeCallbackHandler } from './node-handler.js';
import type { CallbackReceiver } from './receiver.js';

export interface CallbackServerOptions {
  /** Certificate and key; with `ca`, `requestCert` and `rejectUnauthorized` only senders with a certificate get in. Default: plain http behind a proxy. */
  readonly tls?: Pick<TlsServerOptions, 'cert' | 'key' | 'ca' | 'passphrase' | 'pfx' | 'requestCert' | 'rejectUnauthorized' | 'minVersion'>;
  /** Until the headers are there, milliseconds. Default 10 000. */
  readonly headersTimeoutMs?: number;
  /** Until the whole request is there, milliseconds. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Open connections; further ones are closed at once. Default 512. */
  readonly maxConnections?: number;
}

const HEADER_BYTES = 16_384;
const KEEP_ALIVE_MS = 5_000;
/** Node looks for slow senders only this often; its default of 30 s would treble the limits. */
const CHECK_MS = 1_000;

/** A server that slow senders cannot hold on to; `listen()` is left to the caller. */
export function createCallbackServer(receiver: CallbackReceiver, options: CallbackServerOptions = {}): Server {
  const { tls, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, maxConnections = 512 } = options;
  const limits: ServerOptions = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES,
  };
  const handler = nodeCallbackHandler(receiver);
  const server = tls === undefined ? createServer(limits, handler) : createTlsServer({ ...limits, ...tls }, handler);
  server.maxConnections = maxConnections;
  return server;
}
