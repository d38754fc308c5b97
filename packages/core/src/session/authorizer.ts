import type { Authorizer, WireRequest } from '../transport/types.js';
import type { SessionManager, SessionSpec } from './session-manager.js';

/** Joins a session to the transport: every attempt asks the manager, a refused session is compared before it is renewed. */
export function sessionAuthorizer(
  sessions: SessionManager,
  spec: SessionSpec,
  apply: (request: WireRequest, session: string) => WireRequest,
): Authorizer {
  return {
    current: (rejected, cancellation) => sessions.peek(spec, rejected) ?? sessions.get(spec, rejected, cancellation.signal),
    apply,
  };
}
