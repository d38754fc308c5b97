import {
  type BillResult,
  createIntegration,
  createNonDurableOperationStore,
  type Finding,
  type Integration,
  type IssueSummary,
  type Piaozone,
} from '@piaozone/core';
import { flagshipIssuing } from '@piaozone/cosmic/flagship';
import { hostedIssuing } from '@piaozone/standard';
import { hostedSettings } from './cloud.js';
import { adapters, connectCloud } from './connect.js';
import { type ErpId, loadErp } from './data.js';
import { showEasExtras } from './eas-extras.js';
import { easFields } from './erps/eas.js';
import { galaxyFields } from './erps/galaxy.js';
import { xinghanFields } from './erps/xinghan.js';
import { flagshipSettings, isFlagship } from './flagship/business-systems.js';
import { compareWithFlagship } from './flagship/compare.js';
import { issueWithCallbacks } from './flagship/issue.js';
import { type Mocks, startMocks } from './mocks.js';
import { table } from './show.js';

const ERPS: readonly { readonly id: ErpId; readonly name: string }[] = [
  { id: 'xinghan', name: '星瀚' },
  { id: 'galaxy', name: '星空旗舰版' },
  { id: 'eas', name: 'EAS' },
];
/** One bill under `examples/data` does not add up, on purpose. */
const EXPECTED_REFUSED = 1;
const MARKS: Readonly<Record<Finding['status'], string>> = { ok: '✔', warning: '!', failed: '✖', skipped: '–' };

/**
 * The main job as a person would watch it: connection test → import business units → issue → write back, for three ERPs against the mocks.
 * @returns whether the counts are the expected ones and the mocks' own records agree
 */
export async function showMainJob(print: (line: string) => void = console.log): Promise<boolean> {
  const mocks = await startMocks();
  const piaozone = connectCloud(mocks);
  try {
    print(`mock piaozone 模拟发票云  ${mocks.cloud.baseUrl}`);
    const summaries = new Map<ErpId, IssueSummary>();
    for (const { id, name } of ERPS) {
      print(`\n━━ ${name} (${id})`);
      summaries.set(id, await oneErp(id, mocks, piaozone, print));
    }
    return report(summaries, mocks, print);
  } finally {
    await piaozone.close();
    await mocks.close();
  }
}

async function oneErp(id: ErpId, mocks: Mocks, piaozone: Piaozone, print: (line: string) => void): Promise<IssueSummary> {
  const integration = await createIntegration({
    piaozone,
    erp: adapters(mocks)[id],
    store: createNonDurableOperationStore(),
    // 旗舰版 tells by callbacks what became of a bill; nothing waits for it within a run.
    ...(isFlagship(id) ? { issuing: flagshipIssuing(flagshipSettings(id)), settle: { pausesMs: [] } } : { issuing: hostedIssuing(hostedSettings) }),
  });
  try {
    await showConnection(integration, print);
    const { importable, refused } = await integration.importBusinessUnits();
    print(`引入组织 business units: ${importable.map(({ number, name }) => `${number} ${name}`).join(', ')}`);
    for (const { number, name, importability } of refused)
      print(`  – ${number} ${name}: ${importability.importable ? '' : `${importability.reason.zh} / ${importability.reason.en}`}`);
    const total = loadErp(id).bills.length;
    const ended = new Set<string>();
    const onResult = ({ bill, status, writeBack }: BillResult) => {
      if (status !== 'in-progress') ended.add(bill.number);
      print(`开票 issue [${ended.size}/${total}] ${bill.number} → ${status}${writeBack === undefined ? '' : `, ${writeBack}`}`);
    };
    if (isFlagship(id)) return await issueWithCallbacks({ id, mock: mocks[id], integration, onResult, print });
    const summary = await integration.issueBills({ onResult });
    if (id === 'eas') await showEasExtras(integration, summary, print);
    return summary;
  } finally {
    await integration.close();
  }
}

async function showConnection(integration: Integration, print: (line: string) => void): Promise<void> {
  const { findings } = await integration.checkConnection();
  print('连接测试 connection test');
  for (const { status, title, evidence } of findings)
    print(`  ${MARKS[status]} ${title.zh} / ${title.en}${evidence === undefined ? '' : `: ${evidence}`}`);
}

function report(summaries: ReadonlyMap<ErpId, IssueSummary>, mocks: Mocks, print: (line: string) => void): boolean {
  const results = [...summaries].flatMap(([id, { results: list }]) => list.map((result) => ({ id, result })));
  print('');
  print(
    table(
      ['ERP', '单据 bill', '结果 result', '发票号码 invoice', '价税合计 total', '回写 write-back'],
      results.map(({ id, result }) => row(id, result)),
    ),
  );
  for (const { result } of results) {
    for (const { path, message } of result.problems) print(`✖ ${result.bill.number} ${path}: ${message.zh} / ${message.en}`);
  }
  const sum = (pick: (summary: IssueSummary) => number) => [...summaries.values()].reduce((total, summary) => total + pick(summary), 0);
  const bills = sum(({ fetched }) => fetched);
  const issued = sum(({ counts }) => counts.issued);
  const writtenBack = sum((summary) => summary.writtenBack);
  const refused = sum(({ counts }) => counts.refused);
  const of = (ids: readonly ErpId[]) => results.filter(({ id }) => ids.includes(id)).map(({ result }) => result);
  const disagreements = [
    ...compareWithFlagship(of(['xinghan']), mocks.xinghan),
    ...compareWithFlagship(of(['galaxy']), mocks.galaxy),
    ...compareWithCloud(of(['eas']), mocks),
    ...compareWithLedger(of(['eas']), mocks),
    ...compareWithErps(of(['xinghan', 'galaxy', 'eas']), mocks),
  ];
  for (const line of disagreements) print(`✖ ${line}`);
  const expectedBills = ERPS.reduce((total, { id }) => total + loadErp(id).bills.length, 0);
  print(`\n${summaries.size} ERPs · ${bills} bills · ${issued} issued · ${writtenBack} written back · ${refused} refused`);
  return (
    disagreements.length === 0 &&
    bills === expectedBills &&
    refused === EXPECTED_REFUSED &&
    issued === bills - EXPECTED_REFUSED &&
    writtenBack === issued
  );
}

function row(id: ErpId, { bill, status, totals, invoice, writeBack }: BillResult): string[] {
  return [id, bill.number, status, invoice?.number ?? '', totals?.totalAmount ?? '', writeBack ?? ''];
}

/** The standard cloud's own record, behind the SDK's back. */
function compareWithCloud(results: readonly BillResult[], { cloud }: Mocks): string[] {
  const disagreements: string[] = [];
  const issued = results.filter(({ status }) => status === 'issued');
  if (cloud.record.length !== issued.length) disagreements.push(`the cloud issued ${cloud.record.length} invoices, the SDK says ${issued.length}`);
  for (const { bill, serialNo = '' } of issued) {
    const times = cloud.issuedTimes(serialNo);
    if (times !== 1) disagreements.push(`${bill.number}: issued ${times} times`);
  }
  for (const unknown of [...cloud.server.unknownRequests, ...cloud.unknownFields]) disagreements.push(`not in the reference: ${unknown}`);
  return disagreements;
}

/** The ERPs' own rows. */
function compareWithErps(results: readonly BillResult[], { xinghan, galaxy, eas }: Mocks): string[] {
  const tables = [xinghan.table(xinghanFields.bills.path), galaxy.table(galaxyFields.bills.path), eas.table(easFields.facade.service)];
  const writes = tables
    .flatMap((rows) => rows.writes)
    .filter(({ outcome }) => outcome === 'written')
    .map(({ key }) => key);
  const issued = results.filter(({ status }) => status === 'issued');
  return issued.flatMap(({ bill }) => (writes.includes(bill.number) ? [] : [`${bill.number}: the ERP has no invoice`]));
}

/** Each issued bill has one voucher, of its total. */
function compareWithLedger(results: readonly BillResult[], { vouchers: { vouchers } }: Mocks): string[] {
  return results.flatMap(({ bill, status, totals }) => {
    const amounts = vouchers.filter(({ rows: [first] }) => first?.['bizNumber'] === bill.number).map(({ rows: [first] }) => first?.['debitAmount']);
    const expected = status === 'issued' ? [Number(totals?.totalAmount)] : [];
    return String(amounts) === String(expected) ? [] : [`${bill.number}: vouchers ${amounts.join(', ')}`];
  });
}
