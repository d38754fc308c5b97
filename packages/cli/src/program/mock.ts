import { type Command, Option } from 'commander';
import { type MockCommandOptions, mockCommand } from '../commands/mock.js';
import { usageFailure } from '../failure.js';
import type { CommandIo } from '../io.js';
import type { LoadTestkit } from '../mock/testkit.js';
import { describe, lines, notes } from './help.js';

const MOCKS = 4;
const MAX_PORT = 65_535;

export function addMock(program: Command, io: CommandIo, loadTestkit: LoadTestkit): void {
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

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port + MOCKS - 1 <= MAX_PORT) return port;
  throw usageFailure({
    zh: `--port 必须是 0 到 ${MAX_PORT - MOCKS + 1} 的整数`,
    en: `--port must be a whole number from 0 to ${MAX_PORT - MOCKS + 1}`,
  });
}
