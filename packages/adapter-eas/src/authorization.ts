import {
  type AdapterContext,
  type Call,
  configError,
  type Finding,
  findingFor,
  groupedFindings,
  type JsonValue,
  type Line,
  localize,
  okFinding,
  readFields,
  readScreen,
  Secret,
  type SecretInput,
  type Trouble,
} from '@piaozone/core/adapter';
import { EasConnection } from './connection.js';
import { readUnit } from './facade/units.js';
import { easScreens } from './screens.js';
import { readEasSettings } from './settings/read-settings.js';
import type { EasSettings, UnitAuthorizationFields, UnitQuery } from './settings/types.js';

/** A triple as `perOrganizationAuthorization` takes it. */
export interface EasOrganizationTriple {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly encryptKey: Secret;
}

/** What 组织单元 of all units says. Prints without secrets. */
export interface EasTriples {
  /** By tax number, good for `perOrganizationAuthorization({ main, organizations })`; only those nothing is wrong with. */
  readonly organizations: Readonly<Record<string, EasOrganizationTriple>>;
  /** Units read, right or wrong. */
  readonly read: number;
  readonly findings: readonly Finding[];
}

const TITLE = '组织单元';
const LABELS = { clientId: '发票云授权码', clientSecret: '发票云授权密钥' } as const;
const LINE: Line = { code: 'erp.triples', title: { zh: '各组织单元的发票云授权', en: 'authorization of each unit (组织单元)' } };
const DIAGNOSIS = 'ORGANIZATION_TRIPLE_MISSING';

/**
 * The triples of 是否使用原授权 = 是 from EAS' 组织单元. That screen has no field for the encrypt key: give it by tax number, unless the facade answers it.
 * A client with the main triple alone lends the context: `piaozone.adapterContext()`.
 * @throws config_invalid, also where `facade.businessUnits.authorization` is not set; what EAS answers
 */
export async function easOrganizationTriples(
  settings: EasSettings,
  encryptKeys: Readonly<Record<string, SecretInput>>,
  context: AdapterContext,
  call: Call,
): Promise<EasTriples> {
  const config = readEasSettings(settings);
  const { businessUnits } = config.facade;
  const { authorization } = businessUnits;
  if (authorization === undefined)
    throw configError([{ path: 'facade.businessUnits.authorization', message: { zh: '未填写', en: 'is missing' } }], context.locale);
  const connection = new EasConnection(context, config, `triples/${context.newRequestId()}/${context.runtime.random()}`);
  try {
    const records: UnitRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await connection.listUnitRows(cursor === undefined ? {} : { cursor }, call);
      records.push(...page.items.map((row) => readRecord(row, businessUnits, authorization, encryptKeys)));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return collect(records, context);
  } finally {
    await connection.close();
  }
}

interface UnitRecord {
  readonly taxNo: string | undefined;
  /** Absent when something is wrong with it, or the unit has no authorization of its own. */
  readonly triple: EasOrganizationTriple | undefined;
  readonly troubles: readonly Trouble[];
}

function readRecord(
  row: JsonValue,
  { fields }: UnitQuery,
  authorization: UnitAuthorizationFields,
  encryptKeys: Readonly<Record<string, SecretInput>>,
): UnitRecord {
  const { number, taxNo, importability } = readUnit(row, fields);
  const { encryptKey, ...values } = readFields(row, authorization);
  // Not every unit is a taxpayer of its own.
  if (Object.keys(values).length === 0) return { taxNo, triple: undefined, troubles: [] };
  const shown = Object.entries(LABELS).flatMap(([name, label]) => {
    const value = values[name as keyof typeof LABELS];
    return value === undefined ? [] : [[label, value]];
  });
  const reading = readScreen(easScreens, TITLE, Object.fromEntries(shown));
  const { clientId, clientSecret } = reading.triple;
  const key = encryptKey ?? (taxNo !== undefined && Object.hasOwn(encryptKeys, taxNo) ? encryptKeys[taxNo] : undefined);
  const blank = shown.flatMap(([label = '', value = '']) => (value === value.trim() ? [] : [label]));
  const wrong = reading.findings
    // A blank that could be cut off here still stands in EAS, which sends it (eas-and-imaging §8.1).
    .filter(({ severity, label = '' }) => severity === 'error' || (severity === 'warning' && blank.includes(label)))
    .map(({ label = '', message, diagnosis }) => trouble(number, `${label}：${message.zh}`, `${label}: ${message.en}`, diagnosis));
  const missing = [
    ...(clientId === undefined ? [LABELS.clientId] : []),
    ...(clientSecret === undefined ? [LABELS.clientSecret] : []),
    ...(key === undefined || key === '' ? ['加密密钥'] : []),
  ];
  const troubles = [
    ...(importability.importable ? [] : [trouble(number, importability.reason.zh, importability.reason.en)]),
    ...wrong,
    ...(missing.length === 0 ? [] : [trouble(number, `缺少${missing.join('、')}`, `lacks ${missing.join(', ')}`)]),
  ];
  const isComplete = troubles.length === 0 && clientId !== undefined && clientSecret !== undefined && key !== undefined;
  const secret = isComplete ? { clientId, clientSecret, encryptKey: key instanceof Secret ? key : new Secret(key) } : undefined;
  return { taxNo, triple: secret, troubles };
}

function collect(records: readonly UnitRecord[], { locale }: AdapterContext): EasTriples {
  const organizations = new Map<string, EasOrganizationTriple>();
  const troubles = records.flatMap((record) => record.troubles);
  const refused = new Set<string>();
  for (const { taxNo, triple } of records) {
    if (taxNo === undefined || triple === undefined) continue;
    const known = organizations.get(taxNo) ?? triple;
    organizations.set(taxNo, known);
    if (!isSame(known, triple)) refused.add(taxNo);
  }
  for (const taxNo of refused) {
    organizations.delete(taxNo);
    troubles.push(trouble(taxNo, '有两份不同的授权，都没有采用', 'has two different authorizations, neither is used'));
  }
  const read = localize({ zh: `读取了 ${records.length} 个组织单元`, en: `${records.length} unit(s) read` }, locale);
  const summary = organizations.size > 0 ? okFinding(LINE, read) : findingFor(LINE, DIAGNOSIS, read);
  return {
    organizations: Object.fromEntries(organizations),
    read: records.length,
    findings: troubles.length > 0 ? groupedFindings(LINE, troubles, locale) : [summary],
  };
}

function isSame(a: EasOrganizationTriple, b: EasOrganizationTriple): boolean {
  const secrets = ({ clientSecret, encryptKey }: EasOrganizationTriple) => `${clientSecret.fingerprint()} ${encryptKey.fingerprint()}`;
  return a.clientId === b.clientId && secrets(a) === secrets(b);
}

function trouble(who: string, zh: string, en: string, diagnosis: string = DIAGNOSIS): Trouble {
  return { diagnosis, status: 'failed', text: { zh: `${who} ${zh}`, en: `${who} ${en}` } };
}
