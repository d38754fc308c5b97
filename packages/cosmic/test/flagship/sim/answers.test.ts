import { describe, expect, it } from 'vitest';
import { FlagshipIssuingService, type FlagshipIssuingSettings, redConfirmationState } from '../../../src/flagship.js';
import { callOf, decoded, encoded, failureOf, ok, refused, start, TAX_NO } from '../client/fake-platform.js';
import { ALLE, BILL, RED } from './samples.js';

function issuing(data: unknown, settings: FlagshipIssuingSettings = {}) {
  const { platform, client } = start();
  platform.react = () => ok('0', data === undefined ? undefined : encoded(data));
  return { platform, service: new FlagshipIssuingService(client, settings) };
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('answers', () => {
  it('a bill that was split has several invoices; numbers keep their digits', async () => {
    const text =
      '[{"billNo":"SO-1","invoiceList":[{"invoiceNum":25440000000000000001,"includeTaxAmount":0.10,"invoiceCode":""},{"issueErrorMessage":"x"}]},{"billNo":"SO-1"}]';
    const { service } = issuing(text);
    const bills = await service.billInvoices({ sellerTaxpayerId: TAX_NO, serialNo: 'SO-1' }, callOf());
    expect(bills.map(({ billNo, invoices }) => [billNo, invoices.map(({ raw: _, ...invoice }) => invoice)])).toEqual([
      ['SO-1', [{ invoiceNum: '25440000000000000001', includeTaxAmount: '0.10' }, { issueErrorMessage: 'x' }]],
      ['SO-1', []],
    ]);
  });

  it.each([
    ['an object', { billNo: 'SO-1', invoiceList: [] }, 1],
    ['nothing', undefined, 0],
    ['an empty list', [], 0],
  ])('%s is read too', async (_name, data, count) => {
    const { service } = issuing(data);
    expect(await service.billInvoices({ sellerTaxpayerId: TAX_NO, serialNo: 'SO-1' }, callOf())).toHaveLength(count);
  });

  it('a single invoice comes as an object, a list, or not at all', async () => {
    const query = { sellerTaxpayerId: TAX_NO, serialNo: 'S-1' };
    for (const [data, numbers] of [
      [{ invoiceNum: '1' }, ['1']],
      [
        [{ invoiceNum: '1' }, { invoiceNum: '2' }],
        ['1', '2'],
      ],
      [undefined, []],
    ] as const) {
      expect((await issuing(data).service.alleInvoices(query, callOf())).map(({ invoiceNum }) => invoiceNum)).toEqual(numbers);
    }
  });

  it('opening answers a serial number or something encoded: either is handed on', async () => {
    const { platform, service } = issuing(undefined);
    platform.react = () => ok('0', 'S-1');
    expect((await service.openInvoice(ALLE, callOf())).data).toBe('S-1');
    platform.react = () => ok('0', encoded({ serialNo: 'S-1' }));
    expect((await service.openInvoice(ALLE, callOf())).data).toEqual({ serialNo: 'S-1' });
  });

  it('red may wait for the other side', async () => {
    const { service } = issuing({ redConfirmBillStatus: '02', redInfoBillNo: '4401' });
    expect((await service.redInvoice(RED, callOf())).confirmation).toMatchObject({ redInfoBillNo: '4401', state: { stage: 'waiting' } });
  });

  it('reissue and scan bill name what was made', async () => {
    const reissue = { invoiceCode: '', invoiceNo: '1', reIssueBill: {} };
    expect((await issuing({ billNo: 'R-1' }).service.reissue(reissue, callOf())).billNo).toBe('R-1');
    expect((await issuing([{ scanh5Url: 'https://x.test/1' }]).service.pushScanBill(BILL, callOf())).scanh5Url).toBe('https://x.test/1');
    expect((await issuing({ scanh5Url: 'https://x.test/2' }).service.pushScanBill(BILL, callOf())).scanh5Url).toBe('https://x.test/2');
    expect((await issuing(undefined).service.pushScanBill(BILL, callOf())).scanh5Url).toBeUndefined();
  });

  it('the accounts of a tax number come as they are', async () => {
    expect(await issuing([{ a: '1' }]).service.accounts(TAX_NO, callOf())).toEqual([{ a: '1' }]);
  });

  it('a duplicate is open', async () => {
    const { platform, service } = issuing(undefined);
    platform.react = () => refused('10127', '流水号重复');
    expect(await failureOf(service.pushBills([BILL], callOf()))).toMatchObject({
      outcome: 'unknown',
      upstreamCode: '10127',
      diagnosis: 'DUPLICATE_BILL_NO',
    });
  });

  it.each([
    ['01', 'issuable'],
    ['02', 'waiting'],
    ['03', 'waiting'],
    ['04', 'issuable'],
    ['05', 'void'],
    ['06', 'void'],
    ['07', 'void'],
    ['08', 'void'],
    ['09', 'void'],
    ['1', 'issuable'],
    ['10', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('state %j of a confirmation is %j', (code, stage) => {
    expect(redConfirmationState(code)?.stage).toBe(stage);
  });
});

describe('lists', () => {
  const pages = (list: readonly unknown[][], wrap: (rows: unknown[], pageNo: number) => unknown, settings: FlagshipIssuingSettings = {}) => {
    const { platform, client } = start({ maxPages: 3 });
    platform.react = ({ body }) => {
      const { pageNo } = decoded(body['data']) as { pageNo: number };
      return ok('0', encoded(wrap(list[pageNo] ?? [], pageNo)));
    };
    const numbers = () => platform.seen.map(({ body }) => (decoded(body['data']) as { pageNo: number }).pageNo);
    return { service: new FlagshipIssuingService(client, settings), numbers };
  };
  const row = (invoiceNum: string) => ({ invoiceNum });
  const query = { sellerTaxpayerId: TAX_NO };

  it('the batch query starts at page 0 and ends at an empty page', async () => {
    const { service, numbers } = pages([[row('1'), row('2')], [row('3')]], (rows) => rows);
    expect((await collect(service.batch(query, callOf()))).map(({ invoiceNum }) => invoiceNum)).toEqual(['1', '2', '3']);
    expect(numbers()).toEqual([0, 1, 2]);
  });

  it('the others start at page 1; either may be set', async () => {
    const one = pages([[row('0')], [row('1')]], (rows) => ({ dataList: rows, totalElement: 1 }));
    expect((await collect(one.service.issued(query, callOf()))).map(({ invoiceNum }) => invoiceNum)).toEqual(['1']);
    expect(one.numbers()).toEqual([1, 2]);
    const set = pages([[row('0')], [row('1')]], (rows) => rows, { firstPage: { 'ALLE.BATCH.QUERY': 1, 'INVOICE.QUERY': 0 } });
    expect(await collect(set.service.batch(query, callOf()))).toHaveLength(1);
    expect(await collect(set.service.issued(query, callOf()))).toHaveLength(2);
  });

  it('confirmations with their state', async () => {
    const { service } = pages([[], [{ redInfoBillNo: '1', redConfirmBillStatus: '07' }]], (dataList, pageNo) => ({
      dataList,
      pageNo,
      pageSize: 50,
      totalElement: 1,
    }));
    expect(await collect(service.redConfirmations({ taxpayerId: TAX_NO }, callOf()))).toMatchObject([
      { redInfoBillNo: '1', state: { stage: 'void' } },
    ]);
    expect(await service.redConfirmationPage({ taxpayerId: TAX_NO, pageNo: 1 }, callOf())).toMatchObject({
      pageNo: 1,
      totalElement: '1',
      rows: [{}],
    });
  });

  it('takes the list from where the settings say', async () => {
    const { service } = pages([[row('1')]], (items) => ({ items }), { listFields: { 'ALLE.BATCH.QUERY': 'items' } });
    expect(await collect(service.batch(query, callOf()))).toHaveLength(1);
    const without = pages([[row('1')]], (items) => ({ items }));
    const failure = await failureOf(collect(without.service.batch(query, callOf())));
    expect(failure).toMatchObject({ code: 'response_invalid', outcome: 'rejected', operation: 'sim.ALLE.BATCH.QUERY' });
    expect(failure.message).toContain('listFields');
  });

  it('gives up pages that do not advance, keeping what came', async () => {
    const { service, numbers } = pages([], (_rows, pageNo) => ({ dataList: [row('1')], pageNo }));
    const got: unknown[] = [];
    const run = async () => {
      for await (const invoice of service.batch(query, callOf())) got.push(invoice);
    };
    expect(await failureOf(run())).toMatchObject({ code: 'response_invalid' });
    expect([got.length, numbers()]).toEqual([1, [0, 1]]);
  });

  it('gives up pages that never end', async () => {
    const { service, numbers } = pages([], (_rows, pageNo) => [row(String(pageNo))]);
    expect(await failureOf(collect(service.batch(query, callOf())))).toMatchObject({ code: 'response_invalid' });
    expect(numbers()).toEqual([0, 1, 2, 3]);
  });
});
