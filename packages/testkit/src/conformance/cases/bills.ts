import { conformanceCase } from '../case.js';
import { billNumber, seedBill, seedBills } from '../data.js';
import { show } from '../failure.js';
import { everyBill, onlyBill } from '../pages.js';

const COUNT = 25;
const LIMIT = 10;
const ALL = Array.from({ length: COUNT }, (_, index) => billNumber(index + 1));
/** What must come out as it went in: leading zeros, more digits than a number holds, CJK, emoji, and all that XML escapes. */
const TEXTS = ['00110019', '12345678901234567890', '0.10', '中文“引号”', '🧾发票', `<A&B> 'x' "y" ]]>`];

export const billCases = [
  conformanceCase('bills/empty', '没有待开单据时返回空列表', 'without waiting bills the list is empty', async (stage) => {
    const connection = await stage.connect();
    stage.judge.same(await everyBill(stage, connection), [], 'bills');
  }),
  conformanceCase('bills/one', '单据携带类型、单号与组织编码', 'a bill carries its type, number and unit', async (stage) => {
    const { erp, harness, judge } = stage;
    await erp.seedBills([seedBill(harness)]);
    const { type, number, unitNumber } = await onlyBill(stage, await stage.connect());
    judge.same({ type, number, unitNumber }, { type: harness.billType, number: 'CT-0001', unitNumber: '0010' }, 'bill');
  }),
  conformanceCase(
    'bills/paging',
    '多页单据不丢失、不重复，最早的在前',
    'bills over many pages are neither lost nor doubled, oldest first',
    async (stage) => {
      const { erp, harness, judge } = stage;
      await erp.seedBills(seedBills(harness, COUNT));
      const connection = await stage.connect();
      const bills = await everyBill(stage, connection, { limit: LIMIT });
      judge.same(
        bills.map(({ number }) => number),
        ALL,
        `numbers of ${COUNT} bills in pages of ${LIMIT}`,
      );
    },
  ),
  conformanceCase(
    'bills/cursor',
    '游标是不透明文本，另一个连接可以从它继续',
    'a cursor is opaque text from which another connection goes on',
    async (stage) => {
      const { erp, harness, judge } = stage;
      await erp.seedBills(seedBills(harness, COUNT));
      const first = await stage.connect();
      const page = await judge.resolves(first.fetchBills({ limit: LIMIT }, stage.call()), 'the first page');
      if (page.nextCursor === undefined) return `the adapter gives all ${page.items.length} bills on one page`;
      judge.same(typeof page.nextCursor, 'string', 'type of nextCursor');
      const second = await stage.connect();
      const rest = await everyBill(stage, second, { cursor: page.nextCursor, limit: LIMIT });
      judge.same(
        [...page.items, ...rest].map(({ number }) => number),
        ALL,
        'first page and the rest',
      );
      return undefined;
    },
  ),
  conformanceCase('bills/types', '只返回要求的单据类型', 'only bills of the wanted types come', async (stage) => {
    const { erp, harness, judge } = stage;
    await erp.seedBills([seedBill(harness)]);
    const connection = await stage.connect();
    const page = await judge.resolves(connection.fetchBills({ billTypes: ['no such type'] }, stage.call()), 'fetchBills()');
    judge.same(page.items, [], 'bills of a type that does not exist');
  }),
  conformanceCase('bills/dates', '日期过滤包含起止当天', 'a filter by date includes its first and its last day', async (stage) => {
    const { erp, harness, judge } = stage;
    if (!erp.adapter().capabilities.billDates) return 'the adapter does not declare billDates';
    const days = ['2025-10-31', '2025-11-01', '2025-11-15', '2025-11-30', '2025-12-01'];
    await erp.seedBills(days.map((date) => seedBill(harness, { number: `CT-${date}`, date })));
    const connection = await stage.connect();
    const bills = await everyBill(stage, connection, { dateFrom: '2025-11-01', dateTo: '2025-11-30' });
    judge.same(
      bills.map(({ number }) => number),
      days.slice(1, 4).map((date) => `CT-${date}`),
      'bills of November',
    );
    return undefined;
  }),
  conformanceCase('bills/request', '开票申请与 ERP 单据逐字段一致', 'the invoice request says what the bill says, field by field', async (stage) => {
    const { erp, harness, judge } = stage;
    const { request } = seedBill(harness);
    await erp.seedBills([seedBill(harness)]);
    const connection = await stage.connect();
    const found = connection.toInvoiceRequest(await onlyBill(stage, connection));
    const { id: _, ...bill } = found.bill;
    judge.same(pick({ ...found, bill }, request), request, 'request');
  }),
  conformanceCase(
    'bills/texts',
    '文本原样保留：前导零、长数字、中文、表情、XML 特殊字符',
    'text stays text: leading zeros, long numbers, CJK, emoji, XML specials',
    async (stage) => {
      const { erp, harness, judge } = stage;
      await erp.seedBills(TEXTS.map((text, index) => seedBill(harness, { number: `00${index}`, buyerName: text, goodsName: text })));
      const connection = await stage.connect();
      const requests = (await everyBill(stage, connection)).map((bill) => connection.toInvoiceRequest(bill));
      judge.same(
        requests.map(({ bill, buyer, lines }) => [bill.number, buyer.name, lines[0]?.goodsName]),
        TEXTS.map((text, index) => [`00${index}`, text, text]),
        'numbers, buyers and goods',
      );
    },
  ),
  conformanceCase('bills/absent', '单据没有的字段不出现，而不是空文本', 'what a bill does not have is absent, not an empty text', async (stage) => {
    const { erp, harness, judge } = stage;
    const seeded = seedBill(harness);
    const { remark: _, ...request } = seeded.request;
    await erp.seedBills([{ ...seeded, request }]);
    const connection = await stage.connect();
    const found = connection.toInvoiceRequest(await onlyBill(stage, connection));
    judge.that(!('remark' in found) || found.remark === undefined, `remark is ${show(found.remark)}`);
    const empty = emptyTexts(found);
    judge.same(empty, [], 'fields with an empty text');
  }),
];

/** The fields of `found` that `wanted` has, so that what the ERP adds is no difference. */
function pick(found: unknown, wanted: unknown): unknown {
  if (Array.isArray(found) && Array.isArray(wanted)) return found.map((item, index) => pick(item, wanted[index] ?? item));
  if (typeof found !== 'object' || found === null || typeof wanted !== 'object' || wanted === null) return found;
  return Object.fromEntries(
    Object.keys(wanted).flatMap((key) => (key in found ? [[key, pick(Reflect.get(found, key), Reflect.get(wanted, key))]] : [])),
  );
}

function emptyTexts(value: unknown, path = ''): string[] {
  if (value === '') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => emptyTexts(one, path === '' ? key : `${path}.${key}`));
}
