import type { Command } from 'commander';
import { type CheckOptions, checkAdapter } from '../adapter/check.js';
import { type NewOptions, newAdapter } from '../adapter/new.js';
import type { CommandIo } from '../io.js';
import { describe, lines, notes } from './help.js';

export function addAdapter(program: Command, io: CommandIo): void {
  const adapter = describe(program.command('adapter'), {
    zh: '为新的 ERP 编写适配器：生成一个完整的包，检查结构并运行一致性测试',
    en: 'Write an adapter for a new ERP: make a whole package, check its structure and run the conformance suite',
  });
  describe(adapter.command('new'), {
    zh: '生成一个可以构建、一致性测试立即通过的适配器包',
    en: 'Make a package of an adapter that builds and passes the conformance suite at once',
  })
    .argument('<id>', lines({ zh: '适配器 id：小写字母、数字和连字符', en: 'id of the adapter: lower-case letters, digits and hyphens' }))
    .option('--name <name>', lines({ zh: 'npm 包名，默认 piaozone-adapter-<id>', en: 'name on npm, by default piaozone-adapter-<id>' }))
    .option('--dir <folder>', lines({ zh: '文件夹，须不存在或为空', en: 'folder, which must not exist or be empty' }))
    .action((id: string, options: NewOptions) => newAdapter(id, options, io));
  describe(adapter.command('check'), {
    zh: '检查适配器包的结构、导出、依赖范围、文档，并运行它的测试；报告写明每条规则',
    en: "Check the structure, exports, peer ranges and docs of an adapter's package and run its tests; the report names each rule",
  })
    .argument('[folder]', lines({ zh: '包所在的文件夹，默认当前文件夹', en: 'folder of the package, by default this one' }))
    .option('--json', lines({ zh: '只输出一行 JSON', en: 'print one line of JSON only' }))
    .action((folder: string | undefined, options: CheckOptions) => checkAdapter(folder, options, io))
    .addHelpText(
      'after',
      notes({
        zh: '运行该包的 npm test（即执行该包的代码）。退出码：0 全部通过，1 有未通过，2 用法错误。',
        en: "Runs the package's npm test, that is, its code. Exit code: 0 everything passed, 1 something has not, 2 wrong usage.",
      }),
    );
}
