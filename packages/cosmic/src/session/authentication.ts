import type { Authorizer, Bilingual, ErrorCode } from '@piaozone/core/adapter';

/** One way to prove who calls (flagship-and-cosmic §2). */
export interface CallAuthentication {
  /** For business calls; asked anew for every attempt. */
  readonly authorizer: Authorizer;
  /** What a call fails with whose proof the platform does not accept (401). */
  readonly refused: ProofRefused;
  /** Proves it ahead of a call where that takes a login; else does nothing. @throws credentials_rejected, erp_rejected, and what the network does */
  ensure(signal: AbortSignal | undefined): Promise<void>;
  /** Ends what was logged in for, best effort; never throws. */
  close(): Promise<void>;
}

export interface ProofRefused {
  readonly code: Extract<ErrorCode, 'erp_session_expired' | 'credentials_rejected'>;
  readonly hint: Bilingual;
}
