/**
 * Errors that nobody upstream wrote a text for, by the SDK's own codes. The reasons are those of `PiaozoneError.reason` where the error is made
 * (packages/core/src/transport).
 */
const BY_REASON: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  proxy: {
    unreachable: 'PROXY_UNREACHABLE',
    authentication: 'PROXY_AUTHENTICATION_REQUIRED',
    refused: 'PROXY_TUNNEL_REFUSED',
    closed: 'PROXY_CONNECTION_CLOSED',
    timeout: 'PROXY_STALLED',
    garbage: 'PROXY_ANSWER_GARBLED',
    html: 'PROXY_ANSWERED_HTML',
  },
  connection: {
    dns: 'DNS_FAILED',
    refused: 'CONNECTION_REFUSED',
    reset: 'CONNECTION_RESET',
    unreachable: 'HOST_UNREACHABLE',
    'tls-untrusted': 'TLS_CA_UNKNOWN',
    'tls-expired': 'TLS_CERTIFICATE_EXPIRED',
    'tls-host': 'TLS_HOST_MISMATCH',
    tls: 'TLS_HANDSHAKE_FAILED',
    'tls-client-certificate': 'TLS_CLIENT_CERTIFICATE_REQUIRED',
    'public-address': 'PLAIN_HTTP_TO_PUBLIC_HOST',
  },
  // How far a call came before its time was over.
  timeout: { dns: 'DNS_FAILED', connect: 'HOST_UNREACHABLE', tls: 'TLS_HANDSHAKE_FAILED' },
};
const PROXY_AUTHENTICATION = 407;

/** Codes that mean one thing without a reason. */
const BY_CODE: Readonly<Record<string, string>> = {
  timeout: 'NETWORK_TIMEOUT',
  rate_limited: 'RATE_LIMITED',
  circuit_open: 'CIRCUIT_OPEN',
  credentials_rejected: 'CREDENTIALS_REFUSED',
};

/** Codes Node puts on errors of its sockets, and OpenSSL's names of what is wrong with a certificate. */
const BY_NODE_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS_FAILED',
  EAI_AGAIN: 'DNS_FAILED',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_RESET',
  EPIPE: 'CONNECTION_RESET',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  ETIMEDOUT: 'NETWORK_TIMEOUT',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS_CA_UNKNOWN',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS_CA_UNKNOWN',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS_CA_UNKNOWN',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS_CA_UNKNOWN',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS_CA_UNKNOWN',
  CERT_HAS_EXPIRED: 'TLS_CERTIFICATE_EXPIRED',
  CERT_NOT_YET_VALID: 'TLS_CERTIFICATE_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS_HOST_MISMATCH',
};

/** The finding of an SDK error whose text is its own: decided before any text is looked at. */
export function findingOfReason(code: string, reason: string | undefined, status: unknown): string | undefined {
  if (reason !== undefined) return own(own(BY_REASON, code), reason);
  return code === 'proxy' && status === PROXY_AUTHENTICATION ? 'PROXY_AUTHENTICATION_REQUIRED' : undefined;
}

/** The finding of an SDK error whose upstream text, if any, is not known. */
export function findingOfCode(code: string): string | undefined {
  return own(BY_CODE, code);
}

export function findingOfNodeCode(code: string): string | undefined {
  return own(BY_NODE_CODE, code);
}

/** Codes come from outside: `constructor` is none of ours. */
function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
