import { type EasSettings, easAdapter, type VoucherSettings } from '@piaozone/adapter-eas';
import {
  createIntegration,
  createNonDurableOperationStore,
  createPiaozone,
  type OperationStore,
  type Piaozone,
  sharedAuthorization,
} from '@piaozone/core';
import type { Voucher } from '@piaozone/core/adapter';
import { BillTable, type VoucherBook, voucherFacades } from '@piaozone/testkit';
import { BRIDGE_NAMESPACE, BRIDGE_SERVICE, bridgeFacade } from './eas-bridge.js';
import type { RunningEas } from './eas-servers.js';

/** Every name, code and column here is this test's own; no reference holds those of a real EAS. */
const UNITS = [
  { no: '01', name: '总部', tax: '91440300MA5FAKE01X', registered: '示例科技（深圳）有限公司' },
  { no: '02', name: '没有税号', tax: null, registered: '示例' },
];

function billRow(number: string, date: string) {
  return {
    no: number,
    kind: '1',
    day: date,
    org: '01',
    seller: { name: '示例科技（深圳）有限公司', tax: '91440300MA5FAKE01X' },
    buyer: { name: `O'Hara & Söhne <GmbH> 𠮷` },
    drawer: '张三',
    amount: '100.00',
    tax: '13.00',
    total: '113.00',
    lines: [{ goods: '螺丝', code: '1090000000000000000', amount: '100.00', rate: '0.13', tax: '13.00' }],
    invoice: '',
  };
}

/** What stands behind both kinds of server: units, bills that remember their invoice, a ledger. */
export function easWorld() {
  const table = new BillTable({
    rows: [billRow('B1', '2025-10-31'), billRow('B2', '2025-11-01'), billRow('B3', '2025-11-30')],
    key: 'no',
    pending: (row) => row['invoice'] === '',
  });
  const asked: string[] = [];
  const results = { written: 'new', 'already-written': 'same', conflict: 'other', 'no-such-bill': 'none' } as const;
  const bridge = bridgeFacade({
    queryUnits: (request) => {
      asked.push(request ?? '');
      return JSON.stringify(UNITS);
    },
    queryBills: (request) => {
      asked.push(request ?? '');
      const { after = '' } = JSON.parse(request ?? '{}') as { after?: string };
      return JSON.stringify({ rows: table.pending().filter((row) => String(row['no']) > after) });
    },
    writeBack: (request) => {
      const { no, invoice } = JSON.parse(request ?? '{}') as Record<string, string>;
      return JSON.stringify({ state: results[table.write(String(no), { invoice })] });
    },
  });
  const vouchers: { readonly book: VoucherBook; readonly facades: ReturnType<typeof voucherFacades>['facades'] } = voucherFacades({
    refuse: ({ rows }) => (rows.some((row) => row['accountNumber'] === '9999') ? '科目 不存在' : undefined),
    importLine: ({ sent, stored, refusal }) => [
      stored === undefined ? 'NO' : 'OK',
      sent.voucherType,
      sent.periodYear,
      sent.periodNumber,
      refusal ?? '成功',
      stored?.number ?? '',
      0,
    ],
    importRow: ({ stored, refusal }) => [stored === undefined ? 'NO' : 'OK', stored?.number ?? null, refusal ?? ''],
    importInfo: ({ refusal }) => ({ message: refusal ?? 'OK' }),
    find: (found) => found.map(({ number, rows: [first] }) => `${number}||${String(first?.['bizNumber'] ?? '')}`),
    explore: (found) => (found === undefined ? null : `${found.number}||there`),
    check: (found, amount) => (found?.rows.some((row) => row['debitAmount'] === amount) === true ? 'same' : 'none'),
    rows: { getVoucher: () => vouchers.book.vouchers.map(({ number, rows: [first] }) => [number, null, String(first?.['bizNumber'] ?? '')]) },
  });
  return { table, asked, book: vouchers.book, facades: [bridge, ...vouchers.facades] };
}

const JSON_PART = 'request';
const FACADE: EasSettings['facade'] = {
  service: BRIDGE_SERVICE,
  namespace: BRIDGE_NAMESPACE,
  businessUnits: {
    name: 'queryUnits',
    parts: [{ name: JSON_PART, constant: '{}' }],
    fields: { number: 'no', name: 'name', taxNo: 'tax', registeredName: 'registered' },
  },
  bills: {
    name: 'queryBills',
    parts: [{ name: JSON_PART, json: { body: { 'page.after': 'after', dateFrom: 'from', dateTo: 'to' } } }],
    rowsPath: 'rows',
    paging: { pageSize: 100, continueAfter: 'no' },
    fields: {
      type: { constant: '销售发票单' },
      number: 'no',
      date: 'day',
      unitNumber: 'org',
      kind: { path: 'kind', values: { 1: 'digital-general' } },
      seller: { name: 'seller.name', taxNo: 'seller.tax' },
      buyer: { name: 'buyer.name' },
      drawer: 'drawer',
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
      lines: { path: 'lines', fields: { goodsName: 'goods', taxCode: 'code', amount: 'amount', taxRate: 'rate', taxAmount: 'tax' } },
    },
  },
  writeBack: {
    name: 'writeBack',
    parts: [{ name: JSON_PART, json: { body: { 'bill.number': 'no', 'invoice.number': 'invoice' } } }],
    result: { path: 'state', written: ['new'], alreadyWritten: ['same'], rejected: ['other', 'none'] },
  },
};

export const GL_VOUCHERS: VoucherSettings = {
  import: { service: 'WSGLWebServiceFacade' },
  currency: 'BB01',
  keyField: 'bizNumber',
  result: { field: 'errorCode', successCodes: ['OK'], refusedCodes: ['NO'] },
  lookup: { operation: 'findVoucher', separator: '||', column: 1, equals: 'key', numberColumn: 0 },
};

export function lendingClient(): Piaozone {
  const enterprise = { clientId: 'mock-client', clientSecret: 'mock-secret', encryptKey: '0123456789abcdef' };
  return createPiaozone({ environment: { baseUrl: 'http://127.0.0.1:9' }, authorization: sharedAuthorization({ enterprise }) });
}

export function settingsOf(eas: RunningEas, more: Partial<EasSettings> = {}): EasSettings {
  const { servicesUrl, userName, password, slnName, dcName } = eas;
  return { servicesUrl, userName, password, slnName, dcName, dbType: 1, facade: FACADE, vouchers: GL_VOUCHERS, ...more };
}

export function connectionOf(eas: RunningEas, piaozone: Piaozone, more: Partial<EasSettings> = {}) {
  return easAdapter(settingsOf(eas, more)).connect(piaozone.adapterContext());
}

/** A store as a second process would find it. */
export function sharedStore(): OperationStore {
  return { ...createNonDurableOperationStore(), durable: true };
}

/** No invoice is issued here: vouchers only. */
export function ledgerOf(eas: RunningEas, piaozone: Piaozone, store: OperationStore, more: Partial<EasSettings> = {}) {
  const issuing = {
    id: 'none',
    connect: () => ({
      id: 'none',
      capabilities: { dedup: 'unknown' as const, keyField: 'serialNo', kinds: [], sources: {} },
      validate: () => ({ errors: [], warnings: [] }),
      submit: () => Promise.reject(new Error('not in this test')),
      red: () => Promise.reject(new Error('not in this test')),
      query: () => Promise.reject(new Error('not in this test')),
      check: async () => [],
    }),
  };
  return createIntegration({ piaozone, erp: easAdapter(settingsOf(eas, more)), issuing, store, settle: { pausesMs: [1] } });
}

export function voucher(key: string, more: Partial<Voucher> = {}): Voucher {
  return {
    key,
    company: 'C01',
    period: { year: 2025, number: 11 },
    date: '2025-11-21',
    type: '记',
    summary: '销售 <A&B> 𠮷',
    lines: [
      { account: '1122', debit: '113.00', assists: [{ type: '客户', number: 'K001' }], invoiceNumber: '25442000000000000001' },
      { account: '6001', credit: '100.00' },
      { account: '2221.01', credit: '13.00' },
    ],
    ...more,
  };
}
