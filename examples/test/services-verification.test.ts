import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPiaozone, type Piaozone, sharedAuthorization } from '@piaozone/core';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyFolder } from '../src/services/bulk.js';
import { verifyOne } from '../src/services/verification.js';

let mock: MockPiaozone;
let piaozone: Piaozone;
let folder: string;
let printed: string[];
const print = (line: string) => printed.push(line);

beforeEach(async () => {
  mock = await startMockPiaozone();
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  const { clientId, clientSecret, encryptKey } = enterprise;
  piaozone = createPiaozone(
    { environment: { baseUrl: mock.baseUrl }, authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }) },
    {},
  );
  folder = mkdtempSync(join(tmpdir(), 'piaozone-example-'));
  printed = [];
});
afterEach(async () => {
  await piaozone.close();
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Within five years of any day these tests may run on, and not of today. */
const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);

function plant(name: string, invoiceNo: string): string {
  const path = join(folder, name);
  const content = Buffer.from(`%PDF-1.4 ${invoiceNo}`);
  writeFileSync(path, content);
  mock.expense.addFile(content, {
    invoices: [
      {
        invoiceType: '1',
        invoiceCode: '044031900111',
        invoiceNo,
        invoiceDate: lastMonth,
        checkCode: '123456',
        totalAmount: '106.00',
        cancelMark: 'N',
      },
    ],
  });
  return path;
}

it('verifies one invoice in every way', async () => {
  const path = plant('a.pdf', '12345678');
  const elements = { invoiceType: '1', invoiceCode: '044031900111', invoiceNo: '12345678', invoiceDate: lastMonth, checkCode: '123456' };
  await verifyOne(piaozone, elements, path, print);
  expect(printed).toEqual(['按要素 passed 12345678', '再查一次 passed 12345678 缓存', '按文件 passed 12345678', '识别 普通电子发票 12345678']);
  expect(mock.unknownFields).toEqual([]);
});

it('verifies a folder, and takes results over when it is started again', async () => {
  for (let i = 0; i < 20; i += 1) plant(`${i}.pdf`, String(20_000_000 + i));
  const checkpoint = join(tmpdir(), `piaozone-example-${process.pid}.jsonl`);
  try {
    expect(await verifyFolder(piaozone, folder, checkpoint, print)).toMatchObject({ done: 20, failed: 0, restored: 0 });
    expect(await verifyFolder(piaozone, folder, checkpoint, print)).toMatchObject({ done: 20, restored: 20 });
  } finally {
    rmSync(checkpoint, { force: true });
  }
  expect(printed.filter((line) => line.endsWith(' passed'))).toHaveLength(20);
  expect(printed.filter((line) => line.endsWith(' passed（断点）'))).toHaveLength(20);
});
