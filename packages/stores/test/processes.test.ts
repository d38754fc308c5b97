import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { NewOperation, Operation } from '@piaozone/core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createSqliteOperationStore } from '../src/sqlite.js';
import { BILL } from './operation-store-suite.js';
import { buildForChildren } from './support/build.js';
import { temporaryFiles } from './support/folder.js';
import { StoreProcess } from './support/processes.js';

const file = temporaryFiles();
let built: Awaited<ReturnType<typeof buildForChildren>>;
const processes: StoreProcess[] = [];

beforeAll(async () => {
  built = await buildForChildren();
});
afterAll(() => built.remove());
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.kill()));
});

async function start(path: string): Promise<StoreProcess> {
  const process = await StoreProcess.start(built.module, path);
  processes.push(process);
  return process;
}

it('keeps what was accepted by a process that was killed', async () => {
  const path = file('a.db');
  const process = await start(path);
  await process.tell('open');
  const { operation } = (await process.tell('accept', BILL)) as { operation: Operation };
  await process.kill();

  const store = createSqliteOperationStore({ path });
  expect(await store.accept(BILL)).toEqual({ operation, created: false });
  await store.close();
});

it('lets four processes create the file and accept the same bills: each bill is new to one of them', async () => {
  const path = file('a.db');
  const bills: NewOperation[] = Array.from({ length: 100 }, (_, index) => ({ ...BILL, key: `${BILL.key}${index}` }));
  const all = await Promise.all(Array.from({ length: 4 }, () => start(path)));
  await Promise.all(all.map((process) => process.tell('open')));
  const created = (await Promise.all(all.map((process) => process.tell('acceptAll', bills)))) as number[];
  expect(created.reduce((sum, count) => sum + count, 0)).toBe(bills.length);
});

it('loses no write of three processes on one bill', async () => {
  const path = file('a.db');
  const all = await Promise.all(Array.from({ length: 3 }, () => start(path)));
  await Promise.all(all.map((process) => process.tell('open')));
  await Promise.all(all.map((process) => process.tell('countUp', { operation: BILL, times: 50 })));
  const store = createSqliteOperationStore({ path });
  expect((await store.accept(BILL)).operation).toMatchObject({ attempts: 150, version: 151 });
  await store.close();
});

it('gives each of many leases to one of four processes', async () => {
  const path = file('a.db');
  const keys = Array.from({ length: 400 }, (_, index) => `session-${index}`);
  const all = await Promise.all(Array.from({ length: 4 }, () => start(path)));
  const leased = (await Promise.all(all.map((process) => process.tell('leaseAll', keys)))) as number[];
  expect(leased.reduce((sum, count) => sum + count, 0)).toBe(keys.length);
});

it.each([
  ['postgres', 'createPostgresTokenStore', 'postgres://127.0.0.1:1'],
  ['redis', 'createRedisTokenStore', 'redis://127.0.0.1:1'],
])('lets a process end whose %s was never there', async (name, factory, connection) => {
  const script = `
    const { ${factory}: create } = await import(${JSON.stringify(pathToFileURL(join(built.folder, `${name}.mjs`)))});
    const store = create({ connection: '${connection}' });
    await store.get('k').catch(({ code }) => process.stdout.write(code));
    await store.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('store_failed');
});
