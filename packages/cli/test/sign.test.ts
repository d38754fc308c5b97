import { describe, expect, it } from 'vitest';
import { CANARY, cli, vectors } from './support/cli.js';

const signs = vectors<{ clientId: string; clientSecret: string; timestamp: string | number; encType: number }, { sign: string }>('sign');

describe.each(['node', 'crypto-js'])('piaozone sign --backend %s', (backend) => {
  it.each(signs)('$name', async ({ input, expected }) => {
    const { clientId, clientSecret, timestamp, encType } = input;
    const argv = ['sign', '--enc-type', String(encType), '--client-id', clientId, '--timestamp', String(timestamp), '--backend', backend];
    const result = { code: 0, text: `${expected.sign}\n`, stderr: '' };
    expect(await cli([...argv, '--client-secret', clientSecret])).toMatchObject(result);
    expect(await cli(argv, { env: { PIAOZONE_CLIENT_SECRET: clientSecret } })).toMatchObject(result);
    expect(await cli([...argv, '--client-secret-stdin'], { stdin: `${clientSecret}\r\n` })).toMatchObject(result);
  });
});

describe('piaozone sign', () => {
  const md5 = signs.find(({ input }) => input.encType === 0);
  if (md5 === undefined) throw new Error('no MD5 vector');
  const { clientId, clientSecret, timestamp } = md5.input;
  const argv = ['sign', '--client-id', clientId, '--timestamp', String(timestamp)];

  it('is MD5 unless told otherwise', async () => {
    expect((await cli(argv, { env: { PIAOZONE_CLIENT_SECRET: clientSecret } })).text).toBe(`${md5.expected.sign}\n`);
  });

  it('prefers the option to the variable', async () => {
    const { text } = await cli([...argv, `--client-secret=${clientSecret}`], { env: { PIAOZONE_CLIENT_SECRET: 'another' } });
    expect(text).toBe(`${md5.expected.sign}\n`);
  });

  it.each([
    ['no secret', argv, {}],
    ['an empty variable', argv, { env: { PIAOZONE_CLIENT_SECRET: '' } }],
    ['an empty stdin', [...argv, '--client-secret-stdin'], { stdin: '\n' }],
    ['two secrets', [...argv, '--client-secret-stdin', '--client-secret', CANARY], {}],
    ['no timestamp', ['sign', '--client-id', clientId, '--client-secret', CANARY], {}],
    ['an unknown algorithm', [...argv, '--enc-type', '3', '--client-secret', CANARY], {}],
    ['an unknown backend', [...argv, '--backend', CANARY], {}],
  ])('refuses %s as wrong usage', async (_, wrong, input) => {
    const { code, text, stderr } = await cli(wrong, input);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(stderr).toMatch(/^错误：.* \/ error: .*\n$/);
    expect(stderr.includes(CANARY)).toBe(false);
  });

  it.each([` ${CANARY}`, `${CANARY}\t`])('refuses a secret with a stray blank without showing it', async (secret) => {
    for (const { code, text, stderr } of [
      await cli([...argv, '--client-secret', secret]),
      await cli([...argv, '--client-secret-stdin'], { stdin: `${secret}\n` }),
    ]) {
      expect({ code, text }).toEqual({ code: 1, text: '' });
      expect(stderr).toContain('ClientSecret 首尾有多余的空格');
      expect(stderr.includes(CANARY)).toBe(false);
    }
  });
});
