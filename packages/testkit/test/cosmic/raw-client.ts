import { afterEach } from 'vitest';
import { type MockCosmic, type MockCosmicOptions, startMockCosmic } from '../../src/cosmic/index.js';

const started: MockCosmic[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((mock) => mock.close()));
});

export async function start(options: MockCosmicOptions = {}): Promise<MockCosmic> {
  const mock = await startMockCosmic(options);
  started.push(mock);
  return mock;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: { data?: Record<string, unknown> | null; errorCode?: string; message?: string; messagecn?: string; status?: boolean };
}

export async function post(mock: MockCosmic, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${mock.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, text, json: text.startsWith('{') ? (JSON.parse(text) as Answer['json']) : {} };
}

export function appToken(mock: MockCosmic, change: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const body = { appId: mock.appId, appSecret: mock.appSecret, accountId: mock.accountId, tenantid: 't', language: 'zh_CN', ...change };
  return post(mock, '/api/getAppToken.do', body, headers);
}

export function login(
  mock: MockCosmic,
  apptoken: unknown,
  change: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  return post(mock, '/api/login.do', { user: mock.user, apptoken, usertype: 'UserName', accountId: mock.accountId, ...change }, headers);
}

/** Both steps; the access token. */
export async function signIn(mock: MockCosmic): Promise<string> {
  const first = await appToken(mock);
  const second = await login(mock, first.json.data?.['app_token']);
  return String(second.json.data?.['access_token']);
}
