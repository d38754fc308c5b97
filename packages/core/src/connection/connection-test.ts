import type { ErpAdapter, ErpConnection } from '../adapter/contract.js';
import type { TestedErp } from '../adapter/inspection.js';
import type { Call } from '../call.js';
import type { Piaozone } from '../client.js';
import { type Environment, type EnvironmentInput, readEnvironment } from '../environments.js';
import type { Problem } from '../errors.js';
import { type Locale, localize } from '../i18n/locale.js';
import type { ConnectionReport } from '../integration/results.js';
import type { IssuingRouteFactory } from '../issuing/route.js';
import type { Finding } from '../model/finding.js';
import type { Variables } from '../options.js';
import type { CheckRequest } from './check-request.js';
import { findingFor, type Line, okFinding, problemText } from './findings.js';
import { type Feature, hostsFor } from './hosts.js';
import { type InspectedOptions, inspectOptions } from './inspect-options.js';
import { type OwnTriple, ownTripleIn } from './organizations.js';
import { reportOf, runChecks } from './run-checks.js';
import { hideSecrets } from './scrub.js';
import { objectOf } from './triples.js';

/** A configuration to test, right or wrong: nothing of it has to be accepted by a factory. */
export interface ConnectionTest {
  /** What would be given to `createPiaozone`. */
  readonly options: unknown;
  /** Stand in for what `options` leaves out. Default: none. */
  readonly variables?: Variables;
  /** E.g. `hostedIssuing()`. */
  readonly issuing: IssuingRouteFactory;
  /** What its package makes of the ERP's settings, e.g. `inspectGalaxy(settings)`. Absent = the cloud's side only. */
  readonly erp?: TestedErp;
  /** Whose hosts must be reachable. Default: issuing. */
  readonly features?: readonly Feature[];
  /** The environment that is asked when the configured one refuses the id. Default: test for production and the reverse, none for another address. */
  readonly otherEnvironment?: EnvironmentInput;
  /** Problems found before, e.g. by the reader of a file; shown first. */
  readonly problems?: readonly Problem[];
  readonly locale?: Locale;
}

const CONFIG: Line = { code: 'config', title: { zh: '配置', en: 'configuration' } };
const ERP_SETTINGS: Line = { code: 'erp.settings', title: { zh: 'ERP 配置', en: 'settings of the ERP' } };

/** 连接测试 of a configuration that may be wrong. Never throws for what it tests; an abort does. */
export async function testConnection(test: ConnectionTest, options: { readonly signal?: AbortSignal } = {}): Promise<ConnectionReport> {
  const problems = [...(test.problems ?? [])];
  const other = test.otherEnvironment === undefined ? undefined : readEnvironment(test.otherEnvironment, 'otherEnvironment', problems, () => {});
  const signal = options.signal ?? new AbortController().signal;
  const inspected = await inspectOptions(test.options, test.variables ?? {}, signal);
  const { piaozone, triples } = inspected;
  const locale = test.locale ?? piaozone?.locale ?? 'zh-CN';
  problems.push(...inspected.problems, ...(piaozone === undefined ? triples.flatMap(({ faults }) => faults) : []));
  const config = problems.length === 0 ? [okFinding(CONFIG)] : problems.map((problem) => problemFinding(CONFIG, problem, locale));
  if (piaozone === undefined) return reportOf(hideSecrets([...config, ...erpProblems(test.erp, [], locale)], triples));
  try {
    const { cloud, settings, erp } = await testSides(test, inspected, piaozone, { other, locale, signal: options.signal });
    return reportOf(hideSecrets([...config, ...cloud, ...erpProblems(test.erp, erp, locale), ...settings, ...erp], triples));
  } finally {
    await piaozone.close();
  }
}

interface Surroundings {
  readonly other: Environment | undefined;
  readonly locale: Locale;
  readonly signal: AbortSignal | undefined;
}

async function testSides(test: ConnectionTest, inspected: InspectedOptions, piaozone: Piaozone, { other, locale, signal }: Surroundings) {
  const { connection, findings: settings } = await connect(test.erp?.adapter, piaozone);
  try {
    const route = test.issuing.connect(piaozone, connection);
    const request = requestOf(test, inspected, piaozone, other);
    const ownTriple = ownTripleOf(test.options, inspected);
    return {
      settings,
      ...(await runChecks({ route, connection, request, ownTriple, directory: piaozone.entitlements.directory, locale }, () =>
        newCall(piaozone, signal),
      )),
    };
  } finally {
    await connection?.close();
  }
}

function requestOf(
  { features = ['issuing'] }: ConnectionTest,
  { triples }: InspectedOptions,
  { environment }: Piaozone,
  given: Environment | undefined,
): CheckRequest {
  const otherEnvironment = given ?? otherPublic(environment);
  return { triples, hosts: hostsFor(environment, features), ...(otherEnvironment === undefined ? {} : { otherEnvironment }) };
}

/** Only the two public environments know of each other; an own address may belong to anybody. */
export function otherPublic({ kind, baseUrl }: Environment): Environment | undefined {
  const known = (name: 'production' | 'test') => readEnvironment(name, 'environment', [], () => {});
  if (kind === 'custom' || known(kind)?.baseUrl !== baseUrl) return undefined;
  return known(kind === 'production' ? 'test' : 'production');
}

/** Of a configuration the client refuses only what is written can be asked, not a directory. */
function ownTripleOf(raw: unknown, { triples, usable, piaozone }: InspectedOptions): OwnTriple | undefined {
  if (usable && piaozone !== undefined) return ownTripleIn(piaozone.authorization);
  if (objectOf(objectOf(raw)['authorization'])['mode'] !== 'per-organization') return undefined;
  const paths = new Set(triples.map(({ path }) => path.trim()));
  return async (taxNo) => paths.has(`authorization.organizations.${taxNo}`);
}

/** What the adapter's factory refuses, unless the test has seen the same and says it with its evidence. */
function erpProblems(erp: TestedErp | undefined, findings: readonly Finding[], locale: Locale): Finding[] {
  const seen = new Set(findings.map(({ diagnosis }) => diagnosis));
  return (erp?.problems ?? [])
    .filter(({ diagnosis }) => diagnosis === undefined || !seen.has(diagnosis))
    .map((problem) => problemFinding(ERP_SETTINGS, problem, locale));
}

function problemFinding(line: Line, problem: Problem, locale: Locale): Finding {
  const { diagnosis, path, message } = problem;
  if (diagnosis === undefined) return { ...findingFor(line, 'CONFIG_INVALID', path), cause: message };
  return findingFor(line, diagnosis, problemText(problem, locale));
}

async function connect(
  adapter: ErpAdapter | undefined,
  piaozone: Piaozone,
): Promise<{ readonly connection: ErpConnection | undefined; readonly findings: readonly Finding[] }> {
  if (adapter === undefined) return { connection: undefined, findings: [] };
  try {
    return { connection: await adapter.connect(piaozone.adapterContext()), findings: [] };
  } catch {
    const evidence = localize({ zh: `适配器 ${adapter.id} 无法建立连接对象`, en: `adapter ${adapter.id} makes no connection` }, piaozone.locale);
    return { connection: undefined, findings: [findingFor(ERP_SETTINGS, 'CONFIG_INVALID', evidence)] };
  }
}

function newCall(piaozone: Piaozone, signal: AbortSignal | undefined): Call {
  return { requestId: piaozone.newRequestId(), warn: () => {}, ...(signal === undefined ? {} : { signal }) };
}
