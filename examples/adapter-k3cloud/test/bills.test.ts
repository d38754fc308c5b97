import { SettingReader } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { dayAfter, waitingFilter } from '../src/bills/filter.js';
import { fractionOf } from '../src/bills/request.js';
import { salesInvoice } from '../src/index.js';
import { readBillForms } from '../src/settings/read-bills.js';
import { addBills, ENTRY, FORM, identity, settingsOf } from './harness.js';
import { cellOf } from './mock/books.js';
import { allBills, play, seeded } from './support.js';

const numbersOf = (bills: readonly { readonly number: string }[]) => bills.map(({ number }) => number);

describe('reading bills', () => {
  it('never sees half a bill where an answer ends within it', async () => {
    const stage = await play({ settings: { maxRows: 7 } });
    addBills(
      stage.centre,
      ['B1', 'B2', 'B3', 'B4', 'B5'].map((number) => seeded(number, 3)),
    );
    const bills = await allBills(stage);
    expect(numbersOf(bills)).toEqual(['B1', 'B2', 'B3', 'B4', 'B5']);
    for (const bill of bills)
      expect(stage.connection.toInvoiceRequest(bill).lines.map(({ goodsName }) => goodsName)).toEqual(['咨询服务1', '咨询服务2', '咨询服务3']);
  });

  it.each([6, 7, 13, 20])('reads a bill of 13 lines where an answer has %i rows', async (maxRows) => {
    const stage = await play({ settings: { maxRows } });
    addBills(stage.centre, [seeded('B1', 13), seeded('B2', 1)]);
    const [first, second] = await allBills(stage);
    expect(first === undefined ? [] : stage.connection.toInvoiceRequest(first).lines.map(({ goodsName }) => goodsName)).toEqual(
      Array.from({ length: 13 }, (_, index) => `咨询服务${index + 1}`),
    );
    expect(second?.number).toBe('B2');
  });

  it('asks no more often than it has pages to read', async () => {
    const stage = await play({ settings: { maxRows: 10 } });
    addBills(
      stage.centre,
      Array.from({ length: 9 }, (_, index) => seeded(`B${index}`, 3)),
    );
    expect((await allBills(stage)).length).toBe(9);
    // Three bills of three lines in each answer of ten rows: ids, rows and taxpayers, three times.
    expect(stage.sent('ExecuteBillQuery').length).toBe(9);
  });

  it('refuses entries that are not in order', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1'), seeded('B2')]);
    const [first, second] = stage.centre.books.rows(FORM).map(({ id }) => id);
    await allBills(stage);
    const width = (stage.sent('ExecuteBillQuery')[1] as [{ FieldKeys: string }])[0].FieldKeys.split(',').length;
    const row = (id = '') => `[${id}${',""'.repeat(width - 1)}]`;
    stage.mock.server.faults.next(
      '.ExecuteBillQuery.common.kdsvc',
      { kind: 'answer', status: 200, body: `[${row(second)},${row(first)}]` },
      { skip: 1 },
    );
    await expect(stage.connection.fetchBills({}, stage.call)).rejects.toMatchObject({ code: 'response_invalid' });
  });

  it('keeps the lines in the order of their ids', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1', 12)]);
    const rows = stage.centre.books.rows(FORM);
    for (const row of rows.splice(0)) rows.push({ ...row, entries: [...row.entries].reverse() });
    const [bill] = await allBills(stage);
    const goods = bill === undefined ? [] : stage.connection.toInvoiceRequest(bill).lines.map(({ goodsName }) => goodsName);
    expect(goods).toEqual(Array.from({ length: 12 }, (_, index) => `咨询服务${index + 1}`));
  });

  it('reads 2001 rows though one answer holds 2000', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1', 1_000), seeded('B2', 1_000), seeded('B3', 1)]);
    expect(numbersOf(await allBills(stage))).toEqual(['B1', 'B2', 'B3']);
  });

  it('loses no bill when those before it are written back between two pages', async () => {
    const stage = await play();
    addBills(
      stage.centre,
      ['B1', 'B2', 'B3', 'B4'].map((number) => seeded(number)),
    );
    const { items, nextCursor = '' } = await stage.connection.fetchBills({ limit: 2 }, stage.call);
    for (const row of stage.centre.books.rows(FORM).slice(0, 2)) Object.assign(row.head, { FINVOICENO: '1', FCancelStatus: 'B' });
    const rest = await stage.connection.fetchBills({ limit: 2, cursor: nextCursor }, stage.call);
    expect(numbersOf([...items, ...rest.items])).toEqual(['B1', 'B2', 'B3', 'B4']);
  });

  it('goes on with the next form', async () => {
    const form = (formId: string, entry: string) => salesInvoice(formId, entry, { kind: { constant: 'digital-special' }, taxCode: 'F_TEST_TaxCode' });
    const stage = await play({ settings: { bills: [form('IV_SALESOC', 'FSALESOCENTRY'), form(FORM, ENTRY)] } });
    addBills(stage.centre, [seeded('B1'), seeded('B2')]);
    const [source] = stage.centre.books.rows(FORM);
    if (source !== undefined)
      stage.centre.books.add(
        'IV_SALESOC',
        { ...source.head, FBillNo: 'O1' },
        source.entries.map(({ fields }) => fields),
      );
    expect((await allBills(stage, 1)).map(({ type, number }) => [type, number])).toEqual([
      ['IV_SALESOC', 'O1'],
      [FORM, 'B1'],
      [FORM, 'B2'],
    ]);
  });

  it.each([
    ['issued by the ERP itself', { FBILLINGWAY: '0' }, 1],
    ['audited', { FDOCUMENTSTATUS: 'C' }, 1],
    ['being audited', { FDOCUMENTSTATUS: 'B' }, 1],
    ['with an invoice number', { FINVOICENO: '25000000000000000017' }, 0],
    ['with a number of 金税', { FIVNUMBER: '12345678' }, 0],
  ])('leaves a bill that is %s, and says so where somebody waits for it', async (_, change, warnings) => {
    // The filter of the settings may forget what the adapter does not.
    const stage = await play({
      settings: { bills: [{ ...settingsOf('https://x/k3cloud', identity(1)).bills[0], waiting: "FCancelStatus='A'" } as never] },
    });
    addBills(stage.centre, [seeded('B1')], change);
    addBills(stage.centre, [seeded('B2')]);
    expect(numbersOf(await allBills(stage))).toEqual(['B2']);
    expect(stage.warnings.map(({ path }) => path)).toEqual(warnings === 0 ? [] : [`${FORM}.B1`]);
  });

  it('takes audited bills where the settings say so', async () => {
    const stage = await play({ settings: { writeBack: { fields: { 'invoice.number': 'FINVOICENO' }, audited: 'save' } } });
    addBills(stage.centre, [seeded('B1')], { FDOCUMENTSTATUS: 'C' });
    expect(numbersOf(await allBills(stage))).toEqual(['B1']);
  });

  it('refuses a bill whose amounts are masked', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1')], { FTAXAMOUNTFOR: '***' });
    const [bill] = await allBills(stage);
    expect(() => bill && stage.connection.toInvoiceRequest(bill)).toThrow(
      expect.objectContaining({ code: 'request_invalid', problems: [expect.objectContaining({ path: 'B1.totals.taxAmount' })] }),
    );
  });

  it('refuses a bill that is not known to be blue', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1')], { FRedBlue: '1' });
    const [bill] = await allBills(stage);
    expect(() => bill && stage.connection.toInvoiceRequest(bill)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('refuses a bill of a unit without taxpayer', async () => {
    const stage = await play({ settings: { taxpayers: { organizations: { '9999': { taxNo: '91000000TEST00001X', companyName: '别的公司' } } } } });
    addBills(stage.centre, [seeded('B1')]);
    const [bill] = await allBills(stage);
    expect(() => bill && stage.connection.toInvoiceRequest(bill)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: 'B1.seller.name' })] }),
    );
  });

  it.each(['x', Buffer.from(`1:ORG_Organizations:1`).toString('base64url'), Buffer.from(`1:${FORM}:1 OR 1=1`).toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      const stage = await play();
      await expect(stage.connection.fetchBills({ cursor }, stage.call)).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
      expect(stage.mock.server.journal.entries).toEqual([]);
    },
  );

  it('refuses rows that are not in order', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1'), seeded('B2')]);
    stage.mock.server.faults.next('.ExecuteBillQuery.common.kdsvc', { kind: 'answer', status: 200, body: '[[100002],[100001]]' });
    await expect(stage.connection.fetchBills({}, stage.call)).rejects.toMatchObject({ code: 'response_invalid' });
  });

  it.each([true, false])('takes an empty field for absent, be it a blank (%s) or nothing', async (emptyAsBlank) => {
    const stage = await play({ mock: { emptyAsBlank } });
    addBills(stage.centre, [seeded('B1')]);
    const [bill] = await allBills(stage);
    const request = bill === undefined ? undefined : stage.connection.toInvoiceRequest(bill);
    expect(request?.lines[0]).not.toHaveProperty('specification');
    expect(request).not.toHaveProperty('remark');
  });

  it('keeps the digits of a number as they came', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1')]);
    const row = stage.centre.books.rows(FORM)[0];
    const amount = row === undefined ? undefined : cellOf(row.head, 'FHEADAUXPRICEFOR');
    const [bill] = await allBills(stage);
    expect(bill === undefined ? '' : stage.connection.toInvoiceRequest(bill).totals.amount).toBe(String(amount));
  });
});

describe('the filter', () => {
  const [plan] = readBillForms(new SettingReader(), [salesInvoice(FORM, ENTRY, { kind: { constant: 'digital-special' }, taxCode: 'F_X' })]);
  const filter = (literals: 'plain' | 'oracle') =>
    plan === undefined ? '' : waitingFilter(plan, { dateFrom: '2025-11-01', dateTo: '2025-11-30' }, '100', literals);

  it('holds the whole last day', () => {
    expect(filter('plain')).toBe("(FCancelStatus='A' AND FBILLINGWAY='1') AND (FID>100) AND (FDATE>='2025-11-01') AND (FDATE<'2025-12-01')");
  });

  it('writes dates for Oracle', () => {
    expect(filter('oracle')).toContain("(FDATE<TO_DATE('2025/12/01 00:00:00','YYYY/MM/DD HH24:MI:SS'))");
  });

  it.each([
    ['2024-02-28', '2024-02-29'],
    ['2025-12-31', '2026-01-01'],
  ])('%s is followed by %s', (day, next) => {
    expect(dayAfter(day)).toBe(next);
  });
});

describe('a tax rate in per cent', () => {
  it.each([
    ['13', '0.13'],
    ['13.0000000000', '0.13'],
    ['1.5', '0.015'],
    ['0', '0'],
    ['0.5', '0.005'],
    ['3', '0.03'],
    ['100', '1'],
    ['-6', '-0.06'],
  ])('%s is %s', (perCent, fraction) => {
    expect(fractionOf(perCent)).toBe(fraction);
  });
});
