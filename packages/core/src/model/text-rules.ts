import type { Problem } from '../errors.js';

/** How one text of a request is looked at. */
export interface TextRule {
  readonly required?: boolean;
  /** Part of a key: blanks at its ends would make another key of it, so they are errors instead of warnings. */
  readonly key?: boolean;
  readonly multiline?: boolean;
}

// Tab and line ends are control characters too; only multi-line texts may hold line ends.
const CONTROL = /\p{Cc}/u;
const CONTROL_EXCEPT_LINE_ENDS = /(?![\n\r])\p{Cc}/u;
const BLANK_AT_END = /^\s|\s$/;

export function checkText(value: unknown, path: string, rule: TextRule, errors: Problem[], warnings: Problem[]): void {
  if (value === undefined || value === null) {
    if (rule.required === true) errors.push({ path, message: { zh: '必填，没有给出', en: 'is required and missing' } });
    return;
  }
  if (typeof value !== 'string') {
    errors.push({ path, message: { zh: `必须是文本，现在是 ${typeof value}`, en: `must be text, it is ${typeof value}` } });
    return;
  }
  if (value.trim() === '') {
    if (rule.required === true || rule.key === true) errors.push({ path, message: { zh: '不能为空白', en: 'must not be blank' } });
    else
      warnings.push({ path, message: { zh: '是空白的；没有内容请不要给这个字段', en: 'is blank; leave the field out if there is nothing to say' } });
    return;
  }
  if (BLANK_AT_END.test(value)) {
    (rule.key === true ? errors : warnings).push({
      path,
      message: { zh: '首尾有空白，请去掉', en: 'has blanks at the beginning or the end; remove them' },
    });
  }
  if ((rule.multiline === true ? CONTROL_EXCEPT_LINE_ENDS : CONTROL).test(value)) {
    errors.push({
      path,
      message: { zh: '含有控制字符（如制表符、换行），请去掉', en: 'contains control characters such as tabs or line ends; remove them' },
    });
  }
}

/** For values that TypeScript has checked and JavaScript callers have not. */
export function checkChoice(value: unknown, allowed: readonly string[], path: string, errors: Problem[]): void {
  if (typeof value === 'string' && allowed.includes(value)) return;
  errors.push({ path, message: { zh: `只能是 ${allowed.join('、')} 之一`, en: `must be one of ${allowed.join(', ')}` } });
}
