import { type IncomingMessage, request } from 'node:http';

export interface CustomerAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

const WATCHDOG_MS = 10_000;

/**
 * Addresses of the customer are plain http (standard-edition §6.5); the mock calls loopback only.
 * @throws TypeError for any other address
 */
export function customerUrl(url: string): URL {
  const target = new URL(url);
  if (target.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(target.hostname)) return target;
  throw new TypeError('the mock calls http addresses on loopback only');
}

/** The cloud as a client of the customer. */
export function callCustomer(method: 'GET' | 'POST', url: string, body?: string, contentType = 'application/json'): Promise<CustomerAnswer> {
  const target = customerUrl(url);
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(target, { method, headers, agent: false, timeout: WATCHDOG_MS }, (incoming) => {
      readAll(incoming).then(
        (bytes) => resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'] ?? '', body: bytes }),
        reject,
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('the customer did not answer')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
