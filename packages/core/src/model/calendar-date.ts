const LOCAL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/;
const ZONED = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/;
const SHANGHAI_MS = 8 * 3_600_000;

/**
 * The calendar date in Asia/Shanghai that an ERP's text means, `yyyy-MM-dd`: a date with or without time (`2025-11-3`, `2025/11/03 08:00:00`), or an instant with
 * its offset. `undefined` for anything else.
 */
export function calendarDate(text: string): string | undefined {
  const trimmed = text.trim();
  if (ZONED.test(trimmed)) {
    const instant = Date.parse(trimmed);
    return Number.isFinite(instant) ? new Date(instant + SHANGHAI_MS).toISOString().slice(0, 10) : undefined;
  }
  const [, year, month = '', day = ''] = LOCAL.exec(trimmed) ?? [];
  if (year === undefined) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? date : undefined;
}

/** Whether `text` is a day that exists, written `yyyy-MM-dd`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().slice(0, 10) === text;
}
