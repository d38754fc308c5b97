import { inspect } from 'node:util';
import { finding } from '@piaozone/diagnosis';
import { describe, expect, it } from 'vitest';
import { PiaozoneError, type PiaozoneErrorInit } from '../../src/errors.js';
import { AttemptObserver } from '../../src/observe/attempt-observer.js';
import { diagnosed, judge } from '../../src/protocol/diagnosed.js';
import { HttpClient } from '../../src/transport/http-client.js';
import { type HttpCall, SendFailure, type Verdict, type WireResponse } from '../../src/transport/types.js';
import { CANARY } from '../support/canary.js';
import { FakeSender, hangs, type Reaction } from '../support/fake-sender.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

function failure(init: Partial<PiaozoneErrorInit> = {}): PiaozoneError {
  return new PiaozoneError({ code: 'business_rejected', outcome: 'rejected', message: { zh: '拒绝', en: 'refused' }, ...init });
}

function answer(body: string, status = 200): WireResponse {
  return { status, headers: {}, body: Buffer.from(body, 'utf8') };
}

describe('diagnosed', () => {
  it('says what the upstream text means; our own hint stays, else the remedy is the hint', () => {
    const error = diagnosed(failure({ upstreamCode: '1101', upstreamMessage: '签名认证不通过' }));
    expect(error.diagnosis?.code).toBe('SIGNATURE_REJECTED');
    expect(error.hintText).toEqual(error.diagnosis?.remedy);
    const hint = { zh: '自己的', en: 'our own' };
    expect(diagnosed(failure({ upstreamMessage: '签名认证不通过', hint })).hintText).toEqual(hint);
  });

  it.each([
    ['a JSON envelope', '{"errorCode":"2510","messagecn":"未知的提示"}', 'GATEWAY_APP_DISABLED'],
    ['a SOAP fault', '<faultcode>Client.NoSOAPAction</faultcode>', 'AXIS_NO_SOAP_ACTION'],
    ['a page of a gateway', '<html><head><title>504 Gateway Time-out</title></head></html>', 'GATEWAY_TIMEOUT'],
  ])('knows %s by the raw answer', (_, body, code) => {
    expect(diagnosed(failure({ upstreamMessage: '未知的提示' }), answer(body)).diagnosis?.code).toBe(code);
    expect(diagnosed(failure(), answer(body)).diagnosis?.code).toBe(code);
  });

  it('prefers the message to the raw answer, and an earlier diagnosis to both', () => {
    const body = answer('{"description":"非法的客户ID"}');
    const byMessage = diagnosed(failure({ upstreamMessage: '签名认证不通过' }), body);
    expect(byMessage.diagnosis?.code).toBe('SIGNATURE_REJECTED');
    expect(diagnosed(byMessage.with({ upstreamMessage: '非法的客户ID' }), body).diagnosis).toBe(byMessage.diagnosis);
  });

  it('returns an error nobody knows as it is', () => {
    const error = failure({ upstreamCode: '1130', upstreamMessage: '未知的提示' });
    expect(diagnosed(error, answer('{"errcode":"1130","description":"未知的提示"}'))).toBe(error);
  });

  it('looks at the start of the answer only, cut within a character or not', () => {
    for (const pad of ['x', '汉', '🧾']) {
      expect(diagnosed(failure(), answer(`${pad.repeat(1500)}签名认证不通过`)).diagnosis?.code).toBe('SIGNATURE_REJECTED');
      expect(diagnosed(failure(), answer(`${pad.repeat(5000)}签名认证不通过`)).diagnosis).toBeUndefined();
      expect(diagnosed(failure(), answer(`签名认证不通过${pad.repeat(100_000)}`)).diagnosis?.code).toBe('SIGNATURE_REJECTED');
    }
  });

  it('does not even decode the rest', () => {
    let decoded: unknown[] = [];
    const decode = (...range: unknown[]) => {
      decoded = range;
      return '签名认证不通过';
    };
    const body = { toString: decode } as unknown as Buffer;
    expect(diagnosed(failure(), { status: 200, headers: {}, body }).diagnosis?.code).toBe('SIGNATURE_REJECTED');
    expect(decoded).toEqual(['utf8', 0, 3 * 4096]);
  });

  it("keeps a partner's own diagnosis, which is in no catalogue of ours", () => {
    const diagnosis = { ...finding('CLOCK_SKEW'), code: 'PARTNER_CODE' };
    const error = failure({ upstreamMessage: '签名认证不通过', diagnosis });
    expect(diagnosed(error)).toBe(error);
    expect(error.diagnosis).toBe(diagnosis);
  });

  it('keeps nothing of the answer', () => {
    const error = diagnosed(failure(), answer(`签名认证不通过 ${CANARY} access_token=${CANARY}`));
    expect(error.diagnosis?.code).toBe('SIGNATURE_REJECTED');
    for (const shown of [error.message, String(error.stack), JSON.stringify(error), inspect(error, { depth: null, showHidden: true })]) {
      expect(shown.includes(CANARY)).toBe(false);
    }
  });
});

describe('judge', () => {
  const refusing = (kind: 'failed' | 'session-rejected') => ({
    classify: (): Verdict<string> => ({ kind, error: failure({ upstreamMessage: '签名认证不通过' }) }),
  });

  it.each(['failed', 'session-rejected'] as const)('diagnoses what is %s', (kind) => {
    expect(judge(refusing(kind), answer(''))).toMatchObject({ kind, error: { diagnosis: { code: 'SIGNATURE_REJECTED' } } });
  });

  it('passes a success on', () => {
    const verdict: Verdict<string> = { kind: 'ok', value: '签名认证不通过' };
    expect(judge({ classify: () => verdict }, answer('非法的客户ID'))).toBe(verdict);
  });
});

describe('an error of the client', () => {
  function setUp(...script: Reaction[]) {
    const runtime = new VirtualRuntime();
    const client = new HttpClient({
      runtime,
      sender: new FakeSender(...script),
      locale: 'en',
      timeoutMs: 10_000,
      maxResponseBytes: 1000,
      maxRetries: 0,
      observer: new AttemptObserver(() => {}),
    });
    return { runtime, client };
  }

  function call(extra: Partial<HttpCall<string>> = {}): HttpCall<string> {
    return {
      operation: 'test.call',
      effect: 'write',
      requestId: 'r1',
      request: { method: 'POST', url: 'http://cloud/path', headers: {}, body: Buffer.from('{}') },
      classify: () => ({ kind: 'failed', error: failure({ code: 'business_unrecognised', outcome: 'unknown', upstreamMessage: '未知的提示' }) }),
      ...extra,
    };
  }

  const authorize = { current: () => 'token', apply: (request: HttpCall<string>['request']) => request };

  it('carries the diagnosis, with a session or without', async () => {
    const body = answer('{"errorCode":"2510","messagecn":"未知的提示"}');
    for (const extra of [{}, { authorize }]) {
      const { client, runtime } = setUp(body);
      const error = { diagnosis: { code: 'GATEWAY_APP_DISABLED' }, requestId: 'r1', locale: 'en', outcome: 'unknown' };
      await expect(runtime.runUntil(client.call(call(extra)))).rejects.toMatchObject(error);
    }
  });

  it('carries it when the session is refused for good', async () => {
    const classify = (): Verdict<string> => ({
      kind: 'session-rejected',
      error: failure({ code: 'token_rejected', upstreamMessage: 'Token已失效' }),
    });
    const { client, runtime } = setUp(answer('{}'), answer('{}'));
    const ended = client.call(call({ authorize, classify }));
    await expect(runtime.runUntil(ended)).rejects.toMatchObject({
      code: 'token_rejected',
      diagnosis: { code: 'ACCESS_TOKEN_INVALID', action: 'renew-token' },
    });
  });

  it.each([
    ['proxy', 'authentication', 'PROXY_AUTHENTICATION_REQUIRED'],
    ['connection', 'dns', 'DNS_FAILED'],
    ['tls', 'tls-untrusted', 'TLS_CA_UNKNOWN'],
  ] as const)('of the network says what it means: %s/%s', async (kind, reason, code) => {
    const { client, runtime } = setUp(new SendFailure(kind, true, 'x', { reason }));
    await expect(runtime.runUntil(client.call(call()))).rejects.toMatchObject({ outcome: 'not-sent', diagnosis: { code } });
  });

  it('of time says so', async () => {
    const { client, runtime } = setUp(hangs);
    const ended = expect(client.call(call({ timeoutMs: 500 }))).rejects.toMatchObject({ code: 'timeout', diagnosis: { code: 'NETWORK_TIMEOUT' } });
    await runtime.advance(500);
    await ended;
  });
});
