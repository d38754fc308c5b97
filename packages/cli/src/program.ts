import { Command } from 'commander';
import type { CommandIo } from './io.js';
import { displayWidth } from './mock/table.js';
import type { LoadTestkit } from './mock/testkit.js';
import { addAdapter } from './program/adapter.js';
import { addCipher, addSign } from './program/crypto.js';
import { addDiagnose } from './program/diagnose.js';
import { addDoctor } from './program/doctor.js';
import { addEnterprises } from './program/enterprises.js';
import { addRecognize, addVerify } from './program/files.js';
import { lines } from './program/help.js';
import { addMock } from './program/mock.js';
import { addQr } from './program/qr.js';
import { VERSION } from './version.js';

/** All commands, with help in both languages. Throws instead of exiting; usage errors are printed by the caller. */
export function buildProgram(io: CommandIo, loadTestkit: LoadTestkit): Command {
  const program = new Command('piaozone')
    .description(
      lines({
        zh: '金蝶发票云 ERP 集成 SDK（非官方）的命令行工具',
        en: 'Command line of the unofficial ERP integration SDK for Kingdee Invoice Cloud',
      }),
    )
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
    })
    .configureHelp({ displayWidth, styleTitle: (title) => TITLES[title] ?? title })
    .exitOverride()
    .showSuggestionAfterError(false)
    .helpOption('-h, --help', lines({ zh: '显示帮助', en: 'show help' }))
    .helpCommand('help [command]', lines({ zh: '显示某个命令的帮助', en: 'show the help of a command' }))
    .version(VERSION, '-V, --version', lines({ zh: '显示版本', en: 'show the version' }));
  addDoctor(program, io);
  addDiagnose(program, io);
  addEnterprises(program, io);
  addVerify(program, io);
  addRecognize(program, io);
  addMock(program, io, loadTestkit);
  addSign(program, io);
  addCipher(program, io);
  addQr(program, io);
  addAdapter(program, io);
  return program;
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法 Usage:',
  'Options:': '选项 Options:',
  'Commands:': '命令 Commands:',
  'Arguments:': '参数 Arguments:',
};
