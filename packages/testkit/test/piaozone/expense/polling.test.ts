import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enterprise, startMock } from '../harness.js';
import { postJson, rawSign, send } from '../raw-client.js';
import { type Answered, assistant, getJson, INVOICE } from './expense-client.js';

interface Delivered {
  readonly deliveryTimes: number;
  readonly createTime: number;
  readonly msgId: string;
  readonly data: { readonly eventType: string; readonly type: string; readonly data: Record<string, unknown> };
}

async function started(settings = {}) {
  const mock = await startMock({ settings: { pollingHoldBy: 'clock', ...settings } });
  const buyer = enterprise(mock);
  const tokenUrl = (change: Record<string, string> = {}) => {
    const query = {
      client_id: buyer.clientId,
      tin: buyer.taxNo,
      sign: rawSign(buyer, '1700000000000'),
      timestamp: '1700000000000',
      eid: 'E1',
      ...change,
    };
    return `${mock.baseUrl}/base/fpzs/polling/oauth/token?${new URLSearchParams(query)}`;
  };
  const token = (await getJson(tokenUrl())).access_token ?? '';
  const linkKey = String((await assistant(mock.baseUrl, buyer, '/getLinkKey', {})).data);
  const key = createHash('md5').update(linkKey).digest('hex');
  const poll = (change: { path?: string; token?: string; key?: string } = {}): Promise<Answered> =>
    getJson(`${mock.baseUrl}${change.path ?? '/polling/fpzs/invoice/data/v2'}?access_token=${change.token ?? token}&key=${change.key ?? key}`);
  const receipt = (msgId: string) => getJson(`${mock.baseUrl}/polling/fpzs/portal/receipt?access_token=${token}&key=${key}&msgId=${msgId}`);
  return { mock, buyer, tokenUrl, token, linkKey, key, poll, receipt };
}

const held = async (mock: Awaited<ReturnType<typeof startMock>>, count: number) => {
  while (mock.expense.heldPolls < count) await new Promise((resolve) => setImmediate(resolve));
};

describe('token of the channel', () => {
  it('is signed in the query, and wrapped for JSONP', async () => {
    const { tokenUrl, token } = await started();
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    const jsonp = await send('GET', tokenUrl({ jsonpCallback: 'cb_1' }));
    expect(jsonp.text).toMatch(/^cb_1\(\{"errcode":"0000".*"access_token":"[0-9a-f]{32}"\}\)$/);
    expect(await getJson(tokenUrl({ sign: 'x' }))).toMatchObject({ description: '签名认证不通过' });
    expect((await send('GET', tokenUrl({ sign: 'x', jsonpCallback: 'cb' }))).text).toMatch(/^cb\(\{"errcode":"1101"/);
    expect((await getJson(tokenUrl({ jsonpCallback: 'alert(1)//' }))).errcode).toBe('MOCK_INVALID');
    expect((await getJson(tokenUrl({ tin: 'x' }))).errcode).toBe('1101');
  });

  it('is not a token of business calls, and theirs not one of the channel', async () => {
    const { mock, token, poll } = await started();
    expect((await postJson(`${mock.baseUrl}/bill/hx/yl/get?access_token=${token}`, 'null')).errcode).toBe('1300');
    expect((await poll({ token: 'x' })).errcode).toBe('1300');
    mock.expense.killPollingTokens();
    expect((await poll()).errcode).toBe('1300');
  });
});

describe('long poll', () => {
  it('is held for 30 s of the mock’s clock, then 1307', async () => {
    const { mock, poll } = await started();
    const polling = poll();
    await held(mock, 1);
    mock.server.clock.advance(29_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(mock.expense.heldPolls).toBe(1);
    mock.server.clock.advance(1);
    expect(await polling).toEqual({ errcode: '1307', description: '没有数据' });
    expect(mock.expense.heldPolls).toBe(0);
  });

  it('may be held by a real timer instead', async () => {
    const { poll } = await started({ pollingHoldBy: 'real', pollingHoldMs: 5 });
    expect((await poll()).errcode).toBe('1307');
  });

  it('ends at once when a message comes, on either path', async () => {
    const { mock, linkKey, key, poll } = await started();
    const polling = poll({ path: '/polling/fpzs/portal/invoice/data/v2' });
    await held(mock, 1);
    const other = mock.expense.push('some-other-link', 'saveBill', {});
    expect(mock.expense.heldPolls).toBe(1);
    const msgId = mock.expense.push(linkKey, 'updateInvoice', { a: 1 });
    expect(await polling).toEqual({
      errcode: '0000',
      description: '成功',
      data: {
        ...{ deliveryTimes: 1, createTime: mock.server.clock.now(), msgId, from: key, key },
        data: { eventType: 'push-invoice', type: 'updateInvoice', data: { a: 1 } },
      },
    });
    expect(other).not.toBe(msgId);
  });

  it('delivers again until the receipt, oldest first; a duplicate comes back on demand', async () => {
    const { mock, linkKey, poll, receipt } = await started();
    const [first, second] = [mock.expense.push(linkKey, 'saveBill', 1), mock.expense.push(linkKey, 'saveBill', 2)];
    const next = async () => {
      const { msgId, deliveryTimes } = (await poll()).data as Delivered;
      return [msgId, deliveryTimes];
    };
    expect(await next()).toEqual([first, 1]);
    expect(await next()).toEqual([first, 2]);
    expect(await receipt(first)).toEqual({ errcode: '0000', description: '成功' });
    expect(await next()).toEqual([second, 1]);
    mock.expense.redeliver(first);
    expect(await next()).toEqual([first, 3]);
    await receipt(first);
    await receipt(second);
    expect((await receipt(second)).errcode).toBe('0000');
    const polling = poll();
    await held(mock, 1);
    mock.server.clock.advance(30_000);
    expect((await polling).errcode).toBe('1307');
  });

  it('waits before a message comes back when asked to', async () => {
    const { mock, linkKey, poll } = await started({ redeliveryAfterMs: 5_000 });
    mock.expense.push(linkKey, 'saveBill', 1);
    await poll();
    const again = poll();
    await held(mock, 1);
    mock.server.clock.advance(5_000);
    expect((await again).data).toMatchObject({ deliveryTimes: 2 });
  });

  it('refuses a key that is no md5, and shows nobody else’s channel', async () => {
    const { mock, linkKey, key, poll, receipt } = await started({ pollingHoldMs: 0 });
    expect((await poll({ key: linkKey.slice(1) })).errcode).toBe('MOCK_INVALID');
    mock.expense.push(linkKey, 'saveBill', 1);
    const other = enterprise(mock, 1);
    const query = { client_id: other.clientId, tin: other.taxNo, sign: rawSign(other, '1700000000000'), timestamp: '1700000000000', eid: 'E1' };
    const token = (await getJson(`${mock.baseUrl}/base/fpzs/polling/oauth/token?${new URLSearchParams(query)}`)).access_token ?? '';
    expect((await poll({ token })).errcode).toBe('1307');
    expect((await poll()).errcode).toBe('0000');
    const { msgId } = (await poll()).data as Delivered;
    const otherKey = createHash('md5').update('other').digest('hex');
    await getJson(`${mock.baseUrl}/polling/fpzs/portal/receipt?access_token=${token}&key=${otherKey}&msgId=${msgId}`);
    await getJson(`${mock.baseUrl}/polling/fpzs/portal/receipt?access_token=${token}&key=${key}&msgId=${msgId}`);
    expect((await poll()).errcode).toBe('0000');
    expect((await receipt('')).errcode).toBe('MOCK_INVALID');
  });
});

describe('an import on the page', () => {
  it.each(['', 'Tra'])('tells the channel a summary, billType %j', async (billType) => {
    const { mock, buyer, linkKey, key, token } = await started();
    const opened = await assistant(mock.baseUrl, buyer, '/getUserKey', { tin: buyer.taxNo, bxd_key: 'B', billNumber: 'N', eid: 'E', billType });
    const { userKey } = opened.data as { userKey: string };
    const fids = ['1', '2'].map((invoiceNo) => mock.expense.addInvoice({ ...INVOICE, invoiceNo, totalAmount: '13520.00', taxAmount: '0.10' }));
    mock.expense.importInvoices({ userKey, linkKey, serialNos: fids });
    const { text } = await send('GET', `${mock.baseUrl}/polling/fpzs/invoice/data/v2?access_token=${token}&key=${key}`);
    // As printed: a whole amount without decimals, others exact.
    expect(text).toContain('"invoicesAmount":27040,"invoicesTaxAmount":0.20}');
    const reply = JSON.parse(text) as Answered;
    const { type, data } = (reply.data as Delivered).data;
    expect(type).toBe('saveBill');
    expect(data).toMatchObject({
      invoiceSerialNos: fids.join(','),
      billnumber: 'N',
      bxd_key: 'B',
      userid: 'E',
      invoicesAmount: 27040,
      invoicesTaxAmount: 0.2,
    });
    const invoices = billType === 'Tra' ? (data['data'] as { invoiceData: unknown }[])[0]?.invoiceData : data['data'];
    expect(invoices).toMatchObject([{ fid: fids[0], invoiceNo: '1' }, { fid: fids[1] }]);
    expect(mock.server.journal.to('/invoice/data/v2')).toHaveLength(1);
  });

  it('is refused as ticketParam says', async () => {
    const { mock, buyer, linkKey } = await started();
    const opened = await assistant(mock.baseUrl, buyer, '/getUserKey', { tin: buyer.taxNo, bxd_key: 'B', ticketParam: '11101' });
    const { userKey } = opened.data as { userKey: string };
    const fid = mock.expense.addInvoice(INVOICE, '2');
    expect(() => mock.expense.importInvoices({ userKey, linkKey, serialNos: [fid] })).toThrow('查验不通过');
    expect(() => mock.expense.importInvoices({ userKey: 'x', linkKey, serialNos: [fid] })).toThrow(TypeError);
    expect(() => mock.expense.importInvoices({ userKey, linkKey: 'x', serialNos: [fid] })).toThrow(TypeError);
  });
});
