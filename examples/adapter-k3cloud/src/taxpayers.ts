import { asText, type Bilingual, type Call } from '@piaozone/core/adapter';
import type { K3Config } from './settings/config.js';
import type { K3TaxpayerColumns } from './settings/types.js';
import { allOf, idOf, type K3Client, type Row } from './wire/client.js';

export interface Taxpayer {
  readonly taxNo: string;
  readonly companyName: string;
}

/** Why a unit has no taxpayer. */
export type NoTaxpayer = { readonly reason: Bilingual };

export type Taxpayers = ReadonlyMap<string, Taxpayer | NoTaxpayer>;

export function isTaxpayer(value: Taxpayer | NoTaxpayer | undefined): value is Taxpayer {
  return value !== undefined && 'taxNo' in value;
}

/** Organization number → taxpayer, by 金税连接设置 or by the settings. Read afresh, since a wrong one would be printed on an invoice. */
export async function readTaxpayers(client: K3Client, { taxpayers, maxRows }: K3Config, call: Call): Promise<Taxpayers> {
  if ('organizations' in taxpayers) return new Map(Object.entries(taxpayers.organizations));
  const found = new Map<string, Taxpayer | NoTaxpayer>();
  for (const row of await everyRow(client, taxpayers.columns, maxRows, call)) {
    const [number, companyName, taxNo] = [taxpayers.columns.organizationNumber, taxpayers.columns.companyName, taxpayers.columns.taxNo].map((key) =>
      cell(row, key),
    );
    if (number === undefined || number === '' || companyName === undefined || taxNo === undefined) continue;
    const known = found.get(number);
    if (known === undefined) found.set(number, taxNo === '' || companyName === '' ? { reason: INCOMPLETE } : { taxNo, companyName });
    else if (isTaxpayer(known) && (known.taxNo !== taxNo || known.companyName !== companyName)) found.set(number, { reason: AMBIGUOUS });
  }
  return found;
}

async function everyRow(client: K3Client, { formId, filter = '', ...keys }: K3TaxpayerColumns, limit: number, call: Call): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let after = '0'; ; ) {
    const behind = after === '0' ? [] : [`FID>${after}`];
    const plan = {
      name: 'k3cloud.taxpayers',
      formId,
      keys: ['FID', ...new Set(Object.values(keys))],
      filter: allOf(filter, ...behind),
      orderBy: 'FID',
      limit,
    };
    const page = await client.query(plan, call);
    rows.push(...page);
    const last = idOf(page.at(-1), 'FID');
    if (page.length < limit || last === undefined || last === after) return rows;
    after = last;
  }
}

/** Blanks round a name or number are no part of it. */
function cell(row: Row, key: string): string | undefined {
  let value: unknown = row;
  for (const step of key.split('.')) value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return asText(value as Row[string])?.trim();
}

const INCOMPLETE: Bilingual = { zh: '金税连接设置中没有企业名称或纳税人识别号', en: '金税连接设置 has no company name or tax number for it' };
const AMBIGUOUS: Bilingual = {
  zh: '金税连接设置中有多条记录，企业名称或纳税人识别号不一致，无法确定纳税人',
  en: '金税连接设置 has several records for it that name different companies or tax numbers',
};
