import { describe, expect, it } from 'vitest';
import { type EnvelopeContext, readEnvelope } from '../src/protocol/envelope.js';
import { readLoginAnswer } from '../src/session/login-answer.js';

const context: EnvelopeContext = {
  operation: 'x.y',
  requestId: 'r',
  effect: 'read',
  locale: 'en',
  scrub: (text) => text.replaceAll('SECRET', '***'),
};
const answer = (body: unknown, status = 200, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const judge = (body: unknown, status?: number) => {
  const verdict = readEnvelope(answer(body, status), context);
  return verdict.kind === 'ok' ? verdict : { kind: verdict.kind, ...verdict.error.toJSON() };
};

describe('platform envelope', () => {
  it.each([{ errorCode: '0' }, { errorCode: 'success', success: true }, { errorCode: '0', status: false }])(
    'is a success by its code: %o',
    (more) => {
      expect(judge({ data: { a: '1' }, message: '', ...more })).toEqual({ kind: 'ok', value: { a: '1' } });
    },
  );

  it('reads a numeric code as text', () => {
    expect(judge('{"data":null,"errorCode":0}')).toEqual({ kind: 'ok', value: null });
  });

  it.each([
    [{ errorCode: '401', message: '未授权访问' }, 200],
    [{ errorCode: '401', message: '未授权访问' }, 401],
    ['<html>login</html>', 401],
    [{ error: 'invalid_token' }, 401],
  ])('rejects the session: %o (HTTP %i)', (body, status) => {
    expect(judge(body, status)).toMatchObject({ kind: 'session-rejected', code: 'erp_session_expired', outcome: 'rejected' });
  });

  it('is not taken for a dead session when the gateway refuses with HTTP 401', () => {
    expect(judge({ errorCode: '2501', messagecn: '不存在应用信息[网关]' }, 401)).toMatchObject({
      kind: 'failed',
      code: 'erp_rejected',
      upstreamCode: '2501',
      upstreamMessage: '不存在应用信息[网关]',
      hint: expect.stringContaining('x-acgw-identity'),
    });
  });

  it.each([
    ['<html><h1>Bad Gateway</h1></html>', 502, 'server', 'unknown'],
    ['<html><h1>Welcome</h1></html>', 200, 'response_invalid', 'unknown'],
    ['{"rows":[]}', 200, 'response_invalid', 'unknown'],
    ['[1]', 200, 'response_invalid', 'unknown'],
    ['{"errorCode":"500","message":"系统异常"}', 500, 'server', 'unknown'],
    ['', 204, 'response_invalid', 'unknown'],
    ['not found', 404, 'server', 'rejected'],
    ['{"path":"/x"}', 404, 'server', 'rejected'],
    ['proxy', 407, 'proxy', 'unknown'],
    ['{"errorCode":"0"}', 407, 'proxy', 'unknown'],
  ])('says what came instead: %s (HTTP %i)', (body, status, code, outcome) => {
    expect(judge(body, status)).toMatchObject({ kind: 'failed', code, outcome, status });
  });

  it('knows the usual cause of a 404', () => {
    expect(judge('', 404)).toMatchObject({ hint: expect.stringContaining('ierp') });
  });

  it('shows no secret the server echoes', () => {
    const shown = judge({ errorCode: '603', message: 'bad SECRET' });
    expect(shown).toMatchObject({ upstreamMessage: 'bad ***' });
    expect(JSON.stringify(shown)).not.toContain('SECRET');
  });
});

describe('login answer', () => {
  const step = { token: 'access_token', hint: { zh: '核对', en: 'check' } } as const;
  const read = (body: unknown, headers: Record<string, string> = {}, status = 200) =>
    readLoginAnswer(answer(body, status, headers), step, context, 1_000_000);
  const granted = { access_token: 'a_1', success: true, error_code: '0', error_desc: '' };

  it.each(['0', '', '0000', null, undefined])('grants with error_code %s', (error_code) => {
    expect(read({ data: { ...granted, error_code } })).toEqual({ kind: 'ok', value: { value: 'a_1' } });
  });

  it.each([{ success: false }, { success: null }, { error_code: '1' }])('refuses with %o whatever the top level says', (more) => {
    const verdict = read({ data: { ...granted, ...more, error_desc: '密钥 SECRET 不正确' }, status: true, state: 'success' });
    expect(verdict).toMatchObject({ kind: 'failed', error: { code: 'credentials_rejected', upstreamMessage: '密钥 *** 不正确', hint: 'check' } });
  });

  it('measures the life by the server’s Date, else by the clock here; a past or missing end is none', () => {
    const life = (expire_time: unknown, headers?: Record<string, string>) => {
      const verdict = read({ data: { ...granted, expire_time } }, headers);
      return verdict.kind === 'ok' ? verdict.value.lifetimeMs : 'failed';
    };
    expect(life(1_621_249_899_783, { date: 'Mon, 17 May 2021 11:11:39 GMT' })).toBe(783);
    expect(life(1_007_000)).toBe(7_000);
    expect(life(1_007_000, { date: 'nonsense' })).toBe(7_000);
    expect(life(999_999)).toBeUndefined();
    expect(life(undefined)).toBeUndefined();
    expect(life('soon')).toBeUndefined();
  });

  it.each(['', 'a b', 'a\r\nb', '令牌', null])('refuses the token %j, which no header can carry', (access_token) => {
    expect(read({ data: { ...granted, access_token } })).toMatchObject({ kind: 'failed', error: { code: 'response_invalid' } });
  });

  it('reads the other envelopes too', () => {
    expect(read({ errorCode: '2501', messagecn: '不存在应用信息[网关]' })).toMatchObject({
      kind: 'failed',
      error: { code: 'erp_rejected', upstreamCode: '2501' },
    });
    expect(read({ errorCode: 'login.loginBizException', message: '非法操作', data: null })).toMatchObject({
      error: { upstreamCode: 'login.loginBizException' },
    });
    expect(read('<html>', {}, 502)).toMatchObject({ kind: 'failed', error: { code: 'server', status: 502 } });
    expect(read({ data: null, errorCode: '0' })).toMatchObject({ kind: 'failed', error: { code: 'response_invalid' } });
    expect(read('[]')).toMatchObject({ kind: 'failed', error: { code: 'response_invalid' } });
  });
});
