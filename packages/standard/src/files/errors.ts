import { type Bilingual, type ErrorCode, type FailureOutcome, PiaozoneError } from '@piaozone/core';

export const DOWNLOAD = 'files.download';

/** Why a link is not followed, or what came is no invoice file; `reason` of the error. */
export type DownloadReason =
  | 'link'
  | 'scheme'
  | 'host'
  | 'address'
  | 'redirects'
  | 'status'
  | 'encoding'
  | 'content'
  | 'too-large'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'folder';

/** Links carry tokens: of a link no more is said than its host. */
export function downloadError(
  reason: DownloadReason,
  message: Bilingual,
  more: {
    readonly code?: ErrorCode;
    readonly outcome?: FailureOutcome;
    readonly status?: number;
    readonly cause?: unknown;
    readonly hint?: Bilingual;
  } = {},
): PiaozoneError {
  const { code = 'response_invalid', outcome = 'rejected', ...rest } = more;
  return new PiaozoneError({ code, reason, outcome, operation: DOWNLOAD, message, ...rest });
}
