import { configError, PiaozoneError, type PiaozoneErrorInit, type Problem } from '@piaozone/core';

/** 发票使用状态 `expenseStatus` (standard-edition §6.9). */
export const EXPENSE_STATUSES = { unused: '1', 'in-use': '30', used: '60', booked: '65' } as const;
/** 未用 · 在用 · 已用 · 已入账. */
export type ExpenseStatus = keyof typeof EXPENSE_STATUSES;

const BY_CODE: ReadonlyMap<string, ExpenseStatus> = new Map(Object.entries(EXPENSE_STATUSES).map(([name, code]) => [code, name as ExpenseStatus]));

/** @returns undefined for a code outside the table */
export function expenseStatusOf(code: string | undefined): ExpenseStatus | undefined {
  return code === undefined ? undefined : BY_CODE.get(code);
}

/** What may follow a status: the next one, itself (a repeat after an open outcome), or back when a bill is rejected. A booked invoice stays booked. */
const NEXT: Readonly<Record<ExpenseStatus, readonly ExpenseStatus[]>> = {
  unused: ['unused', 'in-use'],
  'in-use': ['in-use', 'used', 'unused'],
  used: ['used', 'booked', 'in-use', 'unused'],
  booked: ['booked'],
};

export function mayFollow(from: ExpenseStatus, to: ExpenseStatus): boolean {
  // Names that came from outside may be anything.
  return Object.hasOwn(NEXT, from) && NEXT[from].includes(to);
}

/** One problem for a step that skips a status or leads out of `booked`. */
export function checkStatusChange({ from, to }: { readonly from: ExpenseStatus; readonly to: ExpenseStatus }): Problem[] {
  if (mayFollow(from, to)) return [];
  return [
    {
      path: 'to',
      message: {
        zh: `发票状态不能从 ${EXPENSE_STATUSES[from]} 改为 ${EXPENSE_STATUSES[to]}，只能按 1 → 30 → 60 → 65 逐级前进，或在入账前退回`,
        en: `an invoice does not go from ${from} (${EXPENSE_STATUSES[from]}) to ${to} (${EXPENSE_STATUSES[to]}): one step of 1 → 30 → 60 → 65 at a time, or back before it is booked`,
      },
    },
  ];
}

/** What the page lets through; everything is refused unless said otherwise. In the order of the digits of `ticketParam`. */
export interface TicketRules {
  /** An invoice that was reimbursed before. */
  readonly reimbursedBefore?: boolean;
  /** 购方名称 differs. */
  readonly buyerNameDiffers?: boolean;
  /** 购方税号 differs. */
  readonly buyerTaxNoDiffers?: boolean;
  /** 查验 not passed. */
  readonly checkNotPassed?: boolean;
  /** An invoice to a person. Not part of the older four digits. */
  readonly personal?: boolean;
}

const FLAGS = [
  'reimbursedBefore',
  'buyerNameDiffers',
  'buyerTaxNoDiffers',
  'checkNotPassed',
  'personal',
] as const satisfies readonly (keyof TicketRules)[];

/**
 * `ticketParam`: a digit per rule, 1 allow, 0 refuse.
 * @param digits 5, or 4 for the older form
 * @throws config_invalid when the four digits cannot say what is asked
 */
export function ticketParam(rules: TicketRules, digits: 5 | 4 = 5): string {
  if (digits === 4 && rules.personal === true) {
    throw configError([
      {
        path: 'rules.personal',
        message: { zh: '四位 ticketParam 没有“个人抬头”这一位', en: 'a ticketParam of four digits has none for personal invoices' },
      },
    ]);
  }
  return FLAGS.slice(0, digits)
    .map((flag) => (rules[flag] === true ? '1' : '0'))
    .join('');
}

/** The reverse. @returns undefined for what is no ticketParam of four or five digits */
export function readTicketParam(text: string): Required<TicketRules> | undefined {
  if (!/^[01]{4,5}$/.test(text)) return undefined;
  const [reimbursedBefore = false, buyerNameDiffers = false, buyerTaxNoDiffers = false, checkNotPassed = false, personal = false] = [...text].map(
    (digit) => digit === '1',
  );
  return { reimbursedBefore, buyerNameDiffers, buyerTaxNoDiffers, checkNotPassed, personal };
}

/** `billType`: 费用单据, 智能差旅, 智能物品采购, 智能对公. */
export const BILL_TYPES = { expense: '', travel: 'Tra', purchase: 'Pur', public: 'BizOut' } as const;
export type BillKind = keyof typeof BILL_TYPES;

/** Serial numbers of the cloud (`fid`): 32 characters, at most 36. An ERP's own 33-digit number is what gives 1301. */
export function checkSerialNos(serialNos: readonly string[], path: string): Problem[] {
  if (serialNos.length === 0) return [{ path, message: { zh: '至少需要一张发票', en: 'needs at least one invoice' } }];
  return serialNos.flatMap((serialNo, index) => {
    const at = `${path}[${index}]`;
    if (/^\d{33}$/.test(serialNo)) {
      return [
        {
          path: at,
          message: {
            zh: '这是 ERP 的 33 位流水号，发票助手要发票云的 32 位流水号（fid / serialNo）',
            en: 'is an ERP number of 33 digits; the assistant wants the serial number of the cloud (fid, serialNo), 32 characters',
          },
        },
      ];
    }
    if (serialNo === '' || serialNo.length > 36 || /[\s,]/.test(serialNo)) {
      return [{ path: at, message: { zh: '不是发票流水号', en: 'is no serial number of an invoice' } }];
    }
    return [];
  });
}

/** What is wrong with a request before anything is sent. */
export function requestError(problems: readonly Problem[], context: Pick<PiaozoneErrorInit, 'operation' | 'requestId' | 'locale'>): PiaozoneError {
  return new PiaozoneError({
    ...context,
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: `请求有 ${problems.length} 处问题，未发送`, en: `${problems.length} problem(s) in the request; nothing was sent` },
    problems,
  });
}
