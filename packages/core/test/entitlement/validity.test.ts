import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isCalendarDate, shanghaiDate, shanghaiTime } from '../../src/entitlement/calendar.js';
import { coverageOf } from '../../src/entitlement/validity.js';
import { shanghai } from './samples.js';

describe('dates in Asia/Shanghai', () => {
  it('change at 16:00 UTC, wherever the server stands', () => {
    expect(shanghaiDate(Date.UTC(2025, 11, 31, 15, 59, 59, 999))).toBe('2025-12-31');
    expect(shanghaiDate(Date.UTC(2025, 11, 31, 16))).toBe('2026-01-01');
    expect(shanghaiTime(Date.UTC(2025, 11, 31, 16, 0, 5))).toBe('2026-01-01 00:00:05');
  });

  it('add over months and leap years', () => {
    expect([addDays('2024-02-28', 1), addDays('2025-02-28', 1), addDays('2025-06-10', 60), addDays('2026-01-01', -1)]).toEqual([
      '2024-02-29',
      '2025-03-01',
      '2025-08-09',
      '2025-12-31',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: -3_000, max: 3_000 }), (start, days) => {
        const from = addDays('1999-01-01', start);
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });

  it.each(['2024-02-29', '1900-01-01', '9999-12-31'])('%s exists', (text) => expect(isCalendarDate(text)).toBe(true));
  it.each(['2025-02-29', '2025-13-01', '2025-1-1', '1899-12-31', '0025-01-01', '2025-01-01 ', '2025/01/01', '', '2025-00-10', '2025-04-31'])(
    '%j does not',
    (text) => expect(isCalendarDate(text)).toBe(false),
  );
});

describe('what orders cover', () => {
  const now = shanghai('2025-06-10 12:00:00');

  it('an open one is active without end', () => {
    expect(coverageOf([{}], now)).toEqual({ state: 'active', endsOn: undefined });
    expect(coverageOf([{ validUntil: '2025-06-10' }, { validFrom: '2025-06-11' }], now)).toEqual({ state: 'active', endsOn: undefined });
  });

  it('the last day belongs to it', () => {
    const order = { validUntil: '2025-06-10' };
    expect(coverageOf([order], shanghai('2025-06-10 23:59:59'))).toEqual({ state: 'active', endsOn: '2025-06-10' });
    expect(coverageOf([order], shanghai('2025-06-11 00:00:00'))).toEqual({ state: 'ended', endedOn: '2025-06-10' });
  });

  it('it begins at 23:00 on the eve', () => {
    const order = { validFrom: '2025-06-11', validUntil: '2026-06-10' };
    expect(coverageOf([order], shanghai('2025-06-10 22:59:59'))).toEqual({ state: 'not-started', startsOn: '2025-06-11' });
    expect(coverageOf([order], shanghai('2025-06-10 23:00:00'))).toEqual({ state: 'active', endsOn: '2026-06-10' });
  });

  it('a renewal without a gap moves the end, in whatever order they stand', () => {
    const [first, second, third] = [
      { validUntil: '2025-06-30' },
      { validFrom: '2025-07-01', validUntil: '2025-12-31' },
      { validFrom: '2026-01-02', validUntil: '2026-12-31' },
    ];
    expect(coverageOf([third, second, first], now)).toEqual({ state: 'active', endsOn: '2025-12-31' });
    const fourth = { validFrom: '2026-01-01', validUntil: '2026-12-31' };
    expect(coverageOf([fourth, second, first], now)).toEqual({ state: 'active', endsOn: '2026-12-31' });
    expect(coverageOf([{ validFrom: '2025-05-01', validUntil: '2025-06-12' }, first], now)).toEqual({ state: 'active', endsOn: '2025-06-30' });
  });

  it('in a gap the next start counts, after the last the latest end', () => {
    const past = { validFrom: '2024-01-01', validUntil: '2025-05-31' };
    expect(coverageOf([past, { validFrom: '2025-09-01' }, { validFrom: '2025-08-01' }], now)).toEqual({
      state: 'not-started',
      startsOn: '2025-08-01',
    });
    expect(coverageOf([past, { validUntil: '2024-12-31' }], now)).toEqual({ state: 'ended', endedOn: '2025-05-31' });
  });
});
