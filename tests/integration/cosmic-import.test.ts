import { galaxyAdapter } from '@piaozone/adapter-galaxy';
import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import {
  createIntegration,
  createNonDurableOperationStore,
  createPiaozone,
  EnterpriseDirectory,
  type Integration,
  type Organization,
  organizationTree,
  type Piaozone,
  sharedAuthorization,
} from '@piaozone/core';
import type { ErpAdapter, ErpConnection } from '@piaozone/core/adapter';
import { hostedIssuing } from '@piaozone/standard';
import {
  type CosmicQueryOptions,
  departmentRow,
  type LastPageBehaviour,
  type MockCosmic,
  startMockCosmic,
  startMockPiaozone,
} from '@piaozone/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';

const UNITS = '/kapi/v2/test/units/query';
const DEPARTMENTS = '/kapi/v2/test/departments/query';
const ENTERPRISES = '/kapi/v2/test/enterprises/query';
const COUNT = 3_000;
const VIEWS = 20;
/** Of a unit by its place: every third is a 核算组织, every seventh of all has no tax number. */
const isAccounting = (index: number) => index % 3 === 0;
const hasTaxNo = (index: number) => index % 7 !== 0;
const isImportable = (index: number) => isAccounting(index) && hasTaxNo(index);
const numberOf = (index: number) => `U${String(index).padStart(4, '0')}`;

const taxNoOf = (index: number) => `91440300MCK${String(index).padStart(6, '0')}X`;

function unitRow(index: number, view?: number) {
  return {
    id: `id-${index}`,
    number: numberOf(index),
    name: `示例公司${index}`,
    taxno: hasTaxNo(index) ? taxNoOf(index) : '',
    functions: isAccounting(index) ? '销售组织,核算组织' : '销售组织',
    ...(view === undefined ? {} : { view_id: String(view) }),
  };
}

const indexes = Array.from({ length: COUNT }, (_, index) => index);
/** A row for each unit and view, view by view, as a join on the server gives them. */
const rowsPerView = Array.from({ length: VIEWS }, (_, view) => indexes.map((index) => unitRow(index, view + 1))).flat();
/** A tree of ten children each. */
const departments = indexes.map((index) => {
  const ancestors: string[] = [];
  for (let up = index; up > 0; ) {
    up = Math.floor((up - 1) / 10);
    ancestors.unshift(numberOf(up));
  }
  return departmentRow({ id: `id-${index}`, number: numberOf(index), name: `部门${index}`, ancestors, views: VIEWS });
});

const FIELDS = {
  businessUnits: {
    path: UNITS,
    pageSize: 1000,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' },
    functions: { path: 'functions', accounting: '核算组织' },
  },
  organizations: { path: DEPARTMENTS, pageSize: 150 },
  bills: {
    path: '/kapi/v2/test/bills/query',
    fields: {
      type: 'type',
      number: 'no',
      unitNumber: 'unit',
      kind: { constant: 'digital-general' },
      seller: { name: 'seller' },
      buyer: { name: 'buyer' },
      drawer: 'drawer',
      totals: { amount: 'a', taxAmount: 't', totalAmount: 's' },
      lines: { path: 'lines', fields: { goodsName: 'g', taxCode: 'c', amount: 'a', taxRate: 'r', taxAmount: 't' } },
    },
  },
  writeBack: { path: '/kapi/v2/test/bills/write', body: { 'bill.number': 'no', 'invoice.number': 'invoice' } },
} as const;

interface World {
  readonly mock: MockCosmic;
  readonly integration: Integration;
  readonly connection: ErpConnection;
}

async function start(erpId: 'xinghan' | 'galaxy', queries: readonly CosmicQueryOptions[], directory?: EnterpriseDirectory): Promise<World> {
  const mock = await startMockCosmic({ queries, ...(erpId === 'galaxy' ? { gatewayIdentity: true } : {}) });
  const cloud = await startMockPiaozone();
  onTestFinished(async () => {
    await mock.close();
    await cloud.close();
  });
  const piaozone = clientOf(cloud.baseUrl, cloud.enterprises[0], directory);
  onTestFinished(() => piaozone.close());
  const erp = adapterOf(erpId, mock, queries);
  const store = createNonDurableOperationStore();
  const integration = await createIntegration({ piaozone, erp, issuing: hostedIssuing(), store });
  onTestFinished(() => integration.close());
  const connection = await erp.connect(piaozone.adapterContext());
  onTestFinished(() => connection.close());
  return { mock, integration, connection };
}

function clientOf(
  baseUrl: string,
  triple: { clientId: string; clientSecret: string; encryptKey: string } | undefined,
  directory?: EnterpriseDirectory,
): Piaozone {
  if (triple === undefined) throw new Error('the mock has no enterprise');
  const { clientId, clientSecret, encryptKey } = triple;
  return createPiaozone({
    environment: { baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }),
    ...(directory === undefined ? {} : { enterprises: directory }),
  });
}

function adapterOf(erpId: 'xinghan' | 'galaxy', mock: MockCosmic, queries: readonly CosmicQueryOptions[]): ErpAdapter {
  const { baseUrl, accountId, appId, appSecret, user, gatewayIdentity } = mock;
  const access = { baseUrl, accountId, app: { id: appId, secret: appSecret }, user };
  const enterprises = queries.some(({ path }) => path === ENTERPRISES)
    ? {
        enterprises: {
          path: ENTERPRISES,
          fields: { number: 'number', name: 'name', taxNo: 'taxno', issuingChannel: 'channel', licensed: 'granted' },
        },
      }
    : {};
  if (erpId === 'xinghan') return xinghanAdapter({ ...access, ...FIELDS, ...enterprises });
  return galaxyAdapter({ ...access, ...FIELDS, ...enterprises, gatewayIdentity: gatewayIdentity ?? '' });
}

const pageSizes = (mock: MockCosmic, path: string) =>
  mock.journal.to(path).map(({ body }) => Number((JSON.parse(body.toString('utf8')) as { pageSize: unknown }).pageSize));

describe.each(['xinghan', 'galaxy'] as const)('%s: 3,000 units in 20 views', (erpId) => {
  it.each<LastPageBehaviour>(['right', 'always', 'never', 'missing'])('import each once (a row for each view, lastPage %s)', async (lastPage) => {
    const { mock, integration } = await start(erpId, [{ path: UNITS, rows: rowsPerView, lastPage }]);
    const { importable, refused, enterprises, warnings } = await integration.importBusinessUnits();
    expect(importable.map(({ number }) => number)).toEqual(indexes.filter(isImportable).map(numberOf));
    expect(refused.map(({ number }) => number)).toEqual(indexes.filter((index) => !isImportable(index)).map(numberOf));
    for (const { number, importability } of refused) {
      const index = Number(number.slice(1));
      const reason = importability.importable ? undefined : importability.reason;
      expect(reason?.zh.includes('职能类型设置为“核算组织”')).toBe(!isAccounting(index));
      expect(reason?.zh.includes('没有税号')).toBe(!hasTaxNo(index));
    }
    expect(enterprises).toHaveLength(importable.length);
    expect(warnings).toEqual([]);
    const sizes = pageSizes(mock, UNITS);
    expect(new Set(sizes)).toEqual(new Set([1000]));
    expect(sizes.length).toBe((COUNT * VIEWS) / 1000 + (lastPage === 'never' || lastPage === 'missing' ? 1 : 0));
  });

  it('refuse the one whose rows name two companies, and keep all others', async () => {
    const rows = [...rowsPerView.slice(0, COUNT * 2), { ...unitRow(6), taxno: taxNoOf(1), view_id: '3' }];
    const { integration } = await start(erpId, [{ path: UNITS, rows }]);
    const { importable, refused, warnings } = await integration.importBusinessUnits();
    expect(importable.map(({ number }) => number)).toEqual(indexes.filter((index) => isImportable(index) && index !== 6).map(numberOf));
    expect(importable.length + refused.length).toBe(COUNT);
    expect(warnings.map(({ path }) => path)).toEqual([`businessUnits.${numberOf(6)}`]);
  });

  it('make one tree, by the view of the setting', async () => {
    const { mock, connection } = await start(erpId, [{ path: DEPARTMENTS, rows: departments, lastPage: 'missing' }]);
    const list: Organization[] = [];
    let cursor: string | undefined;
    do {
      const page = await connection.listOrganizations?.(cursor === undefined ? {} : { cursor }, { requestId: 'r1', warn: () => {} });
      list.push(...(page?.items ?? []));
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
    expect(list).toHaveLength(COUNT);
    const tree = organizationTree(list);
    expect(tree.roots.map(({ organization, children }) => [organization.number, children.length])).toEqual([[numberOf(0), 10]]);
    expect([tree.orphans, tree.cycles, tree.doubled, tree.outside]).toEqual([[], [], [], []]);
    expect(new Set(pageSizes(mock, DEPARTMENTS))).toEqual(new Set([150]));
  });

  it('tell of a filter that an administrator has changed', async () => {
    const { integration } = await start(erpId, [{ path: UNITS, rows: rowsPerView, filter: '[structure.view.id = 99]', keep: () => false }]);
    const { importable, warnings } = await integration.importBusinessUnits();
    expect(importable).toEqual([]);
    expect(warnings[0]?.message.zh).toContain('[structure.view.id = 99]');
  });

  it('are held against the enterprise directory by the connection test', async () => {
    const rows = [
      { number: numberOf(3), name: '示例公司3', taxno: taxNoOf(3), channel: '新电子服务平台', granted: '1' },
      { number: numberOf(6), name: '示例公司6 ', taxno: taxNoOf(6), channel: '新电子服务平台', granted: '1' },
    ];
    const directory = new EnterpriseDirectory({
      format: 'piaozone-enterprises',
      version: 1,
      enterprises: [3, 6].map((index) => ({ taxNo: taxNoOf(index), name: `示例公司${index}`, unitNumbers: [numberOf(index)] })),
    });
    const queries = [
      { path: UNITS, rows: rowsPerView.slice(0, COUNT) },
      { path: ENTERPRISES, rows },
    ];
    const { integration } = await start(erpId, queries, directory);
    const { ok, findings } = await integration.checkConnection();
    expect(ok).toBe(false);
    expect(findings.filter(({ code }) => code === 'erp.enterprises')).toEqual([
      expect.objectContaining({ status: 'failed', diagnosis: 'ENTERPRISE_CHANGED_AFTER_LICENSING', evidence: expect.stringContaining(numberOf(6)) }),
    ]);
  });
});
