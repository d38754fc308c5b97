import { type AllocatedProduct, type Enterprise, type EnterpriseDirectory, GROUP_PRODUCTS, type ServiceGroup, type Tenant } from '@piaozone/core';
import { CHANNELS, COLUMNS, type Column, GROUPS, SHEETS, type SheetKey, STATES, SYNCS } from './columns.js';
import { joinUnits } from './unit-list.js';

/** Texts only: a spreadsheet takes nothing of it for a number, date or formula. */
export interface TextSheet {
  readonly name: string;
  /** Titles first; `undefined` is an empty cell. */
  readonly rows: readonly (readonly (string | undefined)[])[];
}

type Row<K extends SheetKey> = Partial<Record<Column<K>, string | undefined>>;

/** The workbook of a directory. All sheets are always there, so that a person sees where everything belongs. */
export function toSheets({ enterprises, tenants }: EnterpriseDirectory): TextSheet[] {
  return [
    sheet('enterprises', enterprises.flatMap(enterpriseRows)),
    sheet('licences', enterprises.flatMap(licenceRows)),
    sheet('tenants', tenants.flatMap(tenantRows)),
  ];
}

function sheet<K extends SheetKey>(key: K, rows: readonly Row<K>[]): TextSheet {
  const columns = COLUMNS[key] as readonly Column<K>[];
  return { name: SHEETS[key], rows: [columns, ...rows.map((row) => columns.map((title) => row[title]))] };
}

function enterpriseRows(enterprise: Enterprise): Row<'enterprises'>[] {
  const { taxNo, name, unitNumbers, taxChannel, tenant, products = [] } = enterprise;
  const common: Row<'enterprises'> = {
    企业名称: name,
    企业税号: taxNo,
    '开/收票通道': taxChannel === undefined ? undefined : CHANNELS.label(taxChannel),
    组织编码: unitNumbers.length === 0 ? undefined : joinUnits(unitNumbers),
    租户: tenant,
  };
  if (products.length === 0) return [common];
  return products.map((product) => ({ ...common, 产品: product.product, ...orderCells(product), 授权状态: stateOf(enterprise, product) }));
}

/** The state of the service group the product stands for; the sheet 许可授权 holds the rest. */
function stateOf({ licences = [] }: Enterprise, { product }: AllocatedProduct): string | undefined {
  const licence = licences.find(({ group }) => GROUP_PRODUCTS[group] === product);
  return licence === undefined ? undefined : STATES.label(licence.state);
}

function licenceRows({ taxNo, licences = [] }: Enterprise): Row<'licences'>[] {
  return licences.map(({ group, state, sync, cancelledOn, ...order }) => ({
    企业税号: taxNo,
    服务: GROUPS.label(group),
    授权状态: STATES.label(state),
    同步状态: sync === undefined ? undefined : SYNCS.label(sync),
    取消授权日期: cancelledOn,
    ...orderCells(order),
  }));
}

function tenantRows({ id, licenceCounts = [], flowPackages = [] }: Tenant): Row<'tenants'>[] {
  const counts = licenceCounts.map(({ group, authorized, total }) => ({ 租户: id, 服务: label(group), 许可数量: `${authorized}/${total}` }));
  const packages = flowPackages.map((flow) => ({ 租户: id, 产品: flow.product, ...orderCells(flow), 剩余量: flow.remaining }));
  return counts.length + packages.length === 0 ? [{ 租户: id }] : [...counts, ...packages];
}

function label(group: ServiceGroup): string {
  return GROUPS.label(group);
}

function orderCells({ validFrom, validUntil, productSerialNumber }: Partial<AllocatedProduct>) {
  return { 有效期始: validFrom, 有效期止: validUntil, 产品序列号: productSerialNumber };
}
