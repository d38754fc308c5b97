import { createHmac } from 'node:crypto';
import { type AdapterContext, type Authorizer, PiaozoneError, type WireRequest } from '@piaozone/core/adapter';
import { digestRefused } from '../protocol/hints.js';
import type { CosmicAccess } from '../settings/config.js';
import type { CallAuthentication, ProofRefused } from './authentication.js';
import { newNonce } from './nonce.js';
import { type QueryFields, withHeaders, withQuery } from './requests.js';
import { shanghaiTime } from './shanghai-time.js';

/** Signed in place of a body that is not there (flagship-and-cosmic §2.4). */
const NO_BODY = Buffer.from('{"testName":"test"}', 'utf8');
const NO_PARAMETERS = { test: 'tt' } as const;
const UNRESERVED = /^[A-Za-z0-9._~-]*$/;

/** 摘要认证: every request is signed, there is no session (flagship-and-cosmic §2.4). */
export class DigestAuthentication implements CallAuthentication {
  readonly authorizer: Authorizer;
  readonly refused: ProofRefused = { code: 'credentials_rejected', hint: digestRefused };
  readonly #access: CosmicAccess;

  constructor(access: CosmicAccess, { serverClock }: Pick<AdapterContext, 'serverClock'>) {
    this.#access = access;
    const { baseUrl } = access;
    this.authorizer = {
      // A refusal stands, unless it told that the local clock is wrong.
      current: (rejected) =>
        rejected === undefined || serverClock.wouldCorrect(baseUrl, timeOf(rejected)) ? `${serverClock.now(baseUrl)} ${newNonce()}` : undefined,
      apply: (request, mark) => this.#sign(request, timeOf(mark), mark.slice(mark.indexOf(' ') + 1)),
    };
  }

  /** Nothing is proved before a call is made. */
  async ensure(): Promise<void> {}

  async close(): Promise<void> {}

  #sign(request: WireRequest, at: number, signatureNonce: string): WireRequest {
    const { accountId, app, user, userType } = this.#access;
    const common = { appId: app.id, timestamp: shanghaiTime(at), signatureNonce, user, usertype: userType, accountId };
    if (request.method === 'POST') {
      const body = request.body === undefined || request.body.length === 0 ? NO_BODY : request.body;
      const signature = this.#hmac(body, common);
      return withHeaders({ ...request, body }, { ...common, signature });
    }
    const url = new URL(request.url);
    const given = [...url.searchParams];
    const signed = given.length === 0 ? withQuery(request, NO_PARAMETERS) : request;
    const parameters = given.length === 0 ? Object.entries(NO_PARAMETERS) : given;
    const payload = parameters.map(([name, value]) => `${name}=${value}`).join('&');
    const names = parameters.map(([name]) => name).join(',');
    // In a GET everything goes in the query, the gateway identity as in its header.
    const identity = request.headers['x-acgw-identity'];
    const rest = { ...common, signature: this.#hmac(Buffer.from(payload, 'utf8'), common), parameters: names };
    return withQuery(signed, { ...rest, ...(identity === undefined ? {} : { 'x-acgw-identity': identity }) });
  }

  /** HMAC-SHA256 of payload, time and nonce, one behind the other; lower-case hex. */
  #hmac(payload: Buffer, { timestamp, signatureNonce }: { readonly timestamp: string; readonly signatureNonce: string }): string {
    return this.#access.app.secret.use((key) =>
      createHmac('sha256', key)
        .update(payload)
        .update(timestamp + signatureNonce, 'utf8')
        .digest('hex'),
    );
  }
}

/**
 * Whether `query` can be signed: how other characters are to be written in what is signed, is not documented (§17.3).
 * @throws request_invalid naming the parameters
 */
export function checkSignable(query: QueryFields, { locale }: Pick<AdapterContext, 'locale'>): void {
  const odd = Object.entries(query).filter(([name, value]) => !UNRESERVED.test(name) || !UNRESERVED.test(value));
  if (odd.length === 0) return;
  const names = odd.map(([name]) => name).join(', ');
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: {
      zh: `摘要认证的 GET 参数只能用英文字母、数字和 - . _ ~：${names}`,
      en: `parameters of a GET with digest authentication may hold letters, digits and - . _ ~ only: ${names}`,
    },
    hint: { zh: '改用 POST 发布的接口', en: 'use an API that is published for POST' },
  });
}

function timeOf(mark: string): number {
  return Number(mark.slice(0, mark.indexOf(' ')));
}
