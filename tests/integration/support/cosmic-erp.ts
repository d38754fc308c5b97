import { type GalaxySettings, galaxyAdapter } from '@piaozone/adapter-galaxy';
import { type XinghanSettings, xinghanAdapter } from '@piaozone/adapter-xinghan';
import { createPiaozone, type Piaozone, type PiaozoneOptions, sharedAuthorization } from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { type MockCosmic, type MockCosmicOptions, startMockCosmic } from '@piaozone/testkit';

/*
 * One ERP on the 苍穹 platform with bills of its own. Paths and field names are this file's, given to adapter and mock alike: no reference holds the real ones.
 */
export const UNITS = '/kapi/v2/test/units/query';
export const BILLS = '/kapi/v2/test/bills/query';
export const WRITE_BACK = '/kapi/v2/test/bills/invoice';
export const BUSINESS_SYSTEM = 'ERP01';
export const SELLER = { taxNo: '91440300MCK000001X', name: '示例销方有限公司' } as const;

export type CosmicErpId = 'xinghan' | 'galaxy';
export type CosmicLogin = 'two-step' | 'enhanced' | 'digest';

export interface CosmicBillRow extends Record<string, unknown> {
  readonly billno: string;
  readonly lines: readonly Readonly<Record<'goods' | 'code' | 'amount' | 'rate' | 'tax', string>>[];
  /** Empty until it is written back. */
  readonly invoiceno: string;
}

/** @param amounts net amounts of the lines, in whole hundredths; 13 % each */
export function cosmicBill(billno: string, amounts: readonly number[] = [10_000]): CosmicBillRow {
  const taxes = amounts.map((amount) => Math.round(amount * 0.13));
  const [net, tax] = [sumOf(amounts), sumOf(taxes)];
  return {
    billno,
    amount: yuan(net),
    tax: yuan(tax),
    total: yuan(net + tax),
    invoiceno: '',
    lines: amounts.map((amount, index) => ({
      ...{ goods: '服务费', code: '3040000000000000000', rate: '0.13' },
      amount: yuan(amount),
      tax: yuan(taxes[index] ?? 0),
    })),
  };
}

export function cosmicErpMock(rows: readonly CosmicBillRow[]): MockCosmicOptions {
  const { taxNo } = SELLER;
  return {
    queries: [{ path: UNITS, rows: [{ id: '1', number: 'U1', name: SELLER.name, taxno: taxNo, functions: '核算组织' }] }],
    bills: [
      {
        queryPath: BILLS,
        writeBackPath: WRITE_BACK,
        rows,
        key: 'billno',
        pending: (row, { no }) => (no === undefined ? row['invoiceno'] === '' : row['billno'] === no),
        apply: ({ no, invoiceno, all }, table) => table.write(String(no), { invoiceno, all }),
      },
    ],
    businessSystems: [{ code: BUSINESS_SYSTEM }],
    sim: { enterprises: [SELLER] },
  };
}

/** A mock 星瀚 or 星空旗舰版 whose default app takes `login`; the 增强型 switch stands as that login needs it. */
export function startCosmicErp(erp: CosmicErpId, login: CosmicLogin, options: MockCosmicOptions): Promise<MockCosmic> {
  return startMockCosmic({
    ...(erp === 'galaxy' ? { gatewayIdentity: true } : {}),
    enhanced: login === 'enhanced',
    ...(login === 'digest' ? { digestKey: true } : {}),
    ...options,
  });
}

/** Settings of either adapter. `false`: without limits of its own, which a test of many calls would wait for. */
export function cosmicErpSettings(mock: MockCosmic, login: CosmicLogin, more: Partial<GalaxySettings> = {}): XinghanSettings {
  const { accountId, appId, appSecret, baseUrl, digestKey, gatewayIdentity, user } = mock.publicData;
  return {
    ...{ baseUrl, accountId, user, authentication: login, limits: false },
    app: { id: appId, secret: login === 'digest' ? (digestKey ?? '') : appSecret },
    ...(gatewayIdentity === undefined ? {} : { gatewayIdentity }),
    businessUnits: {
      path: UNITS,
      fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno' },
      functions: { path: 'functions', accounting: '核算组织' },
    },
    bills: {
      path: BILLS,
      pageSize: 1000,
      fields: {
        type: { constant: '销售发票单' },
        number: 'billno',
        unitNumber: { constant: 'U1' },
        kind: { constant: 'digital-general' },
        seller: { name: { constant: SELLER.name }, taxNo: { constant: SELLER.taxNo } },
        buyer: { name: { constant: '示例购方有限公司' } },
        drawer: { constant: '张三' },
        totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
        lines: { path: 'lines', fields: { goodsName: 'goods', taxCode: 'code', amount: 'amount', taxRate: 'rate', taxAmount: 'tax' } },
      },
    },
    writeBack: {
      path: WRITE_BACK,
      body: { 'bill.number': 'no', 'invoice.number': 'invoiceno', 'invoice.numbers': 'all' },
      readBack: { path: BILLS, data: { 'bill.number': 'no' }, fields: { number: 'billno', invoiceNumber: 'invoiceno' } },
    },
    ...more,
  };
}

export function cosmicErpAdapter(erp: CosmicErpId, settings: XinghanSettings): ErpAdapter {
  return erp === 'galaxy' ? galaxyAdapter(settings as GalaxySettings) : xinghanAdapter(settings);
}

/** A client for flagship issuing only: nothing answers at its own environment. */
export function flagshipClient(options: Partial<PiaozoneOptions> = {}): Piaozone {
  return createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: { clientId: 'mock-1', clientSecret: 'only-for-this-test', encryptKey: '0123456789abcdef' } }),
    ...options,
  });
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

function yuan(hundredths: number): string {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}
