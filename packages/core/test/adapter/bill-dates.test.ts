import { describe, expect, it } from 'vitest';
import { billsWithin, checkBillDates } from '../../src/adapter/bill-dates.js';
import { calendarDate, isCalendarDate } from '../../src/model/calendar-date.js';

const bill = (number: string, date?: string) => ({ type: 't', number, unitNumber: '', raw: {}, ...(date === undefined ? {} : { date }) });

describe('calendarDate', () => {
  it.each([
    ['2025-11-03', '2025-11-03'],
    ['2025-1-3', '2025-01-03'],
    ['2025/11/03 23:59:59', '2025-11-03'],
    ['2025-11-03T23:59:59', '2025-11-03'],
    ['2025-11-03T16:00:00Z', '2025-11-04'],
    ['2025-11-03T15:59:59.999Z', '2025-11-03'],
    ['2025-11-03T23:30:00+08:00', '2025-11-03'],
    [' 2025-11-03 ', '2025-11-03'],
    ['2025-02-30', undefined],
    ['20251103', undefined],
    ['2025-11-031', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%s → %s', (text, date) => expect(calendarDate(text)).toBe(date));

  it('knows the days that exist', () => {
    expect(['2024-02-29', '2025-02-29', '2025-13-01', '2025-1-1'].map(isCalendarDate)).toEqual([true, false, false, false]);
  });
});

describe('billsWithin', () => {
  const bills = [bill('a', '2025-10-31'), bill('b', '2025-11-01'), bill('c', '2025-11-30'), bill('d', '2025-12-01'), bill('e')];
  const warned: string[] = [];
  const call = { requestId: '1', warn: ({ path = '' }) => warned.push(path) };

  it('includes both ends, and says which bill has no date', () => {
    expect(billsWithin(bills, { dateFrom: '2025-11-01', dateTo: '2025-11-30' }, call).map(({ number }) => number)).toEqual(['b', 'c']);
    expect(warned).toEqual(['e.date']);
  });

  it('takes one end alone, and all bills without dates', () => {
    expect(billsWithin(bills, { dateFrom: '2025-11-30' }, call).map(({ number }) => number)).toEqual(['c', 'd']);
    expect(billsWithin(bills, { dateTo: '2025-10-31' }, call).map(({ number }) => number)).toEqual(['a']);
    expect(billsWithin(bills, {}, call)).toBe(bills);
  });
});

describe('checkBillDates', () => {
  const able = { abilities: [], billTypes: [], billDates: true };

  it('lets through what an able adapter can select', () => {
    expect(() => checkBillDates({ dateFrom: '2025-11-01', dateTo: '2025-11-01' }, able, 'demo')).not.toThrow();
    expect(() => checkBillDates({}, { abilities: [], billTypes: [] }, 'demo')).not.toThrow();
  });

  it('refuses dates for an adapter that does not declare billDates', () => {
    expect(() => checkBillDates({ dateTo: '2025-11-01' }, { abilities: [], billTypes: [] }, 'demo')).toThrow(
      expect.objectContaining({ code: 'capability_missing', outcome: 'not-sent' }),
    );
  });

  it('refuses days that do not exist and an end before its beginning', () => {
    const paths = (dates: object) => {
      try {
        checkBillDates(dates, able, 'demo');
        return [];
      } catch (error) {
        return (error as { problems: readonly { path: string }[] }).problems.map(({ path }) => path);
      }
    };
    expect(paths({ dateFrom: '2025-02-30', dateTo: '1.1.2025' })).toEqual(['dateFrom', 'dateTo']);
    expect(paths({ dateFrom: '2025-11-02', dateTo: '2025-11-01' })).toEqual(['dateTo']);
  });
});
