import type { ErpAdapter, ErpConnection } from '../adapter/contract.js';
import { mergeBusinessUnits } from '../adapter/merge-units.js';
import type { Call } from '../call.js';
import type { Piaozone } from '../client.js';
import { otherPublic } from '../connection/connection-test.js';
import { type Feature, hostsFor } from '../connection/hosts.js';
import { ownTripleIn } from '../connection/organizations.js';
import { reportOf, runChecks } from '../connection/run-checks.js';
import { configError, type Problem } from '../errors.js';
import type { Warning } from '../i18n/log.js';
import type { InvoiceClaim } from '../issuing/claim.js';
import { operationKey } from '../issuing/operation-key.js';
import type { OperationStore } from '../issuing/operation-store.js';
import type { IssuingRoute, IssuingRouteFactory } from '../issuing/route.js';
import type { AmountRuleOptions } from '../model/amount-rules.js';
import type { BusinessUnit, Enterprise } from '../model/organization.js';
import type { Voucher } from '../model/voucher.js';
import { BillIssuer } from './issue-bill.js';
import { DEFAULT_SETTLE, OperationRunner, type SettleOptions } from './operation-runner.js';
import { eachItem } from './paging.js';
import { OperationRefresher, type RefreshResult } from './refresh.js';
import type { ConnectionReport, IssueOptions, UnitImport } from './results.js';
import { type IssuingRun, startIssuingRun } from './run.js';
import type { VoucherOptions, VoucherResult } from './voucher-results.js';
import { Vouchers } from './vouchers.js';

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

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Whose hosts must be reachable from this machine. Default: issuing. */
  readonly features?: readonly Feature[];
}

/** One ERP account set joined to the invoice cloud by one issuing route. */
export interface Integration {
  /** 连接测试 of both sides; never throws for what it tests. */
  checkConnection(options?: CheckOptions): Promise<ConnectionReport>;
  /** 引入组织: all units with the adapter's verdict. @throws what the ERP answers */
  importBusinessUnits(options?: { readonly signal?: AbortSignal }): Promise<UnitImport>;
  /**
   * Fetches waiting bills, issues each exactly once, writes the invoice back. Starts at once; a bill's failure is a result, never an exception.
   * @throws what fetching the bills answers
   */
  issueBills(options?: IssueOptions): IssuingRun;
  /**
   * Asks the cloud about one operation and records its answer; sends nothing and writes nothing back, the next `issueBills` does. For callbacks and pollers.
   * What the claim says besides the serial number is compared, never believed. A query that fails is a result.
   * @throws store_failed
   */
  refresh(claim: InvoiceClaim, options?: { readonly signal?: AbortSignal }): Promise<RefreshResult>;
  /**
   * Puts one voucher into the ERP's ledger, once for its `key`: what was sent is remembered in the store, a lost reply is looked up and never repeated
   * blindly. Calls wait for each other. A failure is a result.
   * @throws capability_missing for an adapter without the ability `vouchers`
   */
  createVoucher(voucher: Voucher, options?: VoucherOptions): Promise<VoucherResult>;
  /** Closes the ERP connection; client and store stay the caller's. */
  close(): Promise<void>;
}

/** @throws config_invalid, adapter_contract_violation */
export async function createIntegration(options: IntegrationOptions): Promise<Integration> {
  const { piaozone, erp, issuing, store, amountRules = {}, settle = DEFAULT_SETTLE } = options;
  assertParts(options);
  const connection = await erp.connect(piaozone.adapterContext());
  const route = await routeFor(issuing, piaozone, connection);
  const runner = new OperationRunner({ route, store, runtime: piaozone.runtime, settle });
  const refresher = new OperationRefresher({
    route,
    store,
    keysOf: (serialNo) =>
      COLORS.map((color) =>
        operationKey({ environment: piaozone.environment.kind, erpId: erp.id, accountSet: connection.accountSet, color, serialNo }),
      ),
  });
  const newCall = (signal: AbortSignal | undefined, warn: (warning: Warning) => void): Call => ({
    requestId: piaozone.newRequestId(),
    warn,
    ...(signal === undefined ? {} : { signal }),
  });
  const vouchers = new Vouchers({
    environment: piaozone.environment.kind,
    erpId: erp.id,
    connection,
    store,
    runtime: piaozone.runtime,
    settle,
    locale: piaozone.locale,
    newCall,
  });
  return {
    createVoucher: (voucher, voucherOptions = {}) => vouchers.create(voucher, voucherOptions),
    checkConnection: (check = {}) => checkConnection(piaozone, route, connection, check, () => newCall(check.signal, () => {})),
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
      return startIssuingRun({ adapter: erp, connection, issuer, newCall, options: run });
    },
    refresh: (claim, { signal } = {}) =>
      refresher.refresh(
        claim,
        newCall(signal, () => {}),
      ),
    close: () => connection.close(),
  };
}

const COLORS = ['blue', 'red'] as const;

/** A route that cannot be made leaves no connection behind. */
async function routeFor(issuing: IssuingRouteFactory, piaozone: Piaozone, connection: ErpConnection): Promise<IssuingRoute> {
  try {
    return issuing.connect(piaozone, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
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

async function checkConnection(
  piaozone: Piaozone,
  route: IssuingRoute,
  connection: ErpConnection,
  { features = ['issuing'] }: CheckOptions,
  newCall: () => Call,
): Promise<ConnectionReport> {
  const { environment, authorization, locale } = piaozone;
  const otherEnvironment = otherPublic(environment);
  const request = { hosts: hostsFor(environment, features), ...(otherEnvironment === undefined ? {} : { otherEnvironment }) };
  const ownTriple = ownTripleIn(authorization);
  const { cloud, erp } = await runChecks({ route, connection, request, ownTriple, directory: piaozone.entitlements.directory, locale }, newCall);
  return reportOf([...cloud, ...erp]);
}

async function importBusinessUnits(connection: ErpConnection, newCall: (warn: (warning: Warning) => void) => Call): Promise<UnitImport> {
  const warnings: Warning[] = [];
  const call = newCall((warning) => warnings.push(warning));
  const listed: BusinessUnit[] = [];
  for await (const unit of eachItem((query) => connection.listBusinessUnits(query, call))) listed.push(unit);
  const units = mergeBusinessUnits(listed, call.warn);
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
