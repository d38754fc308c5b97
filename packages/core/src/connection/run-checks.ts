import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { EnterpriseDirectory } from '../entitlement/directory.js';
import { isPiaozoneError } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import type { ConnectionReport } from '../integration/results.js';
import type { IssuingRoute } from '../issuing/route.js';
import type { Finding } from '../model/finding.js';
import type { CheckRequest } from './check-request.js';
import { enterpriseFindings } from './enterprises.js';
import { findingOfError } from './findings.js';
import { expenseAdvice, type OwnTriple, organizationFindings } from './organizations.js';

/** Both sides of a connection test; either may be missing where a configuration is refused. */
export interface Sides {
  readonly route: IssuingRoute | undefined;
  readonly connection: ErpConnection | undefined;
  readonly request: CheckRequest;
  /** Whether a tax number has a triple of its own; `undefined` where it needs none (是否使用原授权 = 否). */
  readonly ownTriple: OwnTriple | undefined;
  /** What 企业信息 of the ERP is held against; absent = nothing is declared. */
  readonly directory?: EnterpriseDirectory | undefined;
  readonly locale: Locale;
}

/** The findings of both sides in the order of the manual: what every service needs first. */
export async function runChecks(
  { route, connection, request, ownTriple, directory, locale }: Sides,
  newCall: () => Call,
): Promise<ConnectionFindings> {
  const cloud = route === undefined ? [] : await guarded('piaozone', locale, newCall(), (call) => route.check(call, request));
  const erp = connection === undefined ? [] : await guarded('erp', locale, newCall(), (call) => connection.check(call));
  const erpWorks = connection !== undefined && erp.every(({ status }) => status !== 'failed');
  const organizations = ownTriple === undefined ? [] : await organizationFindings(erpWorks ? connection : undefined, ownTriple, locale, newCall());
  const enterprises = erpWorks ? await enterpriseFindings(connection, directory, locale, newCall()) : [];
  return { cloud: [...cloud, ...organizations, expenseAdvice()], erp: [...erp, ...enterprises] };
}

export interface ConnectionFindings {
  readonly cloud: readonly Finding[];
  readonly erp: readonly Finding[];
}

export function reportOf(findings: readonly Finding[]): ConnectionReport {
  return { ok: findings.every(({ status }) => status !== 'failed'), findings };
}

/** A check that throws is itself a finding: a broken side must not hide what the other side has to say. An abort ends the test. */
async function guarded(side: 'piaozone' | 'erp', locale: Locale, call: Call, check: (call: Call) => Promise<Finding[]>): Promise<Finding[]> {
  const line = { code: `${side}.check`, title: { zh: '连接测试', en: 'connection test' } };
  try {
    return await check(call);
  } catch (error) {
    if (call.signal?.aborted) throw error;
    if (isPiaozoneError(error)) return [findingOfError(line, error, locale)];
    return [{ ...line, status: 'failed', evidence: 'unclassified error' }];
  }
}
