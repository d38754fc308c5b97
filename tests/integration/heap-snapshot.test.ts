import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InvoiceRequest } from '@piaozone/core';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { bill } from './support/memory-erp.js';

const SCRIPT = fileURLToPath(new URL('./support/heap-in-own-process.mjs', import.meta.url));
const SECRET = `${CANARY}-in-the-heap`;
const KEY = `${CANARY}-key:`;
/** Half of each is enough: a string cut in two would show too. */
const SOUGHT = [CANARY, SECRET.slice(6), KEY.slice(6)];

let mock: MockPiaozone;
let folder: string;

beforeEach(async () => {
  mock = await startMockPiaozone({ enterprises: [{ clientSecret: SECRET, encryptKey: KEY }] });
  folder = await mkdtemp(join(tmpdir(), 'piaozone-heap-'));
});
afterEach(async () => {
  await mock.close();
  await rm(folder, { recursive: true });
});

interface Traces {
  readonly heap: Buffer;
  readonly report: Buffer;
  readonly shown: Buffer;
}

/** What a process that worked with the credentials leaves behind. */
async function traces(form: 'bytes' | 'strings' | 'file', extra: Record<string, unknown> = {}): Promise<Traces> {
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  const { clientId, taxNo } = enterprise;
  const at = (name: string) => join(folder, name);
  const files = { secret: at('secret'), key: at('key'), triple: at('triple.json'), report: at('report.json'), heap: at('heap.heapsnapshot') };
  await writeFile(files.secret, SECRET);
  await writeFile(files.key, KEY);
  await writeFile(files.triple, JSON.stringify({ clientId, clientSecret: SECRET, encryptKey: KEY }), { mode: 0o600 });
  const request = bill('H1', taxNo).raw as InvoiceRequest;
  const shown = await run(JSON.stringify({ form, baseUrl: mock.baseUrl, clientId, files, request, encType: 0, ...extra }));
  return { heap: await readFile(files.heap), report: await readFile(files.report), shown };
}

function run(input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SCRIPT]);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(out)) : reject(new Error(`ended with ${code}: ${Buffer.concat(err)}`))));
    child.stdin.end(input);
  });
}

const hits = (text: Buffer): string[] =>
  SOUGHT.flatMap((part) => [part, Buffer.from(part, 'utf16le')])
    .filter((part) => text.includes(part))
    .map(String);

/** The work was done, else nothing found would prove nothing. */
function expectWork({ heap, report, shown }: Traces): void {
  expect(mock.record).toHaveLength(1);
  expect(heap.includes('HostedService')).toBe(true);
  expect(report.includes('javascriptStack')).toBe(true);
  expect(shown.toString()).toMatch(/state: 'issued'[\s\S]*PiaozoneError/);
}

const stringsMade = ({ shown }: Traces): number => Number(/strings made of credentials: (\d+)/.exec(shown.toString())?.[1]);

describe('what a process leaves behind', () => {
  it.each([0, 1, 2])('nothing of credentials given as bytes, signing with encType %i', async (encType) => {
    const left = await traces('bytes', { encType });
    expectWork(left);
    expect({ heap: hits(left.heap), report: hits(left.report), shown: hits(left.shown) }).toEqual({ heap: [], report: [], shown: [] });
    expect(stringsMade(left)).toBe(0);
  });

  it('nothing of credentials read from a file by the SDK', async () => {
    const left = await traces('file');
    expectWork(left);
    expect({ heap: hits(left.heap), report: hits(left.report), shown: hits(left.shown) }).toEqual({ heap: [], report: [], shown: [] });
    expect(stringsMade(left)).toBe(0);
  });

  it('no text of credentials given as bytes with the crypto-js backend either', async () => {
    const left = await traces('bytes', { backend: 'crypto-js', encType: 2 });
    expectWork(left);
    expect([hits(left.heap), stringsMade(left)]).toEqual([[], 0]);
  });

  it('credentials given as strings do stand in the heap: the search finds what is there', async () => {
    const left = await traces('strings');
    expectWork(left);
    expect(hits(left.heap)).toEqual(SOUGHT);
    expect(stringsMade(left)).toBeGreaterThan(0);
    expect({ report: hits(left.report), shown: hits(left.shown) }).toEqual({ report: [], shown: [] });
  });
});
