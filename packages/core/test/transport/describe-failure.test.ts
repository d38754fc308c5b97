import { describe, expect, it } from 'vitest';
import { PiaozoneError } from '../../src/errors.js';
import { describeEnd, describeFailure } from '../../src/transport/describe-failure.js';
import { type ConnectionReason, type ExchangeStage, type ProxyReason, SendFailure } from '../../src/transport/types.js';

const PROXY: readonly ProxyReason[] = ['unreachable', 'authentication', 'refused', 'closed', 'timeout', 'garbage', 'html'];
const CONNECTION: readonly ConnectionReason[] = ['dns', 'refused', 'reset', 'unreachable', 'public-address'];
const TLS: readonly ConnectionReason[] = ['tls', 'tls-untrusted', 'tls-expired', 'tls-host', 'tls-client-certificate'];

describe('describeFailure', () => {
  it.each([
    ...PROXY.map((reason) => ['proxy', reason, 'proxy'] as const),
    ...CONNECTION.map((reason) => ['connection', reason, 'connection'] as const),
    ...TLS.map((reason) => ['tls', reason, 'connection'] as const),
    ['proxy', undefined, 'proxy'] as const,
    ['connection', undefined, 'connection'] as const,
    ['tls', undefined, 'connection'] as const,
  ])('%s, %s: code, reason, and what to do in both languages', (kind, reason, code) => {
    const described = describeFailure(new SendFailure(kind, true, 'DETAIL', { ...(reason === undefined ? {} : { reason }), proxy: 'h:1' }));
    expect(described).toMatchObject(reason === undefined ? { code } : { code, reason });
    for (const text of [described.message, described.hint]) {
      expect(text?.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text?.en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(described.message.en).toContain('DETAIL');
    if (kind === 'proxy') expect(described.message.zh).toContain('h:1');
  });

  it('says each in words of its own', () => {
    const all = [...PROXY, ...CONNECTION, ...TLS].map(
      (reason, index) => describeFailure(new SendFailure(index < PROXY.length ? 'proxy' : 'connection', true, '', { reason })).message.en,
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives the status of a proxy, and calls a closed client closed', () => {
    expect(describeFailure(new SendFailure('proxy', true, 'CONNECT_403', { reason: 'refused', status: 403 }))).toMatchObject({ status: 403 });
    expect(describeFailure(new SendFailure('connection', true, 'ERR_SENDER_CLOSED'))).toMatchObject({ code: 'closed' });
  });
});

describe('describeEnd', () => {
  const timeout = new PiaozoneError({ code: 'timeout', outcome: 'unknown', message: { zh: '超时', en: 'too late' } });
  const end = (stage: ExchangeStage | undefined, proxy?: string, by = timeout) =>
    describeEnd(
      new SendFailure('aborted', true, 'ABORT_ERR', { ...(stage === undefined ? {} : { stage }), ...(proxy === undefined ? {} : { proxy }) }),
      by,
    );

  it.each(['dns', 'connect', 'tunnel', 'tls'] as const)('%s on the way to a proxy is the failure of the proxy', (stage) => {
    expect(end(stage, 'h:1')).toMatchObject({ code: 'proxy', reason: 'timeout' });
    expect(end(stage, 'h:1').message?.en).toContain(`h:1 opened no way to the target in time (TIMEOUT_${stage.toUpperCase()})`);
  });

  it.each(['queue', 'answer'] as const)('%s is not', (stage) => {
    expect(end(stage, 'h:1')).toEqual({ reason: stage, message: expect.anything() });
    expect(end(stage, 'h:1').message?.en).toMatch(/^too late \(it got as far as .*, by way of the proxy h:1\)$/);
  });

  it('says how far a direct call came', () => {
    expect(end('dns')).toEqual({
      reason: 'dns',
      message: { zh: '超时（停在：域名解析）', en: 'too late (it got as far as resolving the name)' },
    });
  });

  it("adds nothing to the caller's abort, or where nothing is known", () => {
    expect(end('tunnel', 'h:1', timeout.with({ code: 'aborted' }))).toEqual({});
    expect(end(undefined, 'h:1')).toEqual({});
  });
});
