import type { Authorizer, WireRequest } from '../transport/types.js';
import type { SessionManager, SessionSpec } from './session-manager.js';

/** Another user of the same credential may end a session between its login and its first use; the manager itself holds storms back. */
const RENEWALS_OF_SHARED = 3;

/** Joins a session to the transport: every attempt asks the manager, a refused session is compared before it is renewed. */
export function sessionAuthorizer(
  sessions: SessionManager,
  spec: SessionSpec,
  apply: (request: WireRequest, session: string) => WireRequest,
): Authorizer {
  return {
    current: (rejected, cancellation) => sessions.peek(spec, rejected) ?? sessions.renew(spec, rejected, cancellation.signal),
    apply,
    proved: (session) => sessions.proved(spec, session),
    retryFreshMs: (session) => sessions.retryFreshMs(spec, session),
    renewals: spec.sharing === undefined ? 1 : RENEWALS_OF_SHARED,
  };
}
