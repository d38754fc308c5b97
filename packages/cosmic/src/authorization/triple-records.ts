import {
  type Call,
  configError,
  type Finding,
  findingFor,
  groupedFindings,
  type JsonObject,
  type Line,
  localize,
  okFinding,
  readFields,
  readScreen,
  type Secret,
  SettingReader,
  type Trouble,
} from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { queryPage } from '../query/query-pages.js';
import { cosmicScreens } from '../screens.js';
import { checkTripleRecordQuery, DEFAULT_MAX_PAGES } from '../settings/check-enterprises.js';
import type { TripleRecordSettings } from '../settings/types.js';

/** A triple as `perOrganizationAuthorization` takes it. */
export interface OrganizationTriple {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly encryptKey: Secret;
}

/** What 发票云配置 of all organizations says. Prints without secrets. */
export interface TripleRecords {
  /** By tax number, good for `perOrganizationAuthorization({ main, organizations })`; only those nothing is wrong with. */
  readonly organizations: Readonly<Record<string, OrganizationTriple>>;
  /** Records read, right or wrong. */
  readonly read: number;
  readonly findings: readonly Finding[];
}

const TITLE = '发票云配置';
const LINE: Line = { code: 'erp.triples', title: { zh: '各组织的发票云配置', en: '发票云配置 of each organization' } };
/** Labels of the screen; the menus do not matter for reading. */
const SCREENS = cosmicScreens({ authorization: { title: '发票云授权配置', menus: [] }, organizationMenus: [], tenantMenus: [] });
const LABELS = {
  organization: '组织',
  taxNo: '企业税号',
  companyName: '企业工商登记名',
  clientId: '发票云授权标识',
  clientSecret: '客户端标识',
  encryptKey: '接入标识',
} as const;
const PATH = 'records';
/** What an API shows in place of a value it keeps to itself. */
const MASKED = /^[*•●＊]+$/;

/**
 * Reads the triples of 是否使用原授权 = 是 where the ERP keeps them (flagship-and-cosmic §11.2), all pages. What is wrong with a record is a finding.
 * @throws config_invalid for wrong settings; what the query answers
 */
export async function readTripleRecords(client: CosmicClient, settings: TripleRecordSettings, call: Call): Promise<TripleRecords> {
  checkSettings(settings);
  const rows = await allRows(client, settings, call);
  const organizations = new Map<string, OrganizationTriple>();
  const refused = new Set<string>();
  const troubles: Trouble[] = [];
  for (const row of rows) {
    const { taxNo, triple, troubles: found } = readRecord(row, settings);
    troubles.push(...found);
    if (taxNo === undefined || triple === undefined) continue;
    const known = organizations.get(taxNo);
    if (known === undefined || isSame(known, triple)) organizations.set(taxNo, triple);
    else {
      refused.add(taxNo);
      troubles.push(conflict(taxNo));
    }
  }
  for (const taxNo of refused) organizations.delete(taxNo);
  const findings = troubles.length > 0 ? groupedFindings(LINE, troubles, client.locale) : [summary(rows.length, client)];
  return { organizations: Object.fromEntries(organizations), read: rows.length, findings };
}

function checkSettings(settings: TripleRecordSettings): void {
  const reader = new SettingReader({ isContent: (path) => path === `${PATH}.data` });
  reader.refuseStrayBlanks(settings, PATH);
  checkTripleRecordQuery(reader, settings, PATH);
  if (reader.problems.length > 0) throw configError(reader.problems);
}

async function allRows(client: CosmicClient, settings: TripleRecordSettings, call: Call): Promise<JsonObject[]> {
  const plan = { ...settings, name: 'organization-triples', maxPages: settings.maxPages ?? DEFAULT_MAX_PAGES };
  const rows: JsonObject[] = [];
  let cursor: string | undefined;
  do {
    const page = await queryPage(client, plan, cursor === undefined ? {} : { cursor }, call);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}

interface ReadRecord {
  readonly taxNo: string | undefined;
  /** Absent when something is wrong with it. */
  readonly triple: OrganizationTriple | undefined;
  readonly troubles: readonly Trouble[];
}

function readRecord(row: JsonObject, { fields }: TripleRecordSettings): ReadRecord {
  const values = readFields(row, fields);
  const names = Object.keys(LABELS) as (keyof typeof LABELS)[];
  const shown = names.filter((name) => values[name] !== undefined && !MASKED.test(values[name] ?? ''));
  const reading = readScreen(SCREENS, TITLE, Object.fromEntries(shown.map((name) => [LABELS[name], values[name]])));
  const { clientId, clientSecret, encryptKey } = reading.triple;
  const taxNo = reading.settings['taxNo'];
  const who = [reading.settings['organization'], taxNo].filter((part) => typeof part === 'string').join(' ') || '?';
  const errors = reading.findings.filter(({ severity }) => severity === 'error');
  const wrong = errors.map(({ label, message, diagnosis }): Trouble => {
    const what = { zh: `${label ?? ''}：${message.zh}`, en: `${label ?? ''}: ${message.en}` };
    return { diagnosis: diagnosis ?? 'ORGANIZATION_TRIPLE_MISSING', status: 'failed', text: { zh: `${who} ${what.zh}`, en: `${who} ${what.en}` } };
  });
  const missing = [...(typeof taxNo === 'string' ? [] : [LABELS.taxNo]), ...reading.missing.map(({ part }) => LABELS[part])];
  const masked = names.filter((name) => MASKED.test(values[name] ?? '')).map((name) => LABELS[name]);
  const troubles = [...wrong, ...(missing.length === 0 ? [] : [incomplete(who, missing, masked)])];
  const complete = troubles.length === 0 && clientId !== undefined && clientSecret !== undefined && encryptKey !== undefined;
  return { taxNo: typeof taxNo === 'string' ? taxNo : undefined, triple: complete ? { clientId, clientSecret, encryptKey } : undefined, troubles };
}

function incomplete(who: string, missing: readonly string[], masked: readonly string[]): Trouble {
  const hidden =
    masked.length === 0
      ? { zh: '', en: '' }
      : { zh: `；接口以掩码返回${masked.join('、')}，须另行提供`, en: `; the API masks ${masked.join(', ')}, which has to be given otherwise` };
  return {
    diagnosis: 'ORGANIZATION_TRIPLE_MISSING',
    status: 'failed',
    text: { zh: `${who} 缺少${missing.join('、')}${hidden.zh}`, en: `${who} lacks ${missing.join(', ')}${hidden.en}` },
  };
}

function conflict(taxNo: string): Trouble {
  return {
    diagnosis: 'ORGANIZATION_TRIPLE_MISSING',
    status: 'failed',
    text: { zh: `${taxNo} 有两条不同的配置，都没有采用`, en: `${taxNo} has two different records, neither is used` },
  };
}

function isSame(a: OrganizationTriple, b: OrganizationTriple): boolean {
  return (
    a.clientId === b.clientId &&
    a.clientSecret.fingerprint() === b.clientSecret.fingerprint() &&
    a.encryptKey.fingerprint() === b.encryptKey.fingerprint()
  );
}

/** No record at all is what the manual's text is about, too. */
function summary(read: number, { locale }: CosmicClient): Finding {
  if (read > 0) return okFinding(LINE, localize({ zh: `读取了 ${read} 条`, en: `${read} record(s) read` }, locale));
  return findingFor(LINE, 'ORGANIZATION_TRIPLE_MISSING', localize({ zh: '查询没有返回任何记录', en: 'the query returns no record' }, locale));
}
