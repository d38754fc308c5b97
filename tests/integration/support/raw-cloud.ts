import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const TOKEN = JSON.stringify({
  errcode: '0000',
  description: '操作成功',
  access_token: 'raw-cloud-token',
  token_type: 'bearer',
  expires_in: 129_600,
});

/** Bytes of a plain answer. */
export function http(body: string, head = 'HTTP/1.1 200 OK'): string {
  return `${head}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export interface RawCloud {
  readonly baseUrl: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Business requests that began to arrive, token requests left out. */
  readonly arrived: () => number;
  close(): Promise<void>;
}

/**
 * A cloud of bare TCP: gives a token to whoever asks, and leaves business calls to `answer`, which gets the bytes of the request that came so far
 * whenever more came, and the number of business requests before it.
 */
export async function startRawCloud(answer: (socket: Socket, request: Buffer, before: number) => void): Promise<RawCloud> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let arrived = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    let request = Buffer.alloc(0);
    let number: number | undefined;
    socket.on('data', (chunk: Buffer) => {
      request = Buffer.concat([request, chunk]);
      if (request.subarray(0, 200).includes('/oauth/token')) {
        if (!isWhole(request)) return;
        request = Buffer.alloc(0);
        socket.write(http(TOKEN));
        return;
      }
      number ??= arrived++;
      const bytes = request;
      if (isWhole(request)) {
        request = Buffer.alloc(0);
        const before = number;
        number = undefined;
        answer(socket, bytes, before);
      } else {
        answer(socket, bytes, number);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}`, connections: () => connections, arrived: () => arrived, close };
}

export function isWhole(request: Buffer): boolean {
  const head = request.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /content-length: *(\d+)/i.exec(request.subarray(0, head).toString('latin1'))?.[1] ?? '0';
  return request.length >= head + 4 + Number(length);
}
