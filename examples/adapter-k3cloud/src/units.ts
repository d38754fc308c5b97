import { asText, type Bilingual, type BusinessUnit, type Call, type Importability, type Page, type PageQuery } from '@piaozone/core/adapter';
import { readCursor, writeCursor } from './cursor.js';
import type { K3Config } from './settings/config.js';
import { isTaxpayer, type NoTaxpayer, readTaxpayers, type Taxpayer } from './taxpayers.js';
import { idOf, type K3Client, type Row } from './wire/client.js';

const FORM = 'ORG_Organizations';
const KEYS = ['FOrgID', 'FNumber', 'FName', 'FForbidStatus'] as const;
/** FForbidStatus of an organization in use. */
const IN_USE = 'A';

/** 组织机构. A unit may become an enterprise when it is in use and 金税连接设置 names its taxpayer (business-rules §6). */
export async function listUnits(client: K3Client, config: K3Config, { cursor, limit }: PageQuery, call: Call): Promise<Page<BusinessUnit>> {
  const after = cursor === undefined ? '0' : readCursor(cursor, [FORM], client.locale).after;
  const size = pageSize(limit, config.maxRows);
  const rows = await unitRows(client, after === '0' ? '' : `FOrgID>${after}`, size, call);
  const taxpayers = rows.length === 0 ? new Map() : await readTaxpayers(client, config, call);
  const items = rows.map((row) => unitOf(row, taxpayers.get(text(row, 'FNumber'))));
  const last = idOf(rows.at(-1), 'FOrgID');
  const more = rows.length === size && last !== undefined;
  return { items, ...(more ? { nextCursor: writeCursor({ form: FORM, after: last }) } : {}) };
}

export function unitRows(client: K3Client, filter: string, limit: number, call: Call): Promise<readonly Row[]> {
  return client.query({ name: 'k3cloud.businessUnits', formId: FORM, keys: KEYS, filter, orderBy: 'FOrgID', limit }, call);
}

export function pageSize(wished: number | undefined, most: number): number {
  return Math.min(most, Math.max(1, Math.trunc(wished ?? most) || 1));
}

function unitOf(row: Row, taxpayer: Taxpayer | NoTaxpayer | undefined): BusinessUnit {
  const known = isTaxpayer(taxpayer) ? { taxNo: taxpayer.taxNo, registeredName: taxpayer.companyName } : {};
  return { id: text(row, 'FOrgID'), number: text(row, 'FNumber'), name: text(row, 'FName'), ...known, importability: importability(row, taxpayer) };
}

function importability(row: Row, taxpayer: Taxpayer | NoTaxpayer | undefined): Importability {
  if (text(row, 'FForbidStatus') !== IN_USE) return { importable: false, reason: FORBIDDEN };
  if (isTaxpayer(taxpayer)) return { importable: true };
  return { importable: false, reason: taxpayer?.reason ?? NO_RECORD };
}

function text(row: Row, key: string): string {
  return asText(row[key]) ?? '';
}

const FORBIDDEN: Bilingual = { zh: '组织已禁用', en: 'the organization is forbidden' };
const NO_RECORD: Bilingual = {
  zh: '没有该组织的金税连接设置（财务会计→发票管理→金税连接设置）',
  en: 'there is no 金税连接设置 for it (财务会计→发票管理→金税连接设置)',
};
