import type { Bilingual } from '@piaozone/core';
import { type Command, Option } from 'commander';
import { usageFailure } from '../failure.js';
import type { CommandIo } from '../io.js';
import { type FilesOptions, recognizeCommand, type VerifyOptions, verifyCommand } from '../verify/command.js';
import { describe, lines, notes } from './help.js';

const PARALLEL = 64;

export function addVerify(program: Command, io: CommandIo): void {
  const command = describe(program.command('verify'), {
    zh: '识别并查验发票文件（PDF、OFD、JPG、PNG，每个不超过 8 MB）；可中断后继续',
    en: 'Recognise and verify invoice files (PDF, OFD, JPG, PNG, 8 MB each at most); can be interrupted and resumed',
  })
    .option(
      '--many',
      lines({ zh: '查验文件中的全部发票（数电除外），默认只查第一张', en: 'all invoices of a file (not 数电); default: the first one' }),
    )
    .option('--compliance', lines({ zh: '合规性配置校验（checkFlag），与 --many 同用', en: 'compliance rules (checkFlag), with --many' }));
  filesOptions(command)
    .action((files: string[], options: VerifyOptions) => verifyCommand(files, options, io))
    .addHelpText(
      'after',
      notes(FILES_ADVICE, {
        zh: '每张发票每天最多查验 5 次；查验会消耗流量包。退出码：0 全部通过，1 有未通过或失败，2 用法错误。',
        en: 'An invoice can be verified five times a day; verification uses up the package. Exit code: 0 all passed, 1 something has not, 2 wrong usage.',
      }),
    );
}

export function addRecognize(program: Command, io: CommandIo): void {
  const command = describe(program.command('recognize'), {
    zh: '识别发票文件中的全部发票，不查验；可中断后继续',
    en: 'Recognise all invoices of files, without verification; can be interrupted and resumed',
  });
  filesOptions(command)
    .action((files: string[], options: FilesOptions) => recognizeCommand(files, options, io))
    .addHelpText(
      'after',
      notes(FILES_ADVICE, {
        zh: '识别会消耗流量包。退出码：0 全部识别，1 有失败、串号或没有发票，2 用法错误。',
        en: 'Recognition uses up the package. Exit code: 0 all recognised, 1 something failed, is crossed or holds no invoice, 2 wrong usage.',
      }),
    );
}

const FILES_ADVICE: Bilingual = {
  zh: "授权取自 --config 文件（与 doctor 相同），没有写的取环境变量 PIAOZONE_…。CSV 中像公式的内容前加 '；20 位号码请按文本列导入 Excel。",
  en: "The triple comes from the --config file (that of doctor), what it leaves out from the variables PIAOZONE_…. In CSV what looks like a formula gets a leading '; import 20-digit numbers into Excel as text.",
};

function filesOptions(command: Command): Command {
  return command
    .argument('<files...>', lines({ zh: '发票文件', en: 'invoice files' }))
    .option('--config <file>', lines({ zh: '配置文件，与 doctor 相同', en: 'configuration file, that of doctor' }))
    .option(
      '--checkpoint <file>',
      lines({ zh: '断点文件：每个结果落盘，中断后用同一条命令继续', en: 'checkpoint: every result is on the disk; the same command goes on' }),
    )
    .option('--retry-failed', lines({ zh: '断点中失败、查无或稍后再查的重新做', en: 'do again what failed or was not found' }))
    .addOption(
      new Option('--concurrency <n>', lines({ zh: '同时处理的文件数，1 到 64', en: 'files at a time, 1 to 64' })).argParser(readParallel).default(4),
    )
    .option('--tax-no <number>', lines({ zh: '企业税号，多企业时用', en: 'tax number the calls are made for' }))
    .option('--json', lines({ zh: '只输出一行 JSON', en: 'print one line of JSON only' }))
    .option('--csv', lines({ zh: '输出 CSV（UTF-8）', en: 'print CSV (UTF-8)' }));
}

function readParallel(text: string): number {
  const count = Number(text);
  if (/^\d{1,2}$/.test(text) && count >= 1 && count <= PARALLEL) return count;
  throw usageFailure({ zh: `--concurrency 必须是 1 到 ${PARALLEL} 的整数`, en: `--concurrency must be a whole number from 1 to ${PARALLEL}` });
}
