import type { Bilingual } from '@piaozone/core/adapter';
import type { BillPlan, K3Config } from '../settings/config.js';
import type { Row } from '../wire/client.js';
import { cellText } from './group.js';

/** FDocumentStatus in which Save is known to be taken: 创建, 重新审核. */
const WRITABLE: ReadonlySet<string> = new Set(['A', 'D']);
const AUDITED = 'C';

/** What becomes of a row that the ERP's filter let through. */
export type Judgement = 'waits' | 'has-invoice' | { readonly leftOut: Bilingual };

/** Whether a bill may be issued: it carries no invoice, the ERP does not issue it itself, and the number can be written back afterwards. */
export function judgeBill(bill: Row, plan: BillPlan, audited: K3Config['writeBack']['audited']): Judgement {
  if (carriedNumbers(bill, plan).length > 0) return 'has-invoice';
  const { manual } = plan;
  if (manual !== undefined && cellText(bill, manual.key) !== manual.value) return { leftOut: ISSUED_BY_THE_ERP };
  const status = cellText(bill, 'FDocumentStatus');
  return isWritable(status, audited) ? 'waits' : { leftOut: notWritable(status) };
}

export function isWritable(status: string, audited: K3Config['writeBack']['audited']): boolean {
  return WRITABLE.has(status) || (status === AUDITED && audited === 'save');
}

/** Every invoice number in the bill. */
export function carriedNumbers(bill: Row, { invoiceNumbers }: Pick<BillPlan, 'invoiceNumbers'>): readonly string[] {
  return invoiceNumbers.map((key) => cellText(bill, key)).filter((number) => number !== '');
}

export function notWritable(status: string): Bilingual {
  const shown = status.slice(0, 10);
  return {
    zh: `单据状态 ${shown} 不能回写发票号码（可写：A 创建、D 重新审核；C 已审核 见 writeBack.audited）`,
    en: `its state ${shown} takes no invoice number (A 创建 and D 重新审核 do; for C 已审核 see writeBack.audited)`,
  };
}

const ISSUED_BY_THE_ERP: Bilingual = {
  zh: '开票方式不是手动，由 ERP 自己开票；再开一次会重复',
  en: 'the ERP issues it itself: a second invoice would be one too many',
};
