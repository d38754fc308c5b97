import { describe, expect, it, onTestFinished } from 'vitest';
import { createPiaozone } from '../../src/client.js';
import { isPiaozoneError } from '../../src/errors.js';
import type { PiaozoneOptions } from '../../src/options.js';
import { callOf, FakeCloud, throttle } from '../support/fake-cloud.js';
import { json } from '../support/fake-sender.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

function start(options: Partial<PiaozoneOptions>) {
  const runtime = new VirtualRuntime();
  const sender = new FakeCloud(runtime);
  const client = createPiaozone(
    {
      environment: { baseUrl: 'http://127.0.0.1:9' },
      authorization: { mode: 'shared', enterprise: { clientId: 'a', clientSecret: 'b', encryptKey: '0123456789abcdef' } },
      runtime,
      sender,
      maxRetries: 0,
      ...options,
    },
    {},
  );
  onTestFinished(() => client.close());
  return { runtime, sender, client };
}

describe('limits of a client', () => {
  it('are checked with all other options', () => {
    try {
      start({ timeoutMs: 0, limits: { maxSockets: -1 } });
      expect.unreachable();
    } catch (error) {
      expect(isPiaozoneError(error, 'config_invalid') && error.problems.map(({ path }) => path).sort()).toEqual(['limits.maxSockets', 'timeoutMs']);
    }
  });

  it('hold for the cloud; rates and codes are not the ERP’s', async () => {
    const { runtime, sender, client } = start({ limits: { callsPerMinute: 1, throttle: { codes: ['busy'] } } });
    const { http } = client.adapterContext();
    const both = [http.call(callOf('A')), http.call(callOf('A')), client.http.call(callOf('A'))];
    await runtime.advance(100);
    await Promise.all(both);
    await expect(client.http.call(callOf('A', 'op', { timeoutMs: 10_000 }))).rejects.toMatchObject({ code: 'rate_limited', outcome: 'not-sent' });
    sender.behave = () => ({ ms: 0, answer: json({}, 400) });
    await expect(runtime.runUntil(http.call(callOf('A')))).rejects.toMatchObject({ code: 'business_rejected' });
    await expect(runtime.runUntil(client.http.call(callOf('B')))).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('a throttled cloud holds up no ERP, and closing ends what waits', async () => {
    const { runtime, sender, client } = start({});
    sender.behave = () => ({ ms: 0, answer: throttle({ 'retry-after': '30' }) });
    await runtime.runUntil(client.http.call(callOf('A')).catch(() => {}));
    sender.behave = () => ({ ms: 0, answer: json('ok') });
    const waiting = client.http.call(callOf('A'));
    await runtime.runUntil(client.adapterContext().http.call(callOf('A')));
    expect(sender.sent).toHaveLength(2);
    const closed = expect(waiting).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
    await client.close();
    await closed;
    expect(runtime.pending).toBe(0);
  });
});
