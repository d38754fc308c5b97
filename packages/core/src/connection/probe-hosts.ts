import type { Call } from '../call.js';
import type { Piaozone } from '../client.js';
import { isPiaozoneError } from '../errors.js';
import type { Finding } from '../model/finding.js';
import type { WireResponse } from '../transport/types.js';
import { findingOfError, type Line, okFinding } from './findings.js';
import type { Host } from './hosts.js';

const LINE: Line = { code: 'piaozone.host', title: { zh: '白名单域名可访问', en: 'whitelisted host reachable' } };
/** A firewall that drops packets says nothing; the usual limit of the manuals to connect is 5 s (business-rules §7.4). */
const PROBE_TIMEOUT_MS = 10_000;
/** What it says does not matter; whoever answers with more than a page is refused, which is an answer too. */
const PROBE_BYTES = 1024 * 1024;

/** One line per host: any HTTP answer, by the client's own way out, proves it reachable. */
export function probeHosts(piaozone: Piaozone, hosts: readonly Host[], call: Call): Promise<Finding[]> {
  return Promise.all(hosts.map((host) => probeHost(piaozone, host, call)));
}

async function probeHost({ http, locale, newRequestId }: Piaozone, { host, port, feature }: Host, { signal }: Call): Promise<Finding> {
  const address = `${host}:${port}`;
  try {
    const status = await http.call({
      operation: 'doctor.host',
      effect: 'read',
      request: { method: 'GET', url: `https://${port === 443 ? host : address}/`, headers: {} },
      requestId: newRequestId(),
      timeoutMs: PROBE_TIMEOUT_MS,
      maxResponseBytes: PROBE_BYTES,
      classify: (response: WireResponse) => ({ kind: 'ok', value: response.status }),
      ...(signal === undefined ? {} : { signal }),
    });
    return okFinding(LINE, `${address} (${feature}): HTTP ${status}`);
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    if (error.code === 'response_too_large' || error.code === 'response_invalid') return okFinding(LINE, `${address} (${feature})`);
    const finding = findingOfError(LINE, error, locale, 'HOST_UNREACHABLE');
    return { ...finding, evidence: `${address} (${feature}): ${finding.evidence ?? ''}` };
  }
}
