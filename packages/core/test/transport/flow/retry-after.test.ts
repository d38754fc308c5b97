import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/transport/flow/retry-after.js';
import { readHttpDate } from '../../../src/transport/http-date.js';

const NOW = Date.UTC(2024, 0, 1, 12, 0, 0);
const MINUTES_15 = 900_000;

// reliability F22
describe('Retry-After', () => {
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['900', MINUTES_15],
    ['901', MINUTES_15],
    ['10000000000', MINUTES_15],
    [`1${'0'.repeat(400)}`, MINUTES_15],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['5, 10', undefined],
    ['soon', undefined],
    ['', undefined],
    ['Mon, 01 Jan 2024 12:00:30 GMT', 30_000],
    ['Mon, 01 Jan 2024 11:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', MINUTES_15],
    ['Monday, 01-Jan-24 12:00:30 GMT', 30_000],
    ['Mon Jan  1 12:00:30 2024', 30_000],
    ['Mon, 99 Jan 2024 12:00:30 GMT', undefined],
    ['2024-01-01T12:00:30Z', undefined],
  ])('%j is %s ms', (value, ms) => {
    expect(retryAfterMs(value === undefined ? {} : { 'retry-after': value }, NOW)).toBe(ms);
  });

  it('compares a date with the clock that wrote it', () => {
    const headers = { 'retry-after': 'Mon, 01 Jan 2024 15:00:30 GMT', date: 'Mon, 01 Jan 2024 15:00:00 GMT' };
    expect(retryAfterMs(headers, NOW)).toBe(30_000);
  });
});

describe('HTTP dates', () => {
  it('are read in their three forms and in no other', () => {
    const at = Date.UTC(1994, 10, 6, 8, 49, 37);
    for (const text of ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])
      expect(readHttpDate(text)).toBe(at);
    for (const text of [undefined, '', '5', '-5', 'Sun, 06 Nov 1994 08:49:37 +0800', 'Sun, 06 Nov 1994', '1994-11-06']) {
      expect(readHttpDate(text)).toBeUndefined();
    }
  });
});
