import type { ErpAdapter, ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { Piaozone } from '../client.js';
import { configError, isPiaozoneError, type Problem } from '../errors.js';
import type { Warning } from '../i18n/log.js';
import type { OperationStore } from '../issuing/operation-store.js';
import type { IssuingRoute, IssuingRouteFactory } from '../issuing/route.js';
import type { AmountRuleOptions } from '../model/amount-rules.js';
import type { Finding } from '../model/finding.js';
import type { BusinessUnit, Enterprise } from '../model/organization.js';
import { BillIssuer } from './issue-bill.js';
import { DEFAULT_SETTLE, OperationRunner, type SettleOptions } from './operation-runner.js';
import { eachItem } from './paging.js';
import type { ConnectionReport, IssueOptions, UnitImport } from './results.js';
import { type IssuingRun, startIssuingRun } from './run.js';

export interface IntegrationOptions {
  readonly piaozone: Piaozone;
  /** E.g. `galaxyAdapter(…)`. */
  readonly erp: ErpAdapter;
  /** E.g. `hostedIssuing()`. */
  readonly issuing: IssuingRouteFactory;
  /** What was sent is remembered here. Durable ones: `@piaozone/stores`. */
  readonly store: OperationStore;
  /** Tolerances as warnings (default) or errors. */
  readonly amountRules?: AmountRuleOptions;
  /** How long a run waits for open answers. Default: queries after 0.5, 2 and 5 s. */
  readonly settle?: SettleOptions;
}

/** One ERP account set joined to the invoice cloud by one issuing route. */
export interface Integration {
  /** 连接测试 of both sides; never throws for what it tests. */
  checkConnection(options?: { readonly signal?: AbortSignal }): Promise<ConnectionReport>;
  /** 引入组织: all units with the adapter's verdict. @throws what the ERP answers */
  importBusinessUnits(options?: { readonly signal?: AbortSignal }): Promise<UnitImport>;
  /**
   * Fetches waiting bills, issues each exactly once, writes the invoice back. Starts at once; a bill's failure is a result, never an exception.
   * @throws what fetching the bills answers
   */
  issueBills(options?: IssueOptions): IssuingRun;
  /** Closes the ERP connection; client and store stay the caller's. */
  close(): Promise<void>;
}

/** @throws config_invalid, adapter_contract_violation */
export async function createIntegration(options: IntegrationOptions): Promise<Integration> {
  const { piaozone, erp, issuing, store, amountRules = {}, settle = DEFAULT_SETTLE } = options;
  assertParts(options);
  const route = issuing.connect(piaozone);
  const connection = await erp.connect(piaozone.adapterContext());
  const runner = new OperationRunner({ route, store, runtime: piaozone.runtime, settle });
  const newCall = (signal: AbortSignal | undefined, warn: (warning: Warning) => void): Call => ({
    requestId: piaozone.newRequestId(),
    warn,
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    checkConnection: ({ signal } = {}) => checkConnection(route, connection, () => newCall(signal, () => {})),
    importBusinessUnits: ({ signal } = {}) => importBusinessUnits(connection, (warn) => newCall(signal, warn)),
    issueBills: (run = {}) => {
      const issuer = new BillIssuer({
        environment: piaozone.environment.kind,
        erpId: erp.id,
        connection,
        route,
        store,
        runner,
        amountRules,
        locale: piaozone.locale,
      });
      return startIssuingRun({ connection, issuer, newCall, options: run });
    },
    close: () => connection.close(),
  };
}

function assertParts({ piaozone, erp, issuing, store }: IntegrationOptions): void {
  const problems: Problem[] = [];
  const missing = (path: string) => problems.push({ path, message: { zh: '未提供', en: 'is missing' } });
  if (piaozone === undefined) missing('piaozone');
  if (issuing === undefined) missing('issuing');
  if (store === undefined) missing('store');
  if (erp === undefined) missing('erp');
  else if (erp.specificationVersion !== 'v1') {
    problems.push({
      path: 'erp',
      message: { zh: '适配器的契约版本不受支持，需要 v1', en: 'the adapter was made for another contract version; v1 is needed' },
    });
  }
  if (problems.length > 0) throw configError(problems, piaozone?.locale);
}

async function checkConnection(route: IssuingRoute, connection: ErpConnection, newCall: () => Call): Promise<ConnectionReport> {
  // The manual's order: what every service needs first.
  const findings: Finding[] = [
    ...(await guarded('piaozone', () => route.check(newCall()))),
    ...(await guarded('erp', () => connection.check(newCall()))),
  ];
  return { ok: findings.every(({ status }) => status !== 'failed'), findings };
}

/** A check that throws is itself a finding: a broken side must not hide what the other side has to say. */
async function guarded(side: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    const text = isPiaozoneError(error) ? error.message : 'unclassified error';
    return [{ code: `${side}.check`, status: 'failed', title: { zh: '连接测试', en: 'connection test' }, evidence: text }];
  }
}

async function importBusinessUnits(connection: ErpConnection, newCall: (warn: (warning: Warning) => void) => Call): Promise<UnitImport> {
  const warnings: Warning[] = [];
  const call = newCall((warning) => warnings.push(warning));
  const units: BusinessUnit[] = [];
  for await (const unit of eachItem((query) => connection.listBusinessUnits(query, call))) units.push(unit);
  const importable = units.filter(({ importability }) => importability.importable);
  return { importable, refused: units.filter(({ importability }) => !importability.importable), enterprises: enterprisesOf(importable), warnings };
}

function enterprisesOf(units: readonly BusinessUnit[]): Enterprise[] {
  const byTaxNo = new Map<string, { taxNo: string; name: string; unitNumbers: string[] }>();
  for (const { taxNo, registeredName, name, number } of units) {
    if (taxNo === undefined) continue;
    const known = byTaxNo.get(taxNo);
    if (known === undefined) byTaxNo.set(taxNo, { taxNo, name: registeredName ?? name, unitNumbers: [number] });
    else known.unitNumbers.push(number);
  }
  return [...byTaxNo.values()];
}
