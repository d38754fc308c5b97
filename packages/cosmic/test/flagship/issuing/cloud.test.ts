import { type BillStatus, SendFailure } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { encoded, ok, type Reaction, refused } from '../client/fake-platform.js';
import { books, FakeInvoiceCloud } from './fake-cloud.js';
import { shown } from './samples.js';

const cut = () => new SendFailure('connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' });
const half = (invoiceNum: string) => shown({ invoiceNum, includeTaxAmount: '56.50', totalTaxAmount: '6.50' });

async function setUp(more: Partial<FakeInvoiceCloud> = {}, settings: Parameters<typeof books>[2] = {}) {
  const cloud = Object.assign(new FakeInvoiceCloud(), more);
  const erp = await books(cloud, ['B1'], settings);
  const run = async () => {
    const [result] = await erp.run();
    return result;
  };
  return { cloud, ...erp, run };
}

describe('accepted is not issued', () => {
  it('asks by bill number until the invoice is there, and writes it back', async () => {
    let invoices: object[] = [];
    const { run, cloud, written } = await setUp({ onQuery: () => invoices as never });
    expect(await run()).toMatchObject({ status: 'in-progress' });
    expect(written).toEqual([]);
    invoices = [shown()];
    expect(await run()).toMatchObject({ status: 'issued', writeBack: 'written' });
    expect(written).toMatchObject([{ bill: { number: 'B1' }, serialNo: 'B1', invoice: { number: '24440000000000000001' } }]);
    expect(cloud.pushed).toEqual(['B1']);
    expect(cloud.platform.logins).toBe(1);
  });

  it('a bill that somebody pushed before is adopted, never pushed under another number', async () => {
    const cloud = new FakeInvoiceCloud();
    cloud.accepted.push('B1');
    cloud.onQuery = () => [shown()];
    const { run } = await books(cloud, ['B1']);
    expect(await run()).toMatchObject([{ status: 'issued' }]);
    expect(cloud.pushed).toEqual(['B1']);
    expect(cloud.accepted).toEqual(['B1']);
  });
});

const nothing = (reaction: Reaction) => ({ onPush: () => reaction });
const afterwards = (reaction: () => Reaction): Partial<FakeInvoiceCloud> => ({
  onPush: (_, takeIn, count) => {
    const answer = takeIn();
    return count === 1 ? reaction() : answer;
  },
});
const before = (reaction: () => Reaction): Partial<FakeInvoiceCloud> => ({ onPush: (_, takeIn, count) => (count === 1 ? reaction() : takeIn()) });

const LOST: readonly (readonly [string, () => Reaction])[] = [
  ['cut', cut],
  ['no answer at all', () => 'hang'],
  ['a page of a proxy', () => '<html>504</html>'],
  ['HTTP 504', () => ({ status: 504, answer: '<html></html>' })],
  ['500 of the platform', () => refused('500', '内部错误')],
  ['999 of the platform', () => refused('999', '')],
  ['601', () => refused('601', '数据重复')],
  ['604', () => refused('604', '不允许重复执行')],
  ['rate limit', () => refused('429', 'API被限流')],
  ['9999', () => refused('9999', '开票失败')],
  ['an unknown code', () => refused('12345', '……')],
  ['half an envelope', () => ({ success: true })],
];

describe('the answer to a push is lost or says nothing', () => {
  it.each(LOST)('%s, after the cloud took the bill in: found by query, one bill for ever', async (_, reaction) => {
    const { run, cloud } = await setUp({ ...afterwards(reaction), onQuery: () => [shown()] });
    expect(await run()).toMatchObject({ status: 'issued', invoice: { number: '24440000000000000001' } });
    expect(cloud.accepted).toEqual(['B1']);
    expect(cloud.pushed).toEqual(['B1']);
  });

  it.each(LOST)('%s, before: unknown, then pushed again under the same number', async (_, reaction) => {
    const { run, cloud, store } = await setUp({ ...before(reaction), onQuery: () => [shown()] });
    expect(await run()).toMatchObject({ status: 'unknown' });
    expect((await store.find('test/fake/DC1/blue/B1'))?.state).toBe('unknown');
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(cloud.pushed).toEqual(['B1', 'B1']);
    expect(cloud.accepted).toEqual(['B1']);
  });

  it.each(LOST)('%s, where nobody promises that repeats are caught: a person decides', async (_, reaction) => {
    const cloud = Object.assign(new FakeInvoiceCloud(), before(reaction));
    const { run } = await books(cloud, ['B1'], { dedup: 'unknown' });
    expect(await run()).toMatchObject([{ status: 'unknown' }]);
    expect(await run()).toMatchObject([{ status: 'needs-review' }]);
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('and every query as well: stays open, and the repeat is refused by the cloud', async () => {
    let blind = true;
    const { run, cloud } = await setUp({ ...afterwards(cut), onQuery: () => [shown()] });
    const { react } = cloud.platform;
    cloud.platform.react = (seen, count) => (blind && seen.body['interfaceCode'] === 'BILL.INVOICE.QUERY' ? cut() : react(seen, count));
    expect(await run()).toMatchObject({ status: 'unknown' });
    expect(await run()).toMatchObject({ status: 'unknown', error: { upstreamCode: '10127' } });
    blind = false;
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(cloud.accepted).toEqual(['B1']);
  });

  it('nothing at all left this machine: tried again', async () => {
    const unsent = () => new SendFailure('connection', true, 'ECONNREFUSED', { reason: 'refused', stage: 'connect' });
    const { run, cloud } = await setUp({ ...before(unsent), onQuery: () => [shown()] });
    expect(await run()).toMatchObject({ status: 'failed' });
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(cloud.accepted).toEqual(['B1']);
  });
});

describe('a documented refusal', () => {
  it.each<[string, string, BillStatus, string]>([
    ['1', '未知业务系统编码', 'refused', 'BUSINESS_SYSTEM_CODE_UNKNOWN'],
    ['1', '接收的数据转换异常', 'refused', 'CALL_DATA_NOT_BASE64'],
    ['1', '税号未关联组织', 'refused', 'TAX_NO_WITHOUT_ORGANIZATION'],
    ['1', '当前组织还未引入发票云，请先到“发票云-基础资料-企业管理”引入组织，或切换业务单元', 'refused', 'ORGANIZATION_NOT_IMPORTED'],
    ['1', '未找到设备信息', 'refused', 'DEVICE_NOT_FOUND'],
    ['1', '总计扣除额不能大于发票不含税金额', 'refused', 'DEDUCTION_TOTAL_EXCEEDS_AMOUNT'],
    ['1', '价税合计金额不对', 'refused', 'TOTAL_WITH_TAX_WRONG'],
    ['1', '待冲蓝票代码格式错误', 'refused', 'RED_INVOICE_CODE_FORMAT'],
    ['1', '原蓝票开票日期不能为空', 'refused', 'BLUE_INVOICE_DATE_EMPTY'],
    ['1130', '税号:91X,不在租户:1 范围内', 'refused', 'TAX_NO_NOT_IN_TENANT'],
    ['1', '单据编号[B1]开票人[发票云标准业务接口授权账户]不合法-包含非GBK编码或是超最大长度[16]字节', 'refused', 'ISSUER_NAME_ILLEGAL'],
    ['1', '发票明细第1行，未选择商品分类编码', 'refused', 'TAX_CODE_NOT_SELECTED'],
    ['1', '税号:[91X]未查询到可用的数电账号，请前往基础资料-企业管理-数电配置进行相关配置', 'refused', 'ISSUING_ACCOUNT_UNAVAILABLE'],
    ['403', '该第三方应用-X没有此接口访问权限', 'refused', 'PLATFORM_API_NOT_GRANTED'],
    ['400', '参数无效', 'refused', 'PLATFORM_PARAMETER_INVALID'],
    [
      '91300',
      '账号138****0000在电子税局登录已失效，请通知该用户在金蝶发票云公众号中完成登录操作。',
      'waiting-for-person',
      'BUREAU_LOGIN_NOTIFY_USER',
    ],
    ['30001', '风险控制', 'unknown', ''],
    ['500', '发票明细第1行，未选择商品分类编码', 'unknown', 'TAX_CODE_NOT_SELECTED'],
    ['1', '税号未关联组织，单据正在处理中', 'unknown', 'TAX_NO_WITHOUT_ORGANIZATION'],
    ['1', '发票明细第1行，未选择商品分类编码，其余已开具', 'unknown', 'TAX_CODE_NOT_SELECTED'],
  ])('%s %s is %s', async (code, message, status, diagnosis) => {
    const { run, cloud } = await setUp(nothing(refused(code, message)));
    const result = await run();
    expect(result).toMatchObject({ status, error: { upstreamMessage: message } });
    expect(result?.error?.diagnosis?.code ?? '').toBe(diagnosis);
    expect(cloud.accepted).toEqual([]);
  });

  it('of the gateway is one too', async () => {
    const { run } = await setUp(nothing({ errorCode: '2505', messagecn: 'API没有订阅' }));
    expect(await run()).toMatchObject({ status: 'refused', error: { upstreamCode: '2505' } });
  });

  it('of the session is about everything, not about the bill', async () => {
    const { run } = await setUp(nothing({ status: 401, answer: { errorCode: '401', message: '未授权访问', status: false } }));
    expect(await run()).toMatchObject({ status: 'failed', error: { code: 'erp_session_expired' } });
  });

  it('that waits for a person goes on under the same number', async () => {
    const login = refused('91300', '电子税局登录已失效，请用浏览器打开该地址：https://api.piaozone.com/x/TOKEN，完成登录后重新操作！');
    const { run, cloud } = await setUp({ ...before(() => login), onQuery: () => [shown()] });
    const waiting = await run();
    expect(waiting).toMatchObject({ status: 'waiting-for-person', error: { code: 'person_action_required' } });
    expect(JSON.stringify(waiting)).not.toContain('TOKEN');
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(cloud.pushed).toEqual(['B1', 'B1']);
  });
});

describe('a bill the cloud splits', () => {
  it('is in progress until all parts are there, then written back with all of them', async () => {
    let invoices: object[] = [half('1')];
    const { run, cloud, written } = await setUp({ onQuery: () => invoices as never });
    expect(await run()).toMatchObject({ status: 'in-progress' });
    invoices = [half('1'), half('2')];
    expect(await run()).toMatchObject({ status: 'issued', invoice: { number: '1', totals: { totalAmount: '113' } } });
    expect(written).toMatchObject([{ invoice: { parts: [{ number: '1' }, { number: '2' }] } }]);
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('that failed in part goes to a person with what exists, and is adopted once the cloud has mended it', async () => {
    let invoices: object[] = [half('1'), { issueErrorMessage: '第1行商品简称不合法' }];
    const { run, cloud, written } = await setUp({ onQuery: () => invoices as never });
    expect(await run()).toMatchObject({
      status: 'needs-review',
      invoice: { number: '1' },
      error: { diagnosis: { code: 'ITEM_SHORT_NAME_INVALID' } },
    });
    expect(written).toEqual([]);
    invoices = [half('1'), half('2')];
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('that failed altogether is never pushed again: the cloud may issue it by itself', async () => {
    const { run, cloud } = await setUp({ onQuery: () => [{ issueErrorMessage: '余额不足' }] });
    expect(await run()).toMatchObject({ status: 'needs-review' });
    expect(await run()).toMatchObject({ status: 'needs-review' });
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('of another amount goes to a person', async () => {
    const { run } = await setUp({ onQuery: () => [shown({ includeTaxAmount: '200.00' })] });
    expect(await run()).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' } });
  });
});

it('a refused query of a bill that was pushed decides nothing', async () => {
  const { run, cloud } = await setUp({ ...before(cut), onUnknown: () => refused('9999', '单据不存在'), onQuery: () => [shown()] });
  expect(await run()).toMatchObject({ status: 'unknown' });
  expect(await run()).toMatchObject({ status: 'issued' });
  expect(cloud.accepted).toEqual(['B1']);
});

it('takes an answer that cannot be decoded for an acceptance', async () => {
  const cloud = new FakeInvoiceCloud();
  cloud.onPush = (_, takeIn) => ({ ...takeIn(), data: 'not base64 of anything' });
  cloud.onQuery = () => [shown()];
  const { run } = await books(cloud, ['B1']);
  expect(await run()).toMatchObject([{ status: 'issued' }]);
  expect(ok('0', encoded('x'))).toMatchObject({ errorCode: '0' });
});
