import { createHmac } from 'node:crypto';
import type { MockCosmic } from '../../src/cosmic/index.js';
import { type Answer, post } from './raw-client.js';

let drawn = 0;

/** A text that was not used before in this run. */
export function fresh(): string {
  drawn += 1;
  return `nonce-${drawn}`;
}

/** `yyyy-MM-dd HH:mm:ss` in Shanghai, `shiftMs` away from the mock's clock. */
export function shanghai(mock: MockCosmic, shiftMs = 0): string {
  return new Date(mock.clock.now() + shiftMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

export function getToken(mock: MockCosmic, change: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const body = {
    ...{ client_id: mock.appId, client_secret: mock.appSecret, username: mock.user, accountId: mock.accountId },
    ...{ nonce: fresh(), timestamp: shanghai(mock), language: 'zh_CN' },
    ...change,
  };
  return post(mock, '/kapi/oauth2/getToken', body, headers);
}

export function tokenCall(
  mock: MockCosmic,
  name: 'verifyToken' | 'withdrawToken',
  token: unknown,
  change: Record<string, unknown> = {},
): Promise<Answer> {
  const body = {
    ...{ client_id: mock.appId, token_type_hint: 'access_token', token, accountId: mock.accountId },
    ...{ nonce: fresh(), timestamp: shanghai(mock) },
    ...(name === 'withdrawToken' ? { client_secret: mock.appSecret } : {}),
    ...change,
  };
  return post(mock, `/kapi/oauth2/${name}`, body);
}

/** The headers of a digest call. */
export function digest(mock: MockCosmic, payload: string, change: Record<string, string> = {}): Record<string, string> {
  const timestamp = change['timestamp'] ?? shanghai(mock);
  const signatureNonce = change['signatureNonce'] ?? fresh();
  const signature = createHmac('sha256', String(mock.publicData.digestKey)).update(`${payload}${timestamp}${signatureNonce}`).digest('hex');
  return { appId: mock.appId, user: mock.user, usertype: 'UserName', accountId: mock.accountId, signature, timestamp, signatureNonce, ...change };
}
