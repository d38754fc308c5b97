import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Route } from './agents.js';
import { brokenExchange } from './broken-exchange.js';
import { codeOf, isProxyPage, refusalReason } from './failure-reasons.js';
import type { Target } from './target.js';
import type { TunnelRequestOptions } from './tunnel-agent.js';
import { type Cancellation, type ExchangeStage, type SendContext, SendFailure, type WireRequest, type WireResponse } from './types.js';

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
    let stage: ExchangeStage = route.hop === 'tunnel' ? 'tunnel' : 'queue';
    let socket: Duplex | undefined;
    let answer: Readable | undefined;
    let settled = false;
    let stopLimit: (() => void) | undefined;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      stopListening();
      stopLimit?.();
      return true;
    };
    const fail = (failure: SendFailure): void => {
      if (!settle()) return;
      reject(failure);
      client.destroy();
      answer?.destroy();
    };
    const onAbort = () => {
      const { proxy } = route;
      fail(new SendFailure('aborted', stage !== 'answer', 'ABORT_ERR', { stage, ...(proxy === undefined ? {} : { proxy }) }));
    };
    const onBroken = (error: unknown) => {
      if (settled) return undefined;
      if (answer !== undefined) return fail(invalid(codeOf(error)));
      const kept = client.reusedSocket;
      if (kept && stage === 'answer') dropKept(route);
      return fail(brokenExchange(error, { stage, route, socket, kept }));
    };
    const opened = () => {
      stage = 'answer';
      stopLimit?.();
    };

    const client = open(request, target, cancellation);
    const stopListening = cancellation.onAbort(onAbort);
    client.on('error', onBroken);
    client.on('close', () => {
      if (answer === undefined) onBroken({ code: 'ECONNRESET' });
    });
    client.on('socket', (given: Duplex) => {
      socket = given;
      // A new socket that is gone already never connected, whatever its `connecting` says now.
      stage = given.destroyed && !client.reusedSocket ? 'connect' : stageOf(given, route);
      if (stage === 'answer' || settled) return;
      stopLimit = route.limit(() => onBroken({ code: `${stage.toUpperCase()}_TIMEOUT` }));
      given.once('lookup', () => {
        if (stage === 'dns') stage = 'connect';
      });
      given.once('connect', () => {
        stage = stageOf(given, route);
        if (stage === 'answer') opened();
      });
      given.once('secureConnect', opened);
    });
    client.on('response', (response: IncomingMessage) => {
      stage = 'answer';
      answer = response;
      response.on('error', onBroken);
      const status = response.statusCode ?? 0;
      const { proxy } = route;
      if (route.hop === 'forward' && (status === 407 || isProxyPage(status, response.headers))) {
        return fail(
          new SendFailure('proxy', false, `HTTP_${status}`, { reason: refusalReason(status), status, ...(proxy === undefined ? {} : { proxy }) }),
        );
      }
      const decoded = decode(response);
      if (decoded === undefined) return fail(invalid('CONTENT_ENCODING'));
      if (decoded !== response) decoded.on('error', onBroken);
      answer = decoded;
      return collect(decoded, context.maxResponseBytes, fail, (body) => {
        if (!response.complete) return fail(invalid('INCOMPLETE'));
        const headers = headersOf(response, decoded !== response);
        if (settle()) resolve(route.hop === 'forward' && proxy !== undefined ? { status, headers, body, proxy } : { status, headers, body });
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
    ...(target.servername === undefined ? {} : { servername: target.servername }),
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

/** What was kept for a target is as old as the connection that has just died: a repeat must not meet it. */
function dropKept({ agent, host, port }: Route): void {
  for (const [name, sockets] of Object.entries(agent.freeSockets)) {
    if (name.startsWith(`${host}:${port}:`)) for (const socket of sockets ?? []) socket.destroy();
  }
}

function stageOf(socket: Duplex, route: Route): ExchangeStage {
  if ((socket as Duplex & { connecting?: boolean }).connecting === true) return isIP(route.host) === 0 ? 'dns' : 'connect';
  return socket instanceof TLSSocket && !socket.authorized ? 'tls' : 'answer';
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
