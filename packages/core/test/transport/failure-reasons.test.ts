import { describe, expect, it } from 'vitest';
import { connectionReason, deadTunnelReason, isProxyPage, tlsReason } from '../../src/transport/failure-reasons.js';

describe('reasons', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['EAI_FAIL', 'dns'],
    ['DNS_TIMEOUT', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'unreachable'],
    ['CONNECT_TIMEOUT', 'unreachable'],
    ['ERR_PUBLIC_ADDRESS', 'public-address'],
    ['ERR_INVALID_URL', undefined],
  ])('of a connection: %s is %s', (code, reason) => {
    expect(connectionReason(code)).toBe(reason);
  });

  it.each([
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
    ['CERT_NOT_YET_VALID', 'tls-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-host'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls-client-certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['TLS_TIMEOUT', 'tls'],
  ])('of TLS: %s is %s', (code, reason) => {
    expect(tlsReason(code)).toBe(reason);
  });

  it.each([
    ['ECONNRESET', 'closed'],
    ['TLS_TIMEOUT', 'timeout'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'garbage'],
  ])('of a dead tunnel: %s is %s', (code, reason) => {
    expect(deadTunnelReason(code)).toBe(reason);
  });

  it.each([
    [503, { 'x-squid-error': 'ERR_CONNECT_FAIL 111' }, true],
    [403, { server: 'squid/5.7' }, true],
    [403, { server: 'tinyproxy/1.11.1' }, true],
    [502, { 'proxy-status': 'ExampleCDN; error=connection_timeout' }, true],
    [502, { 'proxy-status': 'ExampleCDN; received-status=502' }, false],
    [502, { server: 'nginx' }, false],
    [502, { via: '1.1 tinyproxy' }, false],
    [502, { server: 'squidward' }, false],
    [200, { server: 'squid/5.7' }, false],
    [502, {}, false],
  ])('%d with %o is the page of a proxy: %s', (status, headers, page) => {
    expect(isProxyPage(status, headers)).toBe(page);
  });
});
