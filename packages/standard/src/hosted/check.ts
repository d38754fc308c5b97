import {
  type Call,
  type CheckRequest,
  type CredentialLevel,
  type Finding,
  isPiaozoneError,
  type Line,
  type Piaozone,
  probeHosts,
  skippedFinding,
  type TripleUnderTest,
  triplesOf,
} from '@piaozone/core';
import { checkCredentials, writtenFindings } from '../connection/credentials.js';
import { checkService } from '../connection/encrypted-read.js';
import { ENCRYPT_KEY, ENTITLEMENT, ENVIRONMENT, QUOTA, TOKEN } from '../connection/lines.js';
import { clockOf, isCloud, probeCloud, reachableFinding, tlsFinding } from '../connection/probe.js';
import type { HostedService } from './service.js';

export interface HostedCheck extends CheckRequest {
  /** Level hosted issuing works with. Default enterprise. */
  readonly level?: CredentialLevel | undefined;
}

/** The cloud's side of 连接测试 in the order of the manual (business-rules §7.2). Never throws for what it tests; an abort or a closed client does. */
export async function checkHosted(
  piaozone: Piaozone,
  service: HostedService,
  call: Call,
  { level, ...request }: HostedCheck = {},
): Promise<Finding[]> {
  const [probe, hosts] = await Promise.all([probeCloud(piaozone, call), probeHosts(piaozone, request.hosts ?? [], call)]);
  const network = [reachableFinding(piaozone, probe), ...hosts, tlsFinding(piaozone, probe), clockOf(piaozone, probe)];
  const triples = inUse(request.triples ?? (await known(piaozone)), level);
  if (!isCloud(probe)) return [...network, skippedFinding(ENVIRONMENT), ...writtenFindings(piaozone, triples), ...skippedAll([TOKEN, ...SERVICE])];
  const { findings, mainWorks } = await checkCredentials(piaozone, triples, request, call);
  return [...network, ...findings, ...(mainWorks ? await checkService(piaozone, service, call) : skippedAll(SERVICE))];
}

/** The triples of the client; what a source holds is read first, and told by its own line if that fails. */
async function known({ authorization }: Piaozone): Promise<TripleUnderTest[]> {
  try {
    await authorization.load();
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'closed') throw error;
    return [{ path: 'authorization', level: 'enterprise', faults: [{ path: 'authorization', message: error.text, diagnosis: 'TRIPLE_INCOMPLETE' }] }];
  }
  return triplesOf(authorization);
}

/** The one calls travel with comes first: the tenant's, where the settings say so. */
function inUse(triples: readonly TripleUnderTest[], level: CredentialLevel | undefined): readonly TripleUnderTest[] {
  if (level !== 'tenant') return triples;
  return [...triples.filter((triple) => triple.level === 'tenant'), ...triples.filter((triple) => triple.level !== 'tenant')];
}

const SERVICE: readonly Line[] = [ENCRYPT_KEY, ENTITLEMENT, QUOTA];

function skippedAll(lines: readonly Line[]): Finding[] {
  return lines.map((line) => skippedFinding(line));
}
