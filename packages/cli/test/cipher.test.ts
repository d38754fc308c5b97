import { describe, expect, it } from 'vitest';
import { backendOf } from '../src/backend.js';
import { CANARY, cli, vectors } from './support/cli.js';

const ecb = vectors<{ key: string; plaintext: string }, { base64: string }>('aes-ecb');
const rejects = vectors<{ key: string; plaintext?: string; base64?: string }, { error: string }>('aes-ecb-reject');
const KEY = '0123456789abcdef';
const PLAIN = '{"a":1}';

describe.each(['node', 'crypto-js'])('piaozone encrypt and decrypt --backend %s', (backend) => {
  it.each(ecb)('$name', async ({ input: { key, plaintext }, expected: { base64 } }) => {
    expect(await cli(['encrypt', '--key', key, '--backend', backend], { stdin: plaintext })).toMatchObject({
      code: 0,
      text: `${base64}\n`,
      stderr: '',
    });
    expect(await cli(['encrypt', '--backend', backend], { stdin: plaintext, env: { PIAOZONE_ENCRYPT_KEY: key } })).toMatchObject({
      text: `${base64}\n`,
    });
    const back = await cli(['decrypt', '--key', key, '--backend', backend], { stdin: base64 });
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout.equals(Buffer.from(plaintext))).toBe(true);
  });

  it.each(rejects)('$name is refused', async ({ input: { key, plaintext, base64 } }) => {
    const command = base64 === undefined ? 'encrypt' : 'decrypt';
    const { code, text, stderr } = await cli([command, '--key', key, '--backend', backend], { stdin: base64 ?? plaintext ?? '' });
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(stderr).toMatch(/^错误：.* \/ error: .*\n$/);
    expect(stderr.includes(key)).toBe(false);
  });
});

it('uses the named crypto library', async () => {
  expect([(await backendOf('node')).name, (await backendOf('crypto-js')).name]).toEqual(['node', 'crypto-js']);
});

describe('piaozone encrypt', () => {
  it('takes the input byte for byte', async () => {
    const plain = '\ufeff{"a":"票"}\r\n\0\n';
    const { text } = await cli(['encrypt', '--key', KEY], { stdin: plain });
    const { stdout } = await cli(['decrypt', '--key', KEY], { stdin: text });
    expect(stdout.equals(Buffer.from(plain))).toBe(true);
  });

  it('refuses what is not UTF-8, which the cloud could not read', async () => {
    const gbk = Buffer.from([0xb7, 0xa2, 0xc6, 0xb1]);
    expect(await cli(['encrypt', '--key', KEY], { stdin: gbk })).toMatchObject({ code: 1, text: '', stderr: expect.stringContaining('UTF-8') });
  });

  it('refuses to start without a key', async () => {
    const { code, stderr } = await cli(['encrypt'], { stdin: PLAIN });
    expect(code).toBe(2);
    expect(stderr).toContain('PIAOZONE_ENCRYPT_KEY');
  });

  it('shows a wrong key to nobody', async () => {
    for (const { code, text, stderr } of [
      await cli(['encrypt', '--key', CANARY], { stdin: PLAIN }),
      await cli(['decrypt'], { env: { PIAOZONE_ENCRYPT_KEY: CANARY } }),
    ]) {
      expect({ code, text }).toEqual({ code: 1, text: '' });
      expect(stderr).toContain(`现在是 ${CANARY.length} 字节`);
      expect(stderr.includes(CANARY)).toBe(false);
    }
  });
});

describe('piaozone decrypt', () => {
  const first = ecb[0];
  if (first === undefined) throw new Error('no vectors');
  const { base64 } = first.expected;

  it.each([
    ['surrounding blanks', (text: string) => `\ufeff \r\n\t${text}\n\n `],
    ['quotes', (text: string) => `"${text}"`],
    ['quotes and blanks', (text: string) => ` "${text}"\n`],
    ['escaped slashes', (text: string) => `"${text.replaceAll('/', '\\/')}"`],
  ])('allows %s', async (_, write) => {
    expect(await cli(['decrypt', '--key', KEY], { stdin: write(base64) })).toMatchObject({ code: 0, text: first.input.plaintext });
  });

  it.each([
    ['an open quote', (text: string) => `"${text}`],
    ['a blank inside', (text: string) => `${text.slice(0, 8)} ${text.slice(8)}`],
    ['a JSON object', () => '{"data":1}'],
    ['nothing', () => ''],
  ])('refuses %s', async (_, write) => {
    expect(await cli(['decrypt', '--key', KEY], { stdin: write(base64) })).toMatchObject({ code: 1, text: '' });
  });
});
