import { ExactNumber } from '@piaozone/testkit';
import type { AdapterHarness, AdapterVariant, ConformanceAccount, ConformanceErp, ErpFault, SeedBill, SeedUnit } from '@piaozone/testkit/conformance';
import { type K3CloudSettings, type K3Login, k3cloudAdapter, salesInvoice } from '../src/index.js';
import { cellOf } from './mock/books.js';
import type { Identity } from './mock/identity.js';
import type { DataCentre, Mode } from './mock/k3cloud-mock.js';
import { K3Mock, type K3MockOptions } from './mock/k3cloud-mock.js';

/** Inside every secret of the tests; the test run fails if it is ever printed. */
const CANARY = ['CANARY', '7f3a'].join('-');
export const FORM = 'IV_SALESIC';
export const ENTRY = 'FSALESICENTRY';
/** A port that nothing listens at. */
const NOBODY = 'http://127.0.0.1:9/k3cloud/';

/** What no reference holds, told to both sides. */
export const OWN = {
  invoiceHead: ['F_TEST_Remark'],
  invoiceEntry: ['F_TEST_TaxCode'],
  taxpayerForm: ['F_TEST_Org', 'F_TEST_Company', 'F_TEST_TaxNo'],
};

export type Method = K3Login['method'];

export function identity(index: number): Identity {
  return {
    acctId: `0123456789abc${index}`,
    username: `集成用户${index}`,
    password: `${CANARY}-password-${index}`,
    appId: `10000${index}_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX`,
    appSecret: `${CANARY}-secret-${index}`,
  };
}

export function startMock(options: Partial<K3MockOptions> = {}): Promise<K3Mock> {
  return new K3Mock({ identities: [identity(1), identity(2)], own: OWN, ...options }).start();
}

export function settingsOf(baseUrl: string, who: Identity, method: Method = 'sign', more: Partial<K3CloudSettings> = {}): K3CloudSettings {
  return {
    baseUrl,
    acctId: who.acctId,
    username: who.username,
    login: loginOf(method, who),
    taxpayers: {
      columns: { formId: 'IV_GTSetting', organizationNumber: 'F_TEST_Org.FNumber', companyName: 'F_TEST_Company', taxNo: 'F_TEST_TaxNo' },
    },
    bills: [salesInvoice(FORM, ENTRY, { kind: { constant: 'digital-special' }, taxCode: 'F_TEST_TaxCode', remark: 'F_TEST_Remark' })],
    writeBack: { fields: { 'invoice.number': 'FINVOICENO', 'invoice.issuedAt': 'FINVOICEDATE' }, audited: 'leave-out' },
    ...more,
  };
}

function loginOf(method: Method, { appId, appSecret, password }: Identity): K3Login {
  switch (method) {
    case 'password':
      return { method, password };
    case 'sign':
      return { method, appId, appSecret, digest: 'SHA-256' };
    default:
      return { method, appId, appSecret };
  }
}

/** How the suite gets at K3Cloud with one way to be let in. */
export function harnessFor(method: Method, more: Pick<AdapterHarness, 'skips'> = {}): AdapterHarness {
  return { name: `k3cloud, ${method}`, billType: FORM, kind: 'digital-special', ...more, start: () => start(method) };
}

async function start(method: Method): Promise<ConformanceErp> {
  const mock = await startMock();
  const [first, second] = mock.centres as readonly [DataCentre, DataCentre];
  const accountOf = (centre: DataCentre): ConformanceAccount => ({
    adapter: (variant) => k3cloudAdapter(variantOf(mock, centre, method, variant)),
    seedUnits: (units) => addUnits(centre, units),
    seedBills: (bills) => addBills(centre, bills),
    bills: () =>
      centre.books.rows(FORM).map(({ head, writes }) => ({
        number: text(head, 'FBillNo'),
        invoiceNumbers: [text(head, 'FINVOICENO')].filter((one) => one !== ''),
        writes,
      })),
    logins: () => centre.logins,
  });
  return {
    ...accountOf(first),
    second: accountOf(second),
    requests: () => mock.server.journal.entries.length,
    fault: (fault) => breakIt(mock, fault),
    get secrets() {
      return [
        ...mock.centres.flatMap(({ identity: { password, appSecret } }) => [password, appSecret, wrong(password), wrong(appSecret)]),
        ...mock.sessionIds,
      ];
    },
    close: () => mock.close(),
  };
}

function variantOf(mock: K3Mock, { identity: right }: DataCentre, method: Method, variant: AdapterVariant = 'right'): K3CloudSettings {
  const who = variant === 'wrong-password' ? { ...right, password: wrong(right.password), appSecret: wrong(right.appSecret) } : right;
  return settingsOf(variant === 'unreachable' ? NOBODY : mock.baseUrl, who, method);
}

function breakIt(mock: K3Mock, fault: ErpFault): void {
  if (fault === 'session-dies') mock.endSessions();
  if (fault === 'reply-lost') mock.server.faults.next('.Save.common.kdsvc', { kind: 'drop-after' });
  const modes: Readonly<Partial<Record<ErpFault, Mode>>> = {
    'sessions-refused': 'sessions-refused',
    html: 'html',
    oversize: 'oversize',
    stall: 'stall',
  };
  mock.mode = modes[fault] ?? 'normal';
}

function wrong(secret: string): string {
  return `wrong-${secret}`;
}

export function addUnits({ books }: DataCentre, units: readonly SeedUnit[]): void {
  for (const { number, name, taxNo, importable } of units) {
    if (books.rows('ORG_Organizations').some(({ head }) => text(head, 'FNumber') === number)) continue;
    const { id } = books.add('ORG_Organizations', {
      FNumber: number,
      FName: name,
      FForbidStatus: 'A',
      FIsAccountOrg: 'true',
      FIsBusinessOrg: 'true',
    });
    const organization = { FID: id, FNumber: number, FName: name };
    // 金税连接设置 of a 业务组织 is what makes it importable.
    if (importable) books.add('IV_GTSetting', { F_TEST_Org: organization, F_TEST_Company: name, F_TEST_TaxNo: taxNo ?? '' });
  }
}

/** A seeded bill belongs to a unit that is there, with its seller in 金税连接设置. */
export function addBills(centre: DataCentre, bills: readonly SeedBill[], change: Readonly<Record<string, string>> = {}): void {
  for (const { request, unitNumber, date } of bills) {
    const { bill, seller, buyer, totals, drawer, lines, remark = '' } = request;
    addUnits(centre, [{ number: unitNumber, name: seller.name, taxNo: seller.taxNo ?? '', importable: true }]);
    const head = {
      FBillNo: bill.number,
      FDATE: `${date}T00:00:00`,
      FDOCUMENTSTATUS: 'A',
      FCancelStatus: 'A',
      FSETTLEORGID: { FID: '1', FNumber: unitNumber, FName: seller.name },
      FRedBlue: '0',
      FHEADAUXPRICEFOR: new ExactNumber(totals.amount),
      FTAXAMOUNTFOR: new ExactNumber(totals.taxAmount),
      FAFTERTOTALTAXFOR: new ExactNumber(totals.totalAmount),
      FINVOICETITLE: buyer.name,
      FTAXREGISTERCODE: buyer.taxNo ?? '',
      FDRAWER: drawer,
      FBILLINGWAY: '1',
      FINVOICENO: '',
      FINVOICEDATE: '',
      FIVNUMBER: '',
      F_TEST_Remark: remark,
      ...change,
    };
    centre.books.add(FORM, head, lines.map(entryOf));
  }
}

function entryOf(line: SeedBill['request']['lines'][number]) {
  return {
    FMATERIALNAME: line.goodsName,
    FMODEL: line.specification ?? '',
    FPRICEUNITID: { FID: '1', FNumber: 'u', FName: line.unit ?? '' },
    FPRICEQTY: new ExactNumber(line.quantity ?? '0'),
    FAUXPRICE: new ExactNumber(line.unitPrice ?? '0'),
    FTAXRATE: new ExactNumber(String(Math.round(Number(line.taxRate) * 10_000) / 100)),
    FAMOUNTFOR: new ExactNumber(line.amount),
    FDETAILTAXAMOUNTFOR: new ExactNumber(line.taxAmount),
    F_TEST_TaxCode: line.taxCode,
  };
}

export function text(head: Parameters<typeof cellOf>[0], key: string): string {
  const cell = cellOf(head, key);
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return cell instanceof ExactNumber ? cell.text : cell.FNumber;
}
