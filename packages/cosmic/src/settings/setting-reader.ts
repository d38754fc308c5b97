import type { Problem } from '@piaozone/core/adapter';

type Row = Readonly<Record<string, unknown>>;

/** What is sent as it stands. */
const REQUEST_CONTENT = /^(?:organizations|businessUnits|bills)\.data$/;

/** Collects every problem of a settings object, each with the path of its field; values never become part of a problem. */
export class SettingReader {
  readonly problems: Problem[] = [];

  add(path: string, zh: string, en: string): void {
    // One complaint per field: a secret with a blank is not also "missing".
    if (!this.problems.some((problem) => problem.path === path)) this.problems.push({ path, message: { zh, en } });
  }

  /** The object at `path`, its keys held to `keys`; an empty one when it is missing. */
  object(value: unknown, path: string, keys: readonly string[]): Row {
    if (!isRow(value)) {
      this.add(path === '' ? 'settings' : path, '未填写，应为对象', 'is missing; an object is needed');
      return {};
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

  oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T | undefined {
    const found = allowed.find((one) => one === value);
    if (found === undefined && value !== undefined) this.add(path, `只能是 ${allowed.join('、')}`, `must be one of ${allowed.join(', ')}`);
    return found;
  }

  flag(value: unknown, path: string): boolean | undefined {
    if (value === undefined || typeof value === 'boolean') return value;
    this.add(path, '须为 true 或 false', 'must be true or false');
    return undefined;
  }

  count(value: unknown, path: string, max: number): number | undefined {
    if (value === undefined) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max) return value as number;
    this.add(path, `须为 1 至 ${max} 的整数`, `must be a whole number from 1 to ${max}`);
    return undefined;
  }

  texts(value: unknown, path: string): void {
    if (!Array.isArray(value) || value.length === 0 || value.some((one) => typeof one !== 'string' || one === '')) {
      this.add(path, '须为非空文本的列表', 'must be a list of texts, not empty');
    }
  }

  /** Path of an API below the base. */
  apiPath(value: unknown, path: string): void {
    const text = this.text(value, path);
    if (text !== '' && !/^\/[^\s?#]+$/.test(text))
      this.add(path, '须以 / 开头，且不含空格、? 和 #', 'must start with a slash and hold no blank, ? or #');
  }

  /** Refuses blanks around any text below `value`, and control characters inside, wherever they are. */
  strayBlanks(value: unknown, path = ''): void {
    if (typeof value === 'string') {
      if (value !== value.trim() || /\p{Cc}/u.test(value)) {
        this.add(path, '首尾有多余的空格，或含有换行等控制字符，请去掉后重填', 'has blanks at its start or end, or line breaks inside; remove them');
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) if (!REQUEST_CONTENT.test(join(path, key))) this.strayBlanks(part, join(path, key));
  }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
