import { type Command, Option } from 'commander';
import { type CheckOptions, type ConvertOptions, checkEnterprises, convertEnterprises } from '../commands/enterprises.js';
import type { CommandIo } from '../io.js';
import { describe, lines, notes } from './help.js';

export function addEnterprises(program: Command, io: CommandIo): void {
  const enterprises = describe(program.command('enterprises'), {
    zh: '检查或转换企业目录（企业、税号、组织、产品与有效期、许可授权），JSON 与 Excel 互转',
    en: 'Check or convert an enterprise directory (tax numbers, units, products and dates, licences) between JSON and Excel',
  });
  const previous = () =>
    new Option(
      '--previous <file>',
      lines({
        zh: '原来的企业目录；已做许可授权的企业，名称和税号不能改动',
        en: 'the directory as it was; authorized enterprises keep name and number',
      }),
    );
  describe(enterprises.command('check'), {
    zh: '按工作表、行、列指出全部错误和提醒；有错误时退出码为 1',
    en: 'Name everything that is wrong or doubtful, by sheet, row and column; exits with 1 if anything is wrong',
  })
    .argument('<in>', lines({ zh: '.json 或 .xlsx 文件', en: 'a .json or .xlsx file' }))
    .option('--json', lines({ zh: '只输出一行 JSON', en: 'print one line of JSON only' }))
    .addOption(previous())
    .action((input: string, options: CheckOptions) => checkEnterprises(input, options, io));
  describe(enterprises.command('convert'), {
    zh: '在 .json 与 .xlsx 之间转换，内容不丢失；有错误时不写文件',
    en: 'Convert between .json and .xlsx without loss; writes nothing while anything is wrong',
  })
    .argument('<in>', lines({ zh: '.json 或 .xlsx 文件', en: 'a .json or .xlsx file' }))
    .argument('<out>', lines({ zh: '.json 或 .xlsx 文件', en: 'a .json or .xlsx file' }))
    .option('--force', lines({ zh: '覆盖已存在的文件', en: 'replace a file that exists' }))
    .addOption(previous())
    .action((input: string, output: string, options: ConvertOptions) => convertEnterprises(input, output, options, io))
    .addHelpText(
      'after',
      notes({
        zh: '工作表“企业”一行一个企业一种产品；“许可授权”“租户”两表保存其余内容。单元格全部为文本，日期写作 2026-12-31，多个组织编码用逗号分隔。',
        en: 'Sheet 企业 has one row per enterprise and product; 许可授权 and 租户 hold the rest. All cells are texts, dates such as 2026-12-31, several units separated by commas.',
      }),
    );
}
