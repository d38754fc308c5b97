import { TLSSocket } from 'node:tls';
import type { ConnectionReason, ProxyReason } from './types.js';

const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);
const BY_CODE: ReadonlyMap<string, ConnectionReason> = new Map([
  ['ENOTFOUND', 'dns'],
  ['DNS_TIMEOUT', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ETIMEDOUT', 'unreachable'],
  ['CONNECT_TIMEOUT', 'unreachable'],
  ['ERR_PUBLIC_ADDRESS', 'public-address'],
]);

/** Only a code is taken over: messages and other members may hold the request. */
export function codeOf(error: unknown): string {
  const { code, errors, name } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; errors?: unknown[]; name?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof name === 'string' ? name : 'Error';
}

/** Undefined for what is no fault of the network, e.g. a URL that cannot be sent. */
export function connectionReason(code: string): ConnectionReason | undefined {
  return BY_CODE.get(code) ?? (code.startsWith('EAI_') ? 'dns' : undefined);
}

export function tlsReason(code: string): ConnectionReason {
  if (UNTRUSTED.has(code)) return 'tls-untrusted';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'tls-expired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'tls-host';
  return code.endsWith('ALERT_CERTIFICATE_REQUIRED') ? 'tls-client-certificate' : 'tls';
}

/** In a tunnel only a refused certificate or a TLS alert is the target's doing; anything else came from the proxy. */
export function isTlsRefusal(code: string, socket: unknown): boolean {
  return (socket instanceof TLSSocket && Boolean(socket.authorizationError)) || /^ERR_SSL_.*ALERT/.test(code) || code.startsWith('ERR_TLS_');
}

/** Why no TLS came back through a tunnel that the proxy said was open. */
export function deadTunnelReason(code: string): ProxyReason {
  if (code.endsWith('_TIMEOUT')) return 'timeout';
  return connectionReason(code) === 'reset' ? 'closed' : 'garbage';
}

/** A proxy's refusal of a request or a CONNECT, by its status. tinyproxy 1.11 answers 401 to a wrong account (measured). */
export function refusalReason(status: number): ProxyReason {
  return status === 407 || status === 401 ? 'authentication' : 'refused';
}

/**
 * True for an error page that a forwarding proxy wrote itself. Only pages that name their maker are told apart from the target's;
 * `X-Squid-Error` and the two `Server` names are what squid 5.7 and tinyproxy 1.11 send, `Proxy-Status` is RFC 9209.
 */
export function isProxyPage(status: number, headers: Readonly<Record<string, unknown>>): boolean {
  if (status < 400) return false;
  return (
    headers['x-squid-error'] !== undefined ||
    /[;,\s]error\s*=/.test(String(headers['proxy-status'] ?? '')) ||
    /^(?:squid|tinyproxy)\b/i.test(String(headers['server'] ?? ''))
  );
}
