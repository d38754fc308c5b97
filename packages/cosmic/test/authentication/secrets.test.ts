import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import {
  API,
  aCall,
  accessTo,
  contextWith,
  type FakePlatform,
  platformOn,
  type Received,
  read,
  refusal,
  startGranting,
} from '../support/fake-platform.js';
import { quickRuntime } from '../support/quick-runtime.js';

const KEY = `${CANARY}-app-key`;
const IDENTITY = `${CANARY}-identity`;

function printed(value: unknown): string {
  const json = isPiaozoneError(value) ? JSON.stringify(value) : '';
  return `${inspect(value, { depth: 20, showHidden: true })}${String(value)}${json}`;
}

/** Whatever could be used again by who reads it. */
function secretsOf(fake: FakePlatform): string[] {
  const proofs = fake.received.flatMap(({ headers, query }: Received) => [headers['accesstoken'], headers['jwt'], query.get('access_token')]);
  return [KEY, IDENTITY, encodeURIComponent(KEY), ...proofs.filter((one): one is string => typeof one === 'string' && one !== '')];
}

describe.each(['two-step', 'enhanced', 'digest', 'jwt', 'basic'] as const)('%s: nothing secret is shown', (kind) => {
  it.each(['headers', 'query'] as const)('by platform, event, log or error, even where the server echoes it (%s)', async (tokenCarrier) => {
    if (tokenCarrier === 'query' && kind !== 'two-step' && kind !== 'basic') return;
    const fake = await startGranting(kind);
    const seen: unknown[] = [];
    const context = contextWith({ runtime: quickRuntime, logger: { warn: (...line) => seen.push(line) }, onEvent: (event) => seen.push(event) });
    const more = { app: { id: 'erp_app', secret: KEY }, gatewayIdentity: IDENTITY, ...(tokenCarrier === 'query' ? { tokenCarrier } : {}) };
    const platform = platformOn(accessTo(fake, kind, more), {}, context);
    seen.push(platform);
    await read(platform);
    const failing = async () => seen.push(await read(platform).catch((error: unknown) => error));
    for (const [code, status] of [
      ['401', 200],
      ['401', 401],
      ['603', 200],
      ['2501', 200],
    ] as const) {
      fake.on(API, ({ headers, query }) => refusal(code, `you sent ${JSON.stringify(headers)} ${[...query.values()].join(' ')}`, status));
      await failing();
    }
    fake.on(API, () => ({ status: 502, body: `<html>${KEY} ${IDENTITY}</html>` }));
    await failing();
    const echo = (request: Received) => refusal('603', `you sent ${request.body}`);
    for (const path of ['/api/getAppToken.do', '/api/login.do', '/kapi/oauth2/getToken']) fake.on(path, echo);
    seen.push(
      await platformOn(accessTo(fake, kind, { ...more, accountId: 'acc-2' }), {}, context)
        .login()
        .catch((error: unknown) => error),
    );
    await fake.close();
    await failing();
    const text = seen.map(printed).join('\n');
    expect(text).toContain('***');
    for (const secret of secretsOf(fake)) expect(text.includes(secret)).toBe(false);
    await expect(platform.client.post({ name: 'x', path: API, body: { huge: 'x'.repeat(30) }, effect: 'read' }, aCall())).rejects.toBeDefined();
  });
});
