import type { BillQuery } from '@piaozone/core/adapter';
import type { BillPlan, K3Config } from '../settings/config.js';
import { allOf, quoted } from '../wire/client.js';

const DAY_MS = 86_400_000;

/** The bills of one form that wait, behind `after`, of the days asked for. */
export function waitingFilter(
  { waiting, date }: BillPlan,
  { dateFrom, dateTo }: Pick<BillQuery, 'dateFrom' | 'dateTo'>,
  after: string,
  literals: K3Config['dateLiterals'],
): string {
  return allOf(
    waiting,
    after === '0' ? '' : `FID>${after}`,
    dateFrom === undefined ? '' : `${date}>=${dateLiteral(dateFrom, literals)}`,
    // A date of the ERP may carry a time: the last day ends where the next one begins.
    dateTo === undefined ? '' : `${date}<${dateLiteral(dayAfter(dateTo), literals)}`,
  );
}

function dateLiteral(day: string, literals: K3Config['dateLiterals']): string {
  if (literals === 'plain') return quoted(day);
  return `TO_DATE('${day.replaceAll('-', '/')} 00:00:00','YYYY/MM/DD HH24:MI:SS')`;
}

/** @param day `yyyy-MM-dd`, a day that exists: core has checked it */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
