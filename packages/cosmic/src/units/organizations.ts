import { type Fields, isObject, type JsonObject, type Locale, type Organization, readFields } from '@piaozone/core/adapter';
import { textsAt } from '../protocol/rows.js';
import type { OrganizationSettings, ViewChoice } from '../settings/types.js';
import { needFields } from './need-fields.js';

/** Department rows as measured on a live 星瀚 (flagship-and-cosmic §4.3). */
const MEASURED_FIELDS = {
  id: 'id',
  number: 'number',
  name: 'name',
  enabled: 'enable',
  parentNumber: 'structure.viewparent_number',
} as const satisfies Fields<keyof Organization>;
/** 行政组织视图默认方案; an organization stands in about twenty views. */
const MEASURED_VIEW: ViewChoice = { path: 'structure', field: 'view_id', value: '1' };

const ENABLED: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false };

/** @throws response_invalid when a row lacks what the field map must yield */
export function readOrganization(row: JsonObject, settings: OrganizationSettings, locale: Locale): Organization {
  const fields = settings.fields ?? MEASURED_FIELDS;
  const { row: chosen, outside } = chooseView(row, settings.view ?? MEASURED_VIEW);
  const { id, number, name } = needFields(chosen, fields, ['id', 'number', 'name'], 'organizations.fields', locale);
  const { parentNumber } = readFields(chosen, fields);
  // A flag may be a JSON boolean, which texts of a field map are not.
  const flag = typeof fields.enabled === 'string' ? textsAt(chosen, fields.enabled)[0] : readFields(chosen, fields).enabled;
  const enabled = flag === undefined ? undefined : ENABLED[flag];
  return {
    id,
    number,
    name,
    ...(parentNumber === undefined || outside ? {} : { parentNumber }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(outside ? { outsideView: true as const } : {}),
  };
}

interface ChosenRow {
  readonly row: JsonObject;
  /** The organization stands in other views only, as far as this row says. */
  readonly outside: boolean;
}

/** The row with the array of views replaced by the one that counts; without it, by nothing. */
function chooseView(row: JsonObject, { path, field, value }: ViewChoice): ChosenRow {
  if (path === undefined) return { row, outside: !textsAt(row, field).includes(value) };
  const views = row[path];
  if (!Array.isArray(views)) return { row, outside: false };
  const chosen = views.find((view) => isObject(view) && textsAt(view, field).includes(value));
  return { row: { ...row, [path]: chosen ?? null }, outside: chosen === undefined && views.length > 0 };
}
