import { describe, expect, it } from 'vitest';
import type { LongLinkOperation, MockPiaozone } from '../../src/piaozone/index.js';
import { enterprise, startMock, startWithClient } from './harness.js';
import { type Envelope, postJson, sampleBill, seal, send } from './raw-client.js';

const V3 = '/bill-websocket/v3/invoicewebsocket/push';
const DISK = '/bill-websocket/invoicewebsocket/push';
const SERIAL = '20240101000000000001';

/** Issues what `sjd` says, under names this test has made up: the reference holds none. */
const issuing: LongLinkOperation = ({ sjd, issue }) => {
  const text = (name: string) => String(sjd[name] ?? '');
  const { pdf, ...data } = issue({
    ...{ serialNo: text('fpqqlsh'), buyerName: text('buyer'), invoiceAmount: text('net'), totalTaxAmount: text('tax'), totalAmount: text('total') },
    ...(sjd['blue'] === undefined ? {} : { reverses: { invoiceCode: '', invoiceNo: text('blue') } }),
  });
  return { errcode: '0000', description: '操作成功', data: { ...data, pdfurl: pdf } };
};
const SJD = { fpqqlsh: SERIAL, buyer: '测试购方', net: '0.10', tax: '0.01', total: '0.11' };

async function start() {
  const mock = await startMock();
  const seller = enterprise(mock);
  const order = (change: Record<string, unknown> = {}) => JSON.stringify({ czlx: '3', sfrz: { client_id: seller.clientId }, sjd: SJD, ...change });
  const post = (query: Record<string, string>, body = order(), base = mock.baseUrl): Promise<Envelope> =>
    postJson(`${base}${V3}?${new URLSearchParams(query)}`, body);
  return { mock, seller, order, post, link: { taxNo: seller.taxNo, clientId: seller.clientId } };
}

function simulated(mock: MockPiaozone): (boolean | undefined)[] {
  return mock.record.map((issued) => issued.simulated);
}

describe('the v3 link', () => {
  it('issues by the operation of a test: code 0, 20 digits, into the record', async () => {
    const { mock, seller, post, link } = await start();
    mock.longLink.register('3', issuing);
    const { data } = await post({ ...link, debugOpenInvoice: '1' });
    expect(data).toMatchObject({ serialNo: SERIAL, invoiceCode: '0', invoiceNo: expect.stringMatching(/^\d{20}$/) });
    expect(mock.record).toMatchObject([
      { channel: 'long-link', simulated: true, totalAmount: '0.11', taxNo: seller.taxNo, buyer: { name: '测试购方' } },
    ]);
    expect(seller.quota).toBe(999_999);
    expect(mock.longLink.calls).toMatchObject([{ czlx: '3', form: 'v3', debugOpenInvoice: true, testBase: true, sjd: SJD, options: {} }]);
  });

  it('issues a real invoice without debugOpenInvoice, and with it elsewhere than on the test base', async () => {
    const { mock, post, link } = await start();
    mock.longLink.register('3', issuing);
    await post(link);
    await post(
      { ...link, debugOpenInvoice: '1' },
      JSON.stringify({ czlx: '3', sfrz: { client_id: link.clientId }, sjd: { ...SJD, fpqqlsh: 'B' } }),
      mock.origin,
    );
    await post({ ...link, debugOpenInvoice: '0' }, JSON.stringify({ czlx: '3', sfrz: { client_id: link.clientId }, sjd: { ...SJD, fpqqlsh: 'C' } }));
    expect(simulated(mock)).toEqual([false, false, false]);
    expect(mock.longLink.calls.map(({ debugOpenInvoice, testBase }) => [debugOpenInvoice, testBase])).toEqual([
      [false, true],
      [true, false],
      [false, true],
    ]);
  });

  it('has the repeat behaviour, the red rules, persons, entitlement and quota of issuing', async () => {
    const { mock, seller, post, order, link } = await start();
    mock.longLink.register('3', issuing);
    const red = (fpqqlsh: string, blue: unknown) => order({ sjd: { ...SJD, fpqqlsh, net: '-0.10', tax: '-0.01', total: '-0.11', blue } });
    const { data } = await post(link);
    expect((await post(link)).description).toBe('该流水号已经存在');
    const first = await post(link, red('R', data?.['invoiceNo']));
    expect(first.errcode).toBe('0000');
    expect((await post(link, red('R2', data?.['invoiceNo']))).errcode).toBe('3002');
    expect((await post(link, red('R2', first.data?.['invoiceNo']))).errcode).toBe('3002');
    const foreign = { ...link, taxNo: enterprise(mock, 1).taxNo };
    const second = await post(link, order({ sjd: { ...SJD, fpqqlsh: 'B' } }));
    expect((await post(foreign, red('R3', second.data?.['invoiceNo']))).errcode).toBe('3002');
    const tooMuch = { ...SJD, fpqqlsh: 'R3', net: '-0.11', tax: '-0.01', total: '-0.12', blue: second.data?.['invoiceNo'] };
    expect((await post(link, order({ sjd: tooMuch }))).description).toBe('红冲金额超过蓝票金额');
    mock.personAction('P', 'face');
    expect((await post(link, order({ sjd: { ...SJD, fpqqlsh: 'P' } }))).errcode).toBe('91400');
    mock.setEntitlements(seller.taxNo, []);
    expect((await post(link, order({ sjd: { ...SJD, fpqqlsh: 'Q' } }))).errcode).toBe('A0300');
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red', 'blue']);
  });

  it.each([
    ['another spelling of clientId', { clientid: 'self', clientId: undefined }, '请求链接上面的clientId不正确，请联系工作人员'],
    ['a tenant id', { clientId: 'tenant' }, '请求链接上面的clientId不正确，请联系工作人员'],
    ['an id of nowhere', { clientId: 'mock-none' }, '请求链接上面的clientId不正确，请联系工作人员'],
    ['no tax number', { taxNo: undefined }, '查无此客户端，推送失败'],
    ['a blank beside the tax number', { taxNo: 'blank' }, '查无此客户端，推送失败'],
    ['a number of copies that is none', { invoiceCopyType: '55' }, 'invoiceCopyType的值不支持：55'],
  ])('refuses %s', async (_, change, text) => {
    const { mock, seller, post, link } = await start();
    const named: Record<string, string> = { self: seller.clientId, tenant: mock.tenant.clientId, blank: `${seller.taxNo} ` };
    const query = Object.entries({ ...link, ...change }).flatMap(([name, value]) => (value === undefined ? [] : [[name, named[value] ?? value]]));
    expect((await post(Object.fromEntries(query) as Record<string, string>)).description).toBe(text);
  });

  it('knows clients that are offline, and tax numbers without account', async () => {
    const { mock, seller, post, link } = await start();
    mock.longLink.setOnline(seller.taxNo, false);
    expect((await post(link)).description).toBe('开票组件的长连接服务已经全部下线，请重新连接');
    mock.longLink.setOnline(seller.taxNo, true);
    mock.longLink.setAccount(seller.taxNo, false);
    expect((await post(link)).description).toBe('未配置全电开票账号，请联系工作人员');
    expect(mock.longLink.calls).toEqual([]);
    expect(() => mock.longLink.setOnline('nobody', true)).toThrow('nobody');
  });

  it('issues for another tax number of the tenant unless authorizations are not shared', async () => {
    const { mock, post, link } = await start();
    mock.longLink.register('3', issuing);
    const other = { ...link, taxNo: enterprise(mock, 1).taxNo };
    expect((await post(other)).errcode).toBe('0000');
    mock.settings.sharedAuthorization = false;
    expect((await post(other)).description).toBe('查无此客户端，推送失败');
  });

  it.each([
    ['no czlx', { czlx: undefined }],
    ['a number for czlx', { czlx: 3 }],
    ['no sfrz', { sfrz: undefined }],
    ['an sfrz of somebody else', { sfrz: { client_id: 'mock-none' } }],
    ['a text for sjd', { sjd: '{}' }],
    ['作废, which 数电 does not have', { czlx: '6' }],
  ])('refuses a body with %s', async (_, change) => {
    const { mock, post, order, link } = await start();
    mock.longLink.register('3', issuing);
    mock.longLink.register('6', { errcode: '0000', description: '操作成功' });
    expect((await post(link, order(change))).errcode).not.toBe('0000');
    expect(mock.record).toEqual([]);
  });

  it('notes further names in the body, keeps the options, and fails loudly for an operation nobody registered', async () => {
    const { mock, order, link } = await start();
    const options = { paperInvoiceFlag: '1', invoiceCopyType: '56', nameLink: 'pc1', naturalId: 'n', connectNaturalId: 'c' };
    const url = `${mock.baseUrl}${V3}?${new URLSearchParams({ ...link, ...options })}`;
    const reply = await send('POST', url, order({ extra: 1 }), { 'content-type': 'application/json' });
    expect([reply.status, reply.text]).toEqual([501, expect.stringContaining('longLink.register')]);
    expect(mock.unknownFields).toEqual(['longLink.extra']);
    expect(mock.longLink.calls[0]?.options).toEqual(options);
  });

  it('takes plain bodies, and encrypted ones where that is set', async () => {
    const { mock, seller, post, order, link } = await start();
    mock.longLink.register('3', issuing);
    const sealed = seal(seller.encryptKey, order());
    expect((await post(link, sealed)).errcode).toBe('MOCK_INVALID');
    mock.configure({ longLink: { body: 'encrypted' } });
    expect((await post(link)).errcode).not.toBe('0000');
    expect((await post(link, sealed)).errcode).toBe('0000');
    mock.configure({ longLink: { body: 'either' } });
    expect((await post(link, order({ sjd: { ...SJD, fpqqlsh: 'B' } }))).errcode).toBe('0000');
    expect(() => mock.configure({ longLink: { bodies: 'x' } as object })).toThrow('longLink.bodies');
  });
});

describe('115 刷新PDF', () => {
  it('is built in: lower-case keys, by serial or by code and number', async () => {
    const { mock, seller, client } = await startWithClient();
    const created = await client.create(sampleBill(seller.taxNo));
    const refresh = (sjd: unknown) =>
      postJson(
        `${mock.baseUrl}${V3}?${new URLSearchParams({ taxNo: seller.taxNo, clientId: seller.clientId })}`,
        JSON.stringify({ czlx: '115', sfrz: { client_id: seller.clientId }, sjd }),
      );
    const { invoiceCode: fpdm, invoiceNo: fphm, pdfUrl } = created.data ?? {};
    const answer = {
      errcode: '0000',
      description: '下载成功',
      data: { snapshoturl: expect.stringContaining('/public/snapshot/'), pdfurl: pdfUrl },
    };
    expect(await refresh({ fpqqlsh: SERIAL, fpdm: '', fphm: '' })).toEqual(answer);
    expect(await refresh({ fpqqlsh: '', fpdm, fphm })).toEqual(answer);
    expect((await refresh({ fpqqlsh: 'none', fpdm: '', fphm: '' })).description).toBe('查无此票');
    await refresh({ fpqqlsh: SERIAL, serialNo: 'x' });
    expect(mock.unknownFields).toEqual(['longLink.115.serialNo']);
  });
});

describe('the tax-disk link', () => {
  it('goes by client secret and 盘号 without hyphens, wants reqid, and never simulates', async () => {
    const { mock, seller, order } = await start();
    mock.longLink.register('3', issuing);
    const post = (query: Record<string, string>) => postJson(`${mock.baseUrl}${DISK}?${new URLSearchParams(query)}`, order());
    const diskNo = mock.longLink.diskNo(seller.taxNo);
    expect(diskNo).toBe('440000000001');
    const name = seller.clientSecret + diskNo;
    expect((await post({ name })).description).toBe('reqid不能为空');
    expect((await post({ name: `${seller.clientSecret}44-0000000001`, reqid: '1' })).description).toBe('查无此客户端，推送失败');
    const { data } = await post({ name, reqid: '1700000000000123', debugOpenInvoice: '1' });
    expect(data?.['invoiceCode']).toBe('044000000111');
    expect(simulated(mock)).toEqual([false]);
    mock.longLink.setOnline(seller.taxNo, false);
    expect((await post({ name, reqid: '1' })).description).toBe('查无此客户端，推送失败');
  });
});
