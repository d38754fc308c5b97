import { type AllocatedProduct, GROUP_PRODUCTS, type Licence, type LicenceState, type ServiceGroup, type TaxChannel } from '@piaozone/core';
import { CHANNELS, type Column, STATES } from './columns.js';
import type { CellPlace, Origins } from './problems.js';
import type { SheetTable } from './sheet-table.js';
import { splitUnits } from './unit-list.js';

/** An enterprise while its rows are collected. */
export interface DraftEnterprise {
  /** Its place in the directory. */
  readonly path: string;
  taxNo?: string;
  name?: string;
  taxChannel?: TaxChannel;
  tenant?: string;
  readonly units: string[];
  readonly products: AllocatedProduct[];
  readonly licences: Licence[];
}

/** 授权状态 as the first sheet shows it. */
export interface ShownState {
  readonly state: LicenceState;
  readonly place: CellPlace;
}

/** States by index of the enterprise and service group. */
export type ShownStates = Map<DraftEnterprise, Map<ServiceGroup, ShownState>>;

type Main = SheetTable<'enterprises'>;

/** Rows of one tax number belong together wherever they stand; what they all carry must be the same or left blank. */
export function readEnterpriseRows(table: Main, origins: Origins): { enterprises: DraftEnterprise[]; states: ShownStates } {
  const enterprises: DraftEnterprise[] = [];
  const byTaxNo = new Map<string, number>();
  const states: ShownStates = new Map();
  for (const row of table.rows) {
    const taxNo = table.text(row, '企业税号')?.trim();
    const index = (taxNo === undefined ? undefined : byTaxNo.get(taxNo)) ?? enterprises.length;
    const enterprise = enterprises[index] ?? { path: `enterprises[${index}]`, units: [], products: [], licences: [] };
    if (enterprises[index] === undefined) enterprises.push(enterprise);
    if (taxNo !== undefined) byTaxNo.set(taxNo, index);
    readRow(table, row, enterprise, states, origins);
  }
  return { enterprises, states };
}

function readRow(table: Main, row: number, enterprise: DraftEnterprise, states: ShownStates, origins: Origins): void {
  const { path } = enterprise;
  origins.set(path, table.place(row, '企业税号'));
  same(table, row, '企业税号', `${path}.taxNo`, origins, enterprise, 'taxNo', table.text(row, '企业税号'));
  same(table, row, '企业名称', `${path}.name`, origins, enterprise, 'name', table.text(row, '企业名称'));
  same(table, row, '租户', `${path}.tenant`, origins, enterprise, 'tenant', table.text(row, '租户'));
  same(table, row, '开/收票通道', `${path}.taxChannel`, origins, enterprise, 'taxChannel', readChannel(table, row));
  readUnits(table, row, enterprise, origins);
  readProduct(table, row, enterprise, origins);
  readState(table, row, enterprise, states);
}

/** Takes a value over, or finds that it differs from the row above. */
function same<F extends 'taxNo' | 'name' | 'tenant' | 'taxChannel'>(
  table: Main,
  row: number,
  title: Column<'enterprises'>,
  path: string,
  origins: Origins,
  enterprise: DraftEnterprise,
  field: F,
  value: DraftEnterprise[F],
): void {
  origins.set(path, table.place(row, title));
  if (value === undefined) return;
  const first = enterprise[field];
  if (first === undefined) enterprise[field] = value;
  else if (first.trim() !== value.trim())
    table.error(row, title, `与同一税号的其他行不一致：${first}`, `differs from another row of this tax number: ${first}`);
}

function readChannel(table: Main, row: number): TaxChannel | undefined {
  const text = table.text(row, '开/收票通道');
  if (text === undefined) return undefined;
  return CHANNELS.code(text) ?? table.error(row, '开/收票通道', `须为 ${CHANNELS.all.join('、')} 之一`, `must be one of ${CHANNELS.all.join(', ')}`);
}

/** One cell with several numbers, or one row per unit: both are usual. */
function readUnits(table: Main, row: number, { path, units }: DraftEnterprise, origins: Origins): void {
  const text = table.text(row, '组织编码');
  if (text === undefined) return;
  const found = splitUnits(text);
  if (found === undefined) table.error(row, '组织编码', '引号不成对', 'a quotation mark is left open');
  for (const unit of found ?? []) {
    if (units.includes(unit)) continue;
    origins.set(`${path}.unitNumbers[${units.length}]`, table.place(row, '组织编码'));
    units.push(unit);
  }
}

function readProduct(table: Main, row: number, { path, products }: DraftEnterprise, origins: Origins): void {
  const product = table.text(row, '产品')?.trim();
  const productSerialNumber = table.text(row, '产品序列号')?.trim();
  const validFrom = table.date(row, '有效期始');
  const validUntil = table.date(row, '有效期止');
  if (product === undefined) {
    if (productSerialNumber ?? validFrom ?? validUntil)
      table.error(row, '产品', '写了有效期或产品序列号，但没有产品', 'there are dates or a serial number, but no product');
    return;
  }
  const allocated = { product, ...defined({ productSerialNumber, validFrom, validUntil }) };
  // One row per unit repeats the product.
  if (products.some((one) => JSON.stringify(one) === JSON.stringify(allocated))) return;
  const at = `${path}.products[${products.length}]`;
  origins.set(at, table.place(row, '产品'));
  origins.set(`${at}.validFrom`, table.place(row, '有效期始'));
  origins.set(`${at}.validUntil`, table.place(row, '有效期止'));
  origins.set(`${at}.productSerialNumber`, table.place(row, '产品序列号'));
  products.push(allocated);
}

function readState(table: Main, row: number, enterprise: DraftEnterprise, states: ShownStates): void {
  const text = table.text(row, '授权状态');
  if (text === undefined) return;
  const state = STATES.code(text);
  const product = table.text(row, '产品')?.trim();
  const group = GROUPS_OF_PRODUCTS.get(product ?? '');
  if (state === undefined) {
    table.error(row, '授权状态', `须为 ${STATES.all.join('、')} 之一`, `must be one of ${STATES.all.join(', ')}`);
  } else if (group === undefined) {
    table.error(row, '授权状态', '只有开票管理、收票管理的行才有授权状态', 'only rows of 开票管理 and 收票管理 have one');
  } else {
    const own = states.get(enterprise) ?? new Map<ServiceGroup, ShownState>();
    states.set(enterprise, own);
    const first = own.get(group);
    if (first === undefined) own.set(group, { state, place: table.place(row, '授权状态') });
    else if (first.state !== state)
      table.error(row, '授权状态', '与同一税号同一产品的其他行不一致', 'differs from another row of this tax number and product');
  }
}

const GROUPS_OF_PRODUCTS: ReadonlyMap<string, ServiceGroup> = new Map(
  (Object.keys(GROUP_PRODUCTS) as ServiceGroup[]).map((group) => [GROUP_PRODUCTS[group], group]),
);

/** Only what is there. */
export function defined<T extends Record<string, string | undefined>>(fields: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}
