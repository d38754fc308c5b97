import { describe, expect, it } from 'vitest';
import { type CosmicSettings, cosmicAdapter } from '../src/index.js';
import { connect, newCall, PRODUCT, settingsFor, startMock, UNITS, unitRow } from './support/harness.js';

const ENTERPRISES = '/kapi/v2/test/enterprises/query';
const QUERY: NonNullable<CosmicSettings['enterprises']> = {
  path: ENTERPRISES,
  fields: {
    number: 'org_number',
    name: 'epname',
    taxNo: 'eptaxno',
    issuingChannel: { path: 'channel', values: { A: 'e-tax' } },
    licensed: 'granted',
  },
};
const row = (more: object = {}) => ({ org_number: 'U1', epname: '甲 公司', eptaxno: ' 91000000TEST00001X', channel: 'A', granted: true, ...more });

async function list(rows: readonly Record<string, unknown>[]) {
  const mock = await startMock({
    queries: [
      { path: UNITS, rows: [unitRow('U1')] },
      { path: ENTERPRISES, rows },
    ],
  });
  const erp = await connect(settingsFor(mock, { enterprises: QUERY }));
  return (await erp.listEnterprises?.({}, newCall()))?.items;
}

describe('enterprise information', () => {
  it('is read as it stands, blanks included', async () => {
    expect(await list([row()])).toEqual([{ number: 'U1', name: '甲 公司', taxNo: ' 91000000TEST00001X', issuingChannel: 'e-tax', licensed: true }]);
  });

  it.each([
    [true, true],
    ['1', true],
    ['已授权', true],
    [false, false],
    ['授权失败', false],
    ['未授权', false],
    ['?', undefined],
  ])('reads the licence %j', async (granted, licensed) => {
    expect((await list([row({ granted })]))?.[0]?.licensed).toBe(licensed);
  });

  it('tells an empty channel from one that is not asked for', async () => {
    const [record] = (await list([row({ channel: null, eptaxno: '' })])) ?? [];
    expect(record).toEqual({ number: 'U1', name: '甲 公司', issuingChannel: '', licensed: true });
    expect(record).not.toHaveProperty('receivingChannel');
  });

  it('is an ability, checked like the other queries', async () => {
    const mock = await startMock();
    expect(cosmicAdapter(PRODUCT, settingsFor(mock, { enterprises: QUERY })).capabilities.abilities).toEqual(['enterprises']);
    expect((await connect(settingsFor(mock))).listEnterprises).toBeUndefined();
    const wrong = { ...QUERY, path: 'no', pageSize: 1001, fields: { number: 'n', name: 'x', other: 'y' } } as never;
    expect(() => cosmicAdapter(PRODUCT, settingsFor(mock, { enterprises: wrong }))).toThrow(
      expect.objectContaining({
        problems: ['enterprises.path', 'enterprises.pageSize', 'enterprises.fields.other', 'enterprises.fields.taxNo'].map((path) =>
          expect.objectContaining({ path }),
        ),
      }) as Error,
    );
  });

  it('sends the request fields of its query with their blanks', async () => {
    const mock = await startMock({ queries: [{ path: ENTERPRISES, rows: [row()] }] });
    const erp = await connect(settingsFor(mock, { enterprises: { ...QUERY, data: { status: ' x ' }, pageSize: 3 } }));
    await erp.listEnterprises?.({}, newCall());
    expect(JSON.parse(mock.journal.to(ENTERPRISES)[0]?.body.toString('utf8') ?? '')).toEqual({ data: { status: ' x ' }, pageNo: 1, pageSize: 3 });
  });
});
