import { describe, expect, it } from 'vitest';
import { startWithClient } from '../harness.js';
import { postJson } from '../raw-client.js';

const QUERY = '/bill-websocket/digitalInvoice/query';
const ROW = {
  invoiceType: 26,
  invoiceNo: '24442000000012345678',
  invoiceDate: '2023-12-01',
  salerName: '销方',
  totalAmount: '106.00',
  checkCode: '123',
};

interface Page {
  readonly errorCode: string;
  readonly message: string;
  readonly totalElement: number;
  readonly totalPage: number;
  readonly pageSize: number;
  readonly currentPage: number;
  readonly data: readonly Record<string, unknown>[];
}

async function started(settings = {}) {
  const { mock, client, seller } = await startWithClient({ settings });
  const page = async (body: unknown = {}, taxNo = seller.taxNo) =>
    (await postJson(`${client.url(QUERY)}&taxNo=${taxNo}`, JSON.stringify(body))) as unknown as Page;
  const call = (body: unknown) => postJson(client.url('/receiving'), JSON.stringify(body));
  return { mock, client, seller, page, call };
}

describe('全量数据查询', () => {
  it('pages with defaults, in its own envelope, and shows every named field', async () => {
    const { mock, seller, page } = await started();
    for (let index = 0; index < 250; index += 1) mock.expense.addReceived(seller.taxNo, { ...ROW, invoiceNo: String(index) }, index < 3 ? 'B1' : '');
    const first = await page();
    expect(first).toMatchObject({ errorCode: '0000', totalElement: 250, totalPage: 3, pageSize: 100, currentPage: 1 });
    expect(first).not.toHaveProperty('errcode');
    expect(first.data).toHaveLength(100);
    expect(first.data[0]).toMatchObject({ invoiceType: 26, invoiceNo: '0', checkCode: '', remark: '', machineNo: '', totalAmount: '106.00' });
    const last = await page({ batchNo: '', pageSize: 100, currentPage: 3 });
    expect(last.data.map(({ invoiceNo }) => invoiceNo)).toEqual(Array.from({ length: 50 }, (_, index) => String(200 + index)));
    expect((await page({ currentPage: 4 })).data).toEqual([]);
    expect(await page({ batchNo: 'B1', pageSize: 2 })).toMatchObject({ totalElement: 3, totalPage: 2 });
    const other = mock.enterprises[1]?.taxNo;
    expect((await page({}, other)).totalElement).toBe(0);
  });

  it('refuses in its own envelope', async () => {
    const { mock, client, seller, page } = await started();
    expect(await page({ pageSize: 0 })).toMatchObject({ errorCode: 'MOCK_INVALID', message: 'pageSize必须为正整数' });
    expect((await page({ currentPage: '1' })).errorCode).toBe('MOCK_INVALID');
    expect((await page({}, '91440300MCK000099X')).errorCode).toBe('MOCK_SELLER');
    mock.setEntitlements(seller.taxNo, ['开票管理']);
    expect((await page()).errorCode).toBe('A0300');
    mock.settings.expenseGrantLevels = ['tenant'];
    expect((await page()).errorCode).toBe('MOCK_GRANT_LEVEL');
    client.token = 'x';
    expect((await page()).errorCode).toBe('1300');
  });
});

describe('the numbered 收票 APIs', () => {
  const NAMES = { path: '/receiving', headers: 'h', notDeductible: 'n', full: 'f', listField: 'list' };
  const HEADERS = { request_path: 'h', serialNo: 'S', dataFromIndex: 0, dataIndex: 0, continueFlag: false, searchOpt: {} };

  it('do not exist without the setting', async () => {
    const { mock, client } = await started();
    await expect(postJson(client.url('/receiving'), '{"request_path":"h"}')).rejects.toThrow();
    expect(mock.server.unknownRequests).toEqual(['POST /test/receiving']);
  });

  it('collect headers part by part until endFlag', async () => {
    const { mock, seller, call } = await started({ receiving: NAMES, receivingChunk: 2 });
    for (const invoiceNo of ['1', '2', '3', '4', '5']) mock.expense.addReceived(seller.taxNo, { ...ROW, invoiceNo });
    const collected: unknown[] = [];
    let answer = await call(HEADERS);
    for (let part = 1; part <= 3; part += 1) {
      const { list, endFlag, serialNo } = answer.data as { list: { invoiceNo: string }[]; endFlag: boolean; serialNo: string };
      collected.push(...list.map(({ invoiceNo }) => invoiceNo));
      expect([endFlag, serialNo]).toEqual([part === 3, 'S']);
      answer = await call({ ...HEADERS, continueFlag: true });
    }
    expect(collected).toEqual(['1', '2', '3', '4', '5']);
    expect((await call(HEADERS)).data).toMatchObject({ list: [{ invoiceNo: '1' }, {}] });
    expect((await call({ ...HEADERS, serialNo: 'other', continueFlag: true })).errcode).toBe('MOCK_INVALID');
    mock.settings.receivingChunk = 5;
    expect((await call(HEADERS)).data).toMatchObject({ endFlag: true });
    const searched = { ...HEADERS, searchOpt: { invoiceNo: '4', startTime: '2023-12-01', endTime: '2023-12-01' } };
    expect((await call(searched)).data).toMatchObject({ list: [{ invoiceNo: '4' }], endFlag: true });
    expect((await call({ ...HEADERS, searchOpt: { startTime: '2023-12-02' } })).data).toMatchObject({ list: [], endFlag: true });
  });

  it.each([{ continueFlag: 'false' }, { dataIndex: '0' }, { searchOpt: null }, { request_path: 'x' }, { request_path: '' }])(
    'refuse %o',
    async (change) => {
      const { call } = await started({ receiving: NAMES });
      expect((await call({ ...HEADERS, ...change })).errcode).toBe('MOCK_INVALID');
    },
  );

  it('leave a long link at the same path alone', async () => {
    const path = '/bill-websocket/v3/invoicewebsocket/push';
    const { mock, client, seller } = await started({ receiving: { ...NAMES, path } });
    const url = `${mock.baseUrl}${path}?taxNo=${seller.taxNo}&clientId=${seller.clientId}`;
    const body = { czlx: '115', sfrz: { client_id: seller.clientId }, sjd: { fpqqlsh: 'x' } };
    expect((await postJson(url, JSON.stringify(body))).errcode).not.toBe('1300');
    const collected = await postJson(client.url(path), JSON.stringify(HEADERS));
    expect(collected).toMatchObject({ errcode: '0000', data: { endFlag: true } });
  });

  it('select as not deductible, and give everything', async () => {
    const { mock, seller, call } = await started({ receiving: NAMES });
    mock.expense.addReceived(seller.taxNo, ROW);
    const invoice = { invoiceNo: ROW.invoiceNo, notDeductibleType: '1' };
    const answer = await call({ request_path: 'n', taxNo: seller.taxNo, authenticateFlag: 1, invoices: [invoice, { invoiceNo: '9' }] });
    expect(answer.data).toEqual({ success: [invoice], fail: [{ invoiceNo: '9' }] });
    expect(mock.expense.view()['received']).toMatchObject([{ notDeductibleType: '1' }]);
    expect((await call({ request_path: 'n', authenticateFlag: '1', invoices: [invoice] })).errcode).toBe('MOCK_INVALID');
    expect((await call({ request_path: 'f', taxNo: seller.taxNo })).data).toEqual({ list: [ROW] });
  });
});
