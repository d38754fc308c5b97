import type { Problem } from '../errors.js';
import type { AllocatedProduct, Enterprise, Licence, ServiceGroup } from '../model/organization.js';
import {
  DIRECTORY_FORMAT,
  DIRECTORY_VERSION,
  type EnterpriseDirectoryData,
  type FlowPackage,
  type LicenceCount,
  type Tenant,
} from './directory-data.js';
import { LICENCE_STATE_LABELS, LICENCE_SYNC_LABELS, SERVICE_GROUP_LABELS, TAX_CHANNEL_LABELS } from './products.js';
import { type Fields, present, ShapeReader } from './shape-reader.js';

const keysOf = <K extends string>(labels: Readonly<Record<K, string>>): K[] => Object.keys(labels) as K[];
const CHANNELS = keysOf(TAX_CHANNEL_LABELS);
const GROUPS = keysOf(SERVICE_GROUP_LABELS);
const STATES = keysOf(LICENCE_STATE_LABELS);
const SYNCS = keysOf(LICENCE_SYNC_LABELS);

export interface ShapeReading {
  /** Whatever could be read, every entry at its place; unreadable parts hold stand-ins, so only to be used without errors, or to look for more. */
  readonly data: EnterpriseDirectoryData;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The shape of a directory, without what its entries say about each other. */
export function readDirectoryShape(value: unknown): ShapeReading {
  const reader = new ShapeReader();
  return { data: readRoot(reader, value), errors: reader.errors, warnings: reader.warnings };
}

function readRoot(reader: ShapeReader, value: unknown): EnterpriseDirectoryData {
  const root = reader.object(value, '$', ['format', 'version', 'tenants', 'enterprises']);
  if (root['format'] !== DIRECTORY_FORMAT) reader.error('format', `须为 "${DIRECTORY_FORMAT}"`, `must be "${DIRECTORY_FORMAT}"`);
  // From a JSON text the version comes as an exact number.
  if (root['version'] === undefined || String(root['version']) !== String(DIRECTORY_VERSION)) {
    reader.error('version', `只支持版本 ${DIRECTORY_VERSION}`, `only version ${DIRECTORY_VERSION} is understood`);
  }
  if (root['enterprises'] === undefined) reader.error('enterprises', '未填写', 'is missing');
  const tenants = reader.list(root['tenants'], 'tenants', (item, path) => readTenant(reader, item, path));
  const enterprises = reader.list(root['enterprises'], 'enterprises', (item, path) => readEnterprise(reader, item, path));
  return { format: DIRECTORY_FORMAT, version: DIRECTORY_VERSION, ...(tenants.length === 0 ? {} : { tenants }), enterprises };
}

function readTenant(reader: ShapeReader, value: unknown, path: string): Tenant {
  const fields = reader.object(value, path, ['id', 'licenceCounts', 'flowPackages']);
  const groups = new Set<string>();
  return present<Tenant>({
    id: reader.required(fields['id'], `${path}.id`),
    licenceCounts: reader.list(fields['licenceCounts'], `${path}.licenceCounts`, (item, at) => readCount(reader, item, at, groups)),
    flowPackages: reader.list(fields['flowPackages'], `${path}.flowPackages`, (item, at) => readPackage(reader, item, at)),
  });
}

function readCount(reader: ShapeReader, value: unknown, path: string, groups: Set<string>): LicenceCount {
  const fields = reader.object(value, path, ['group', 'authorized', 'total']);
  return {
    group: readGroup(reader, fields, path, groups),
    authorized: reader.count(fields['authorized'], `${path}.authorized`),
    total: reader.count(fields['total'], `${path}.total`),
  };
}

function readPackage(reader: ShapeReader, value: unknown, path: string): FlowPackage {
  const fields = reader.object(value, path, [...ORDER_FIELDS, 'remaining']);
  return present<FlowPackage>({ ...readOrder(reader, fields, path), remaining: reader.decimal(fields['remaining'], `${path}.remaining`) });
}

const ORDER_FIELDS = ['product', 'productSerialNumber', 'validFrom', 'validUntil'];

/** A product with its order: its serial number and its dates. */
function readOrder(reader: ShapeReader, fields: Fields, path: string): AllocatedProduct {
  return present<AllocatedProduct>({
    product: reader.required(fields['product'], `${path}.product`),
    productSerialNumber: reader.text(fields['productSerialNumber'], `${path}.productSerialNumber`),
    ...readDates(reader, fields, path),
  });
}

function readDates(reader: ShapeReader, fields: Fields, path: string): { validFrom: string | undefined; validUntil: string | undefined } {
  const validFrom = reader.date(fields['validFrom'], `${path}.validFrom`);
  const validUntil = reader.date(fields['validUntil'], `${path}.validUntil`);
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    reader.error(`${path}.validUntil`, `有效期止早于有效期始 ${validFrom}`, `ends before it starts on ${validFrom}`);
  }
  return { validFrom, validUntil };
}

function readEnterprise(reader: ShapeReader, value: unknown, path: string): Enterprise {
  const fields = reader.object(value, path, ['taxNo', 'name', 'unitNumbers', 'taxChannel', 'tenant', 'products', 'licences']);
  const groups = new Set<string>();
  const known = present<Omit<Enterprise, 'unitNumbers'>>({
    taxNo: reader.required(fields['taxNo'], `${path}.taxNo`),
    name: reader.required(fields['name'], `${path}.name`),
    taxChannel: reader.oneOf(fields['taxChannel'], `${path}.taxChannel`, CHANNELS),
    tenant: reader.text(fields['tenant'], `${path}.tenant`),
    products: reader.list(fields['products'], `${path}.products`, (item, at) => readOrder(reader, reader.object(item, at, ORDER_FIELDS), at)),
    licences: reader.list(fields['licences'], `${path}.licences`, (item, at) => readLicence(reader, item, at, groups)),
  });
  return { ...known, unitNumbers: reader.list(fields['unitNumbers'], `${path}.unitNumbers`, (item, at) => reader.required(item, at)) };
}

function readLicence(reader: ShapeReader, value: unknown, path: string, groups: Set<string>): Licence {
  const fields = reader.object(value, path, ['group', 'state', 'sync', 'productSerialNumber', 'validFrom', 'validUntil', 'cancelledOn']);
  return present<Licence>({
    group: readGroup(reader, fields, path, groups),
    state: reader.oneOf(fields['state'] ?? '', `${path}.state`, STATES) ?? 'failed',
    sync: reader.oneOf(fields['sync'], `${path}.sync`, SYNCS),
    productSerialNumber: reader.text(fields['productSerialNumber'], `${path}.productSerialNumber`),
    ...readDates(reader, fields, path),
    cancelledOn: reader.date(fields['cancelledOn'], `${path}.cancelledOn`),
  });
}

/** 开票 or 收票, each at most once in its list. */
function readGroup(reader: ShapeReader, fields: Fields, path: string, seen: Set<string>): ServiceGroup {
  const group = reader.oneOf(fields['group'] ?? '', `${path}.group`, GROUPS);
  if (group !== undefined && seen.has(group)) reader.error(`${path}.group`, `${SERVICE_GROUP_LABELS[group]}重复`, `${group} stands here twice`);
  if (group !== undefined) seen.add(group);
  return group ?? 'issuing';
}
