import type { Licence, ServiceGroup } from '@piaozone/core';
import { type Column, GROUPS, type Labels, STATES, SYNCS } from './columns.js';
import { type DraftEnterprise, defined, type ShownStates } from './enterprise-rows.js';
import { nameOf, type Origins } from './problems.js';
import type { SheetTable } from './sheet-table.js';

/** 许可授权 in full; a state that only the first sheet shows is a licence of which nothing else is known. */
export function readLicenceRows(
  table: SheetTable<'licences'> | undefined,
  enterprises: DraftEnterprise[],
  states: ShownStates,
  origins: Origins,
): void {
  const byTaxNo = new Map(enterprises.map((enterprise) => [enterprise.taxNo?.trim(), enterprise]));
  if (table !== undefined) for (const row of table.rows) readRow(table, row, byTaxNo, states, origins);
  for (const enterprise of enterprises) {
    for (const [group, { state, place }] of states.get(enterprise) ?? []) {
      if (enterprise.licences.some((licence) => licence.group === group)) continue;
      origins.set(`${enterprise.path}.licences[${enterprise.licences.length}]`, place);
      enterprise.licences.push({ group, state });
    }
  }
}

type ByTaxNo = ReadonlyMap<string | undefined, DraftEnterprise>;

function readRow(table: SheetTable<'licences'>, row: number, byTaxNo: ByTaxNo, states: ShownStates, origins: Origins): void {
  const taxNo = table.text(row, '企业税号')?.trim();
  const enterprise = taxNo === undefined ? undefined : byTaxNo.get(taxNo);
  const group = coded(table, row, '服务', GROUPS);
  const state = coded(table, row, '授权状态', STATES);
  const sync = table.text(row, '同步状态') === undefined ? undefined : coded(table, row, '同步状态', SYNCS);
  const rest = defined({
    sync,
    productSerialNumber: table.text(row, '产品序列号'),
    validFrom: table.date(row, '有效期始'),
    validUntil: table.date(row, '有效期止'),
    cancelledOn: table.date(row, '取消授权日期'),
  });
  if (enterprise === undefined) table.error(row, '企业税号', '第一张表里没有这个税号', 'this tax number is not in the first sheet');
  if (enterprise === undefined || group === undefined || state === undefined) return;
  note(table, row, `${enterprise.path}.licences[${enterprise.licences.length}]`, origins);
  enterprise.licences.push({ group, state, ...rest } as Licence);
  compare(table, row, group, state, states.get(enterprise));
}

/** The first sheet shows the same state; two that differ would leave open which one a person meant. */
function compare(
  table: SheetTable<'licences'>,
  row: number,
  group: ServiceGroup,
  state: Licence['state'],
  shown: ReturnType<ShownStates['get']>,
): void {
  const first = shown?.get(group);
  if (first === undefined || first.state === state) return;
  const where = nameOf(first.place);
  table.error(row, '授权状态', `与 ${where} 的“${STATES.label(first.state)}”不一致`, `differs from “${STATES.label(first.state)}” at ${where}`);
}

function coded<Code extends string>(table: SheetTable<'licences'>, row: number, title: Column<'licences'>, labels: Labels<Code>): Code | undefined {
  const text = table.text(row, title);
  return labels.code(text ?? '') ?? table.error(row, title, `须为 ${labels.all.join('、')} 之一`, `must be one of ${labels.all.join(', ')}`);
}

function note(table: SheetTable<'licences'>, row: number, path: string, origins: Origins): void {
  origins.set(path, table.place(row, '服务'));
  origins.set(`${path}.productSerialNumber`, table.place(row, '产品序列号'));
  origins.set(`${path}.validFrom`, table.place(row, '有效期始'));
  origins.set(`${path}.validUntil`, table.place(row, '有效期止'));
  origins.set(`${path}.cancelledOn`, table.place(row, '取消授权日期'));
}
