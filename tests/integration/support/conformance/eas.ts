import { easAdapter } from '@piaozone/adapter-eas';
import type { Voucher } from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { BillTable, type MockEas, startMockEas, type VoucherBook, voucherFacades } from '@piaozone/testkit';
import type { AdapterHarness, AdapterVariant, ConformanceAccount, ConformanceErp } from '@piaozone/testkit/conformance';
import { setFault } from './faults.js';
import { BILL_FIELDS, BILL_TYPE, billRow, compareByNumber, KIND, UNIT_FIELDS, unitRow, waits } from './rows.js';

const SERVICE = 'WSConformanceFacade';
const NAMESPACE = 'http://webservice.conformance.custom.eas.kingdee.com';
const WRONG_PASSWORD = 'CANARY-7f3a-wrong-password';
const NOBODY = 'http://127.0.0.1:1/ormrpc/services/';
const RESULTS = { written: 'saved', 'already-written': 'same', conflict: 'other', 'no-such-bill': 'unknown' } as const;
/** One of the phrases Kingdee lists (eas-and-imaging §3), as Axis words a fault (§5.3). */
const LOGIN_FIRST =
  '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>' +
  '<faultcode>soapenv:Server.userException</faultcode><faultstring>com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first</faultstring>' +
  '</soapenv:Fault></soapenv:Body></soapenv:Envelope>';

/** Of two lines, 113.00 each. */
const VOUCHER: Voucher = {
  key: 'CT-0001',
  company: 'C01',
  period: { year: 2025, number: 11 },
  date: '2025-11-30',
  type: '记',
  summary: 'conformance',
  lines: [
    { account: '1122', debit: '113.00' },
    { account: '6001', credit: '113.00' },
  ],
};

/** One EAS with a facade of the tests' own. */
interface Installation {
  readonly mock: MockEas;
  readonly table: BillTable;
  readonly book: VoucherBook;
  units: readonly Record<string, unknown>[];
}

/** How the suite gets at EAS: the mock EAS, with a facade of the tests' own. */
export function easHarness(): AdapterHarness {
  return {
    name: 'eas',
    billType: BILL_TYPE,
    kind: KIND,
    voucher: VOUCHER,
    start: async () => {
      const [first, second] = await Promise.all([install('first'), install('second')]);
      return erpOf(first, second);
    },
  };
}

async function install(seed: string): Promise<Installation> {
  const table = new BillTable({ rows: [], key: 'billno', pending: waits });
  // Codes and columns of a real EAS are not published: these are the test's, given to both sides.
  const ledger = voucherFacades({
    importLine: ({ sent, stored }) => [
      stored === undefined ? 'refused' : 'made',
      sent.voucherType,
      sent.periodYear,
      sent.periodNumber,
      '',
      stored?.number ?? '',
      '',
    ],
    find: (found) => found.map(({ number, rows }) => `${number}||${String(rows[0]?.['bizNumber'] ?? '')}`),
  });
  const installation: Omit<Installation, 'mock'> & { mock?: MockEas } = { table, book: ledger.book, units: [] };
  installation.mock = await startMockEas({
    seed: `conformance-${seed}`,
    password: `CANARY-7f3a-password-${seed}`,
    facades: [
      ...ledger.facades,
      {
        service: SERVICE,
        namespace: NAMESPACE,
        table,
        operations: {
          units: { parts: ['param'], returns: 'string', run: ([param]) => page(installation.units, 'number', param) },
          bills: { parts: ['param'], returns: 'string', run: ([param]) => page(table.pending(), 'billno', param) },
          save: {
            parts: ['param'],
            returns: 'string',
            run: ([param]) => {
              const { billno, invoiceno } = JSON.parse(param ?? '{}') as Record<string, string>;
              return JSON.stringify({ result: RESULTS[table.write(String(billno), { invoiceno })] });
            },
          },
        },
      },
    ],
  });
  return installation as Installation;
}

/** The rows behind `after`, in the order of their key. */
function page(rows: readonly Record<string, unknown>[], key: string, param: string | null | undefined): string {
  const { after = '', limit } = JSON.parse(param ?? '{}') as { after?: string; limit: number };
  return JSON.stringify(rows.filter((row) => String(row[key]) > after).slice(0, limit));
}

function erpOf(first: Installation, second: Installation): ConformanceErp {
  const { mock } = first;
  return {
    ...accountOf(first),
    second: accountOf(second),
    requests: () => mock.journal.entries.length,
    fault: (fault) =>
      setFault(mock.faults, fault, {
        business: [SERVICE],
        writeBack: '*',
        killSessions: () => mock.killSessions(),
        sessionRefused: { kind: 'answer', status: 500, contentType: 'text/xml; charset=utf-8', body: LOGIN_FIRST },
      }),
    secrets: [first.mock.password, second.mock.password, WRONG_PASSWORD],
    close: async () => {
      await Promise.all([first.mock.close(), second.mock.close()]);
    },
  };
}

function accountOf(installation: Installation): ConformanceAccount {
  const { book, mock, table } = installation;
  return {
    adapter: (variant = 'right') => adapterOf(mock, variant),
    seedUnits: (units) => {
      installation.units = units.map(unitRow);
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
    vouchers: () => book.vouchers.filter(({ rows }) => rows[0]?.['bizNumber'] === VOUCHER.key).length,
  };
}

function adapterOf(mock: MockEas, variant: AdapterVariant): ErpAdapter {
  const paging = { 'page.after': 'after', 'page.limit': { property: 'limit', number: true } } as const;
  return easAdapter({
    servicesUrl: variant === 'unreachable' ? NOBODY : mock.servicesUrl,
    userName: mock.userName,
    password: variant === 'wrong-password' ? WRONG_PASSWORD : mock.password,
    slnName: mock.slnName,
    dcName: mock.dcName,
    facade: {
      service: SERVICE,
      namespace: NAMESPACE,
      businessUnits: {
        name: 'units',
        parts: [{ name: 'param', json: { body: paging } }],
        paging: { pageSize: 100, continueAfter: 'number' },
        fields: UNIT_FIELDS,
      },
      bills: {
        name: 'bills',
        parts: [{ name: 'param', json: { body: paging } }],
        paging: { pageSize: 100, continueAfter: 'billno' },
        fields: BILL_FIELDS,
        billTypes: [BILL_TYPE],
      },
      writeBack: {
        name: 'save',
        parts: [{ name: 'param', json: { body: { 'bill.id': 'id', 'bill.number': 'billno', 'invoice.numbers': 'invoiceno' } } }],
        result: { path: 'result', written: ['saved'], alreadyWritten: ['same'], rejected: ['other', 'unknown'] },
      },
    },
    vouchers: {
      import: { service: 'WSGLWebServiceFacade' },
      currency: 'BB01',
      keyField: 'bizNumber',
      result: { field: 'errorCode', successCodes: ['made'], refusedCodes: ['refused'] },
      lookup: { operation: 'findVoucher', separator: '||', column: 1, equals: 'key', numberColumn: 0 },
    },
  });
}
