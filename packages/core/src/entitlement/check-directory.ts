import type { Enterprise } from '../model/organization.js';
import { checkTaxNumber } from '../model/tax-number.js';
import type { EnterpriseDirectoryData, FlowPackage, Tenant } from './directory-data.js';
import { PRODUCTS, SERVICE_GROUP_LABELS } from './products.js';
import { ShapeReader } from './shape-reader.js';

/** What the entries of a directory say about each other; each finding stands at the later of the two. */
export function checkDirectory({ enterprises, tenants = [] }: EnterpriseDirectoryData): ShapeReader {
  const found = new ShapeReader();
  checkEnterprises(found, enterprises);
  checkUnits(found, enterprises);
  checkTenants(found, tenants, enterprises);
  return found;
}

function checkEnterprises(found: ShapeReader, enterprises: readonly Enterprise[]): void {
  const taxNumbers = new Map<string, string>();
  const names = new Map<string, string>();
  enterprises.forEach(({ taxNo, name, products = [] }, index) => {
    const path = `enterprises[${index}]`;
    if (taxNo !== '') checkTaxNo(found, taxNo, path, taxNumbers);
    const sameName = names.get(name);
    if (sameName !== undefined && name !== '') {
      found.warn(`${path}.name`, { zh: `与 ${sameName} 的企业名称相同`, en: `is the name of ${sameName} too` });
    }
    names.set(name, sameName ?? path);
    const orders = new Set<string>();
    products.forEach((product, at) => {
      checkProduct(found, product.product, `${path}.products[${at}]`);
      once(found, orders, Object.entries(product).flat().join('\n'), `${path}.products[${at}]`);
    });
  });
}

/** An enterprise is its tax number, and belongs to one tenant: twice the same would let two settings decide (threat T39). The format is the cloud's matter. */
function checkTaxNo(found: ShapeReader, taxNo: string, path: string, seen: Map<string, string>): void {
  const first = seen.get(taxNo);
  if (first !== undefined) found.error(`${path}.taxNo`, `税号 ${taxNo} 与 ${first} 重复`, `tax number ${taxNo} stands at ${first} already`);
  else seen.set(taxNo, path);
  const { errors, warnings } = checkTaxNumber(taxNo, `${path}.taxNo`);
  for (const { message } of [...errors, ...warnings]) found.warn(`${path}.taxNo`, message);
}

function checkUnits(found: ShapeReader, enterprises: readonly Enterprise[]): void {
  const units = new Map<string, string>();
  enterprises.forEach(({ unitNumbers }, index) => {
    unitNumbers.forEach((unit, at) => {
      const path = `enterprises[${index}].unitNumbers[${at}]`;
      const first = units.get(unit);
      if (unit === '') return;
      if (first === undefined) units.set(unit, path);
      else found.error(path, `组织 ${unit} 已在 ${first} 对应过企业`, `unit ${unit} is mapped at ${first} already`);
    });
  });
}

function checkTenants(found: ShapeReader, tenants: readonly Tenant[], enterprises: readonly Enterprise[]): void {
  const ids = new Set<string>();
  tenants.forEach(({ id, flowPackages = [], licenceCounts = [] }, index) => {
    const path = `tenants[${index}]`;
    if (ids.has(id)) found.error(`${path}.id`, `租户 ${id} 重复`, `tenant ${id} stands here twice`);
    ids.add(id);
    checkPackages(found, flowPackages, `${path}.flowPackages`);
    licenceCounts.forEach(({ group, authorized, total }, at) => {
      if (authorized <= total) return;
      const label = SERVICE_GROUP_LABELS[group];
      found.warn(`${path}.licenceCounts[${at}].authorized`, {
        zh: `${label}已授权数 ${authorized} 大于总数 ${total}`,
        en: `${authorized} authorized for ${group}, more than the ${total} owned`,
      });
    });
  });
  enterprises.forEach(({ tenant }, index) => {
    if (tenant === undefined ? tenants.length < 2 : ids.has(tenant) || tenants.length === 0) return;
    const message =
      tenant === undefined
        ? { zh: '有多个租户，请写明属于哪一个', en: 'there are several tenants: say which one it belongs to' }
        : { zh: `租户 ${tenant} 不在租户清单中`, en: `tenant ${tenant} is not among the tenants` };
    found.warn(`enterprises[${index}].tenant`, message);
  });
}

/** A package listed once per enterprise would be counted several times; its serial number tells. */
function checkPackages(found: ShapeReader, packages: readonly FlowPackage[], path: string): void {
  const orders = new Set<string>();
  packages.forEach(({ product, productSerialNumber }, index) => {
    const at = `${path}[${index}]`;
    checkProduct(found, product, at);
    if (PRODUCTS.get(product)?.shared === false) {
      found.error(
        `${at}.product`,
        `${product} 按税号分配，不是租户共享的流量产品`,
        `${product} is allocated by tax number, it is no package of a tenant`,
      );
    }
    if (productSerialNumber !== undefined) once(found, orders, `${product}\n${productSerialNumber}`, at);
  });
}

function checkProduct(found: ShapeReader, product: string, path: string): void {
  if (product === '' || PRODUCTS.has(product)) return;
  found.warn(`${path}.product`, { zh: `未知的产品 ${product}，原样保留`, en: `${product} is no known product; kept as it is` });
}

function once(found: ShapeReader, seen: Set<string>, key: string, path: string): void {
  if (seen.has(key)) found.error(path, '同一项重复出现', 'the same entry stands here twice');
  seen.add(key);
}

/** Name and tax number of an authorized enterprise cannot change (business-rules §3.3). */
export function checkFrozen(before: readonly Enterprise[], after: readonly Enterprise[]): ShapeReader {
  const found = new ShapeReader();
  const frozen = before.filter(({ licences = [] }) => licences.some(({ state }) => state === 'authorized'));
  const byTaxNo = new Map(frozen.map((enterprise) => [enterprise.taxNo, enterprise]));
  const stays = new Set(after.map(({ taxNo }) => taxNo));
  const known = new Set(before.map(({ taxNo }) => taxNo));
  const gone = new Map(frozen.filter(({ taxNo }) => !stays.has(taxNo)).map((enterprise) => [enterprise.name, enterprise]));
  after.forEach(({ taxNo, name }, index) => {
    const was = byTaxNo.get(taxNo);
    if (was !== undefined && was.name !== name) {
      found.error(
        `enterprises[${index}].name`,
        `已做许可授权，企业名称不能由“${was.name}”改动`,
        `is authorized (许可授权), so its name stays “${was.name}”`,
      );
    }
    const moved = known.has(taxNo) ? undefined : gone.get(name);
    if (moved !== undefined) {
      found.error(
        `enterprises[${index}].taxNo`,
        `“${name}”已做许可授权，税号不能由 ${moved.taxNo} 改动`,
        `“${name}” is authorized (许可授权), so its tax number stays ${moved.taxNo}`,
      );
    }
  });
  return found;
}
