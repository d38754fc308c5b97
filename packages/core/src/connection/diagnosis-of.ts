import { type Diagnosis, diagnose, finding as entryOf } from '@piaozone/diagnosis';
import type { PiaozoneError } from '../errors.js';

/** What `error` means, where that is known. */
export function diagnosisOf(error: PiaozoneError): Diagnosis | undefined {
  const known = diagnose(error);
  if (known !== undefined) return known;
  return error.code === 'proxy' && error.status === 407 ? entryOf('PROXY_AUTHENTICATION_REQUIRED') : undefined;
}

/** For what the answer alone does not tell, but what was sent with it does. @throws RangeError for a code of neither catalogue */
export function diagnosisByCode(code: string): Diagnosis {
  return entryOf(code);
}

/** The host was reached, its certificate or protocol was not accepted. */
export function isTlsFailure({ code, reason }: PiaozoneError): boolean {
  return code === 'connection' && reason?.startsWith('tls') === true;
}

/** The other side, or what stands in between, could not be spoken with at all. */
export function isNetworkFailure({ code }: PiaozoneError): boolean {
  return code === 'connection' || code === 'proxy' || code === 'timeout';
}
