import type { Bilingual } from '@piaozone/core';
import { Command, Option } from 'commander';
import { BACKENDS } from './backend.js';
import { type CipherOptions, decryptCommand, encryptCommand } from './commands/cipher.js';
import { type DiagnoseOptions, diagnoseCommand } from './commands/diagnose.js';
import { type CheckOptions, type ConvertOptions, checkEnterprises, convertEnterprises } from './commands/enterprises.js';
import { type MockCommandOptions, mockCommand } from './commands/mock.js';
import { type QrOptions, qrCommand } from './commands/qr.js';
import { type SignOptions, signCommand } from './commands/sign.js';
import { type DoctorOptions, doctorCommand } from './doctor/command.js';
import { usageFailure } from './failure.js';
import type { CommandIo } from './io.js';
import { displayWidth } from './mock/table.js';
import type { LoadTestkit } from './mock/testkit.js';
import { SECRET_ADVICE } from './secrets.js';
import { type FilesOptions, recognizeCommand, type VerifyOptions, verifyCommand } from './verify/command.js';
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
  addDoctor(program, io);
  addDiagnose(program, io);
  addEnterprises(program, io);
  addVerify(program, io);
  addRecognize(program, io);
  addMock(program, io, loadTestkit);
  addSign(program, io);
  addCipher(program, io);
  addQr(program, io);
  return program;
}

function addDoctor(program: Command, io: CommandIo): void {
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

function addDiagnose(program: Command, io: CommandIo): void {
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

function addEnterprises(program: Command, io: CommandIo): void {
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

const PARALLEL = 64;

function addVerify(program: Command, io: CommandIo): void {
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

function addRecognize(program: Command, io: CommandIo): void {
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

function addQr(program: Command, io: CommandIo): void {
  describe(program.command('qr'), {
    zh: '生成扫码开票的自建二维码链接，或把现成的开票链接画成二维码（PNG、SVG）',
    en: 'Make the link of a self-built scan-to-invoice code, or draw a link that is given (PNG, SVG)',
  })
    .addOption(
      new Option('--environment <name>', lines({ zh: '正式或测试环境，没有默认值', en: 'production or test, without default' })).choices([
        'production',
        'test',
      ]),
    )
    .option('--shop <key>', lines({ zh: '门店id（key）', en: 'shop id (key)' }))
    .option('--sale-no <number>', lines({ zh: '小票单号（ddh）', en: 'number of the receipt (ddh)' }))
    .option(
      '--amount <amount>',
      lines({ zh: '金额（je），按原样签名：900 与 900.00 不同', en: 'amount (je), signed as typed: 900 and 900.00 differ' }),
    )
    .option('--timestamp <timestamp>', lines({ zh: '时间戳，默认当前毫秒', en: 'timestamp, by default now in milliseconds' }))
    .addOption(
      new Option(
        '--channel <name>',
        lines({ zh: 'direct 为直营（tyqr），other 为其他渠道（qr）', en: 'direct is 直营 (tyqr), other another channel (qr)' }),
      )
        .choices(['direct', 'other'])
        .default('direct'),
    )
    .addOption(
      new Option('--hex-case <case>', lines({ zh: 'MD5 的大小写，没有公开', en: 'case of the MD5, which is not published' }))
        .choices(['lower', 'upper'])
        .default('lower'),
    )
    .option(
      '--public-key <key>',
      lines({ zh: '门店的 public_key，默认取 PIAOZONE_SCAN_PUBLIC_KEY', en: 'public_key of the shop, by default PIAOZONE_SCAN_PUBLIC_KEY' }),
    )
    .option('--public-key-stdin', lines({ zh: '从标准输入读取 public_key', en: 'read the public_key from stdin' }))
    .option('--link <url>', lines({ zh: '现成的链接，例如上传销售单返回的', en: 'a link that is there, e.g. from 上传销售单' }))
    .option('--out <file>', lines({ zh: '画到 .png 或 .svg 文件', en: 'draw it into a .png or .svg file' }))
    .option('--force', lines({ zh: '覆盖已存在的文件', en: 'replace a file that exists' }))
    .addOption(new Option('--error-correction <level>', lines({ zh: '容错级别', en: 'error correction' })).choices(['L', 'M', 'Q', 'H']).default('M'))
    .action((options: QrOptions) => qrCommand(options, io))
    .addHelpText(
      'after',
      notes(SECRET_ADVICE, {
        zh: 'public_key 虽名为公钥，却用于签名，请按密钥保管。输出的链接不含它。',
        en: 'In spite of its name the public_key signs: keep it secret. The link that is printed does not hold it.',
      }),
    );
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
