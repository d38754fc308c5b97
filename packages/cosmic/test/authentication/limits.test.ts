import type { Sender } from '@piaozone/core';
import type { WireRequest } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { VirtualRuntime } from '../../../core/test/support/virtual-runtime.js';
import { accessOf, type CosmicAccessSettings, cosmicAdapter, createCosmicPlatform, productOf } from '../../src/index.js';
import { SETTINGS } from '../support/erp-settings.js';
import { API, aCall, accessTo, contextWith, platformOn, read, startGranting } from '../support/fake-platform.js';

const ACCESS: CosmicAccessSettings = {
  baseUrl: 'https://erp.example.com/ierp',
  accountId: 'acc',
  app: { id: 'app', secret: 'secret-0123456789' },
  user: 'u',
};

/** A platform in memory, on a virtual clock. */
function inMemory(runtime: VirtualRuntime) {
  const sent: { readonly path: string; readonly at: number }[] = [];
  const start = runtime.monotonic();
  const answer = (path: string) => {
    if (path.endsWith('getToken')) return { data: { access_token: `t${sent.length}`, expires_in: '7199977' }, errorCode: '0', status: true };
    return { data: { rows: [] }, errorCode: '0', status: true };
  };
  const sender: Sender = {
    async send({ url }: WireRequest) {
      const path = new URL(url).pathname;
      sent.push({ path, at: Math.round(runtime.monotonic() - start) });
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(answer(path))) };
    },
    close() {},
  };
  return { sent, context: contextWith({ runtime, sender }) };
}

describe('limits of an application', () => {
  it('hold over logins, calls and platforms of one client together', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { sent, context } = inMemory(runtime);
    const access = { ...ACCESS, authentication: 'enhanced', limits: { perSecond: 5 } } as const;
    const platforms = [1, 2].map(() => createCosmicPlatform(access, {}, context));
    await runtime.runUntil(Promise.all(platforms.flatMap((platform) => [read(platform), read(platform)])));
    expect(sent.map(({ at }) => at)).toEqual([0, 200, 400, 600, 800]);
    expect(sent[0]?.path).toBe('/ierp/kapi/oauth2/getToken');
  });

  it('let getToken go 30 times a minute at most, whatever else is set', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { sent, context } = inMemory(runtime);
    const users = Array.from({ length: 15 }, (_, index) => `u${index}`);
    const platforms = users.map((user) => createCosmicPlatform({ ...ACCESS, user, authentication: 'enhanced' }, {}, context));
    await runtime.runUntil(Promise.all(platforms.map((platform) => platform.login())));
    const times = sent.map(({ at }) => at);
    // Three at once, then evenly: none of the 15 may wait longer than a login may last.
    expect(times.slice(0, 3)).toEqual([0, 0, 0]);
    expect(Math.round((times[14] ?? 0) / 1_000)).toBe(26);
  });

  it('are none for an ERP without published ones', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { sent, context } = inMemory(runtime);
    const platform = createCosmicPlatform({ ...ACCESS, authentication: 'basic' }, {}, context);
    await runtime.runUntil(Promise.all(Array.from({ length: 50 }, () => read(platform))));
    expect(new Set(sent.map(({ at }) => at))).toEqual(new Set([0]));
  });
});

describe('request bodies', () => {
  it('over the limit are not sent', async () => {
    const fake = await startGranting();
    const { client } = platformOn(accessTo(fake, 'digest', { maxRequestBytes: 20 }));
    const post = (text: string) => client.post({ name: 'things', path: API, body: { a: text }, effect: 'write' }, aCall());
    await post('x'.repeat(12));
    // {"a":"…"} of 20 bytes went; characters count by their bytes.
    await expect(post('测'.repeat(5))).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    await expect(post('x'.repeat(13))).rejects.toMatchObject({ message: expect.stringContaining('21') });
    expect(fake.received).toHaveLength(1);
  });
});

describe('the access of an ERP connection', () => {
  it('serves a platform of its own, in the same session', async () => {
    const fake = await startGranting('enhanced');
    const context = contextWith();
    const product = { id: 'test-erp', name: '测试', unitMenu: '业务单元', gatewayIdentity: 'optional' } as const;
    const connection = await cosmicAdapter(product, { ...accessTo(fake, 'enhanced'), ...SETTINGS }).connect(context);
    await connection.listBusinessUnits({}, aCall());
    const access = accessOf(connection);
    expect([access?.accountId, productOf(connection)?.id]).toEqual(['acc-1', 'test-erp']);
    if (access === undefined) throw new Error('no access');
    await read(createCosmicPlatform(access, {}, context));
    expect(fake.to('/kapi/oauth2/getToken')).toHaveLength(1);
  });
});
