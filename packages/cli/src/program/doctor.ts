import { type Command, Option } from 'commander';
import { type DoctorOptions, doctorCommand } from '../doctor/command.js';
import type { CommandIo } from '../io.js';
import { describe, lines, notes } from './help.js';

export function addDoctor(program: Command, io: CommandIo): void {
  describe(program.command('doctor'), {
    zh: '按手册顺序测试配置：网络、环境与授权、权益、ERP；指出第一个不通过的原因和解决办法',
    en: 'Test a configuration in the order of the manual: network, environment and triple, entitlement, ERP; names cause and remedy',
  })
    .requiredOption('--config <file>', lines({ zh: '配置文件 piaozone.config.json 或 .mjs', en: 'configuration file piaozone.config.json or .mjs' }))
    .option('--json', lines({ zh: '只输出一行 JSON：ok 与各项 findings', en: 'print one line of JSON only: ok and findings' }))
    .addOption(new Option('--lang <lang>', lines({ zh: '只输出一种语言', en: 'one language only' })).choices(['zh', 'en']))
    .action((options: DoctorOptions) => doctorCommand(options, io))
    .addHelpText(
      'after',
      notes({
        zh: '✔ 通过，✖ 不通过，! 提醒，– 未测。退出码：0 通过（可有提醒），1 有不通过，2 用法或配置文件无法读取。不输出任何密钥。',
        en: '✔ passed, ✖ failed, ! warning, – not tested. Exit code: 0 passed (warnings allowed), 1 something failed, 2 usage or unreadable file. Never prints a secret.',
      }),
    );
}
