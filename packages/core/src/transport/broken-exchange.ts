import type { Duplex } from 'node:stream';
import type { Route } from './agents.js';
import { codeOf, connectionReason, deadTunnelReason, isTlsRefusal, tlsReason } from './failure-reasons.js';
import { announcedPage, TunnelFailure } from './tunnel-agent.js';
import { type ConnectionReason, type ExchangeStage, type ProxyReason, SendFailure, type SendFailureKind } from './types.js';

export interface ExchangeState {
  readonly stage: ExchangeStage;
  readonly route: Route;
  readonly socket: Duplex | undefined;
  /** Whether the connection was kept from an earlier exchange. */
  readonly kept: boolean;
}

/** Why the connection ended before an answer began, and whether that proves that nothing was sent. */
export function brokenExchange(error: unknown, { stage, route, socket, kept }: ExchangeState): SendFailure {
  const code = codeOf(error);
  const proxy = route.proxy === undefined ? {} : { proxy: route.proxy };
  const fail = (kind: SendFailureKind, unsent: boolean, reason?: ConnectionReason | ProxyReason) =>
    new SendFailure(kind, unsent, code, {
      stage,
      ...proxy,
      ...(reason === undefined ? {} : { reason }),
      ...(kept ? { keptConnection: true } : {}),
    });

  if (error instanceof TunnelFailure) {
    const { reason, status } = error;
    return new SendFailure('proxy', true, code, { reason, stage, ...proxy, ...(status === undefined ? {} : { status }) });
  }
  switch (stage) {
    case 'tunnel':
      return fail('proxy', true, 'closed');
    case 'queue':
    case 'dns':
    case 'connect':
      if (route.hop === 'direct') return fail('connection', true, stage === 'dns' ? (connectionReason(code) ?? 'dns') : connectionReason(code));
      return fail('proxy', true, code.endsWith('_TIMEOUT') ? 'timeout' : 'unreachable');
    case 'tls':
      if (route.hop !== 'tunnel' || isTlsRefusal(code, socket)) return fail('tls', true, tlsReason(code));
      return fail('proxy', true, socket !== undefined && announcedPage(socket) ? 'html' : deadTunnelReason(code));
    default:
      if (code.startsWith('HPE_')) return new SendFailure('response_invalid', false, code, proxy);
      if (code.startsWith('ERR_SSL_')) return fail('tls', false, tlsReason(code));
      return fail('connection', false, connectionReason(code));
  }
}
