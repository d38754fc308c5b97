import type { Problem } from '@piaozone/core/adapter';
import { isXmlName } from '@piaozone/core/adapter';

export type Row = Readonly<Record<string, unknown>>;

/** Collects every problem of a settings object, each with the path of its field; values never become part of a problem. */
export class SettingReader {
  readonly problems: Problem[] = [];

  /** One complaint per field: a password with a line break is not also of the wrong kind. */
  add(path: string, zh: string, en: string): void {
    if (!this.problems.some((problem) => problem.path === path)) this.problems.push({ path, message: { zh, en } });
  }

  /** The object at `path`, its keys held to `keys`; `undefined` when it is missing, which is then the one thing to say about it. */
  object(value: unknown, path: string, keys: readonly string[]): Row | undefined {
    if (!isRow(value)) {
      this.add(path === '' ? 'settings' : path, '未填写，应为对象', 'is missing; an object is needed');
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) this.add(join(path, key), `没有这个设置，可用：${keys.join('、')}`, `is no setting; known: ${keys.join(', ')}`);
    }
    return value;
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value !== '') return value;
    this.add(path, '未填写', 'is missing or empty');
    return '';
  }

  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  /** A name that becomes an XML element. */
  name(value: unknown, path: string): void {
    const text = this.text(value, path);
    if (text !== '' && !isXmlName(text)) this.add(path, '不是合法的 XML 名称', 'is no XML name');
  }

  oneOf<T>(value: unknown, allowed: readonly T[], path: string): T | undefined {
    const found = allowed.find((one) => one === value);
    if (found === undefined && value !== undefined) this.add(path, `只能是 ${allowed.join('、')}`, `must be one of ${allowed.join(', ')}`);
    return found;
  }

  count(value: unknown, path: string, max: number): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
    this.add(path, `须为 1 至 ${max} 的整数`, `must be a whole number from 1 to ${max}`);
    return undefined;
  }

  texts(value: unknown, path: string): readonly string[] {
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')) return value;
    this.add(path, '须为非空文本的列表', 'must be a list of texts, not empty');
    return [];
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.add(path, '未填写，应为列表', 'is missing; a list is needed');
    return [];
  }

  /** Refuses blanks around any text below `value`, and control characters inside, wherever they are: a recurring cause in Kingdee's FAQs. */
  strayBlanks(value: unknown, path = ''): void {
    if (typeof value === 'string') {
      if (value !== value.trim() || /\p{Cc}/u.test(value)) {
        this.add(path, '首尾有多余的空格，或含有换行等控制字符，请去掉后重填', 'has blanks at its start or end, or line breaks inside; remove them');
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) if (key !== 'constants') this.strayBlanks(part, join(path, key));
  }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
