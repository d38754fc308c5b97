import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type AxiosSenderOptions, createAxiosSender } from '../../src/transport/axios-sender.js';
import { cancellationOf } from '../../src/transport/deadline.js';
import { type SendContext, type Sender, SendFailure, type WireRequest, type WireResponse } from '../../src/transport/types.js';

export const MIB = 1024 * 1024;

/** Context with an own signal, so that listeners left behind would show. */
export function context({
  signal = new AbortController().signal,
  maxResponseBytes = MIB,
}: {
  signal?: AbortSignal;
  maxResponseBytes?: number;
} = {}): SendContext {
  return { cancellation: cancellationOf(signal), maxResponseBytes };
}

export function post(url: string, body: Buffer | string = '{}', headers: Record<string, string> = {}): WireRequest {
  return { method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(body) };
}

export function get(url: string): WireRequest {
  return { method: 'GET', url, headers: {} };
}

/** A sender that ends with its test. */
export function sender(options: AxiosSenderOptions = {}): Sender {
  const made = createAxiosSender(options);
  onTestFinished(() => made.close());
  return made;
}

/** The failure of `promise`, which must be a SendFailure. */
export async function failureOf(promise: Promise<WireResponse>): Promise<SendFailure> {
  const outcome: unknown = await promise.then(
    (response) => `answered ${response.status}`,
    (error: unknown) => error,
  );
  if (outcome instanceof SendFailure) return outcome;
  throw new Error(`expected a SendFailure, got: ${String(outcome)}`);
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Resolves when no connection is open. */
  readonly idle: () => Promise<void>;
  /** Resolves when no more than so many connections are open. */
  readonly until: (most: number) => Promise<void>;
}

export async function listen(server: Server | net.Server): Promise<RunningServer> {
  const open = new Set<Socket>();
  const waiting = new Set<() => void>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(socket);
      for (const look of [...waiting]) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const until = (most: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (open.size > most) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    idle: () => until(0),
    until,
  };
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An HTTP server that keeps what it received and answers by `answer`. */
export async function httpServer(answer: (response: ServerResponse, received: Received) => void): Promise<RunningServer & { received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = request;
      const entry = { method, url, rawHeaders, headers, body: Buffer.concat(chunks) };
      received.push(entry);
      answer(response, entry);
    });
  });
  server.keepAliveTimeout = 60_000;
  return Object.assign(await listen(server), { received });
}

/** A TCP server that says what it likes. `onData` gets everything received on that connection so far. */
export async function rawServer(
  onData: (socket: Socket, seen: Buffer, connection: number) => void,
): Promise<RunningServer & { bytes: () => string }> {
  let all = '';
  let count = 0;
  const server = net.createServer((socket) => {
    count += 1;
    const connection = count;
    let seen = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      all += chunk.toString('latin1');
      onData(socket, seen, connection);
    });
  });
  return Object.assign(await listen(server), { bytes: () => all });
}

/** A promise and the function that settles it: the barrier of these tests. */
export function barrier(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach };
}

/** A port nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
