import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import { type Decimal, isDecimal } from '../model/decimal.js';
import { asText, type JsonValue } from '../protocol/json.js';
import { isCalendarDate } from './calendar.js';

/** What no file format of ours carries unharmed: control characters, half surrogate pairs, code points that are no characters. */
const UNCARRIED = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufffd]/u;
const MAX_TEXT = 500;
const MAX_DECIMAL = 25;

export type Fields = Readonly<Record<string, unknown>>;

/** Reads unknown data member by member and collects everything that is wrong with it, so that a person mends a file once. */
export class ShapeReader {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  error(path: string, zh: string, en: string): undefined {
    this.errors.push({ path, message: { zh, en } });
    return undefined;
  }

  warn(path: string, message: Bilingual): void {
    this.warnings.push({ path, message });
  }

  /** An object with no other members than `known`; an empty one for anything else. */
  object(value: unknown, path: string, known: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.error(path, '须为对象', 'must be an object');
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) this.error(`${path}.${name}`, '没有这个字段', 'there is no such member');
    }
    return value as Fields;
  }

  /** Absent is an empty list. Every item keeps its place, so that later findings name the right one. */
  list<T>(value: unknown, path: string, read: (item: unknown, path: string) => T): T[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.error(path, '须为数组', 'must be an array');
      return [];
    }
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  }

  /** Absent or not readable is `undefined`. Blanks around a text are a recurring cause of refusals (business-rules §1.2): removed, with a warning. */
  text(value: unknown, path: string): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.error(path, '须为文本', 'must be a text');
    const text = value.trim();
    if (text === '') return this.error(path, '不能为空', 'must not be empty');
    if (text.length > MAX_TEXT) return this.error(path, `超过 ${MAX_TEXT} 个字符`, `has more than ${MAX_TEXT} characters`);
    if (UNCARRIED.test(text)) {
      return this.error(path, '含有换行、制表符等控制字符或无效字符', 'contains line breaks, tabs, other control characters or broken ones');
    }
    if (text !== value) this.warn(path, { zh: '首尾有空白，已去掉', en: 'blanks around it were removed' });
    return text;
  }

  required(value: unknown, path: string): string {
    if (value === undefined) this.error(path, '未填写', 'is missing');
    return this.text(value, path) ?? '';
  }

  oneOf<T extends string>(value: unknown, path: string, choices: readonly T[]): T | undefined {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined || value === undefined) return found;
    return this.error(path, `须为 ${choices.join('、')} 之一`, `must be one of ${choices.join(', ')}`);
  }

  date(value: unknown, path: string): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && isCalendarDate(value)) return value;
    return this.error(path, '须为存在的日期，写作 YYYY-MM-DD', 'must be a date that exists, written YYYY-MM-DD');
  }

  /** A quantity as text: a JSON number would lose digits. */
  decimal(value: unknown, path: string): Decimal | undefined {
    if (value === undefined) return undefined;
    if (isDecimal(value) && !value.startsWith('-') && value.length <= MAX_DECIMAL) return value;
    return this.error(path, '须为文本形式的非负数，如 "120.5"', 'must be a quantity written as text, such as "120.5"');
  }

  count(value: unknown, path: string): number {
    // From a JSON text numbers come as exact numbers.
    const number = typeof value === 'number' ? value : typeof value === 'string' ? Number.NaN : Number(asText(value as JsonValue) ?? Number.NaN);
    if (Number.isSafeInteger(number) && number >= 0) return number;
    this.error(path, '须为不小于 0 的整数', 'must be a whole number of at least 0');
    return 0;
  }
}

/** `undefined` and empty lists leave no trace, so that one content has one form. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))) as T;
}
