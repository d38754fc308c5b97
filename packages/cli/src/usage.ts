import type { Bilingual } from '@piaozone/core';
import type { CommanderError } from 'commander';

/** commander's complaint in both languages. Rebuilt from the declared option, never quoted: its texts repeat what was typed, which may be a secret. */
export function describeUsage({ code, message }: CommanderError): Bilingual {
  switch (code) {
    case 'commander.unknownOption':
      return named(typedName(message), { zh: '未知选项', en: 'unknown option' });
    case 'commander.unknownCommand':
      return named(typedName(message), { zh: '未知命令', en: 'unknown command' });
    case 'commander.missingMandatoryOptionValue':
      return named(declaredOption(message), { zh: '缺少必填选项', en: 'missing option' });
    case 'commander.optionMissingArgument':
      return named(declaredOption(message), { zh: '选项缺少取值', en: 'missing value of option' });
    case 'commander.missingArgument':
      return named(declaredArgument(message), { zh: '缺少参数', en: 'missing argument' });
    case 'commander.invalidArgument':
      return withChoices(named(declaredOption(message), { zh: '选项取值不正确', en: 'wrong value of option' }), message);
    case 'commander.excessArguments':
      return { zh: '多余的参数', en: 'too many arguments' };
    default:
      return { zh: '用法不正确', en: 'wrong usage' };
  }
}

function named(name: string | undefined, { zh, en }: Bilingual): Bilingual {
  return name === undefined ? { zh, en } : { zh: `${zh} ${name}`, en: `${en} ${name}` };
}

/** Flags as this program declares them; commander puts them first and quotes them. */
function declaredOption(message: string): string | undefined {
  return /^error: (?:required )?option '([^']*)'/.exec(message)?.[1];
}

/** Its name as this program declares it. */
function declaredArgument(message: string): string | undefined {
  const name = /^error: missing required argument '([^']*)'/.exec(message)?.[1];
  return name === undefined ? undefined : `<${name}>`;
}

/** What was typed is shown only if it looks like a name and like nothing else; keys have capitals or digits. */
function typedName(message: string): string | undefined {
  const typed = /^error: unknown (?:option|command) '([^'=]*)/.exec(message)?.[1];
  return typed !== undefined && /^(?:--)?[a-z]{2,12}(?:-[a-z]{2,12}){0,3}$/.test(typed) ? typed : undefined;
}

function withChoices({ zh, en }: Bilingual, message: string): Bilingual {
  const choices = /Allowed choices are ([^.]*)\.$/.exec(message)?.[1];
  return choices === undefined ? { zh, en } : { zh: `${zh}，可选：${choices}`, en: `${en}; choices: ${choices}` };
}
