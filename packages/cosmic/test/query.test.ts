import { departmentRow, ExactNumber, type LastPageBehaviour } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import {
  BILL_API,
  BILLS,
  billRow,
  collect,
  connect,
  DEPARTMENTS,
  newCall,
  settingsFor,
  startContext,
  startMock,
  UNITS,
  unitRow,
} from './support/harness.js';

const bills = (count: number) => Array.from({ length: count }, (_, index) => billRow(`B${index + 1}`));
const startBills = (count: number, lastPage: LastPageBehaviour) => startMock({ bills: [{ ...BILL_API, rows: bills(count), lastPage }] });

describe('paging', () => {
  it.each([
    ['right', 2],
    ['never', 3],
    ['missing', 3],
  ] as const)('ends at lastPage or an empty page (lastPage %s)', async (lastPage, requests) => {
    const mock = await startBills(4, lastPage);
    const erp = await connect(settingsFor(mock));
    const found = await collect((query) => erp.fetchBills({ limit: 2, ...query }, newCall()));
    expect(found.map(({ number }) => number)).toEqual(['B1', 'B2', 'B3', 'B4']);
    expect(mock.journal.to(BILLS)).toHaveLength(requests);
  });

  it.each(['always', 'right', 'never'] as const)('loses no row that totalCount knows of (lastPage %s)', async (lastPage) => {
    const mock = await startBills(5, lastPage);
    const erp = await connect(settingsFor(mock));
    const call = newCall();
    const found = await collect((query) => erp.fetchBills({ limit: 2, ...query }, call));
    expect(found.map(({ number }) => number)).toEqual(['B1', 'B2', 'B3', 'B4', 'B5']);
    expect(call.warnings).toEqual([]);
  });

  it('gives up after maxPages', async () => {
    const mock = await startMock();
    // A server that ignores pageNo.
    mock.query(UNITS).rows = () => Array.from({ length: 100 }, (_, index) => unitRow(`U${index}`));
    mock.query(UNITS).lastPage = 'never';
    const erp = await connect(settingsFor(mock, { maxPages: 3 }));
    await expect(collect((query) => erp.listBusinessUnits({ limit: 1, ...query }, newCall()))).rejects.toMatchObject({
      code: 'response_invalid',
      outcome: 'not-sent',
      message: expect.stringContaining('3 页'),
    });
    expect(mock.journal.to(UNITS)).toHaveLength(3);
  });

  it('can be gone on with by another connection, at the page size it began with', async () => {
    const mock = await startBills(5, 'right');
    const { nextCursor = '' } = await (await connect(settingsFor(mock))).fetchBills({ limit: 2 }, newCall());
    const other = await connect(settingsFor(mock), { context: startContext() });
    const page = await other.fetchBills({ cursor: nextCursor, limit: 5 }, newCall());
    expect(page.items.map(({ number }) => number)).toEqual(['B3', 'B4']);
  });

  it.each([
    'nonsense',
    Buffer.from('1:bills:0:10').toString('base64url'),
    Buffer.from('1:bills:2:5000').toString('base64url'),
    Buffer.from(`2:business-units:2:10:10:${'0'.repeat(16)}:${'0'.repeat(16)}`).toString('base64url'),
    Buffer.from(`2:bills:2:1001:10:${'0'.repeat(16)}:${'0'.repeat(16)}`).toString('base64url'),
  ])('refuses the foreign cursor %s', async (cursor) => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    await expect(erp.fetchBills({ cursor }, newCall())).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
  });

  it('keeps to 1000 rows and to the settings', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    const erp = await connect({ ...settings, bills: { ...settings.bills, data: { status: ['C'] }, pageSize: 7 } });
    await erp.fetchBills({}, newCall());
    await erp.fetchBills({ limit: 4000 }, newCall());
    await erp.fetchBills({ limit: 0 }, newCall());
    const sent = mock.journal.to(BILLS).map(({ body }) => JSON.parse(body.toString('utf8')) as unknown);
    expect(sent).toEqual([7, 1000, 1].map((pageSize) => ({ data: { status: ['C'] }, pageNo: 1, pageSize })));
  });

  it('shows the server’s filter when nothing comes', async () => {
    const mock = await startMock();
    mock.query(UNITS).filter = '[structure.view.id = 2]';
    mock.query(UNITS).keep = () => false;
    const erp = await connect(settingsFor(mock));
    const call = newCall();
    expect((await erp.listBusinessUnits({}, call)).items).toEqual([]);
    expect(call.warnings[0]?.message.en).toContain('[structure.view.id = 2]');
    mock.query(UNITS).keep = () => true;
    const other = newCall();
    await erp.listBusinessUnits({}, other);
    expect(other.warnings).toEqual([]);
  });

  it('refuses an answer without rows instead of calling it empty', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    mock.faults.next(UNITS, { kind: 'answer', status: 200, body: '{"data":{"count":1,"rows":[["U1"]]},"errorCode":"0"}' });
    await expect(erp.listBusinessUnits({}, newCall())).rejects.toMatchObject({
      code: 'response_invalid',
      hint: expect.stringContaining('businessUnits.path'.replace('businessUnits', 'business-units')),
    });
  });
});

describe('bills', () => {
  it('keep every digit', async () => {
    const amount = new ExactNumber('100.10');
    const id = new ExactNumber('12345678901234567890');
    const mock = await startMock({ bills: [{ ...BILL_API, rows: [{ ...billRow('B1', { amount }), id }] }] });
    const erp = await connect(settingsFor(mock));
    const { items } = await erp.fetchBills({}, newCall());
    expect(items[0]?.id).toBe('12345678901234567890');
    const [bill] = items;
    expect(bill && erp.toInvoiceRequest(bill).totals.amount).toBe('100.10');
  });

  it('become requests without the network', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    const { items } = await erp.fetchBills({}, newCall());
    await mock.close();
    const request = erp.toInvoiceRequest(items[0] as (typeof items)[number]);
    expect(request.bill).toEqual({ type: '销售发票单', number: 'B1', id: '1001' });
    expect(request).toMatchObject({ color: 'blue', kind: 'digital-general', drawer: '张三', lines: [{ goodsName: '服务', taxRate: '0.13' }] });
    expect(request).not.toHaveProperty('raw');
  });

  it('are chosen by type', async () => {
    const mock = await startMock({ bills: [{ ...BILL_API, rows: [billRow('B1', { kind: 'AR' }), billRow('B2', { kind: 'SI' })] }] });
    const settings = settingsFor(mock);
    const fields = { ...settings.bills.fields, type: { path: 'kind', values: { SI: '销售发票单', AR: '应收单' } } };
    const erp = await connect({ ...settings, bills: { ...settings.bills, fields } });
    const numbers = async (billTypes?: string[]) =>
      (await erp.fetchBills(billTypes === undefined ? {} : { billTypes }, newCall())).items.map(({ number }) => number);
    expect(await numbers()).toEqual(['B1', 'B2']);
    expect(await numbers(['销售发票单'])).toEqual(['B2']);
    expect(await numbers([])).toEqual([]);
  });

  it('that cannot be read are refused by name, and do not stop the others', async () => {
    const mock = await startMock({ bills: [{ ...BILL_API, rows: [billRow('B1', { customer: '' }), billRow('B2')] }] });
    const erp = await connect(settingsFor(mock));
    const { items } = await erp.fetchBills({}, newCall());
    expect(items.map(({ number }) => number)).toEqual(['B1', 'B2']);
    const [bad, good] = items;
    expect(() => bad && erp.toInvoiceRequest(bad)).toThrowError(/B1\.buyer\.name.*customer/);
    expect(good && erp.toInvoiceRequest(good)).toMatchObject({ bill: { number: 'B2' } });
  });

  it('that do not even say which bill they are, are said and left out', async () => {
    const rows = [billRow('B1', { billno: '' }), billRow('B2')];
    const mock = await startMock({ bills: [{ ...BILL_API, rows }] });
    const logged: string[] = [];
    const context = startContext({ logger: { warn: (message) => logged.push(message) } });
    const erp = await connect(settingsFor(mock), { context });
    const call = newCall();
    expect((await erp.fetchBills({}, call)).items.map(({ number }) => number)).toEqual(['B2']);
    expect(call.warnings).toEqual([
      { path: 'number', message: { zh: expect.stringContaining('无法识别'), en: expect.stringContaining('left out') } },
    ]);
    expect(logged).toEqual([expect.stringContaining('无法识别')]);
  });
});

describe('organizations', () => {
  const rows = [
    departmentRow({ id: '1', number: 'A', name: '集团', orgpatternName: '公司' }),
    departmentRow({ id: '2', number: 'B', name: '一部', ancestors: ['A'], enabled: false }),
  ];

  it('are read with the measured names, parents from the one view that counts', async () => {
    const mock = await startMock({ queries: [{ path: DEPARTMENTS, rows }] });
    const erp = await connect(settingsFor(mock, { organizations: { path: DEPARTMENTS } }));
    expect((await erp.listOrganizations?.({}, newCall()))?.items).toEqual([
      { id: '1', number: 'A', name: '集团', enabled: true },
      { id: '2', number: 'B', name: '一部', parentNumber: 'A', enabled: false },
    ]);
  });

  it('are not offered without settings', async () => {
    const mock = await startMock();
    expect((await connect(settingsFor(mock))).listOrganizations).toBeUndefined();
  });

  it('are read with own names, other views, and name what is missing', async () => {
    const own = [
      {
        no: 'A',
        label: '集团',
        on: true,
        views: [
          { v: '1', up: 'X' },
          { v: '7', up: 'Y' },
        ],
      },
    ];
    const mock = await startMock({ queries: [{ path: DEPARTMENTS, rows: own }] });
    const organizations = {
      path: DEPARTMENTS,
      fields: { id: 'no', number: 'no', name: 'label', enabled: 'on', parentNumber: 'views.up' },
      view: { path: 'views', field: 'v', value: '7' },
    };
    const erp = await connect(settingsFor(mock, { organizations }));
    expect((await erp.listOrganizations?.({}, newCall()))?.items).toEqual([{ id: 'A', number: 'A', name: '集团', parentNumber: 'Y', enabled: true }]);
    const wrong = await connect(settingsFor(mock, { organizations: { ...organizations, fields: { ...organizations.fields, name: 'title' } } }));
    await expect(wrong.listOrganizations?.({}, newCall())).rejects.toMatchObject({
      code: 'response_invalid',
      problems: [{ path: 'organizations.fields.name' }],
    });
  });
});
