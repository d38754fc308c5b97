import { mayHaveIssued, type PiaozoneError, REFUSED_BEFORE_ISSUING } from '@piaozone/core';

/** Refusals of one bill that only this edition has, beyond core's list and those the interface's own pages name: nothing of the bill exists after them. */
const REFUSED_HERE: ReadonlySet<string> = new Set([
  // entitlement, account, device
  'DIGITAL_CONFIGURATION_MISSING',
  'GALAXY_FEATURE_GROUP_NOT_LICENSED',
  // content
  'DELIVERY_CONTACT_MISSING',
]);

/** The same error as a refusal, where its text surely is one. For a message that carried one request only. */
export function refusedIfKnown(error: PiaozoneError): PiaozoneError {
  const { code, diagnosis, upstreamMessage = '' } = error;
  const listed = diagnosis !== undefined && (REFUSED_BEFORE_ISSUING.has(diagnosis.code) || REFUSED_HERE.has(diagnosis.code));
  const known = code === 'business_unrecognised' && listed && !mayHaveIssued(upstreamMessage);
  if (!known) return error;
  const message = { zh: upstreamMessage, en: `refused by the invoice cloud: ${upstreamMessage}` };
  return error.with({ code: 'business_rejected', outcome: 'rejected', message, hint: diagnosis.remedy });
}
