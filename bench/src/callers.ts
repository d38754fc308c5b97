import { createCipheriv, createHash } from 'node:crypto';
import http from 'node:http';
import { createPiaozone, nodeBackend, type Piaozone, type PreparedRequest, sharedAuthorization, sign } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import axios from 'axios';
import CryptoJS from 'crypto-js';
import { TOKEN, TRIPLE } from './fixture.js';
import { toWire } from './wire.js';

/** One call: map, sign, serialise, encrypt, POST, read the answer; resolves with the number of the invoice. */
export interface Caller {
  readonly name: string;
  /** What its last signature was, so that no engine drops the work. */
  lastSign: string;
  call(): Promise<string>;
  close(): Promise<void>;
}

interface Answer {
  readonly errcode: string;
  readonly data: { readonly invoiceNo: string };
}

const PATH = '/m5/bill/invoice/create';
const JSON_TYPE = 'application/json';

/** What is to be beaten by no more than the goal allows: `node:http` and `node:crypto` by hand, nothing checked that need not be. */
export function rawCaller(baseUrl: string, input: PreparedRequest): Caller {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(baseUrl);
  const caller: Caller = {
    name: 'raw',
    lastSign: '',
    call: () =>
      new Promise((resolve, reject) => {
        caller.lastSign = createHash('md5')
          .update(TRIPLE.clientId + TRIPLE.clientSecret + Date.now())
          .digest('hex');
        const cipher = createCipheriv('aes-128-ecb', TRIPLE.encryptKey, null);
        const body = Buffer.from(cipher.update(JSON.stringify(toWire(input)), 'utf8', 'base64') + cipher.final('base64'), 'latin1');
        const headers = { 'content-type': JSON_TYPE, 'content-length': body.length };
        const path = `${PATH}?access_token=${TOKEN}&reqid=${Date.now()}123`;
        const request = http.request({ agent, hostname, port, method: 'POST', path, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => resolve(numberOf(JSON.parse(Buffer.concat(chunks).toString('utf8')))));
        });
        request.on('error', reject);
        request.end(body);
      }),
    close: async () => agent.destroy(),
  };
  return caller;
}

/** What a developer writes on the first afternoon: axios as it comes, crypto-js as the examples show it. */
export function naiveCaller(baseUrl: string, input: PreparedRequest): Caller {
  const caller: Caller = {
    name: 'naive',
    lastSign: '',
    async call() {
      caller.lastSign = CryptoJS.MD5(TRIPLE.clientId + TRIPLE.clientSecret + Date.now()).toString();
      const key = CryptoJS.enc.Utf8.parse(TRIPLE.encryptKey);
      const options = { mode: CryptoJS.mode.ECB, padding: CryptoJS.pad.Pkcs7 };
      const body = CryptoJS.AES.encrypt(JSON.stringify(toWire(input)), key, options).toString();
      const { data } = await axios.post<Answer>(`${baseUrl}${PATH}?access_token=${TOKEN}&reqid=${Date.now()}123`, body, {
        headers: { 'Content-Type': JSON_TYPE },
      });
      return numberOf(data);
    },
    async close() {},
  };
  return caller;
}

/** The public way through the SDK with all its policies. Its own calls sign once per token; here it signs with every call, as the others do. */
export function sdkCaller(baseUrl: string, request: PreparedRequest): Caller {
  const piaozone = bench(baseUrl);
  const hosted = new HostedService(piaozone);
  const caller: Caller = {
    name: 'sdk',
    lastSign: '',
    async call() {
      caller.lastSign = sign(
        { clientId: TRIPLE.clientId, clientSecret: TRIPLE.clientSecret, timestamp: String(Date.now()), encType: 0 },
        nodeBackend,
      );
      const result = await hosted.create(request, { requestId: piaozone.newRequestId(), warn: () => {} });
      return result.state === 'issued' ? result.invoice.number : result.state;
    },
    close: () => piaozone.close(),
  };
  return caller;
}

/** The JSON the SDK sends for `request`, before encryption: so that all callers send the same. */
export async function wireJsonOf(request: PreparedRequest): Promise<string> {
  let encrypted = Buffer.alloc(0);
  const answer = (value: object) => ({ status: 200, headers: { 'content-type': JSON_TYPE }, body: Buffer.from(JSON.stringify(value)) });
  const piaozone = bench('http://127.0.0.1', {
    async send({ url, body = Buffer.alloc(0) }) {
      if (!url.includes(PATH)) return answer({ errcode: '0000', access_token: TOKEN, expires_in: 129_600 });
      encrypted = Buffer.from(body);
      return answer({ errcode: '0000', data: {} });
    },
    close() {},
  });
  await new HostedService(piaozone).create(request, { requestId: piaozone.newRequestId(), warn: () => {} });
  await piaozone.close();
  const key = piaozone.crypto.importAesKey(Buffer.from(TRIPLE.encryptKey));
  return piaozone.crypto.decryptEcb(key, encrypted.toString('latin1')).toString();
}

function bench(baseUrl: string, sender?: NonNullable<Parameters<typeof createPiaozone>[0]>['sender']): Piaozone {
  return createPiaozone({
    environment: { baseUrl },
    authorization: sharedAuthorization({ enterprise: TRIPLE }),
    ...(sender === undefined ? {} : { sender }),
  });
}

function numberOf(answer: Answer): string {
  if (answer.errcode !== '0000') throw new Error(`errcode ${answer.errcode}`);
  return answer.data.invoiceNo;
}
