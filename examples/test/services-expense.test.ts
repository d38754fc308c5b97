import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNonDurableInbox, createPiaozone, type Piaozone, sharedAuthorization } from '@piaozone/core';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchive } from '../src/services/archive.js';
import { reimburse } from '../src/services/assistant.js';
import { keepFiles } from '../src/services/file-download.js';
import { openImaging } from '../src/services/imaging-login.js';
import { exampleReceiving, receive } from '../src/services/receiving.js';

let mock: MockPiaozone;
let piaozone: Piaozone;
let taxNo: string;
const printed: string[] = [];
const print = (line: string) => printed.push(line);

beforeEach(async () => {
  const { address, requestPaths: { collectHeaders = '', notDeductible = '', fullQuery = '' } = {} } = exampleReceiving;
  mock = await startMockPiaozone({
    settings: {
      receiving: { path: address?.path ?? '', headers: collectHeaders, notDeductible, full: fullQuery, listField: 'exampleList' },
      receivingChunk: 2,
      imagingProduct: undefined,
    },
  });
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  ({ taxNo } = enterprise);
  const { clientId, clientSecret, encryptKey } = enterprise;
  piaozone = createPiaozone({
    environment: { baseUrl: mock.baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }),
  });
  printed.length = 0;
});
afterEach(async () => {
  await piaozone.close();
  expect(mock.unknownFields).toEqual([]);
  expect(mock.server.unknownRequests).toEqual([]);
  await mock.close();
});

describe('services, expense half', () => {
  it('assistant: from the keys to the booked invoice', async () => {
    const serialNos = ['24440000000012345671', '24440000000012345672'].map((invoiceNo) =>
      mock.expense.addInvoice({ invoiceType: '26', invoiceNo, totalAmount: '106.00', buyerName: '示例购方', buyerTaxNo: taxNo }),
    );
    const bill = { taxNo, userId: 'user-1', billId: 'bxd-1', billNumber: 'BX-001', buyerName: '示例购方' };
    await reimburse(
      piaozone,
      bill,
      createNonDurableInbox(),
      (page, keys) => {
        expect(page).toContain('/m4-web/fpzs/index?userKey=');
        mock.expense.importInvoices({ ...keys, serialNos });
      },
      print,
    );
    expect(printed).toEqual([
      '推送 2 张',
      '发票 24440000000012345671 106.00 in-use',
      '发票 24440000000012345672 106.00 in-use',
      '状态 in-use → used',
      '状态 used → booked',
    ]);
    expect(mock.expense.invoices().map(({ expendStatus }) => expendStatus)).toEqual(['65', '65']);
    expect(mock.expense.heldPolls).toBe(0);
  });

  it('receiving: headers, downloaded invoices, a selection', async () => {
    for (let index = 0; index < 3; index += 1) {
      mock.expense.addReceived(taxNo, { invoiceType: '26', invoiceNo: `2444000000001234567${index}`, totalAmount: '0.10' }, 'N1');
    }
    await receive(piaozone, taxNo, 'N1', print);
    expect(printed).toEqual([
      '表头 第 1 页 EXAMPLE-1',
      '表头 第 2 页 EXAMPLE-1',
      '发票 24440000000012345670 0.10',
      '发票 24440000000012345671 0.10',
      '不抵扣 24440000000012345671',
      '发票 24440000000012345672 0.10',
    ]);
  });

  it('imaging: a page for the user', async () => {
    const pages: string[] = [];
    const remainingMs = await openImaging(
      piaozone,
      { taxNo, name: '张三', phone: '13800000000' },
      (token) => `https://imaging.example/?example=${token}`,
      (page) => pages.push(page),
    );
    expect(remainingMs).toBeGreaterThan(0);
    expect(pages).toEqual([expect.stringMatching(/^https:\/\/imaging\.example\/\?example=\S+$/)]);
  });

  it('archive: the cloud takes a token and pulls', async () => {
    const bill = {
      billId: 'B1',
      voucherId: 'V1',
      organizationNo: 'O1',
      period: '2024-01',
      amount: '0.10',
      serialNo: 'S1',
      invoiceNo: '24440000000012345678',
    };
    const client = { clientId: 'example', clientSecret: 'example-secret' };
    const server = createArchive([bill, { ...bill, billId: 'B2', period: '2024-02' }], client);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const pull = async (path: string, body: object) => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/erp/${path}`;
      return (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as { data: never };
    };
    const timestamp = String(Date.now());
    const sign = createHash('md5').update(`${client.clientId}${client.clientSecret}${timestamp}`).digest('hex');
    const { data } = (await pull('base/oauth/company/token', { clientId: client.clientId, sign, timestamp })) as { data: { accessToken: string } };
    expect(await pull(`bill/List?access_token=${data.accessToken}`, { period: '2024-01', pageSize: 10, currentPage: 1 })).toEqual({
      errcode: '0000',
      description: '操作成功',
      data: [{ billId: 'B1', amount: '0.10', file: [{ fileName: 'B1.pdf', isMainFile: 0 }] }],
      totalElements: 1,
      totalPage: 1,
      pageSize: 10,
      currentPage: 1,
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('files: what is listed and what it should be is kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'piaozone-example-files-'));
    const server = createServer((request, response) => response.end(request.url === '/1.pdf' ? '%PDF-1.4 example' : '<!DOCTYPE html><html></html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const links = [`${origin}/1.pdf`, `${origin}/over.pdf`, 'https://169.254.169.254/latest/meta-data/'];
    const kept = await keepFiles(piaozone, links, folder, print, { innerOrigins: [origin] });
    expect(printed).toEqual(['pdf 16 字节', '未下载（content）', '未下载（host）']);
    expect(kept.map((path) => readFileSync(path, 'utf8'))).toEqual(['%PDF-1.4 example']);
    expect(readdirSync(folder)).toHaveLength(1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
});
