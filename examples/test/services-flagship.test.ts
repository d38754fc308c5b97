import { createPiaozone, type Piaozone, sharedAuthorization } from '@piaozone/core';
import type { FlagshipBill } from '@piaozone/cosmic/flagship';
import { type MockCosmic, startMockCosmic } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushBill } from '../src/services/flagship.js';
import { EXAMPLE_POLL, reimburseFlagship } from '../src/services/flagship-assistant.js';
import { deduct } from '../src/services/flagship-deduction.js';

const TAX_NO = '91440300MA5TEST01X';
const BILL: FlagshipBill & { readonly sellerTaxpayerId: string } = {
  billNo: 'SO-0001',
  invoiceProperty: '0',
  invoiceType: '10xdp',
  includeTaxFlag: '0',
  autoInvoice: '1',
  sellerTaxpayerId: TAX_NO,
  buyerName: '示例购方',
  billDetail: [
    {
      lineProperty: '2',
      detailId: '1',
      goodsName: '服务费',
      revenueCode: '3040000000000000000',
      amount: '100.00',
      taxRate: '0.13',
      taxAmount: '13.00',
    },
  ],
};

let mock: MockCosmic;
let piaozone: Piaozone;
const printed: string[] = [];
const print = (line: string) => printed.push(line);
const settings = () => {
  const { baseUrl, accountId, appId, appSecret, user } = mock;
  return { access: { baseUrl, accountId, app: { id: appId, secret: appSecret }, user }, businessSystemCode: 'ERP01' };
};

beforeEach(async () => {
  mock = await startMockCosmic({
    businessSystems: [{ code: 'ERP01' }],
    sim: { enterprises: [{ taxNo: TAX_NO, name: '示例销方' }] },
    message: { pollMessageType: EXAMPLE_POLL },
    deduction: {
      taxpayers: [{ taxNo: TAX_NO, taxPeriod: '202501', invoices: [{ invoiceNo: '25440000000000000001' }, { invoiceNo: '25440000000000000002' }] }],
      decidedAfterMs: 0,
    },
  });
  piaozone = createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: { clientId: 'example', clientSecret: 'example', encryptKey: '0123456789abcdef' } }),
  });
  printed.length = 0;
});
afterEach(async () => {
  await piaozone.close();
  expect(mock.unknownFields).toEqual([]);
  expect(mock.server.unknownRequests).toEqual([]);
  await mock.close();
});

describe('services, flagship', () => {
  it('issuing: pushed, issued, and never twice', async () => {
    await pushBill(piaozone, settings(), BILL, print);
    const [invoice] = mock.sim.record;
    expect(printed).toEqual(['已受理 SO-0001', `发票 ${invoice?.invoiceNum ?? ''} 113.00`]);
    await pushBill(piaozone, settings(), BILL, print); // refused with 10127, queried, the first invoice found again
    expect(printed.slice(2)).toEqual(['待查询 SO-0001', printed[1]]);
    expect(mock.sim.issuedTimes('SO-0001')).toBe(1);
  });

  it('assistant: page, import, saved bill', async () => {
    mock.message.addInvoice({ serialNo: 'F1', asked: {}, answer: {} });
    await reimburseFlagship(
      piaozone,
      settings(),
      TAX_NO,
      (page) => {
        const eventCode = new URL(page).searchParams.get('eventCode') ?? '';
        mock.message.importInvoices(eventCode, { invoiceData: [{ serialNo: 'F1' }], attachData: [] });
      },
      print,
    );
    expect(printed).toEqual(['导入 1 张', '已保存']);
    expect(mock.message.bills.all).toHaveLength(1);
  });

  it('deduction: headers, selection, statistic', async () => {
    await deduct(piaozone, settings(), { taxNo: TAX_NO, taxPeriod: '202501' }, print);
    expect(printed).toEqual(['税局登录 1', '表头 2 张', '已勾选', '统计表已生成']);
    expect(mock.deduction.record.map(({ kind }) => kind)).toEqual(['select', 'statistic-create']);
  });
});
