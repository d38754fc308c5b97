import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/index.js';

/** As the SDK throws them, without needing the SDK. */
function sdkError(parts: Record<string, unknown>): object {
  return Object.assign(new Error('说明文字，可能引用“当前组织没有发票云收票特性许可”'), { [Symbol.for('@piaozone/core/error')]: true, ...parts });
}

function codeOf(subject: unknown, body?: string): string | undefined {
  return diagnose(subject, body)?.code;
}

describe('an error of the SDK', () => {
  it('is known by what the other side said', () => {
    expect(codeOf(sdkError({ code: 'business_rejected', upstreamMessage: '签名认证不通过' }))).toBe('SIGNATURE_REJECTED');
  });

  it('is known by code and text together, never by the code', () => {
    expect(codeOf(sdkError({ code: 'server', upstreamCode: '2002', upstreamMessage: '该链接已失效' }))).toBe('CHANNEL_LINK_EXPIRED');
    expect(codeOf(sdkError({ code: 'server', upstreamCode: '2002' }))).toBeUndefined();
    expect(codeOf(sdkError({ code: 'server', upstreamCode: '2002', upstreamMessage: '' }))).toBeUndefined();
    expect(codeOf(sdkError({ code: 'server', upstreamMessage: '该链接已失效' }))).toBeUndefined();
  });

  it('is never known by its own message, which is our advice', () => {
    expect(codeOf(sdkError({ code: 'config_invalid' }))).toBeUndefined();
    expect(codeOf({ name: 'PiaozoneError', code: 'config_invalid', message: '当前组织没有发票云收票特性许可' })).toBeUndefined();
  });

  it('is known by the raw answer only when the message is not', () => {
    const body = '{"errcode":"X","description":"非法的客户ID"}';
    expect(codeOf(sdkError({ code: 'server', upstreamMessage: '未知的提示' }), body)).toBe('INVALID_CLIENT_ID');
    expect(codeOf(sdkError({ code: 'server', upstreamMessage: '签名认证不通过' }), body)).toBe('SIGNATURE_REJECTED');
    expect(codeOf('未知的提示', body)).toBe('INVALID_CLIENT_ID');
    expect(codeOf('签名认证不通过', body)).toBe('SIGNATURE_REJECTED');
  });

  it('keeps what it was diagnosed as, also after toJSON', () => {
    const attached = diagnose('aes解密失败');
    expect(diagnose(sdkError({ code: 'server', upstreamMessage: '签名认证不通过', diagnosis: attached }))).toBe(attached);
    expect(codeOf({ name: 'PiaozoneError', code: 'server', diagnosis: 'CLOCK_SKEW' })).toBe('CLOCK_SKEW');
    expect(codeOf({ name: 'PiaozoneError', code: 'server', diagnosis: 'NO_SUCH', upstreamMessage: '签名认证不通过' })).toBe('SIGNATURE_REJECTED');
  });

  it.each([
    ['proxy', 'unreachable', 'PROXY_UNREACHABLE'],
    ['proxy', 'authentication', 'PROXY_AUTHENTICATION_REQUIRED'],
    ['proxy', 'refused', 'PROXY_TUNNEL_REFUSED'],
    ['proxy', 'closed', 'PROXY_CONNECTION_CLOSED'],
    ['proxy', 'timeout', 'PROXY_STALLED'],
    ['proxy', 'garbage', 'PROXY_ANSWER_GARBLED'],
    ['proxy', 'html', 'PROXY_ANSWERED_HTML'],
    ['connection', 'dns', 'DNS_FAILED'],
    ['connection', 'refused', 'CONNECTION_REFUSED'],
    ['connection', 'reset', 'CONNECTION_RESET'],
    ['connection', 'unreachable', 'HOST_UNREACHABLE'],
    ['connection', 'tls-untrusted', 'TLS_CA_UNKNOWN'],
    ['connection', 'tls-expired', 'TLS_CERTIFICATE_EXPIRED'],
    ['connection', 'tls-host', 'TLS_HOST_MISMATCH'],
    ['connection', 'tls-client-certificate', 'TLS_CLIENT_CERTIFICATE_REQUIRED'],
    ['connection', 'tls', 'TLS_HANDSHAKE_FAILED'],
    ['connection', 'public-address', 'PLAIN_HTTP_TO_PUBLIC_HOST'],
    ['timeout', 'dns', 'DNS_FAILED'],
    ['timeout', 'connect', 'HOST_UNREACHABLE'],
    ['timeout', 'tls', 'TLS_HANDSHAKE_FAILED'],
    ['timeout', 'answer', 'NETWORK_TIMEOUT'],
    ['timeout', undefined, 'NETWORK_TIMEOUT'],
    ['rate_limited', undefined, 'RATE_LIMITED'],
    ['circuit_open', undefined, 'CIRCUIT_OPEN'],
    ['credentials_rejected', undefined, 'CREDENTIALS_REFUSED'],
    ['proxy', undefined, undefined],
    ['connection', 'new-reason', undefined],
    ['constructor', 'constructor', undefined],
    ['proxy', 'constructor', undefined],
    ['aborted', undefined, undefined],
  ])('%s/%s is %s', (code, reason, expected) => {
    expect(codeOf(sdkError({ code, reason }))).toBe(expected);
  });

  it('of the proxy is 407 by its status, and no page of its body changes it', () => {
    expect(codeOf(sdkError({ code: 'proxy', status: 407 }))).toBe('PROXY_AUTHENTICATION_REQUIRED');
    expect(codeOf(sdkError({ code: 'server', status: 407 }))).toBeUndefined();
    expect(codeOf(sdkError({ code: 'proxy', reason: 'refused' }), '<title>504 Gateway Time-out</title>')).toBe('PROXY_TUNNEL_REFUSED');
  });

  it('with a known text is that, not the finding of its code', () => {
    expect(codeOf(sdkError({ code: 'credentials_rejected', upstreamMessage: '非法的客户ID' }))).toBe('INVALID_CLIENT_ID');
    expect(codeOf(sdkError({ code: 'rate_limited', upstreamMessage: 'API被限流' }))).toBe('PLATFORM_RATE_LIMITED');
  });

  it('passes a cause on', () => {
    expect(codeOf(sdkError({ code: 'store_failed', cause: sdkError({ code: 'connection', reason: 'dns' }) }))).toBe('DNS_FAILED');
    expect(codeOf(sdkError({ code: 'store_failed', cause: { name: 'Error', code: 'ECONNREFUSED' } }))).toBe('CONNECTION_REFUSED');
  });
});

describe('any other error', () => {
  it.each([
    ['ENOTFOUND', 'DNS_FAILED'],
    ['EAI_AGAIN', 'DNS_FAILED'],
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ECONNRESET', 'CONNECTION_RESET'],
    ['ETIMEDOUT', 'NETWORK_TIMEOUT'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_CA_UNKNOWN'],
    ['CERT_HAS_EXPIRED', 'TLS_CERTIFICATE_EXPIRED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_HOST_MISMATCH'],
    ['toString', undefined],
    ['EACCES', undefined],
  ])('of Node with %s is %s', (code, expected) => {
    expect(codeOf(Object.assign(new Error('x'), { code }))).toBe(expected);
  });

  it('is known by its message, its body, or its cause', () => {
    expect(codeOf(new Error('调用失败：签名认证不通过'))).toBe('SIGNATURE_REJECTED');
    expect(codeOf(new Error('x'), '签名认证不通过')).toBe('SIGNATURE_REJECTED');
    expect(codeOf(new Error('x', { cause: new Error('签名认证不通过') }))).toBe('SIGNATURE_REJECTED');
  });

  it('in a ring ends', () => {
    const ring = new Error('x');
    ring.cause = ring;
    expect(diagnose(ring)).toBeUndefined();
  });

  it.each([undefined, null, 1, true, Symbol('x'), {}, [], () => '签名认证不通过'])('is nothing when it is no error: %s', (subject) => {
    expect(diagnose(subject)).toBeUndefined();
  });
});
