import { checkBillFields, configError, SettingReader } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { checkEnterpriseQuery, DEFAULT_MAX_PAGES, MAX_PAGES } from './check-enterprises.js';
import { checkQuery } from './check-query.js';
import { checkBusinessUnits, checkOrganizations } from './check-units.js';
import { checkWriteBack } from './check-write-back.js';
import type { CosmicConfig } from './config.js';
import { ACCESS_KEYS, readAccess } from './read-access.js';
import type { CosmicSettings } from './types.js';

const TOP = [...ACCESS_KEYS, 'organizations', 'businessUnits', 'enterprises', 'bills', 'writeBack', 'maxPages'];
/** What is sent as it stands. */
const REQUEST_CONTENT = /^(?:organizations|businessUnits|enterprises|bills)\.data$/;

/** @throws config_invalid with every problem at once, each named by its path */
export function readCosmicSettings(input: CosmicSettings, product: CosmicProduct): CosmicConfig {
  const reader = new SettingReader({ isContent: (path) => REQUEST_CONTENT.test(path) });
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', TOP) ?? {};
  const access = readAccess(reader, settings, product);
  checkOrganizations(reader, settings['organizations']);
  checkBusinessUnits(reader, settings['businessUnits']);
  checkEnterpriseQuery(reader, settings['enterprises']);
  const bills = checkQuery(reader, settings['bills'], 'bills', ['fields', 'dateFields']);
  checkDateFields(reader, bills?.['dateFields']);
  if (bills !== undefined) checkBillFields(reader, bills['fields'], 'bills.fields');
  checkWriteBack(reader, settings['writeBack']);
  const maxPages = reader.count(settings['maxPages'], 'maxPages', MAX_PAGES) ?? DEFAULT_MAX_PAGES;
  if (reader.problems.length > 0) throw configError(reader.problems);
  return {
    access,
    organizations: input.organizations,
    businessUnits: input.businessUnits,
    enterprises: input.enterprises,
    bills: input.bills,
    writeBack: input.writeBack,
    maxPages,
  };
}

function checkDateFields(reader: SettingReader, value: unknown): void {
  if (value === undefined) return;
  const fields = reader.object(value, 'bills.dateFields', ['from', 'to']);
  if (fields === undefined) return;
  for (const name of ['from', 'to']) reader.text(fields[name], `bills.dateFields.${name}`);
}
