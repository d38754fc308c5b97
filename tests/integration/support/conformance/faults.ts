import type { Fault, FaultScript } from '@piaozone/testkit';
import type { ErpFault } from '@piaozone/testkit/conformance';

/** Longer than any case. */
const ALWAYS = 1_000_000;
/** More than the stage's client takes in. */
const OVERSIZE = 2 * 1024 * 1024;

export interface FaultPaths {
  /** Business calls, not logins. */
  readonly business: readonly string[];
  readonly writeBack: string;
  /** Ends every session. */
  killSessions(): void;
  /** What the ERP answers to a session it does not accept. */
  readonly sessionRefused: Fault;
}

/** The suite's faults by those of the mock servers. */
export function setFault(script: FaultScript, fault: ErpFault, paths: FaultPaths): void {
  script.clear();
  if (fault === 'session-dies') paths.killSessions();
  else if (fault === 'reply-lost') script.next(paths.writeBack, { kind: 'drop-after' });
  else if (fault !== 'none') for (const path of paths.business) script.next(path, lasting(fault, paths), { times: ALWAYS });
}

function lasting(fault: Exclude<ErpFault, 'none' | 'session-dies' | 'reply-lost'>, { sessionRefused }: FaultPaths): Fault {
  switch (fault) {
    case 'html':
      return { kind: 'html', status: 200 };
    case 'stall':
      return { kind: 'stall-body' };
    case 'oversize':
      return { kind: 'answer', status: 200, contentType: 'text/plain', body: 'x'.repeat(OVERSIZE) };
    case 'sessions-refused':
      return sessionRefused;
  }
}
