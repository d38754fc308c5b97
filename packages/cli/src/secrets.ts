import type { Bilingual } from '@piaozone/core';
import { Failure, usageFailure } from './failure.js';

/** Why the command line is the worst place for a secret; part of the help of every command that takes one. */
export const SECRET_ADVICE: Bilingual = {
  zh: '密钥最好来自环境变量或标准输入：写在命令行参数里，本机其他用户可从进程列表看到，还会留在 shell 历史记录中。',
  en: 'A secret is better taken from the environment or stdin: as an argument, other users of this machine see it in the process list, and the shell history keeps it.',
};

interface SecretSource {
  /** What the person calls it, e.g. `ClientSecret`. */
  readonly name: string;
  readonly option: string;
  readonly variable: string;
}

/** The option, else the variable. @throws usage failure naming both, without a value */
export function secretFrom(
  { name, option, variable }: SecretSource,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const secret = given ?? env[variable];
  if (secret !== undefined && secret !== '') return checked(name, secret);
  throw usageFailure({
    zh: `缺少 ${name}：请设置环境变量 ${variable}，或使用 ${option}`,
    en: `${name} is missing: set the variable ${variable}, or use ${option}`,
  });
}

/** A secret piped in: one line, its line break not part of it. */
export function secretFromText(name: string, text: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw usageFailure({ zh: `标准输入中没有 ${name}`, en: `stdin holds no ${name}` });
  return checked(name, secret);
}

/** A copied blank gives a signature or a key that is wrong for no visible reason. */
function checked(name: string, secret: string): string {
  if (secret === secret.trim()) return secret;
  throw new Failure({
    zh: `${name} 首尾有多余的空格或换行，请去掉后重试`,
    en: `${name} has blanks or line breaks at its start or end; remove them`,
  });
}
