import { type AdapterContext, type Call, isPiaozoneError } from '@piaozone/core/adapter';
import type { EasConfig } from '../settings/config.js';
import { SoapClient } from '../soap/client.js';
import { writeEnvelope } from '../soap/envelope.js';
import { pageRequest } from './paging.js';
import { writeParts } from './request.js';

/** A session that no login ever gave. */
const NOBODYS_SESSION = '00000000-0000-0000-0000-000000000000';

/** `refused`: EAS looks at sessions. `answered`: it ignores them, or falls back without a word (eas-and-imaging §3). */
export type SessionProbe = 'refused' | 'answered' | 'cannot-tell';

/** Reads units in a session that does not exist. @throws only for an abort */
export async function probeSessions(context: AdapterContext, config: EasConfig, redact: (text: string) => string, call: Call): Promise<SessionProbe> {
  const { servicesUrl, sessionFaults, facade } = config;
  const { name: operation, paging } = facade.businessUnits;
  const soap = new SoapClient({ http: context.http, servicesUrl, sessionFaults, redact });
  const parts = writeParts(facade.businessUnits, pageRequest(paging, undefined, 1).values);
  const request = {
    operation,
    write: () => writeEnvelope({ namespace: facade.namespace, prefix: 'web', operation, parts }, NOBODYS_SESSION),
  };
  const { requestId, signal } = call;
  try {
    await soap.call({
      name: 'eas.sessionProbe',
      service: facade.service,
      request,
      effect: 'read',
      requestId,
      ...(signal === undefined ? {} : { signal }),
    });
    return 'answered';
  } catch (error) {
    if (!isPiaozoneError(error) || signal?.aborted) throw error;
    return error.code === 'erp_session_expired' ? 'refused' : 'cannot-tell';
  }
}
