import { checkFields, checkUnitFields, type FieldNames, type SettingReader } from '@piaozone/core/adapter';
import { checkQuery } from './check-query.js';
import type { OrganizationSettings } from './types.js';

const ORGANIZATION = {
  id: 'needed',
  number: 'needed',
  name: 'needed',
  parentNumber: 'optional',
  enabled: 'optional',
} satisfies FieldNames<keyof NonNullable<OrganizationSettings['fields']>>;

/** 行政组织; the query may be left out. */
export function checkOrganizations(reader: SettingReader, value: unknown): void {
  if (value === undefined) return;
  const organizations = checkQuery(reader, value, 'organizations', ['fields', 'view']);
  if (organizations === undefined) return;
  if (organizations['fields'] !== undefined) checkFields(reader, organizations['fields'], 'organizations.fields', ORGANIZATION);
  if (organizations['view'] === undefined) return;
  const view = reader.object(organizations['view'], 'organizations.view', ['path', 'field', 'value']);
  if (view === undefined) return;
  reader.optionalText(view['path'], 'organizations.view.path');
  for (const name of ['field', 'value']) reader.text(view[name], `organizations.view.${name}`);
}

/** 业务单元. */
export function checkBusinessUnits(reader: SettingReader, value: unknown): void {
  const units = checkQuery(reader, value, 'businessUnits', ['fields', 'functions']);
  if (units === undefined) return;
  checkUnitFields(reader, units['fields'], 'businessUnits.fields');
  const functions = reader.object(units['functions'], 'businessUnits.functions', ['path', 'accounting']);
  if (functions === undefined) return;
  reader.text(functions['path'], 'businessUnits.functions.path');
  const { accounting } = functions;
  if (typeof accounting === 'string') reader.text(accounting, 'businessUnits.functions.accounting');
  else reader.texts(accounting, 'businessUnits.functions.accounting');
}
