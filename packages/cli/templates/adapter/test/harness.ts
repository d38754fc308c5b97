import type { AdapterHarness, AdapterVariant, ConformanceAccount, ConformanceErp, SeedBill, SeedUnit } from '@piaozone/testkit/conformance';
import { type MyErpSettings, myErpAdapter } from '../src/index.js';
import { Account, type BillRow, type UnitRow } from './account.js';
import { FakeMyErp } from './erp.js';

const BILL_TYPE = '销售开票单';
/** A port that nothing listens at. */
const NOBODY = 'http://127.0.0.1:9';

/** How the suite gets at MyErp; `erp.ts` and `account.ts` are what the adapter is judged against. */
export const harness: AdapterHarness = { name: 'myerp', billType: BILL_TYPE, kind: 'digital-general', start };

async function start(): Promise<ConformanceErp> {
  const [first, second] = [new Account('A01', 'invoice', 'first-pass-word'), new Account('A02', 'invoice', 'second-pass-word')];
  const erp = new FakeMyErp([first, second]);
  const baseUrl = await erp.listen();
  return {
    ...conformanceAccount(first, baseUrl),
    second: conformanceAccount(second, baseUrl),
    requests: () => erp.requests,
    fault: (fault) => {
      erp.fault = fault;
    },
    get secrets() {
      return [first, second].flatMap(({ password, sessionsSoFar }) => [password, `wrong-${password}`, ...sessionsSoFar]);
    },
    close: () => erp.close(),
  };
}

function conformanceAccount(account: Account, baseUrl: string): ConformanceAccount {
  return {
    adapter: (variant) => myErpAdapter(settingsOf(account, baseUrl, variant)),
    seedUnits: (units) => account.addUnits(units.map(unitRow)),
    seedBills: (bills) => account.addBills(bills.map(billRow)),
    bills: () => account.bills,
    logins: () => account.sessionsSoFar.length,
  };
}

export function settingsOf({ name, user, password }: Account, baseUrl: string, variant: AdapterVariant = 'right'): MyErpSettings {
  return {
    baseUrl: variant === 'unreachable' ? NOBODY : baseUrl,
    accountSet: name,
    user,
    password: variant === 'wrong-password' ? `wrong-${password}` : password,
  };
}

function unitRow({ number, name, taxNo = '', importable }: SeedUnit): UnitRow {
  return { number, name, taxNo, kind: importable ? 'company' : 'department' };
}

/** A bill as MyErp keeps it: an empty field is an empty text there. */
function billRow({ request, unitNumber, date }: SeedBill): BillRow {
  const { bill, color, seller, buyer, drawer, remark = '', totals, lines } = request;
  return {
    type: bill.type,
    billNo: bill.number,
    unitNo: unitNumber,
    date,
    invoiceKind: '01',
    color: color === 'blue' ? 'B' : 'R',
    seller,
    buyer,
    drawer,
    remark,
    amount: totals.amount,
    tax: totals.taxAmount,
    total: totals.totalAmount,
    lines: lines.map((line) => ({
      goods: line.goodsName,
      taxCode: line.taxCode,
      spec: line.specification ?? '',
      unit: line.unit ?? '',
      qty: line.quantity ?? '',
      price: line.unitPrice ?? '',
      amount: line.amount,
      rate: line.taxRate,
      tax: line.taxAmount,
    })),
    invoiceNos: [],
  };
}
