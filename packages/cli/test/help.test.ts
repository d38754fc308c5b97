import { describe, expect, it } from 'vitest';
import { CANARY, cli } from './support/cli.js';

describe('help', () => {
  it.each([
    [
      ['--help'],
      [
        '命令 Commands:',
        '金蝶发票云',
        'Kingdee Invoice Cloud',
        '计算令牌请求的签名',
        'Compute the signature',
        '模拟',
        'Start mocks',
        '加密',
        'Encrypt',
        '解密',
        'Decrypt',
      ],
    ],
    [
      ['mock', '--help'],
      ['用法 Usage: piaozone mock', '--port <port>', '--json', '--erp <module>', '任意空闲端口', 'any free', '@piaozone/testkit', '127.0.0.1'],
    ],
    [
      ['sign', '-h'],
      [
        '选项 Options:',
        '--enc-type <n>',
        '--client-secret-stdin',
        'PIAOZONE_CLIENT_SECRET',
        '进程列表',
        'process list',
        'shell 历史记录',
        'shell history',
      ],
    ],
    [
      ['encrypt', '--help'],
      ['--key <key>', 'PIAOZONE_ENCRYPT_KEY', '进程列表', 'process list', 'echo', '换行', 'line break'],
    ],
    [
      ['help', 'decrypt'],
      ['--key <key>', '引号', 'quotes', '进程列表', 'process list'],
    ],
  ])('%j is in both languages', async (argv, expected) => {
    const { code, text, stderr } = await cli(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of expected) expect(text).toContain(part);
  });

  it.each([['--version'], ['-V']])('%s prints the version', async (option) => {
    expect(await cli([option])).toMatchObject({ code: 0, text: '0.0.0-test\n', stderr: '' });
  });

  it('is printed on stderr where no command is given', async () => {
    expect(await cli([])).toMatchObject({ code: 2, text: '', stderr: expect.stringContaining('用法 Usage: piaozone') });
  });
});

describe('wrong usage', () => {
  it.each([
    [['sing'], '错误：未知命令 sing / error: unknown command sing\n'],
    [['encrypt', '--keys'], '错误：未知选项 --keys / error: unknown option --keys\n'],
    [['encrypt', '--keys=Ab1'], '错误：未知选项 --keys / error: unknown option --keys\n'],
    [['sign', '--timestamp', '1'], '错误：缺少必填选项 --client-id <id> / error: missing option --client-id <id>\n'],
    [['encrypt', '--key'], '错误：选项缺少取值 --key <key> / error: missing value of option --key <key>\n'],
    [
      ['encrypt', '--backend', 'x'],
      '错误：选项取值不正确 --backend <name>，可选：node, crypto-js / error: wrong value of option --backend <name>; choices: node, crypto-js\n',
    ],
    [['encrypt', 'file.json'], '错误：多余的参数 / error: too many arguments\n'],
    [['mock', '--port', '-1'], '错误：--port 必须是 0 到 65532 的整数 / error: --port must be a whole number from 0 to 65532\n'],
  ])('%j is named in both languages', async (argv, expected) => {
    expect(await cli(argv)).toMatchObject({ code: 2, text: '', stderr: expected });
  });

  it.each([
    [[CANARY]],
    [['encrypt', `--${CANARY}`]],
    [['encrypt', `--keys=${CANARY}`]],
    [['encrypt', `-k${CANARY}`]],
    [['encrypt', CANARY]],
    [['encrypt', '--backend', CANARY]],
    [['sign', '--enc-type', CANARY]],
    [['mock', '--port', CANARY]],
  ])('a secret at the wrong place is not repeated (%#)', async (argv) => {
    const { code, text, stderr } = await cli(argv);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(stderr.includes(CANARY)).toBe(false);
    expect(stderr).toMatch(/^错误：.* \/ error: .*\n$/);
  });
});
