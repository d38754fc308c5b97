import { type Command, Option } from 'commander';
import { type DiagnoseOptions, diagnoseCommand } from '../commands/diagnose.js';
import type { CommandIo } from '../io.js';
import { describe, lines, notes } from './help.js';

export function addDiagnose(program: Command, io: CommandIo): void {
  describe(program.command('diagnose'), {
    zh: '说明发票云或 ERP 的一条提示是什么原因、怎样解决；没有收录时退出码为 1',
    en: 'Explain a message of the invoice cloud or an ERP: cause and remedy; exits with 1 if it is not known',
  })
    .argument(
      '<message...>',
      lines({ zh: '提示原文，含空格时加引号；- 为从标准输入读取', en: 'the message as printed, quoted; - reads it from stdin' }),
    )
    .option('--json', lines({ zh: '只输出一行 JSON：code、action、cause、remedy', en: 'print one line of JSON only: code, action, cause, remedy' }))
    .addOption(new Option('--lang <lang>', lines({ zh: '只输出一种语言', en: 'one language only' })).choices(['zh', 'en']))
    .action((words: string[], options: DiagnoseOptions) => diagnoseCommand(words, options, io))
    .addHelpText(
      'after',
      notes({
        zh: '提示以 - 开头时，在它前面加 --。数字、掩码和标点不同没有关系。',
        en: 'Put -- before a message that begins with -. Other numbers, masks and punctuation do not matter.',
      }),
    );
}
