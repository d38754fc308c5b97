import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { type Bilingual, PiaozoneError } from '@piaozone/core';

/** Files this very process has locked: its own id in a file means nothing else, since a container gives every run the same id. */
const held = new Set<string>();

/**
 * Two runs appending to one checkpoint would send everything twice. A lock whose process is gone is taken over.
 * @throws operation_conflict while another run works on it
 */
export async function lockCheckpoint(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  if (held.has(file)) throw inUse(file);
  held.add(file);
  try {
    if (!(await create(file))) {
      const text = await readFile(file, 'utf8').catch(() => '');
      const owner = Number(text);
      if (owner !== process.pid && isRunning(owner)) throw inUse(file);
      await takeAway(file, text);
      if (!(await create(file))) throw inUse(file);
    }
  } catch (error) {
    held.delete(file);
    throw error;
  }
  return async () => {
    held.delete(file);
    await unlink(file).catch(() => {});
  };
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(String(process.pid)).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two runs may find the same dead lock: the later one must not take away the lock that the earlier one has just made. */
async function takeAway(file: string, text: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => {});
  const taken = await readFile(aside, 'utf8').catch(() => text);
  if (taken !== text) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return (error as { code?: unknown } | null)?.code === 'EPERM';
  }
}

function inUse(file: string): PiaozoneError {
  const hint: Bilingual = {
    zh: `等它结束；确认没有在运行后可删除 ${file}`,
    en: `wait for its end; if you are sure that none is running, delete ${file}`,
  };
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: '另一个进程正在使用这个断点文件', en: 'another process is working on this checkpoint file' },
    hint,
  });
}
