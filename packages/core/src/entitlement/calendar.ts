/** Asia/Shanghai is UTC+8 all year, since 1991 without summer time: what a licence date means does not depend on where the server stands. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The calendar date in Asia/Shanghai, `YYYY-MM-DD`. */
export function shanghaiDate(epochMs: number): string {
  return new Date(epochMs + OFFSET_MS).toISOString().slice(0, 10);
}

/** Date and time in Asia/Shanghai, `YYYY-MM-DD HH:mm:ss`. */
export function shanghaiTime(epochMs: number): string {
  return new Date(epochMs + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The first millisecond of a date in Asia/Shanghai. */
export function startOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) - OFFSET_MS;
}

export function addDays(date: string, days: number): string {
  return shanghaiDate(startOfDate(date) + days * DAY_MS);
}

/** Whole days from one date to another; 0 for the same. */
export function daysBetween(from: string, to: string): number {
  return Math.round((startOfDate(to) - startOfDate(from)) / DAY_MS);
}

/** True for a date that exists, written `YYYY-MM-DD`, from 1900 on: spreadsheets know nothing older. */
export function isCalendarDate(text: string): boolean {
  if (!/^(?:19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const start = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
}
