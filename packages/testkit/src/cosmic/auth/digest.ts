import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MockRequest } from '../../server/http-server.js';
import type { CosmicCaller } from '../part.js';
import { OnceBook, platformTime } from '../platform/times.js';
import type { AuthState } from './state.js';

const TEN_MINUTES_MS = 10 * 60_000;

/** A digest call proves itself by HMAC-SHA256 instead of a token (flagship-and-cosmic §2.4). */
export class DigestCheck {
  readonly #state: AuthState;
  readonly #nonces = new OnceBook();

  constructor(state: AuthState) {
    this.#state = state;
  }

  /** Whether the call carries a digest at all, right or wrong. */
  carries(request: MockRequest): boolean {
    return sentValue(request, 'signature') !== undefined && sentValue(request, 'signatureNonce') !== undefined;
  }

  /** Who made the call, or the reason why nobody did. A nonce is spent by a right signature only. */
  check(request: MockRequest): CosmicCaller | string {
    const { accountId, apps, clock, users } = this.#state;
    const read = (name: string) => sentValue(request, name);
    const app = apps.find(read('appId'));
    if (app?.digestKey === undefined) return 'appId: no app with a digest card';
    if (read('accountId') !== accountId) return 'accountId';
    const [timestamp = '', nonce = '', user = ''] = [read('timestamp'), read('signatureNonce'), read('user')];
    const at = platformTime(timestamp);
    if (at === undefined || Math.abs(at - clock.now()) > TEN_MINUTES_MS) return 'timestamp';
    if (nonce === '') return 'signatureNonce';
    if (!users.has(user, read('usertype'))) return 'user';
    const payload = payloadOf(request);
    if (payload === undefined || payload === '') return 'nothing to sign';
    if (
      !sameText(
        read('signature') ?? '',
        createHmac('sha256', app.digestKey)
          .update(payload + timestamp + nonce, 'utf8')
          .digest('hex'),
      )
    )
      return 'signature';
    // Single use without a time named: long enough to outlive every timestamp it could be sent with again.
    if (!this.#nonces.use(`${app.appId} ${nonce}`, clock.now(), 3 * TEN_MINUTES_MS)) return 'signatureNonce was used';
    return { appId: app.appId, user };
  }
}

/** POST: header; GET: query ("all values go in the query"). */
function sentValue({ method, headers, query }: MockRequest, name: string): string | undefined {
  return method === 'GET' ? query[name] : headers[name.toLowerCase()];
}

/** POST: the raw body. GET: the query parameters named in `parameters`, in that order, as `a=1&b=2`; that they are taken decoded is mock-defined. */
function payloadOf({ method, body, query }: MockRequest): string | undefined {
  if (method !== 'GET') return body.toString('utf8');
  const names = (query['parameters'] ?? '').split(',').filter((name) => name !== '');
  return names.every((name) => query[name] !== undefined) ? names.map((name) => `${name}=${query[name]}`).join('&') : undefined;
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
