import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Route } from './agents.js';
import type { Target } from './target.js';
import type { TunnelRequestOptions } from './tunnel-agent.js';
import { type Cancellation, type SendContext, SendFailure, type WireRequest, type WireResponse } from './types.js';

/** How far the connection came: no byte of the request leaves before `open`. */
type Stage = 'queued' | 'connecting' | 'handshaking' | 'open';

/** Headers only the sender may write: they frame the message or belong to one hop. */
const OWN_HEADERS: ReadonlySet<string> = new Set(
  'host connection content-length transfer-encoding accept-encoding proxy-authorization expect upgrade te trailer keep-alive'.split(' '),
);

/** One exchange over Node's own client, once, without redirects. Rejects with a {@link SendFailure} as soon as the signal is aborted, at any stage. */
export function exchange(request: WireRequest, target: Target, context: SendContext): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const { cancellation } = context;
    const { route } = target;
    if (cancellation.aborted) throw new SendFailure('aborted', true, 'ABORT_ERR');
    let stage: Stage = 'queued';
    let socket: Duplex | undefined;
    let answer: Readable | undefined;
    let settled = false;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      stopListening();
      return true;
    };
    const fail = (failure: SendFailure): void => {
      if (!settle()) return;
      reject(failure);
      client.destroy();
      answer?.destroy();
    };
    const onAbort = () => fail(new SendFailure('aborted', stage !== 'open', 'ABORT_ERR'));
    const onBroken = (error: unknown) => fail(answer === undefined ? broken(error, stage, route, socket) : invalid(codeOf(error)));

    const client = open(request, target, cancellation);
    const stopListening = cancellation.onAbort(onAbort);
    client.on('error', onBroken);
    client.on('close', () => {
      if (answer === undefined) onBroken({ code: 'ECONNRESET' });
    });
    client.on('socket', (given: Duplex) => {
      socket = given;
      // A new socket that is gone already never connected, whatever its `connecting` says now.
      stage = given.destroyed && !client.reusedSocket ? 'connecting' : stageOf(given);
      if (stage === 'open') return;
      if (stage === 'connecting') {
        given.once('connect', () => {
          stage = stageOf(given);
        });
      }
      given.once('secureConnect', () => {
        stage = 'open';
      });
    });
    client.on('response', (response: IncomingMessage) => {
      stage = 'open';
      answer = response;
      response.on('error', onBroken);
      const status = response.statusCode ?? 0;
      if (route.hop === 'forward' && status === 407) return fail(new SendFailure('proxy', false, 'HTTP_407'));
      const decoded = decode(response);
      if (decoded === undefined) return fail(invalid('CONTENT_ENCODING'));
      if (decoded !== response) decoded.on('error', onBroken);
      answer = decoded;
      return collect(decoded, context.maxResponseBytes, fail, (body) => {
        if (!response.complete) return fail(invalid('INCOMPLETE'));
        if (settle()) resolve({ status, headers: headersOf(response, decoded !== response), body });
        // Answered before the upload ended: the rest would hold the socket for as long as nobody reads it.
        if (!client.writableFinished) client.destroy();
      });
    });
    client.end(request.body);
  });
}

function open(request: WireRequest, target: Target, cancellation: Cancellation): ClientRequest {
  const { route } = target;
  const headers = ['Host', target.host, 'Accept-Encoding', 'gzip, br'];
  for (const name of Object.keys(request.headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) throw new SendFailure('connection', true, `ERR_HEADER_${name.toUpperCase()}`);
    headers.push(name, request.headers[name] ?? '');
  }
  if (request.method !== 'GET' || request.body !== undefined) headers.push('Content-Length', String(request.body?.length ?? 0));
  if (route.proxyAuthorization !== undefined) headers.push('Proxy-Authorization', route.proxyAuthorization);
  const options: TunnelRequestOptions = {
    agent: route.agent,
    host: route.host,
    port: route.port,
    method: request.method,
    path: route.hop === 'forward' ? `${target.origin}${target.path}` : target.path,
    headers,
    joinDuplicateHeaders: true,
    ...(route.hop === 'tunnel' ? { attemptSignal: cancellation.signal } : {}),
  };
  try {
    // Through the module object: nock replaces its members.
    return target.protocol === 'https:' ? https.request(options) : http.request(options);
  } catch (error) {
    // A path or header that cannot be written; thrown before anything is connected.
    throw new SendFailure('connection', true, codeOf(error));
  }
}

function stageOf(socket: Duplex): Stage {
  if ((socket as Duplex & { connecting?: boolean }).connecting === true) return 'connecting';
  return socket instanceof TLSSocket && !socket.authorized ? 'handshaking' : 'open';
}

/** Why the connection ended before an answer began, and whether that proves that nothing was sent. */
function broken(error: unknown, stage: Stage, route: Route, socket: Duplex | undefined): SendFailure {
  const code = codeOf(error);
  switch (stage) {
    case 'queued':
      return new SendFailure(route.hop === 'tunnel' ? 'proxy' : 'connection', true, code);
    case 'connecting':
      return new SendFailure(route.hop === 'direct' ? 'connection' : 'proxy', true, code);
    case 'handshaking':
      // In a tunnel only a refused certificate or a TLS alert is the target's doing; anything else came from the proxy.
      return new SendFailure(route.hop === 'tunnel' && !isTlsRefusal(code, socket) ? 'proxy' : 'tls', true, code);
    default:
      if (code.startsWith('HPE_')) return invalid(code);
      return new SendFailure(code.startsWith('ERR_SSL_') ? 'tls' : 'connection', false, code);
  }
}

function isTlsRefusal(code: string, socket: Duplex | undefined): boolean {
  return (socket instanceof TLSSocket && Boolean(socket.authorizationError)) || /^ERR_SSL_.*ALERT/.test(code) || code.startsWith('ERR_TLS_');
}

function decode(response: IncomingMessage): Readable | undefined {
  const { statusCode, headers } = response;
  if (statusCode === 204 || statusCode === 304 || headers['content-length'] === '0') return response;
  switch (headers['content-encoding']?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return response;
    case 'gzip':
    case 'x-gzip':
      return response.pipe(createGunzip());
    case 'br':
      return response.pipe(createBrotliDecompress());
    default:
      return undefined;
  }
}

function collect(body: Readable, maxBytes: number, fail: (failure: SendFailure) => void, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  body.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) fail(new SendFailure('response_too_large', false, `MORE_THAN_${maxBytes}_BYTES`));
    else chunks.push(chunk);
  });
  body.on('end', () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)));
}

function headersOf(response: IncomingMessage, decoded: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in response.headers) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join('\n');
  }
  if (decoded) {
    // They describe the compressed form, which is gone.
    delete headers['content-encoding'];
    delete headers['content-length'];
  }
  return headers;
}

function invalid(detail: string): SendFailure {
  return new SendFailure('response_invalid', false, detail);
}

/** Only a code is taken over: messages and other members may hold the request. */
export function codeOf(error: unknown): string {
  const { code, errors, name } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; errors?: unknown[]; name?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof name === 'string' ? name : 'Error';
}
