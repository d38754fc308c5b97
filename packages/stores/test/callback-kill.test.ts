import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildSources } from '../../../scripts/lib/build-sources.mjs';
import { createSqliteInbox } from '../src/sqlite.js';
import { temporaryFiles } from './support/folder.js';

const SCRIPT = fileURLToPath(new URL('support/callback-child.mjs', import.meta.url));
const file = temporaryFiles();
let built: Awaited<ReturnType<typeof buildSources>>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  built = await buildSources({ sqlite: 'packages/stores/src/sqlite.ts', core: 'packages/core/src/index.ts' });
});
afterAll(() => built.remove());
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
});

async function start(path: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(SCRIPT, [built.folder, path], { execArgv: [] });
  children.push(child);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

/** Ends it as a power switch would: nothing is flushed or closed. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Whether it was acknowledged; anything but the exact answer is not. */
function post(port: number, agent: Agent, billNo: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/callbacks', agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(response.statusCode === 200 && Buffer.concat(chunks).toString() === 'received'));
      response.on('error', () => resolve(false));
    });
    sent.on('error', () => resolve(false));
    sent.end(JSON.stringify({ billNo }));
  });
}

it('has every acknowledged callback after SIGKILL, and each of them once', async () => {
  const path = file('inbox.db');
  const acknowledged = new Set<string>();
  let sent = 0;
  for (const afterAcks of [1, 40, 90]) {
    const { child, port } = await start(path);
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const goal = acknowledged.size + afterAcks;
    const senders = Array.from({ length: 20 }, async () => {
      while (!child.killed) {
        sent += 1;
        // Every third one is a repeat, of what was acknowledged or not.
        const billNo = `S${sent % 3 === 0 ? sent - 2 : sent}`;
        if (await post(port, agent, billNo)) acknowledged.add(billNo);
        // In the middle of the others' requests.
        if (acknowledged.size >= goal) child.kill('SIGKILL');
      }
    });
    await Promise.all(senders);
    agent.destroy();
    await kill(child);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(131);

  const inbox = createSqliteInbox({ path });
  const rows = await inbox.claim(100_000, 60_000);
  const stored = rows.map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { billNo: string }).billNo);
  expect(new Set(stored).size).toBe(stored.length);
  expect([...acknowledged].filter((billNo) => !stored.includes(billNo))).toEqual([]);
  await inbox.close();
});
