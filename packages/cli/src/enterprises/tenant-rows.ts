import type { FlowPackage, LicenceCount } from '@piaozone/core';
import { GROUPS } from './columns.js';
import { defined } from './enterprise-rows.js';
import type { Origins } from './problems.js';
import type { SheetTable } from './sheet-table.js';

interface DraftTenant {
  readonly id: string | undefined;
  readonly licenceCounts: LicenceCount[];
  readonly flowPackages: FlowPackage[];
}

type Tenants = SheetTable<'tenants'>;

/** One row per licence count or package of a tenant, or a bare one for a tenant without any. */
export function readTenantRows(table: Tenants | undefined, origins: Origins): DraftTenant[] {
  const tenants: DraftTenant[] = [];
  if (table === undefined) return tenants;
  for (const row of table.rows) {
    const id = table.text(row, '租户')?.trim();
    const known = tenants.findIndex((tenant) => tenant.id === id && id !== undefined);
    const index = known < 0 ? tenants.length : known;
    const tenant = tenants[index] ?? { id, licenceCounts: [], flowPackages: [] };
    if (known < 0) tenants.push(tenant);
    const path = `tenants[${index}]`;
    origins.set(path, table.place(row, '租户'));
    readCount(table, row, `${path}.licenceCounts[${tenant.licenceCounts.length}]`, tenant, origins);
    readPackage(table, row, `${path}.flowPackages[${tenant.flowPackages.length}]`, tenant, origins);
  }
  return tenants;
}

/** 许可数量 as the page shows it: A/AA, authorized / owned. */
function readCount(table: Tenants, row: number, path: string, { licenceCounts }: DraftTenant, origins: Origins): void {
  const [service, amount] = [table.text(row, '服务'), table.text(row, '许可数量')];
  if (service === undefined && amount === undefined) return;
  const group =
    GROUPS.code(service ?? '') ?? table.error(row, '服务', `须为 ${GROUPS.all.join('、')} 之一`, `must be one of ${GROUPS.all.join(', ')}`);
  const parts = /^\s*(\d{1,15})\s*\/\s*(\d{1,15})\s*$/.exec(amount ?? '');
  if (parts === null) table.error(row, '许可数量', '须形如 3/10（已授权/总数）', 'must look like 3/10 (authorized / owned)');
  if (group === undefined || parts === null) return;
  origins.set(path, table.place(row, '许可数量'));
  origins.set(`${path}.group`, table.place(row, '服务'));
  licenceCounts.push({ group, authorized: Number(parts[1]), total: Number(parts[2]) });
}

function readPackage(table: Tenants, row: number, path: string, { flowPackages }: DraftTenant, origins: Origins): void {
  const product = table.text(row, '产品')?.trim();
  const rest = defined({
    productSerialNumber: table.text(row, '产品序列号'),
    validFrom: table.date(row, '有效期始'),
    validUntil: table.date(row, '有效期止'),
    remaining: table.quantity(row, '剩余量'),
  });
  if (product === undefined) {
    if (Object.keys(rest).length > 0)
      table.error(row, '产品', '写了有效期、剩余量或产品序列号，但没有产品', 'there are dates, a quantity or a serial number, but no product');
    return;
  }
  origins.set(path, table.place(row, '产品'));
  origins.set(`${path}.productSerialNumber`, table.place(row, '产品序列号'));
  origins.set(`${path}.validFrom`, table.place(row, '有效期始'));
  origins.set(`${path}.validUntil`, table.place(row, '有效期止'));
  origins.set(`${path}.remaining`, table.place(row, '剩余量'));
  flowPackages.push({ product, ...rest });
}
