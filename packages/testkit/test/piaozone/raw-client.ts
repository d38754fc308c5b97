import { createCipheriv, createHash, createHmac } from 'node:crypto';
import http from 'node:http';

/** A client that shares nothing with the mock or the SDK: sign, cipher and HTTP are written here once more. */
export interface RawTriple {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly encryptKey: string;
}

export interface RawReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly text: string;
}

export interface Envelope {
  readonly errcode: string;
  readonly description: string;
  readonly data?: Record<string, unknown>;
  readonly access_token?: string;
  readonly token_type?: string;
  readonly expires_in?: number;
}

export function send(method: string, url: string, body?: string | Buffer, headers: Record<string, string> = {}): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'] ?? '', body: all, text: all.toString('utf8') });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export async function postJson(url: string, body: string): Promise<Envelope> {
  return JSON.parse((await send('POST', url, body, { 'content-type': 'application/json' })).text) as Envelope;
}

export function rawSign({ clientId, clientSecret }: RawTriple, timestamp: string | number, encType: 0 | 1 | 2 = 0): string {
  const plain = `${clientId}${clientSecret}${timestamp}`;
  if (encType === 2) return createHmac('sha256', clientSecret).update(plain).digest('hex');
  return createHash(encType === 1 ? 'sha256' : 'md5')
    .update(plain)
    .digest('hex');
}

export function seal(key: string, text: string): string {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

export function requestToken(baseUrl: string, triple: RawTriple, change: Record<string, unknown> = {}): Promise<Envelope> {
  const timestamp = '1700000000000';
  return postJson(
    `${baseUrl}/base/oauth/token`,
    JSON.stringify({ client_id: triple.clientId, timestamp, sign: rawSign(triple, timestamp), ...change }),
  );
}

/** One grant with its token, calling encrypted APIs. */
export class RawClient {
  readonly baseUrl: string;
  readonly triple: RawTriple;
  token = '';

  constructor(baseUrl: string, triple: RawTriple) {
    this.baseUrl = baseUrl;
    this.triple = triple;
  }

  static async login(baseUrl: string, triple: RawTriple): Promise<RawClient> {
    const client = new RawClient(baseUrl, triple);
    await client.login();
    return client;
  }

  async login(): Promise<void> {
    this.token = (await requestToken(this.baseUrl, this.triple)).access_token ?? '';
  }

  url(path: string): string {
    return `${this.baseUrl}${path}?access_token=${this.token}&reqid=1700000000000123`;
  }

  /** Sends `value` encrypted, bare Base64 as application/json. */
  call(path: string, value: unknown): Promise<Envelope> {
    return postJson(this.url(path), seal(this.triple.encryptKey, JSON.stringify(value)));
  }

  create(value: unknown): Promise<Envelope> {
    return this.call('/m5/bill/invoice/create', value);
  }

  query(serialNo: string): Promise<Envelope> {
    return this.call('/m7/bill/invoice/serialno/query', { serialNo });
  }

  red(value: unknown): Promise<Envelope> {
    return this.call('/m5/bill/invoice/invalid', value);
  }
}

/** The request printed in standard-edition §6.1, for this seller and serial. */
export function sampleBill(salerTaxNo: string, serialNo = '20240101000000000001', change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    serialNo,
    invoiceType: '1',
    type: '0',
    taxFlag: '0',
    inventoryFlag: '0',
    salerTaxNo,
    buyerName: '测试购方',
    invoiceAmount: '100.00',
    totalTaxAmount: '6.00',
    totalAmount: '106.00',
    drawer: '张三',
    items: [sampleLine()],
    ...change,
  };
}

export function sampleLine(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    goodsName: '装卸费',
    goodsCode: '3040408000000000000',
    detailAmount: '100.00',
    taxRate: '0.06',
    taxAmount: '6.00',
    discountType: '0',
    preferentialPolicy: '0',
    zeroTaxRateFlag: '',
    vatException: '',
    ...change,
  };
}
