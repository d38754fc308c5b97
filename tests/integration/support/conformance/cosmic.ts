import { galaxyAdapter } from '@piaozone/adapter-galaxy';
import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { departmentRow, type MockCosmic, startMockCosmic } from '@piaozone/testkit';
import type { AdapterHarness, AdapterVariant, ConformanceAccount, ConformanceErp } from '@piaozone/testkit/conformance';
import { setFault } from './faults.js';
import { BILL_FIELDS, BILL_TYPE, billRow, compareByNumber, KIND, UNIT_FIELDS, unitRow, waits } from './rows.js';

const ORGANIZATIONS = '/kapi/v2/test/base/departments/query';
const UNITS = '/kapi/v2/test/base/units/query';
const BILLS = '/kapi/v2/test/ar/bills/query';
const WRITE_BACK = '/kapi/v2/test/ar/bills/writeback';
const WRONG_SECRET = 'CANARY-7f3a-wrong-app-secret';
const NOBODY = 'http://127.0.0.1:1';
/** flagship-and-cosmic §3. */
const UNAUTHORIZED = JSON.stringify({ data: null, errorCode: '401', message: '未授权访问', status: false });

const DEPARTMENTS = [
  departmentRow({ id: '1', number: 'A', name: '测试集团', orgpatternName: '公司' }),
  departmentRow({ id: '2', number: 'B', name: '财务部', ancestors: ['A'] }),
];

type Product = 'xinghan' | 'galaxy';

/** How the suite gets at 星瀚 and 星空旗舰版: the mock 苍穹, with paths and fields of the tests' own. */
export function cosmicHarness(product: Product): AdapterHarness {
  return {
    name: product,
    billType: BILL_TYPE,
    kind: KIND,
    start: async () => {
      const [first, second] = await Promise.all([startMock(product, 'first'), startMock(product, 'second')]);
      return erpOf(product, first, second);
    },
  };
}

function startMock(product: Product, seed: string): Promise<MockCosmic> {
  return startMockCosmic({
    seed: `conformance-${product}-${seed}`,
    appSecret: `CANARY-7f3a-app-secret-${seed}`,
    ...(product === 'galaxy' ? { gatewayIdentity: true } : {}),
    queries: [
      { path: UNITS, rows: [] },
      { path: ORGANIZATIONS, rows: DEPARTMENTS },
    ],
    bills: [
      {
        queryPath: BILLS,
        writeBackPath: WRITE_BACK,
        rows: [],
        key: 'billno',
        pending: (row, data) => (data['billno'] === undefined ? waits(row) : row['billno'] === data['billno']),
        apply: (body, table) => {
          const [{ billno, invoiceno } = {}] = body['data'] as readonly Readonly<Record<string, unknown>>[];
          return table.write(String(billno), { invoiceno });
        },
      },
    ],
  });
}

function erpOf(product: Product, first: MockCosmic, second: MockCosmic): ConformanceErp {
  const business = [UNITS, BILLS, WRITE_BACK];
  return {
    ...accountOf(product, first),
    second: accountOf(product, second),
    requests: () => first.journal.entries.length,
    fault: (fault) =>
      setFault(first.faults, fault, {
        business,
        writeBack: WRITE_BACK,
        killSessions: () => first.tokens.killAll(),
        sessionRefused: { kind: 'answer', status: 200, contentType: 'application/json', body: UNAUTHORIZED },
      }),
    secrets: [first, second].flatMap(({ appSecret, gatewayIdentity }) => [appSecret, ...(gatewayIdentity === undefined ? [] : [gatewayIdentity])]),
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

function accountOf(product: Product, mock: MockCosmic): ConformanceAccount {
  const table = mock.table(BILLS);
  return {
    adapter: (variant = 'right') => adapterOf(product, mock, variant),
    seedUnits: (units) => {
      mock.query(UNITS).rows = () => units.map(unitRow);
    },
    seedBills: (bills) => {
      table.rows.push(...bills.map(billRow));
      table.rows.sort(compareByNumber);
    },
    bills: () =>
      table.rows.map((row) => ({
        number: String(row['billno']),
        invoiceNumbers: waits(row) ? [] : String(row['invoiceno']).split(','),
        writes: table.writes.filter(({ key, outcome }) => key === row['billno'] && outcome === 'written').length,
      })),
    logins: () => mock.logins,
  };
}

function adapterOf(product: Product, mock: MockCosmic, variant: AdapterVariant): ErpAdapter {
  const settings = {
    baseUrl: variant === 'unreachable' ? NOBODY : mock.baseUrl,
    accountId: mock.accountId,
    app: { id: mock.appId, secret: variant === 'wrong-password' ? WRONG_SECRET : mock.appSecret },
    user: mock.user,
    limits: false,
    organizations: { path: ORGANIZATIONS },
    businessUnits: { path: UNITS, fields: UNIT_FIELDS, functions: { path: 'functions', accounting: '核算组织' } },
    bills: { path: BILLS, fields: BILL_FIELDS },
    writeBack: {
      path: WRITE_BACK,
      body: { 'bill.id': 'id', 'bill.number': 'billno', 'invoice.numbers': 'invoiceno' },
      arrayKey: 'data',
      readBack: { path: BILLS, data: { 'bill.number': 'billno' }, fields: { number: 'billno', invoiceNumber: 'invoiceno' } },
    },
  } as const;
  return product === 'galaxy' ? galaxyAdapter({ ...settings, gatewayIdentity: mock.gatewayIdentity ?? '' }) : xinghanAdapter(settings);
}
