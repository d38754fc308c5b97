import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json';
import { PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { Decimal } from '../model/decimal.js';
import { excerptOf } from './excerpt.js';

/** JSON without JavaScript numbers: 20-digit invoice numbers and `0.10` would not survive them. */
export type JsonValue = string | boolean | null | ExactNumber | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

const MAX_DEPTH = 64;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MARKER = Symbol.for('@piaozone/core/exact-number');

/** A JSON number as its source text, written back verbatim. Native `JSON.stringify` (logs) shows it as a string. */
export class ExactNumber {
  // A symbol and not `instanceof`: a CommonJS and an ES copy of this package may meet in one process.
  readonly [MARKER] = true;
  readonly text: string;

  /** @throws request_invalid unless `text` is a JSON number. */
  constructor(text: string) {
    if (!JSON_NUMBER.test(text)) throw notANumber(text);
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** For fields that are JSON numbers: `exactNumber('0.10')` is sent as `0.10`. @throws request_invalid for anything but a plain decimal. */
export function exactNumber(text: Decimal): ExactNumber {
  if (/e/i.test(text)) throw notANumber(text);
  return new ExactNumber(text);
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && MARKER in value;
}

/** Text of a string or number, else `undefined`: codes and ids arrive as either. */
export function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return isExactNumber(value) ? value.text : undefined;
}

/** True for a JSON object; arrays, numbers and `null` are none. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/**
 * Reads an answer. Refused beyond bad syntax: depth over 64, the key `__proto__`, and a key that one object holds twice with different values.
 * A leading byte order mark is skipped.
 * @throws response_invalid (outcome `unknown`) with an {@link excerptOf} of what came.
 */
export function parseExact(text: string): JsonValue {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw unreadable(text, { zh: '应答不是有效的 JSON', en: 'the answer is not valid JSON' });
  }
  const seen: Survey = { compactLength: 0 };
  const refused = survey(value, seen, 0);
  if (refused !== undefined) throw unreadable(text, refused);
  // Blanks, escapes, repeated keys and (not counted) numbers only lengthen a text: equal lengths prove that the native parser has lost nothing.
  if (seen.compactLength === json.length) return value as JsonValue;
  try {
    return parseLossless(json, null, { parseNumber: (source) => new ExactNumber(source) }) as JsonValue;
  } catch {
    // The syntax is known to be good: what is left is a repeated key, or a depth that was hidden behind one.
    throw unreadable(text, {
      zh: '应答的 JSON 中同一个键出现两次且值不同',
      en: 'the answer is JSON in which one key occurs twice with different values',
    });
  }
}

interface Survey {
  /** Length of the shortest JSON text for what was seen, its numbers left out. */
  compactLength: number;
}

function survey(value: unknown, seen: Survey, depth: number): Bilingual | undefined {
  if (typeof value === 'string') {
    seen.compactLength += value.length + 2;
  } else if (typeof value === 'boolean' || value === null) {
    seen.compactLength += value === false ? 5 : 4;
  } else if (typeof value !== 'object') {
    return undefined;
  } else if (depth === MAX_DEPTH) {
    return { zh: `应答的 JSON 嵌套超过 ${MAX_DEPTH} 层`, en: `the answer is JSON nested deeper than ${MAX_DEPTH}` };
  } else if (Array.isArray(value)) {
    seen.compactLength += value.length === 0 ? 2 : value.length + 1;
    for (const item of value) {
      const refused = survey(item, seen, depth + 1);
      if (refused !== undefined) return refused;
    }
  } else {
    let members = 0;
    // `for in` is several times as fast as `Object.keys` here; a polluted prototype would only cost the slow path.
    for (const key in value) {
      if (key === '__proto__') return { zh: '应答的 JSON 含有不允许的键 __proto__', en: 'the answer is JSON with the forbidden key __proto__' };
      members += 1;
      seen.compactLength += key.length + 3;
      const refused = survey((value as Record<string, unknown>)[key], seen, depth + 1);
      if (refused !== undefined) return refused;
    }
    seen.compactLength += members === 0 ? 2 : members + 1;
  }
  return undefined;
}

/**
 * Writes a body: members that are `undefined` are left out, {@link ExactNumber}s appear verbatim. JavaScript numbers only as safe integers.
 * @throws request_invalid (outcome `not-sent`) naming the path of what JSON cannot hold exactly.
 */
export function stringifyExact(value: unknown): string {
  if (value === undefined) throw unwritable([], value);
  if (!holdsExactNumber(value, [])) return JSON.stringify(value);
  return stringifyLossless(value, null, undefined, [{ test: isExactNumber, stringify: String }]) as string;
}

type Path = (string | number)[];

function holdsExactNumber(value: unknown, path: Path): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return false;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return false;
  if (typeof value !== 'object') throw unwritable(path, value);
  if (isExactNumber(value)) return true;
  if (path.length === MAX_DEPTH) throw unwritable(path, value);
  let found = false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) if (memberHoldsExactNumber(value[i], path, i)) found = true;
    return found;
  }
  // A Date, Map or class instance has a JSON form that the caller did not choose. The second step up admits objects of another realm.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw unwritable(path, value);
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'string' || member === undefined) continue;
    if (memberHoldsExactNumber(member, path, key)) found = true;
  }
  return found;
}

function memberHoldsExactNumber(member: unknown, path: Path, key: string | number): boolean {
  path.push(key);
  const found = holdsExactNumber(member, path);
  path.pop();
  return found;
}

function unreadable(text: string, reason: Bilingual): PiaozoneError {
  const excerpt = excerptOf(text);
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message:
      text.trim() === ''
        ? { zh: '应答为空', en: 'the answer is empty' }
        : {
            zh: `${reason.zh}，共 ${text.length} 个字符，开头是：${excerpt}`,
            en: `${reason.en}; ${text.length} characters, beginning with: ${excerpt}`,
          },
  });
}

function unwritable(path: Path, value: unknown): PiaozoneError {
  const where = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
  const message: Bilingual =
    typeof value === 'number'
      ? {
          zh: `${value} 不是可以精确书写的整数；小数请用 exactNumber('0.10')`,
          en: `${value} is not an integer that can be written exactly; for decimals use exactNumber('0.10')`,
        }
      : {
          zh: `这里的值不能写成 JSON，或嵌套超过 ${MAX_DEPTH} 层`,
          en: `the value here has no JSON form, or is nested deeper than ${MAX_DEPTH}`,
        };
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '请求内容无法写成 JSON', en: 'the request cannot be written as JSON' },
    problems: [{ path: where === '' ? '$' : where, message }],
  });
}

function notANumber(text: string): PiaozoneError {
  const excerpt = excerptOf(String(text));
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: `不是数字：${excerpt}`, en: `not a number: ${excerpt}` },
  });
}
