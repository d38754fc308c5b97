import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runWith } from '../src/run.js';
import { CANARY, cli } from './support/cli.js';

interface Entry {
  readonly code: string;
  readonly action: string;
  readonly category: string;
  readonly cause: { readonly zh: string; readonly en: string };
  readonly remedy: { readonly zh: string; readonly en: string };
  readonly messages: readonly [string, ...string[]];
}

const entries = JSON.parse(readFileSync(new URL('../../diagnosis/data/diagnosis.json', import.meta.url), 'utf8')) as readonly Entry[];

function entry(code: string): Entry {
  const found = entries.find((candidate) => candidate.code === code);
  if (found === undefined) throw new Error(`no entry ${code}`);
  return found;
}

const MESSAGE = '非法的客户ID，请联系管理员';
const known = entry('INVALID_CLIENT_ID');

describe('piaozone diagnose --json', () => {
  it('is one line with code, action, cause and remedy of the data file, in this order, for every entry', async () => {
    for (const { code, action, cause, remedy, messages } of entries) {
      const answer = { code, action, cause: { zh: cause.zh, en: cause.en }, remedy: { zh: remedy.zh, en: remedy.en } };
      expect(await cli(['diagnose', messages[0], '--json'])).toMatchObject({ code: 0, text: `${JSON.stringify(answer)}\n`, stderr: '' });
    }
  });

  it.each([['今天天气很好'], [''], ['1130'], ['hello world']])('is {"code":null} and fails for %j', async (message) => {
    expect(await cli(['diagnose', '--json', message])).toMatchObject({ code: 1, text: '{"code":null}\n', stderr: '' });
  });

  it('has both languages whatever --lang says', async () => {
    const { text } = await cli(['diagnose', MESSAGE, '--json']);
    for (const lang of ['zh', 'en']) expect((await cli(['diagnose', MESSAGE, '--json', '--lang', lang])).text).toBe(text);
  });
});

describe('piaozone diagnose', () => {
  it('prints code, action, cause and remedy in both languages', async () => {
    const { code, text, stderr } = await cli(['diagnose', MESSAGE]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(text.startsWith('INVALID_CLIENT_ID\n')).toBe(true);
    for (const part of [known.cause.zh, known.cause.en, known.remedy.zh, known.remedy.en, 'fix-config', '授权与密钥', 'credentials']) {
      expect(text).toContain(part);
    }
  });

  it.each([
    ['zh', 'en'],
    ['en', 'zh'],
  ] as const)('prints only %s with --lang', async (lang, other) => {
    const { text } = await cli(['diagnose', MESSAGE, '--lang', lang]);
    expect(text).toContain('INVALID_CLIENT_ID');
    expect(text).toContain(known.cause[lang]);
    expect(text).toContain(known.remedy[lang]);
    expect(text).not.toContain(known.cause[other]);
    expect(text).not.toContain(known.remedy[other]);
  });

  it('names every category and action', async () => {
    for (const { messages, category, action } of entries) {
      const { text } = await cli(['diagnose', messages[0]]);
      expect(text).toContain(`（${category}）`);
      expect(text).toContain(`(${action})`);
      expect(text).not.toContain('undefined');
    }
  });

  it('says in both languages, or in one, that a message is not known, and fails', async () => {
    const both = await cli(['diagnose', '今天天气很好']);
    expect(both).toMatchObject({ code: 1, stderr: '' });
    expect(both.text).toMatch(/^没有收录.*\nthis message is not known.*\n$/);
    expect((await cli(['diagnose', '今天天气很好', '--lang', 'zh'])).text).toMatch(/^没有收录.*\n$/);
    expect((await cli(['diagnose', '今天天气很好', '--lang', 'en'])).text).toMatch(/^this message is not known.*\n$/);
  });

  it('takes words without quotes, and after -- a message that begins with a dash', async () => {
    expect((await cli(['diagnose', '当前', 'API', '有效时间已超期', '--json'])).text).toContain('"CHANNEL_API_NOT_GRANTED"');
    expect((await cli(['diagnose', '-', MESSAGE, '--json'])).text).toContain('"INVALID_CLIENT_ID"');
    expect((await cli(['diagnose', '--json', '--', `-${MESSAGE}`])).text).toContain('"INVALID_CLIENT_ID"');
  });

  it('reads stdin for -, in UTF-8 or GBK', async () => {
    expect((await cli(['diagnose', '-', '--json'], { stdin: `${MESSAGE}\r\n` })).text).toContain('"INVALID_CLIENT_ID"');
    const gbk = Buffer.from('b7c7b7a8b5c4bfcdbba74944', 'hex');
    expect((await cli(['diagnose', '-', '--json'], { stdin: gbk })).text).toContain('"INVALID_CLIENT_ID"');
    expect(await cli(['diagnose', '-', '--json'])).toMatchObject({ code: 1, text: '{"code":null}\n' });
  });

  it('does not wait for the end of an endless stdin, cut within a character or not', async () => {
    const line = Buffer.from(`${MESSAGE}，`);
    const endless = Readable.from(
      (function* () {
        for (;;) yield line;
      })(),
    );
    let text = '';
    const io = {
      stdin: endless,
      stdout: { write: (part: string | Buffer) => (text += part) },
      stderr: { write: () => {} },
      env: {},
      onSignal: () => () => {},
    };
    expect(await runWith(['diagnose', '-', '--json'], io, () => Promise.reject(new Error('no testkit')))).toBe(0);
    expect(text).toContain('"INVALID_CLIENT_ID"');
  });

  it.each([
    `${MESSAGE}\u001b[2J\u001b]0;owned\u0007\r\n`,
    `\u202e${MESSAGE}`,
    `${MESSAGE} https://api.piaozone.com/fpdk-gov/fpdk/etax/login/${CANARY}`,
  ])('never repeats the message (%#)', async (message) => {
    const plain = await cli(['diagnose', MESSAGE]);
    expect(await cli(['diagnose', message])).toMatchObject({ code: 0, text: plain.text, stderr: '' });
    expect(await cli(['diagnose', '-'], { stdin: message })).toMatchObject({ code: 0, text: plain.text, stderr: '' });
  });

  it('shows the message in no complaint either', async () => {
    const { code, text, stderr } = await cli(['diagnose', `--${CANARY}`]);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(stderr.includes(CANARY)).toBe(false);
  });

  it.each([
    [['diagnose'], '错误：缺少参数 <message> / error: missing argument <message>\n'],
    [
      ['diagnose', 'x', '--lang', 'fr'],
      '错误：选项取值不正确 --lang <lang>，可选：zh, en / error: wrong value of option --lang <lang>; choices: zh, en\n',
    ],
  ])('%j is wrong usage', async (argv, stderr) => {
    expect(await cli(argv)).toMatchObject({ code: 2, text: '', stderr });
  });

  it.each([[['diagnose', '--help']], [['help', 'diagnose']]])('%j explains itself in both languages', async (argv) => {
    const { code, text } = await cli(argv);
    expect(code).toBe(0);
    for (const part of ['--json', '--lang <lang>', '提示原文', 'the message as printed', '退出码', 'exits with 1']) expect(text).toContain(part);
  });
});
