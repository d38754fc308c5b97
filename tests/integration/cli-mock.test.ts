import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

/** The program as built, started the ways people start it. */
const BIN = fileURLToPath(new URL('../../packages/cli/bin/piaozone.js', import.meta.url));
const COMMAND = [BIN, 'mock', '--port', '0', '--json'];
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function firstLine(child: ChildProcess): Promise<Record<string, Record<string, unknown>>> {
  started.push(child);
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as Record<string, Record<string, unknown>>;
}

describe('piaozone mock --json', () => {
  it('prints one line with everything a client needs, serves, and ends cleanly at SIGTERM', async () => {
    const child = spawn(process.execPath, COMMAND, { stdio: ['ignore', 'pipe', 'inherit'] });
    const access = await firstLine(child);
    expect(Object.fromEntries(Object.entries(access).map(([name, value]) => [name, Object.keys(value)]))).toEqual({
      piaozone: ['baseUrl', 'tenant', 'enterprises'],
      xinghan: ['baseUrl', 'accountId', 'appId', 'appSecret', 'user', 'businessSystemCode'],
      galaxy: ['baseUrl', 'accountId', 'appId', 'appSecret', 'user', 'businessSystemCode', 'gatewayIdentity'],
      eas: ['baseUrl', 'userName', 'password', 'slnName', 'dcName'],
    });
    const [enterprise] = (access['piaozone']?.['enterprises'] ?? []) as Record<string, string>[];
    expect(Object.keys(enterprise ?? {})).toEqual(['taxNo', 'name', 'clientId', 'clientSecret', 'encryptKey']);
    const answer = await fetch(`${access['piaozone']?.['baseUrl']}/base/oauth/token`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(200);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it.skipIf(process.platform === 'win32')('ends under npx, whose shell dies of SIGTERM without passing it on', async () => {
    const command = COMMAND.map((part) => `'${part}'`).join(' ');
    // The trailing command keeps the shell from replacing itself by node.
    const shell = spawn('sh', ['-c', `'${process.execPath}' ${command}; true`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_command: 'exec' },
    });
    await firstLine(shell);
    const closed = once(shell.stdout, 'close');
    shell.kill('SIGTERM');
    // The pipe is open for as long as the mock holds it.
    await closed;
  });
});
