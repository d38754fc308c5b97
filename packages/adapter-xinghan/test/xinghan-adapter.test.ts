import type { MockCosmic } from '@piaozone/testkit';
import { departmentRow } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import {
  BILL_API,
  BILLS,
  billRow,
  DEPARTMENTS,
  newCall,
  resultFor,
  settingsFor,
  startContext,
  startMock,
  UNITS,
  unitRow,
} from '../../cosmic/test/support/harness.js';
import { type XinghanSettings, xinghanAdapter } from '../src/index.js';

const connect = (mock: MockCosmic, more: Partial<XinghanSettings> = {}) => xinghanAdapter(settingsFor(mock, more)).connect(startContext());

describe('xinghanAdapter', () => {
  it('is the adapter xinghan, with organizations where they are configured', async () => {
    const mock = await startMock({ queries: [{ path: DEPARTMENTS, rows: [departmentRow({ id: '1', number: 'A', name: '集团' })] }] });
    const adapter = xinghanAdapter(settingsFor(mock, { organizations: { path: DEPARTMENTS } }));
    expect(adapter).toMatchObject({ specificationVersion: 'v1', id: 'xinghan', capabilities: { abilities: ['organizations'] } });
    const erp = await adapter.connect(startContext());
    expect(erp.accountSet).toBe(mock.accountId);
    expect((await erp.listOrganizations?.({}, newCall()))?.items).toEqual([{ id: '1', number: 'A', name: '集团', enabled: true }]);
    expect(xinghanAdapter(settingsFor(mock)).capabilities.abilities).toEqual([]);
  });

  it('works without a gateway identity, and sends one that is given', async () => {
    const mock = await startMock({ basePath: '/ierp' });
    await (await connect(mock)).listBusinessUnits({}, newCall());
    expect(mock.journal.entries.every(({ headers }) => headers['x-acgw-identity'] === undefined)).toBe(true);
    mock.journal.clear();
    await (await connect(mock, { gatewayIdentity: 'djF8eA==' })).listBusinessUnits({}, newCall());
    expect(mock.journal.entries.every(({ headers }) => headers['x-acgw-identity'] === 'djF8eA==')).toBe(true);
    expect(mock.unknownRequests).toEqual([]);
  });

  it('takes waiting bills out one by one and writes invoices back', async () => {
    const mock = await startMock({ bills: [{ ...BILL_API, rows: [billRow('B1'), billRow('B2')] }] });
    const erp = await connect(mock);
    for (const [index, left] of [
      [1, 1],
      [2, 0],
    ] as const) {
      const { items } = await erp.fetchBills({}, newCall());
      const bill = items[0] as (typeof items)[number];
      expect(erp.toInvoiceRequest(bill).bill.number).toBe(`B${index}`);
      expect(await erp.writeBack(resultFor(bill, `N${index}`), newCall())).toBe('written');
      expect((await erp.fetchBills({}, newCall())).items).toHaveLength(left);
    }
    expect(mock.table(BILLS).rows.map((row) => row['invoiceno'])).toEqual(['N1', 'N2']);
  });

  it('names the menu of this ERP where a unit cannot be imported', async () => {
    const mock = await startMock();
    mock.query(UNITS).rows = () => [unitRow('U1', { functions: [] })];
    const { items } = await (await connect(mock)).listBusinessUnits({}, newCall());
    expect(items[0]?.importability).toMatchObject({ importable: false, reason: { zh: expect.stringContaining('基础服务云→企业建模→业务单元') } });
  });

  it('refuses bad settings with all problems at once', async () => {
    const mock = await startMock();
    const bad = settingsFor(mock, { baseUrl: 'not a url', user: ' u', accountId: '' });
    expect(() => xinghanAdapter(bad)).toThrow(
      expect.objectContaining({ code: 'config_invalid', problems: expect.objectContaining({ length: 3 }) }) as Error,
    );
  });
});
