import { checkGbkLength, decimalPlaces, isDecimal, type Locale, PiaozoneError, type Problem } from '@piaozone/core';

/** Collects what is wrong with a request, each with its path, to be refused all at once. Values never become part of a problem. */
export class RequestChecker {
  readonly problems: Problem[] = [];

  add(path: string, zh: string, en: string): void {
    this.problems.push({ path, message: { zh, en } });
  }

  /** @returns whether there is a text, not blank */
  needed(value: unknown, path: string): value is string {
    if (typeof value === 'string' && value.trim() !== '') return true;
    this.add(path, '必填', 'is required');
    return false;
  }

  /** At most `max` characters. Absent is fine. */
  characters(value: string | undefined, max: number, path: string): void {
    const length = value === undefined ? 0 : [...value].length;
    if (length > max) this.add(path, `${length} 个字符，最多 ${max} 个`, `${length} characters, at most ${max} are allowed`);
  }

  /** At most `max` bytes in GBK. Absent is fine. */
  gbk(value: string | undefined, max: number, path: string): void {
    const problem = value === undefined ? undefined : checkGbkLength(value, max, path);
    if (problem !== undefined) this.problems.push(problem);
  }

  /** Decimal text; with `places` at most so many decimals and 14 digits before them. Absent is fine. */
  decimal(value: string | undefined, places: number | undefined, path: string): void {
    if (value === undefined) return;
    if (!isDecimal(value)) {
      this.add(path, '须为十进制数字文本，例如 100.00', 'must be decimal text such as 100.00');
      return;
    }
    if (places === undefined) return;
    if (decimalPlaces(value) > places) this.add(path, `最多 ${places} 位小数`, `at most ${places} decimals`);
    const digits = /^-?(\d*)/.exec(value)?.[1]?.length ?? 0;
    if (digits > MAX_DIGITS) this.add(path, `小数点前最多 ${MAX_DIGITS} 位`, `at most ${MAX_DIGITS} digits before the point`);
  }

  oneOf(value: string | undefined, allowed: readonly string[], path: string): void {
    if (value !== undefined && !allowed.includes(value)) this.add(path, `只能是 ${allowed.join('、')}`, `must be one of ${allowed.join(', ')}`);
  }

  /** A whole number of at least `least`. */
  count(value: number, least: number, most: number, path: string): void {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    this.add(path, `须为 ${least} 至 ${most} 的整数`, `must be a whole number from ${least} to ${most}`);
  }

  /** A list with at least one and at most `max` members. */
  some(values: readonly unknown[] | undefined, max: number, path: string): void {
    const length = values?.length ?? 0;
    if (length === 0) this.add(path, '至少要有一项', 'needs at least one entry');
    if (length > max) this.add(path, `最多 ${max} 项，现在是 ${length} 项`, `at most ${max} entries, there are ${length}`);
  }

  /** @throws request_invalid, outcome `not-sent` */
  done(operation: string, requestId: string, locale: Locale): void {
    const { problems } = this;
    if (problems.length === 0) return;
    const message = { zh: `请求有 ${problems.length} 处问题`, en: `${problems.length} problem(s) in the request` };
    throw new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', operation, requestId, locale, message, problems });
  }
}

const MAX_DIGITS = 14;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const PERIOD = /^\d{4}(?:0[1-9]|1[0-2])$/;

/** `yyyy-MM-dd`. Absent is fine. */
export function checkDate(checker: RequestChecker, value: string | undefined, path: string): void {
  if (value !== undefined && !DATE.test(value)) checker.add(path, '须为 yyyy-MM-dd 形式的日期', 'must be a date of the form yyyy-MM-dd');
}

/** 税款所属期 `yyyyMM`. Absent is fine. */
export function checkPeriod(checker: RequestChecker, value: string | undefined, path: string): void {
  if (value !== undefined && !PERIOD.test(value)) checker.add(path, '须为 yyyyMM 形式的税款所属期', 'must be a tax period of the form yyyyMM');
}
