import { readBaseUrl } from '../../environments.js';
import type { Problem } from '../../errors.js';
import { isXmlName } from '../../xml/characters.js';

/** A settings object before its members have been checked. */
export type SettingsObject = Readonly<Record<string, unknown>>;

export interface SettingReaderOptions {
  /** True for the path of a setting that is sent as it is, whose blanks are the caller's own: {@link SettingReader.refuseStrayBlanks} leaves it out. */
  readonly isContent?: (path: string) => boolean;
}

/**
 * Checks the settings of an adapter and collects every problem, each with the path of its setting (`bills.fields.number`, `parts[0].name`), to be thrown
 * as one `configError(reader.problems)`. Values never become part of a problem. A method whose setting is wrong answers an empty or `undefined` value,
 * with which the check can go on.
 */
export class SettingReader {
  readonly problems: Problem[] = [];
  readonly #isContent: (path: string) => boolean;

  constructor({ isContent = () => false }: SettingReaderOptions = {}) {
    this.#isContent = isContent;
  }

  /** Only the first complaint about a path is kept: a secret with a blank is not also missing. */
  add(path: string, zh: string, en: string): void {
    if (!this.#isWrong(path)) this.problems.push({ path, message: { zh, en } });
  }

  /**
   * The object at `path` (`''` = all of the settings), its keys held to `keys`. `undefined` when it is missing, which is then the one thing to say
   * about it: do not go on to its members.
   */
  object(value: unknown, path: string, keys: readonly string[]): SettingsObject | undefined {
    if (!isSettingsObject(value)) {
      this.add(path === '' ? 'settings' : path, '未填写，应为对象', 'is missing; an object is needed');
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) this.add(memberOf(path, key), `没有这个设置，可用：${keys.join('、')}`, `is no setting; known: ${keys.join(', ')}`);
    }
    return value;
  }

  /** A text that must be there and not be empty. */
  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value !== '') return value;
    this.add(path, '未填写', 'is missing or empty');
    return '';
  }

  /** A text that may be absent, but not empty. */
  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  /** A text that becomes the name of an XML element. */
  xmlName(value: unknown, path: string): string {
    const text = this.text(value, path);
    if (text !== '' && !isXmlName(text)) this.add(path, '不是合法的 XML 名称', 'is no XML name');
    return text;
  }

  /**
   * Base address of the ERP: absolute http(s) without credentials and query; returned without trailing slash.
   * @param warn is told when the address is plain http
   */
  baseUrl(value: unknown, path: string, warn?: (problem: Problem) => void): string {
    const text = this.text(value, path);
    return this.#isWrong(path) ? '' : (readBaseUrl(text, path, this.problems, warn) ?? '');
  }

  /** Path of an API below the base address, e.g. `/kapi/v2/bills`. */
  apiPath(value: unknown, path: string): string {
    const text = this.text(value, path);
    if (text !== '' && !/^\/[^\s?#]+$/.test(text)) {
      this.add(path, '须以 / 开头，且不含空格、? 和 #', 'must start with a slash and hold no blank, ? or #');
    }
    return text;
  }

  /** One of `allowed`; may be absent. */
  oneOf<const T>(value: unknown, allowed: readonly T[], path: string): T | undefined {
    const found = allowed.find((one) => one === value);
    if (found === undefined && value !== undefined) this.add(path, `只能是 ${allowed.join('、')}`, `must be one of ${allowed.join(', ')}`);
    return found;
  }

  /** `true` or `false`; may be absent. */
  flag(value: unknown, path: string): boolean | undefined {
    if (value === undefined || typeof value === 'boolean') return value;
    this.add(path, '须为 true 或 false', 'must be true or false');
    return undefined;
  }

  /** A whole number from 1 to `max`; may be absent. */
  count(value: unknown, path: string, max: number): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
    this.add(path, `须为 1 至 ${max} 的整数`, `must be a whole number from 1 to ${max}`);
    return undefined;
  }

  /** A list of one or more texts, none of them empty. */
  texts(value: unknown, path: string): readonly string[] {
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')) return value;
    this.add(path, '须为非空文本的列表', 'must be a list of texts, not empty');
    return [];
  }

  /** A list, which may be empty. */
  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.add(path, '未填写，应为列表', 'is missing; a list is needed');
    return [];
  }

  /**
   * Refuses blanks around any text below `value`, and control characters inside, wherever they are: a recurring cause in Kingdee's FAQs. Call it first,
   * so that it is what is said about such a text.
   */
  refuseStrayBlanks(value: unknown, path = ''): void {
    if (this.#isContent(path)) return;
    if (typeof value === 'string') {
      if (value !== value.trim() || /\p{Cc}/u.test(value)) {
        this.add(path, '首尾有多余的空格，或含有换行等控制字符，请去掉后重填', 'has blanks at its start or end, or line breaks inside; remove them');
      }
    } else if (Array.isArray(value)) {
      for (const [index, part] of value.entries()) this.refuseStrayBlanks(part, `${path}[${index}]`);
    } else if (isSettingsObject(value)) {
      for (const [key, part] of Object.entries(value)) this.refuseStrayBlanks(part, memberOf(path, key));
    }
  }

  #isWrong(path: string): boolean {
    return this.problems.some((problem) => problem.path === path);
  }
}

/** True for an object that is no list and not `null`. */
export function isSettingsObject(value: unknown): value is SettingsObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
