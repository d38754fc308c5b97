import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProxyMode } from '../../../testkit/src/proxy/proxy-mode.js';
import { ProxyServer } from '../../../testkit/src/proxy/proxy-server.js';
import { isPiaozoneError, type PiaozoneError } from '../../src/errors.js';
import { readJsonAnswer } from '../../src/protocol/answer.js';
import { createAxiosSender } from '../../src/transport/axios-sender.js';
import { HttpClient } from '../../src/transport/http-client.js';
import { parseProxy } from '../../src/transport/proxy.js';
import type { HttpCall, Sender } from '../../src/transport/types.js';
import { CANARY } from '../support/canary.js';
import { startCensus } from '../support/census.js';
import { everythingShown } from '../support/everything.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const DEADLINE_MS = 60_000;
const CONNECT_MS = 15_000;
const USER = `${CANARY}-user`;
const PASSWORD = `${CANARY}@:%`;
const SECRETS = [CANARY, Buffer.from(`${USER}:${PASSWORD}`).toString('base64'), encodeURIComponent(PASSWORD), PASSWORD];

interface Hostile {
  readonly runtime: VirtualRuntime;
  readonly proxy: ProxyServer;
  readonly sender: Sender;
  /** The error of a write to `url`, with everything it could show checked for the account and the token. */
  failure(url: string): Promise<PiaozoneError>;
}

async function hostile(mode: ProxyMode): Promise<Hostile> {
  const runtime = new VirtualRuntime();
  const proxy = await ProxyServer.start({ mode });
  const settings = parseProxy(`http://${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@${proxy.address}`);
  const sender = createAxiosSender({ proxy: settings, runtime });
  const client = new HttpClient({ runtime, sender, locale: 'en', timeoutMs: DEADLINE_MS, maxResponseBytes: 1 << 20, maxRetries: 0 });
  onTestFinished(async () => {
    sender.close();
    await proxy.close();
  });
  const call = (url: string): HttpCall<unknown> => ({
    operation: 'test.write',
    effect: 'write',
    requestId: 'r1',
    request: { method: 'POST', url: `${url}?access_token=${CANARY}`, headers: {}, body: Buffer.from(CANARY) },
    classify: (response) => readJsonAnswer(response, { operation: 'test.write', requestId: 'r1', effect: 'write' }),
  });
  const failure = async (url: string) => {
    const error: unknown = await client.call(call(url)).then(
      () => 'no error',
      (thrown: unknown) => thrown,
    );
    if (!isPiaozoneError(error)) throw new Error(`expected a PiaozoneError, got ${String(error)}`);
    const shown = [error, sender, settings, client].map(everythingShown).join('\n');
    for (const secret of SECRETS) expect(shown).not.toContain(secret);
    // Both languages say something of their own, and what to do.
    expect(error.text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(error.hintText?.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(error.hintText?.en).toMatch(/[a-z]/);
    return error;
  };
  return { runtime, proxy, sender, failure };
}

describe('https through a hostile proxy', () => {
  it.each([
    ['refuse', 'unreachable', undefined, 0],
    ['407', 'authentication', 407, 1],
    ['403', 'refused', 403, 1],
    ['502', 'refused', 502, 1],
    ['html-error', 'refused', 403, 1],
    ['html-page', 'html', undefined, 1],
    ['close-on-connect', 'closed', undefined, 1],
    ['half-open', 'closed', undefined, 1],
    ['garbage-with-200', 'garbage', undefined, 1],
    ['garbage-after-200', 'garbage', undefined, 1],
  ] as const)('%s: proxy, %s, not sent', async (mode, reason, status, connections) => {
    const census = startCensus();
    const { proxy, failure, sender, runtime } = await hostile(mode);
    const error = await failure('https://api.cloud.test/x');
    expect(error).toMatchObject({ code: 'proxy', reason, status, outcome: 'not-sent', requestId: 'r1' });
    expect(error.message).toContain(proxy.address);
    expect(proxy.connections).toBe(connections);
    await proxy.until(({ open }) => open === 0);
    // The account went to the proxy, and nothing of the request did.
    expect(JSON.stringify(proxy.journal.map(({ target, method }) => [method, target]))).not.toContain(CANARY);
    expect(runtime.pending).toBe(0);
    sender.close();
    await proxy.close();
    await census.none();
  });

  it.each([
    ['hang', 'CONNECT_TIMEOUT'],
    ['silence-after-200', 'TLS_TIMEOUT'],
  ] as const)('%s: proxy, timeout, not sent, long before the deadline', async (mode, detail) => {
    const census = startCensus();
    const { proxy, failure, sender, runtime } = await hostile(mode);
    const failing = failure('https://api.cloud.test/x');
    await proxy.until(({ journal }) => journal.length === 1);
    // The 200 may still be on its way; without it the clock would end the CONNECT instead.
    if (mode === 'silence-after-200') await proxy.until(({ heard }) => heard > 0);
    await runtime.advance(CONNECT_MS);
    const error = await failing;
    expect(error).toMatchObject({ code: 'proxy', reason: 'timeout', outcome: 'not-sent' });
    expect(error.message).toContain(detail);
    await proxy.until(({ open }) => open === 0);
    expect(proxy.connections).toBe(1);
    expect(runtime.pending).toBe(0);
    sender.close();
    await proxy.close();
    await census.none();
  });
});

describe('plain http through a hostile proxy', () => {
  it.each([
    ['refuse', 'proxy', 'unreachable', 'not-sent', undefined],
    ['407', 'proxy', 'authentication', 'unknown', 407],
    ['html-error', 'proxy', 'html', 'unknown', 403],
    ['html-page', 'proxy', 'html', 'unknown', 200],
    ['502', 'server', undefined, 'unknown', 502],
    ['403', 'response_invalid', undefined, 'unknown', 403],
    ['close-on-connect', 'connection', 'reset', 'unknown', undefined],
    ['half-open', 'connection', 'reset', 'unknown', undefined],
    ['garbage-after-200', 'connection', 'reset', 'unknown', undefined],
  ] as const)('%s: %s, %s, %s', async (mode, code, reason, outcome, status) => {
    const census = startCensus();
    const { proxy, failure, sender, runtime } = await hostile(mode);
    const error = await failure('http://erp.test/x');
    expect(error).toMatchObject({ code, reason, outcome, status });
    if (code === 'proxy') expect(error.message).toContain(proxy.address);
    expect(proxy.connections).toBe(mode === 'refuse' ? 0 : 1);
    expect(runtime.pending).toBe(0);
    sender.close();
    await proxy.close();
    await census.none();
  });

  it('hang: the request is out, so the deadline ends it and says how far it came', async () => {
    const census = startCensus();
    const { proxy, failure, sender, runtime } = await hostile('hang');
    const failing = failure('http://erp.test/x');
    await proxy.until(({ journal }) => journal.length === 1);
    await runtime.advance(DEADLINE_MS);
    const error = await failing;
    expect(error).toMatchObject({ code: 'timeout', reason: 'answer', outcome: 'unknown' });
    expect(error.message).toContain(proxy.address);
    await proxy.until(({ open }) => open === 0);
    expect(proxy.connections).toBe(1);
    sender.close();
    await proxy.close();
    await census.none();
  });
});

describe('a deadline shorter than the limit of a connection', () => {
  it('names the proxy that did not open its tunnel', async () => {
    const { proxy, runtime, sender } = await hostile('hang');
    const client = new HttpClient({ runtime, sender, locale: 'en', timeoutMs: 1_000, maxResponseBytes: 1, maxRetries: 2 });
    const calling = client.call({
      operation: 'test.read',
      effect: 'read',
      requestId: 'r2',
      request: { method: 'GET', url: 'https://api.cloud.test/', headers: {} },
      classify: () => ({ kind: 'ok', value: undefined }),
    });
    const outcome = expect(calling).rejects.toMatchObject({ code: 'proxy', reason: 'timeout', outcome: 'not-sent' });
    await proxy.until(({ journal }) => journal.length === 1);
    await runtime.advance(1_000);
    await outcome;
    await proxy.until(({ open }) => open === 0);
    expect(proxy.connections).toBe(1);
    expect(runtime.pending).toBe(0);
  });

  it("leaves the caller's own abort an abort", async () => {
    const { proxy, runtime, sender } = await hostile('hang');
    const client = new HttpClient({ runtime, sender, locale: 'en', timeoutMs: 1_000, maxResponseBytes: 1, maxRetries: 2 });
    const controller = new AbortController();
    const calling = client.call({
      operation: 'test.read',
      effect: 'read',
      requestId: 'r2',
      signal: controller.signal,
      request: { method: 'GET', url: 'https://api.cloud.test/', headers: {} },
      classify: () => ({ kind: 'ok', value: undefined }),
    });
    const outcome = expect(calling).rejects.toMatchObject({ code: 'aborted', reason: undefined, outcome: 'not-sent' });
    await proxy.until(({ journal }) => journal.length === 1);
    controller.abort();
    await outcome;
    await proxy.until(({ open }) => open === 0);
  });
});
