import { createPiaozone, type PiaozoneOptions, type Runtime, sharedAuthorization, systemRuntime } from '@piaozone/core';
import type { AdapterContext, Bill, Call, ErpConnection, Invoice, Warning, WriteBack } from '@piaozone/core/adapter';
import { type CosmicBillOptions, type MockCosmic, type MockCosmicOptions, startMockCosmic } from '@piaozone/testkit';
import { onTestFinished } from 'vitest';
import { type CosmicProduct, type CosmicSettings, cosmicAdapter } from '../../src/index.js';

// Paths and field names below are this test's own, given to mock and SDK alike: no reference holds the real ones.
export const UNITS = '/kapi/v2/test/units/query';
export const BILLS = '/kapi/v2/test/bills/query';
export const WRITE = '/kapi/v2/test/bills/invoice';
export const ALL_BILLS = '/kapi/v2/test/bills/all';
export const DEPARTMENTS = '/kapi/v2/test/departments/query';

export const PRODUCT: CosmicProduct = { id: 'test-erp', name: '测试', unitMenu: '基础服务云→企业建模→业务单元', gatewayIdentity: 'optional' };

export const unitRow = (number: string, more: object = {}) => ({
  id: `9${number}`,
  number,
  name: `公司${number}`,
  taxno: '91000000TEST00001X',
  functions: ['10', 'accounting'],
  ...more,
});

export const billRow = (number: string, more: object = {}) => ({
  id: Number(number.replace(/\D/g, '')) + 1000,
  billno: number,
  org: { number: 'U1' },
  customer: '甲方',
  amount: '100.00',
  tax: '13.00',
  total: '113.00',
  lines: [{ goods: '服务', code: '3040000000000000000', amount: '100.00', rate: '0.13', tax: '13.00' }],
  invoiceno: '',
  ...more,
});

/** The same invoice again is 999-coded, so that a repeat can be told from a first write; another one is the mock's 601. */
export const BILL_API = {
  queryPath: BILLS,
  writeBackPath: WRITE,
  key: 'billno',
  pending: (row: Record<string, unknown>) => row['invoiceno'] === '',
  apply: (body, table) => {
    const outcome = table.write(String(body['no']), { invoiceno: body['invoiceNo'] });
    return outcome === 'already-written' ? { errorCode: '999', message: '已回写' } : outcome;
  },
} satisfies Omit<CosmicBillOptions, 'rows'>;

export function settingsFor(mock: MockCosmic, more: Partial<CosmicSettings> = {}): CosmicSettings {
  const { baseUrl, accountId, appId, appSecret, user, gatewayIdentity } = mock;
  return {
    baseUrl,
    accountId,
    app: { id: appId, secret: appSecret },
    user,
    ...(gatewayIdentity === undefined ? {} : { gatewayIdentity }),
    ...SETTINGS,
    ...more,
  };
}

export const SETTINGS = {
  businessUnits: {
    path: UNITS,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' },
    functions: { path: 'functions', accounting: 'accounting' },
  },
  bills: {
    path: BILLS,
    fields: {
      type: { constant: '销售发票单' },
      number: 'billno',
      id: 'id',
      unitNumber: 'org.number',
      kind: { constant: 'digital-general' },
      seller: { name: { constant: '乙方' } },
      buyer: { name: 'customer' },
      drawer: { constant: '张三' },
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
      lines: { path: 'lines', fields: { goodsName: 'goods', taxCode: 'code', amount: 'amount', taxRate: 'rate', taxAmount: 'tax' } },
    },
  },
  writeBack: {
    path: WRITE,
    body: { 'bill.number': 'no', 'invoice.number': 'invoiceNo' },
  },
} satisfies Partial<CosmicSettings>;

export async function startMock(options: MockCosmicOptions = {}): Promise<MockCosmic> {
  const mock = await startMockCosmic({
    queries: [{ path: UNITS, rows: [unitRow('U1')] }],
    bills: [{ ...BILL_API, rows: [billRow('B1'), billRow('B2'), billRow('B3')] }],
    ...options,
  });
  onTestFinished(() => mock.close());
  return mock;
}

/** Pauses between repeats have no length: tests never wait. */
export const quickRuntime: Runtime = { ...systemRuntime, random: () => 0 };

export function startContext(options: Partial<PiaozoneOptions> = {}): AdapterContext {
  const piaozone = createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: { clientId: 'mock-1', clientSecret: 'x', encryptKey: '0123456789abcdef' } }),
    runtime: quickRuntime,
    ...options,
  });
  onTestFinished(() => piaozone.close());
  return piaozone.adapterContext();
}

export async function connect(settings: CosmicSettings, options: { product?: CosmicProduct; context?: AdapterContext } = {}): Promise<ErpConnection> {
  return cosmicAdapter(options.product ?? PRODUCT, settings).connect(options.context ?? startContext());
}

export interface RecordedCall extends Call {
  readonly warnings: Warning[];
}

export function newCall(signal?: AbortSignal): RecordedCall {
  const warnings: Warning[] = [];
  return { requestId: 'r-1', warn: (warning) => warnings.push(warning), warnings, ...(signal === undefined ? {} : { signal }) };
}

export async function collect<T>(list: (query: { cursor?: string }) => Promise<{ items: readonly T[]; nextCursor?: string }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? {} : { cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

export function resultFor(bill: Pick<Bill, 'type' | 'number' | 'id'>, invoiceNumber = '25440000000000000001'): WriteBack {
  const { type, number, id } = bill;
  const invoice: Invoice = {
    serialNo: 'S1',
    number: invoiceNumber,
    color: 'blue',
    totals: { amount: '100.00', taxAmount: '13.00', totalAmount: '113.00' },
    raw: {},
  };
  return { bill: { type, number, ...(id === undefined ? {} : { id }) }, serialNo: 'S1', invoice };
}

/** What a call failed with; fails the test when it did not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${String(value)}`);
    },
    (error: unknown) => error,
  );
}
