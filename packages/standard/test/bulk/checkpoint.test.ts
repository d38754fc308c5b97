import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCheckpoint } from '../../src/bulk/checkpoint.js';
import { writeLine } from '../../src/bulk/checkpoint-format.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-checkpoint-'));
  path = join(folder, 'run.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (id: string, value = `value of ${id} 中文😀`) => ({ id, version: '1', status: 'done', value }) as const;

async function written(...ids: string[]): Promise<Buffer> {
  const checkpoint = await openCheckpoint(path, 'print');
  await Promise.all(ids.map((id) => checkpoint.add(record(id))));
  await checkpoint.close();
  return readFileSync(path);
}

describe('checkpoint', () => {
  it('gives back what was added, in this run and the next, by id and version', async () => {
    const checkpoint = await openCheckpoint(path, 'print');
    await Promise.all(['a', 'b', 'c'].map((id) => checkpoint.add(record(id))));
    expect(await checkpoint.find('b', '1')).toEqual(record('b'));
    await checkpoint.add(record('b', 'later'));
    await checkpoint.close();
    const again = await openCheckpoint(path, 'print');
    expect(again.size).toBe(3);
    expect(again.cutBytes).toBe(0);
    expect(await again.find('c', '1')).toEqual(record('c'));
    expect(await again.find('b', '1')).toEqual(record('b', 'later'));
    expect(await again.find('b', '2')).toBeUndefined();
    expect(await again.find('d', '1')).toBeUndefined();
    await again.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('opens after a crash at every single byte, losing at most the line that was being written', async () => {
    const whole = await written('a', 'b');
    const headerEnd = whole.indexOf('\n') + 1;
    const aEnd = whole.indexOf('\n', headerEnd) + 1;
    for (let end = 0; end <= whole.length; end += 1) {
      writeFileSync(path, whole.subarray(0, end));
      const checkpoint = await openCheckpoint(path, 'print');
      expect(checkpoint.size).toBe(end === whole.length ? 2 : end >= aEnd ? 1 : 0);
      await checkpoint.add(record('z'));
      await checkpoint.close();
      const again = await openCheckpoint(path, 'print');
      expect(again.cutBytes).toBe(0);
      expect(await again.find('z', '1')).toEqual(record('z'));
      await again.close();
    }
  });

  it('cuts off zeros that a power cut has left', async () => {
    await written('a');
    appendFileSync(path, Buffer.alloc(100));
    const checkpoint = await openCheckpoint(path, 'print');
    expect([checkpoint.size, checkpoint.cutBytes]).toEqual([1, 100]);
    await checkpoint.close();
  });

  it.each([
    ['a foreign line', (whole: string) => `${whole}hello\n`],
    ['a foreign tail', (whole: string) => `${whole}hello`],
    ['a foreign tail that looks hexadecimal', (whole: string) => `${whole}deadbeef and more`],
    ['a changed byte', (whole: string) => whole.replace('value of a', 'value of x')],
    ['a line that is no record', (whole: string) => whole + writeLine({ format: 'piaozone-bulk', version: 1, fingerprint: 'print' })],
    ['another file', () => 'name,amount\nx,1\n'],
    [
      'another version',
      (whole: string) => writeLine({ format: 'piaozone-bulk', version: 2, fingerprint: 'print' }) + whole.slice(whole.indexOf('\n') + 1),
    ],
    [
      'other settings',
      (whole: string) => writeLine({ format: 'piaozone-bulk', version: 1, fingerprint: 'other' }) + whole.slice(whole.indexOf('\n') + 1),
    ],
  ])('refuses %s and leaves it as it is', async (_name, change) => {
    const changed = change((await written('a', 'b')).toString('utf8'));
    writeFileSync(path, changed);
    await expect(openCheckpoint(path, 'print')).rejects.toMatchObject({ code: 'config_invalid', reason: 'checkpoint' });
    expect(readFileSync(path, 'utf8')).toBe(changed);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('is one run’s at a time; the lock of a process that is gone is taken over', async () => {
    const first = await openCheckpoint(path, 'print');
    await expect(openCheckpoint(path, 'print')).rejects.toMatchObject({ code: 'operation_conflict' });
    await first.close();
    writeFileSync(`${path}.lock`, String(process.ppid));
    await expect(openCheckpoint(path, 'print')).rejects.toMatchObject({ code: 'operation_conflict' });
    for (const dead of ['', '4194305', String(process.pid)]) {
      writeFileSync(`${path}.lock`, dead);
      await (await openCheckpoint(path, 'print')).close();
    }
  });

  it('has a record on the disk before it counts, and takes nothing more after a failed write', async () => {
    const handle = await open(join(folder, 'other'), 'w');
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const sync = vi.spyOn(prototype, 'datasync');
    const append = vi.spyOn(prototype, 'appendFile');
    try {
      const checkpoint = await openCheckpoint(path, 'print');
      await checkpoint.add(record('a'));
      expect(sync).toHaveBeenCalledTimes(1);
      append.mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      await expect(checkpoint.add(record('b'))).rejects.toMatchObject({ code: 'store_failed', message: expect.stringContaining('ENOSPC') });
      await expect(checkpoint.add(record('c'))).rejects.toMatchObject({ code: 'store_failed' });
      await checkpoint.close();
    } finally {
      sync.mockRestore();
      append.mockRestore();
    }
    const again = await openCheckpoint(path, 'print');
    expect(again.size).toBe(1);
    await again.close();
  });

  it('fails with store_failed where nothing can be written', async () => {
    await expect(openCheckpoint(join(folder, 'none', 'run.jsonl'), 'print')).rejects.toMatchObject({ code: 'store_failed' });
  });
});
