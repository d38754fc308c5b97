import {
  checkBillFields,
  checkFields,
  checkUnitFields,
  configError,
  type FieldNames,
  isSettingsObject,
  Secret,
  SettingReader,
} from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { gatewayIdentityPlace } from '../protocol/hints.js';
import { checkWriteBack } from './check-write-back.js';
import type { CosmicAccess, CosmicConfig } from './config.js';
import type { CosmicSettings, OrganizationSettings } from './types.js';

const TOP = [
  'baseUrl',
  'accountId',
  'app',
  'user',
  'userType',
  'tenantId',
  'gatewayIdentity',
  'language',
  'legacySecretField',
  'organizations',
  'businessUnits',
  'bills',
  'writeBack',
  'maxPages',
];
const QUERY = ['path', 'data', 'pageSize'];
/** What is sent as it stands. */
const REQUEST_CONTENT = /^(?:organizations|businessUnits|bills)\.data$/;
const ORGANIZATION = {
  id: 'needed',
  number: 'needed',
  name: 'needed',
  parentNumber: 'optional',
  enabled: 'optional',
} satisfies FieldNames<keyof NonNullable<OrganizationSettings['fields']>>;
/** Rows per page the platform gives at most (flagship-and-cosmic §4.2). */
export const MAX_PAGE_SIZE = 1000;
const MAX_PAGES = 1_000_000;
const DEFAULT_MAX_PAGES = 10_000;

/** @throws config_invalid with every problem at once, each named by its path */
export function readCosmicSettings(input: CosmicSettings, product: CosmicProduct): CosmicConfig {
  const reader = new SettingReader({ isContent: (path) => REQUEST_CONTENT.test(path) });
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', TOP) ?? {};
  const access = {
    baseUrl: reader.baseUrl(settings['baseUrl'], 'baseUrl'),
    accountId: reader.text(settings['accountId'], 'accountId'),
    app: readApp(reader, settings['app']),
    user: reader.text(settings['user'], 'user'),
    userType: reader.oneOf(settings['userType'], ['Mobile', 'Email', 'UserName'], 'userType') ?? 'Mobile',
    tenantId: reader.optionalText(settings['tenantId'], 'tenantId'),
    gatewayIdentity: readGatewayIdentity(reader, settings['gatewayIdentity'], product),
    language: reader.optionalText(settings['language'], 'language'),
    legacySecretField: reader.flag(settings['legacySecretField'], 'legacySecretField') ?? false,
  };
  if (settings['organizations'] !== undefined) checkOrganizations(reader, settings['organizations']);
  checkBusinessUnits(reader, settings['businessUnits']);
  const bills = checkQuery(reader, settings['bills'], 'bills', ['fields']);
  if (bills !== undefined) checkBillFields(reader, bills['fields'], 'bills.fields');
  checkWriteBack(reader, settings['writeBack']);
  const maxPages = reader.count(settings['maxPages'], 'maxPages', MAX_PAGES) ?? DEFAULT_MAX_PAGES;
  if (reader.problems.length > 0) throw configError(reader.problems);
  return {
    access,
    organizations: input.organizations,
    businessUnits: input.businessUnits,
    bills: input.bills,
    writeBack: input.writeBack,
    maxPages,
  };
}

function readApp(reader: SettingReader, value: unknown): CosmicAccess['app'] {
  const app = reader.object(value, 'app', ['id', 'secret']);
  if (app === undefined) return { id: '', secret: new Secret('') };
  return { id: reader.text(app['id'], 'app.id'), secret: new Secret(reader.text(app['secret'], 'app.secret')) };
}

function readGatewayIdentity(reader: SettingReader, value: unknown, product: CosmicProduct): Secret | undefined {
  const { zh, en } = gatewayIdentityPlace;
  if (value === undefined || value === '') {
    if (product.gatewayIdentity === 'optional' && value === undefined) return undefined;
    reader.add(
      'gatewayIdentity',
      `未填写：${product.name}的每个请求都要带网关标识。${zh}`,
      `is missing: ${product.name} demands the gateway identity on every request. ${en}`,
    );
    return undefined;
  }
  // It becomes a header: a line break or a full-width character would break or change the request.
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  reader.add('gatewayIdentity', `含有不可用于请求头的字符，请重新复制。${zh}`, `holds characters a header cannot carry; copy it again. ${en}`);
  return undefined;
}

function checkQuery(reader: SettingReader, value: unknown, path: string, more: readonly string[]) {
  const query = reader.object(value, path, [...QUERY, ...more]);
  if (query === undefined) return undefined;
  reader.apiPath(query['path'], `${path}.path`);
  reader.count(query['pageSize'], `${path}.pageSize`, MAX_PAGE_SIZE);
  if (query['data'] !== undefined && !isSettingsObject(query['data'])) reader.add(`${path}.data`, '须为对象', 'must be an object');
  return query;
}

function checkOrganizations(reader: SettingReader, value: unknown): void {
  const organizations = checkQuery(reader, value, 'organizations', ['fields', 'view']);
  if (organizations === undefined) return;
  if (organizations['fields'] !== undefined) checkFields(reader, organizations['fields'], 'organizations.fields', ORGANIZATION);
  if (organizations['view'] === undefined) return;
  const view = reader.object(organizations['view'], 'organizations.view', ['path', 'field', 'value']);
  if (view === undefined) return;
  for (const name of ['path', 'field', 'value']) reader.text(view[name], `organizations.view.${name}`);
}

function checkBusinessUnits(reader: SettingReader, value: unknown): void {
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
