import { type Decimal, isDecimal, type Problem } from '@piaozone/core';
import { BILL_TYPES, type BillKind, checkSerialNos, type ExpenseStatus, type TicketRules } from './rules.js';

/** A bill of the ERP, as every call of the assistant names it. */
export interface AssistantBill {
  /** 税号 `tin` of the enterprise; chooses the triple where organizations have their own. */
  readonly taxNo: string;
  /** 企业用户ID `eid`. */
  readonly userId: string;
  /** 单据ID `bxd_key`, globally unique: the key of everything the cloud remembers of the bill. */
  readonly billId: string;
  /** 单据编号 `billNumber`, in most calls `billnumber`. */
  readonly billNumber: string;
  /** `billType`. @default 'expense' */
  readonly kind?: BillKind;
  /** `billTypeId`, an ERP's own type such as `FYBX`. Default: the value of `billType`, as one of two working clients sends it. */
  readonly billTypeId?: string;
  /** One per bill; left out where the bill was made without it. */
  readonly userKey?: string;
}

/** What `userKey` needs besides the bill. */
export interface UserKeyRequest extends Omit<AssistantBill, 'userKey' | 'billTypeId'> {
  /** 购方名称 `ghf_mc`: what the invoices must be made out to. */
  readonly buyerName: string;
  readonly rules: TicketRules;
  /** `resource`; a working client of 星空 sends `"5"`. Default: not sent. */
  readonly resource?: string;
}

/** The invoices of one 分录. */
export interface CachedEntry {
  readonly entryId: string;
  /** 流水号 `fid` of its invoices. */
  readonly serialNos: readonly string[];
}

/** An entry as it is saved, with what it is spent for. */
export interface SavedEntry extends CachedEntry {
  readonly costTypeId?: string;
  readonly costTypeName?: string;
  readonly remark?: string;
  readonly expensePersonId?: string;
  readonly expensePersonName?: string;
  /** Decimal text. */
  readonly realExpenseAmount?: Decimal;
}

/** `invoiceData[]` of a status change. Values of `canBeDeduction` and `outputReason` are not published. */
export interface InvoiceUse {
  readonly serialNo: string;
  readonly canBeDeduction?: string;
  /** Decimal text. */
  readonly entryAmount?: Decimal;
  /** 转出原因. */
  readonly outputReason?: string;
  /** 转出金额, decimal text. */
  readonly outputAmount?: Decimal;
}

export interface StatusChange {
  readonly bill: AssistantBill;
  /** What the invoices are now, by the ERP's books or by `invoicesOfBill`. */
  readonly from: ExpenseStatus;
  readonly to: ExpenseStatus;
  readonly rules: TicketRules;
  /** Only these invoices of the bill. Default: all. */
  readonly invoices?: readonly InvoiceUse[];
}

type Fields = Readonly<Record<string, unknown>>;

/** `billNumber` with a capital N: only here (standard-edition §6.9). */
export function userKeyFields(request: UserKeyRequest, ticket: string, random: string): Fields {
  return {
    tin: request.taxNo,
    ghf_mc: request.buyerName,
    eid: request.userId,
    billNumber: request.billNumber,
    bxd_key: request.billId,
    random,
    ticketParam: ticket,
    billType: BILL_TYPES[request.kind ?? 'expense'],
    resource: request.resource,
  };
}

/** 缓存 and 保存 take both spellings of the bill's type: one client reads the one, another the other. */
export function entryFields(bill: AssistantBill, entries: readonly SavedEntry[]): Fields {
  const { kind = 'expense' } = bill;
  return {
    userKey: bill.userKey ?? '',
    tin: bill.taxNo,
    eid: bill.userId,
    bxd_key: bill.billId,
    billnumber: bill.billNumber,
    billType: BILL_TYPES[kind],
    billTypeId: bill.billTypeId ?? BILL_TYPES[kind],
    data: entries.map(({ entryId, serialNos, ...spent }) => ({ entryid: entryId, fid: serialNos, ...spent })),
  };
}

export function statusFields({ bill, invoices }: StatusChange, status: string, ticket: string): Fields {
  const { kind = 'expense' } = bill;
  return {
    userKey: bill.userKey ?? '',
    tin: bill.taxNo,
    expenseStatus: status,
    ticketParam: ticket,
    billnumber: bill.billNumber,
    bxd_key: bill.billId,
    eid: bill.userId,
    billType: BILL_TYPES[kind],
    billTypeId: bill.billTypeId ?? BILL_TYPES[kind],
    invoiceData: invoices,
  };
}

export function deletionFields(bill: AssistantBill): Fields {
  return {
    userKey: bill.userKey ?? '',
    tin: bill.taxNo,
    bxd_key: bill.billId,
    billnumber: bill.billNumber,
    eid: bill.userId,
    billType: BILL_TYPES[bill.kind ?? 'expense'],
  };
}

/** What every call needs of a bill. */
export function checkBill(bill: Pick<AssistantBill, 'taxNo' | 'userId' | 'billId' | 'billNumber' | 'kind'>): Problem[] {
  const names = ['taxNo', 'userId', 'billId', 'billNumber'] as const;
  const problems = names.filter((name) => typeof bill[name] !== 'string' || bill[name].trim() === '').map((name) => missing(`bill.${name}`));
  if (bill.kind !== undefined && !Object.hasOwn(BILL_TYPES, bill.kind)) {
    problems.push({ path: 'bill.kind', message: { zh: '没有这种单据类型', en: 'there is no such kind of bill' } });
  }
  return problems;
}

/** An invoice in two entries would be paid twice. */
export function checkEntries(entries: readonly SavedEntry[]): Problem[] {
  const seen = new Map<string, number>();
  if (entries.length === 0) return [missing('entries')];
  return entries.flatMap(({ entryId, serialNos, realExpenseAmount }, index) => {
    const path = `entries[${index}]`;
    const problems = [...(entryId === '' ? [missing(`${path}.entryId`)] : []), ...checkSerialNos(serialNos, `${path}.serialNos`)];
    problems.push(...checkAmount(realExpenseAmount, `${path}.realExpenseAmount`));
    for (const serialNo of serialNos) {
      const before = seen.get(serialNo);
      if (before !== undefined) {
        const message = { zh: `发票 ${serialNo} 在第 ${before + 1} 个分录中已有`, en: `invoice ${serialNo} stands in entry ${before + 1} too` };
        problems.push({ path: `${path}.serialNos`, message });
      }
      seen.set(serialNo, index);
    }
    return problems;
  });
}

export function checkUses(invoices: readonly InvoiceUse[] | undefined): Problem[] {
  if (invoices === undefined) return [];
  const amounts = invoices.flatMap(({ entryAmount, outputAmount }, index) => [
    ...checkAmount(entryAmount, `invoices[${index}].entryAmount`),
    ...checkAmount(outputAmount, `invoices[${index}].outputAmount`),
  ]);
  return [
    ...checkSerialNos(
      invoices.map(({ serialNo }) => serialNo),
      'invoices',
    ),
    ...amounts,
  ];
}

function checkAmount(amount: Decimal | undefined, path: string): Problem[] {
  return amount === undefined || isDecimal(amount)
    ? []
    : [{ path, message: { zh: '须为十进制文本，如 0.10', en: 'must be decimal text such as 0.10' } }];
}

export function missing(path: string): Problem {
  return { path, message: { zh: '未填写', en: 'is missing or empty' } };
}
