import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { decodePayload, type PayloadEncryption } from '../../../src/cosmic/codec.js';

export interface Received {
  readonly interfaceCode: string;
  readonly returnCode: string;
  readonly returnMsg: string;
  readonly bizControl?: unknown;
  /** Decoded where it was a text. */
  readonly data: unknown;
  readonly encoded: boolean;
  readonly raw: string;
}

export const ACK_2102 = { message: '回调成功', errorCode: '0', success: true };
export const ACK_5103 = { message: '回调成功', code: '0', success: true };

const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A business system that listens for callbacks. */
export class Receiver {
  readonly received: Received[] = [];
  /** What is answered next, then always the last. `drop`: the socket ends. */
  answers: (object | string | 'drop')[] = [{ ...ACK_2102, code: '0' }];
  /** HTTP status of the answers. */
  status = 200;
  url = '';
  /** Most requests at one time. */
  atOnce = 0;

  static async start(encryption: PayloadEncryption = { kind: 'base64' }): Promise<Receiver> {
    const receiver = new Receiver();
    let now = 0;
    const server = createServer(async (request, response) => {
      now += 1;
      receiver.atOnce = Math.max(receiver.atOnce, now);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(raw) as Omit<Received, 'encoded' | 'raw'>;
      const encoded = typeof body.data === 'string';
      receiver.received.push({ ...body, encoded, raw, data: encoded ? JSON.parse(decodePayload(String(body.data), encryption)) : body.data });
      const answer = receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0];
      now -= 1;
      if (answer === 'drop') response.socket?.destroy();
      else {
        response.writeHead(receiver.status, { 'content-type': 'application/json' });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb/unguessable`;
    return receiver;
  }

  /** What was told, as `interfaceCode returnCode key`. */
  get told(): string[] {
    return this.received.map(({ interfaceCode, returnCode, data }) => `${interfaceCode} ${returnCode} ${keyOf(data)}`);
  }
}

function keyOf(data: unknown): string {
  const [first] = Array.isArray(data) ? (data as unknown[]) : [data];
  const { billNo, serialNo } = first as { billNo?: string; serialNo?: string };
  return billNo ?? serialNo ?? '';
}
