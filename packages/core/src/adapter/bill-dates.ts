import type { Call } from '../call.js';
import { PiaozoneError, type Problem } from '../errors.js';
import type { Bill } from '../model/bill.js';
import { isCalendarDate } from '../model/calendar-date.js';
import type { BillQuery, Capabilities } from './contract.js';

type Dates = Pick<BillQuery, 'dateFrom' | 'dateTo'>;

/**
 * The bills whose date lies within `query`, first and last day included. For adapters: whatever the ERP filters by itself, the promise is kept here.
 * A bill without a readable date cannot be judged when dates are asked for; it is left out with a warning, since nobody asked for it by name.
 */
export function billsWithin(bills: readonly Bill[], { dateFrom, dateTo }: Dates, call: Call): readonly Bill[] {
  if (dateFrom === undefined && dateTo === undefined) return bills;
  return bills.filter(({ date, number }) => {
    if (date !== undefined) return (dateFrom === undefined || date >= dateFrom) && (dateTo === undefined || date <= dateTo);
    call.warn({
      path: `${number}.date`,
      message: {
        zh: `单据 ${number} 没有可识别的日期，按日期筛选时未处理`,
        en: `bill ${number} has no readable date and was left out of a selection by date`,
      },
    });
    return false;
  });
}

/** @throws capability_missing for an adapter that cannot select by date; request_invalid for a day that does not exist */
export function checkBillDates({ dateFrom, dateTo }: Dates, { billDates }: Capabilities, erpId: string): void {
  if (dateFrom === undefined && dateTo === undefined) return;
  if (billDates !== true) {
    throw new PiaozoneError({
      code: 'capability_missing',
      outcome: 'not-sent',
      message: { zh: `适配器 ${erpId} 不能按日期选择单据`, en: `adapter ${erpId} cannot select bills by date` },
      hint: { zh: '在单据字段映射中配置 date', en: 'map `date` in the field map of the bills' },
    });
  }
  const problems = Object.entries({ dateFrom, dateTo }).flatMap(([path, day]) => (day === undefined || isCalendarDate(day) ? [] : [noSuchDay(path)]));
  if (dateFrom !== undefined && dateTo !== undefined && dateFrom > dateTo && problems.length === 0) {
    problems.push({ path: 'dateTo', message: { zh: '早于 dateFrom', en: 'is before dateFrom' } });
  }
  if (problems.length === 0) return;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '日期不正确', en: 'the dates are not right' },
    problems,
  });
}

function noSuchDay(path: string): Problem {
  return { path, message: { zh: '须为存在的日期，格式 yyyy-MM-dd', en: 'must be a day that exists, written yyyy-MM-dd' } };
}
