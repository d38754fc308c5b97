import type { Bilingual } from '@piaozone/core';
import { Command, Option } from 'commander';
import { BACKENDS } from './backend.js';
import { type CipherOptions, decryptCommand, encryptCommand } from './commands/cipher.js';
import { type MockCommandOptions, mockCommand } from './commands/mock.js';
import { type SignOptions, signCommand } from './commands/sign.js';
import { usageFailure } from './failure.js';
import type { CommandIo } from './io.js';
import { displayWidth } from './mock/table.js';
import type { LoadTestkit } from './mock/testkit.js';
import { SECRET_ADVICE } from './secrets.js';
import { VERSION } from './version.js';

const MOCKS = 4;
const MAX_PORT = 65_535;

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
  addMock(program, io, loadTestkit);
  addSign(program, io);
  addCipher(program, io);
  return program;
}

function addMock(program: Command, io: CommandIo, loadTestkit: LoadTestkit): void {
  describe(program.command('mock'), {
    zh: '在本机启动模拟的发票云、星瀚、星空旗舰版和 EAS，直到 Ctrl-C 或 SIGTERM',
    en: 'Start mocks of piaozone, 星瀚, 星空旗舰版 and EAS on this machine, until Ctrl-C or SIGTERM',
  })
    .addOption(
      new Option(
        '--port <port>',
        lines({ zh: '发票云的端口，其余三个依次加一；0 为任意空闲端口', en: 'port of piaozone, the others follow; 0 is any free ones' }),
      )
        .argParser(readPort)
        .default(0),
    )
    .option('--json', lines({ zh: '只输出一行 JSON（地址与模拟凭据）', en: 'print one line of JSON only (addresses and mock credentials)' }))
    .option(
      '--erp <module>',
      lines({
        zh: 'ES 模块，具名导出 xinghan、galaxy、eas 为各 ERP 模拟的选项（接口路径、单据等）',
        en: 'ES module whose named exports xinghan, galaxy, eas are the options of the ERP mocks (paths, bills, facades)',
      }),
    )
    .action((options: MockCommandOptions) => mockCommand(options, io, loadTestkit))
    .addHelpText(
      'after',
      notes({
        zh: '只监听 127.0.0.1；需要安装 @piaozone/testkit。ERP 的业务接口没有公开资料，模拟服务不内置，由 --erp 模块给出。',
        en: 'Listens on 127.0.0.1 only; needs @piaozone/testkit. No published source holds the ERPs’ business interfaces, so none are built in: the --erp module brings them.',
      }),
    );
}

function addSign(program: Command, io: CommandIo): void {
  describe(program.command('sign'), {
    zh: '计算令牌请求的签名，只输出十六进制结果',
    en: 'Compute the signature of a token request; prints the hex and nothing else',
  })
    .addOption(
      new Option('--enc-type <n>', lines({ zh: '0 为 MD5，1 为 SHA-256，2 为 HMAC-SHA256', en: '0 is MD5, 1 SHA-256, 2 HMAC-SHA256' }))
        .choices(['0', '1', '2'])
        .default('0'),
    )
    .requiredOption('--client-id <id>', lines({ zh: '授权账号 ClientID', en: 'client id' }))
    .option(
      '--client-secret <secret>',
      lines({ zh: '授权密钥，默认取 PIAOZONE_CLIENT_SECRET', en: 'client secret, by default PIAOZONE_CLIENT_SECRET' }),
    )
    .option('--client-secret-stdin', lines({ zh: '从标准输入读取授权密钥', en: 'read the client secret from stdin' }))
    .requiredOption('--timestamp <timestamp>', lines({ zh: '时间戳，与请求中发送的完全一致', en: 'timestamp, exactly as it is sent' }))
    .addOption(backendOption())
    .action((options: SignOptions) => signCommand(options, io))
    .addHelpText('after', notes(SECRET_ADVICE));
}

function addCipher(program: Command, io: CommandIo): void {
  describe(program.command('encrypt'), {
    zh: '加密标准输入的 UTF-8 文本（AES-128-ECB），输出一行 Base64',
    en: 'Encrypt the UTF-8 text on stdin (AES-128-ECB) to one line of Base64',
  })
    .addOption(keyOption())
    .addOption(backendOption())
    .action((options: CipherOptions) => encryptCommand(options, io))
    .addHelpText(
      'after',
      notes(SECRET_ADVICE, {
        zh: '输入逐字节加密：echo 结尾的换行也算在内，可改用 printf。',
        en: 'The input is taken byte for byte: the line break that echo adds counts too; printf adds none.',
      }),
    );
  describe(program.command('decrypt'), {
    zh: '解密标准输入的 Base64（可带引号和首尾空白），原样输出明文',
    en: 'Decrypt the Base64 on stdin (quotes and surrounding blanks allowed) to the exact plain text',
  })
    .addOption(keyOption())
    .addOption(backendOption())
    .action((options: CipherOptions) => decryptCommand(options, io))
    .addHelpText('after', notes(SECRET_ADVICE));
}

function keyOption(): Option {
  return new Option(
    '--key <key>',
    lines({ zh: '加密 key EncryKey，16 字节，默认取 PIAOZONE_ENCRYPT_KEY', en: 'encrypt key of 16 bytes, by default PIAOZONE_ENCRYPT_KEY' }),
  );
}

function backendOption(): Option {
  return new Option('--backend <name>', lines({ zh: '加密库', en: 'crypto library' })).choices(BACKENDS).default('node');
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port + MOCKS - 1 <= MAX_PORT) return port;
  throw usageFailure({
    zh: `--port 必须是 0 到 ${MAX_PORT - MOCKS + 1} 的整数`,
    en: `--port must be a whole number from 0 to ${MAX_PORT - MOCKS + 1}`,
  });
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法 Usage:',
  'Options:': '选项 Options:',
  'Commands:': '命令 Commands:',
  'Arguments:': '参数 Arguments:',
};

function describe(command: Command, text: Bilingual): Command {
  return command.summary(lines(text)).description(lines(text));
}

function lines({ zh, en }: Bilingual): string {
  return `${zh}\n${en}`;
}

function notes(...texts: readonly Bilingual[]): string {
  return `\n${texts.map(lines).join('\n')}`;
}
