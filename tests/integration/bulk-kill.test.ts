import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/bulk-kill.mjs', import.meta.url));

it('loses no result of a bulk run that is killed, and repeats at most one call per kill and worker', async () => {
  const child = spawn(process.execPath, [SCRIPT, '--files', '80', '--kills', '3', '--workers', '4'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(output).toContain('80 files, 3 kills, 4 workers: ok');
  expect(code).toBe(0);
}, 120_000);
