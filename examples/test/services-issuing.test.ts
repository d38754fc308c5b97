import type { AddressInfo } from 'node:net';
import { createNonDurableInbox, createPiaozone, type Piaozone, type PreparedRequest, sharedAuthorization } from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { type MockPiaozone, OBSERVED_ASYNC_FIELDS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASYNC_PATHS, exampleAsyncRoute } from '../src/services/async-issuing.js';
import { hostedCalls } from '../src/services/hosted-issuing.js';
import { exampleLongLink, longLinkCalls, longLinkScreens } from '../src/services/long-link.js';
import { createScanServer, exampleScanSettings, receiptLink, uploadAndDraw } from '../src/services/scan-to-invoice.js';

const TOKEN = '0123456789abcdef0123456789abcdef';
const NO_CALL = { requestId: '1700000000000001', warn: () => {} };
let mock: MockPiaozone;
let piaozone: Piaozone;
let taxNo: string;
let clientId: string;
const printed: string[] = [];
const print = (line: string) => printed.push(line);

beforeEach(async () => {
  const { itemFields, issuerTaxNoField, linkField } = exampleScanSettings;
  const named = (field: keyof typeof itemFields) => itemFields[field] as string;
  mock = await startMockPiaozone({
    settings: {
      asyncIssuing: { submitPath: ASYNC_PATHS.submit, queryPath: ASYNC_PATHS.query, resultFields: OBSERVED_ASYNC_FIELDS },
      scan: {
        sellerTaxNoField: issuerTaxNoField,
        linkField,
        itemFields: {
          name: named('goodsName'),
          goodsCode: named('goodsCode'),
          amount: named('amount'),
          taxRate: named('taxRate'),
          unit: named('unit'),
          specification: 'unused',
          preference: 'unused',
          vatSpecial: 'unused',
          zeroRateFlag: named('zeroTaxRateFlag'),
        },
      },
    },
  });
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  ({ taxNo, clientId } = enterprise);
  const { clientSecret, encryptKey } = enterprise;
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

const request = (kind: PreparedRequest['kind']): PreparedRequest => ({
  serialNo: 'P1B00000000000000000000000000001',
  bill: { type: '销售发票单', number: 'B1' },
  color: 'blue',
  kind,
  seller: { name: '示例销方', taxNo, address: '示例路 1 号' },
  buyer: { name: '示例购方' },
  lines: [{ nature: 'normal', goodsName: '装卸费', taxCode: '3040408000000000000', amount: '100.00', taxRate: '0.06', taxAmount: '6.00' }],
  totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
  drawer: '张三',
});

describe('services, issuing half', () => {
  it('hosted issuing: from quota to reversal', async () => {
    await hostedCalls(piaozone, {}, request('electronic-general'), print);
    expect(printed[0]).toMatch(/^余量 \d+$/);
    expect(printed.slice(1)).toEqual(['开票 issued', expect.stringMatching(/^发票 \d+ \d+，106\.00，1 行$/), '红冲 issued', '蓝票 red-reversed']);
    expect(mock.outbox).toHaveLength(1);
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red']);
    expect(hostedIssuing().connect(piaozone).validate(request('electronic-general'))).toEqual({ errors: [], warnings: [] });
  });

  it('long link: addresses, calls, a route', async () => {
    longLinkScreens(piaozone, taxNo, clientId, print);
    expect(printed).toEqual([
      `${mock.baseUrl}/bill-websocket/v3/invoicewebsocket/push?taxNo=${taxNo}&clientId=${clientId}&paperInvoiceFlag=1`,
      expect.stringContaining('斜杠'),
    ]);
    mock.longLink.register('116', { errcode: '0000', description: '操作成功', data: { ownName: '42' } });
    mock.longLink.register('3', ({ sjd, issue }) => {
      const { amount, taxAmount, totalAmount } = sjd['ownTotals'] as Record<string, string>;
      issue({
        serialNo: String(sjd['fpqqlsh']),
        buyerName: String(sjd['ownBuyer']),
        invoiceAmount: amount ?? '',
        totalTaxAmount: taxAmount ?? '',
        totalAmount: totalAmount ?? '',
      });
      return { errcode: '0000', description: '操作成功' };
    });
    mock.longLink.register('5', ({ sjd }) => ({
      errcode: '0000',
      description: '操作成功',
      data: { ownNumber: mock.record.find(({ serialNo }) => serialNo === sjd['fpqqlsh'])?.invoiceNo },
    }));
    const route = exampleLongLink.connect(piaozone);
    const bill = request('digital-general');
    expect(await route.submit(bill, NO_CALL)).toEqual({ state: 'accepted' });
    const found = await route.query({ serialNo: bill.serialNo, sellerTaxNo: taxNo, color: 'blue' }, NO_CALL);
    const [record] = mock.record;
    expect(found).toMatchObject({ state: 'issued', invoice: { number: record?.invoiceNo } });
    const invoice = { taxNo, serialNo: bill.serialNo, code: record?.invoiceCode ?? '', number: record?.invoiceNo ?? '' };
    await longLinkCalls(piaozone, invoice, print);
    expect(printed.slice(2)).toEqual([expect.stringMatching(/^PDF http/), '余量 42']);
  });

  it('asynchronous issuing: accepted, in progress, issued; what was issued otherwise is not found and stays open', async () => {
    const route = exampleAsyncRoute().connect(piaozone);
    const bill = request('digital-general');
    const key = { serialNo: bill.serialNo, sellerTaxNo: taxNo, color: 'blue' } as const;
    expect(await route.submit(bill, NO_CALL)).toEqual({ state: 'accepted' });
    expect(await route.query(key, NO_CALL)).toEqual({ state: 'in-progress' });
    mock.server.clock.advance(60_000);
    expect(await route.query(key, NO_CALL)).toMatchObject({ state: 'issued', invoice: { number: mock.record[0]?.invoiceNo } });
    const other = { ...key, serialNo: 'P1B00000000000000000000000000002' };
    expect(await route.query(other, NO_CALL)).toMatchObject({ state: 'cannot-tell', error: { upstreamMessage: '未查询该数据' } });
  });

  it('scan to invoice: upload, self-built link, details, push', async () => {
    const order = {
      issuerTaxNo: taxNo,
      saleNo: 'SO20240101001',
      saleDate: '2024-01-01',
      invoiceType: '1',
      taxDiscNum: '1',
      totalAmount: '106.00',
      invoiceAmount: '106.00',
      items: [{ goodsName: '装卸费', goodsCode: '3040408000000000000', amount: '106.00', taxRate: '0.06' }],
    };
    const png = await uploadAndDraw(piaozone, order);
    expect(png?.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(await uploadAndDraw(piaozone, order)).toBeUndefined();

    const pushed: string[] = [];
    let arrived: () => void = () => {};
    const both = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const inbox = createNonDurableInbox();
    const line = {
      name: '装卸费',
      quantity: '1',
      amount: '53.00',
      nature: 'normal',
      taxFlag: 1,
      taxRate: '0.06',
      taxCode: '3040408000000000000',
    } as const;
    const { server, worker } = await createScanServer(
      TOKEN,
      inbox,
      (saleNo) => (saleNo === 'R1' ? { lines: [line] } : undefined),
      ({ saleNo, invoiceNo }) => {
        pushed.push(`${saleNo} ${invoiceNo ?? ''}`);
        if (pushed.length === 2) arrived();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      mock.scan.setCustomer(taxNo, { detailsUrl: `${origin}/scan/orders/${TOKEN}`, pushUrl: `${origin}/scan/pushes/${TOKEN}` });
      const uploaded = await mock.scan.scan(order.saleNo);
      const [shop] = mock.scan.shops;
      if (shop === undefined) throw new Error('the mock has no shop');
      const built = await mock.scan.scan(receiptLink(shop, 'R1', '53.00', 1_700_000_000_000));
      expect(await mock.scan.deliverDue()).toBe(2);
      await both;
      expect(pushed.sort()).toEqual([`R1 ${built.invoiceNo}`, `SO20240101001 ${uploaded.invoiceNo}`]);
      expect(built.totalAmount).toBe('53.00');
      expect(await mock.scan.repeatPush('R1')).toBe(true);
      expect(await inbox.count('new')).toBe(0);
    } finally {
      await worker.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
