import type { MockCosmic } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import { collect, connect, failureOf, newCall, settingsFor, startMock, UNITS, unitRow } from './support/harness.js';

interface Scripted {
  readonly rows: readonly object[];
  readonly lastPage?: boolean;
  readonly totalCount?: number;
}

const units = (...numbers: string[]) => numbers.map((number) => unitRow(number));

/** The answers of the query, one after the other. */
function script(mock: MockCosmic, ...pages: Scripted[]): void {
  for (const data of pages) {
    mock.faults.next(UNITS, { kind: 'answer', status: 200, body: JSON.stringify({ data, errorCode: '0', message: '', status: true }) });
  }
}

async function run(...pages: Scripted[]) {
  const mock = await startMock();
  script(mock, ...pages);
  const erp = await connect(settingsFor(mock));
  const call = newCall();
  const read = async () => (await collect((query) => erp.listBusinessUnits({ limit: 2, ...query }, call))).map(({ number }) => number);
  return { read, call, asked: () => mock.journal.to(UNITS).length };
}

describe('a list', () => {
  it('goes on after an empty page while totalCount says that rows are left', async () => {
    const { read, call } = await run(
      { rows: units('U1', 'U2'), totalCount: 3 },
      { rows: [], totalCount: 3 },
      { rows: units('U3'), totalCount: 3, lastPage: true },
    );
    expect(await read()).toEqual(['U1', 'U2', 'U3']);
    expect(call.warnings).toEqual([]);
  });

  it('ends after two empty pages in a row, saying what is missing', async () => {
    const { read, call, asked } = await run(
      { rows: units('U1', 'U2'), totalCount: 60_000 },
      { rows: [], totalCount: 60_000 },
      { rows: [], totalCount: 60_000 },
    );
    expect(await read()).toEqual(['U1', 'U2']);
    expect(asked()).toBe(3);
    expect(call.warnings).toEqual([
      { path: 'business-units', message: { zh: expect.stringContaining('60000'), en: expect.stringContaining('answered 2') } },
    ]);
  });

  it('ends at the first empty page where nothing is counted', async () => {
    const { read, asked } = await run({ rows: units('U1', 'U2'), lastPage: false }, { rows: [] });
    expect(await read()).toEqual(['U1', 'U2']);
    expect(asked()).toBe(2);
  });

  it('ends at lastPage where nothing is counted, or all was read', async () => {
    const one = await run({ rows: units('U1'), lastPage: true });
    expect(await one.read()).toEqual(['U1']);
    const two = await run({ rows: units('U1', 'U2'), lastPage: false, totalCount: 3 }, { rows: units('U3'), lastPage: true, totalCount: 3 });
    expect(await two.read()).toEqual(['U1', 'U2', 'U3']);
    expect([one.asked(), two.asked()]).toEqual([1, 2]);
  });

  it.each([
    ['the page before', [units('U1', 'U2'), units('U3', 'U4'), units('U3', 'U4')]],
    ['the first page', [units('U1', 'U2'), units('U3', 'U4'), units('U1', 'U2')]],
    ['the only page', [units('U1'), units('U1')]],
  ])('that comes again (%s) is an error, not an endless list', async (_, pages) => {
    const { read, asked } = await run(...pages.map((rows) => ({ rows, lastPage: false })));
    expect(await failureOf(read())).toMatchObject({
      code: 'response_invalid',
      outcome: 'rejected',
      message: expect.stringContaining(`第 ${pages.length} 页`),
      hint: expect.stringContaining('pageNo'),
    });
    expect(asked()).toBe(pages.length);
  });

  it('that is answered once more beyond its counted end, has ended', async () => {
    const { read } = await run({ rows: units('U1', 'U2'), totalCount: 2 }, { rows: units('U1', 'U2'), totalCount: 2 });
    expect(await read()).toEqual(['U1', 'U2']);
  });

  it('may have pages of one unit, a row for each view', async () => {
    const view = (n: number) => unitRow('U1', { view: n });
    const { read } = await run({ rows: [view(1), view(2)] }, { rows: [view(3), view(4)] }, { rows: [] });
    expect(await read()).toEqual(['U1', 'U1']);
  });
});

describe('units of one page', () => {
  it('count once; one whose rows differ is refused and told', async () => {
    const rows = [unitRow('U1', { view: 1 }), unitRow('U1', { view: 2, functions: [] }), unitRow('U2'), unitRow('U2', { name: '另一家' })];
    const mock = await startMock({ queries: [{ path: UNITS, rows }] });
    const call = newCall();
    const { items } = await (await connect(settingsFor(mock))).listBusinessUnits({}, call);
    expect(items.map(({ number, importability }) => [number, importability.importable])).toEqual([
      ['U1', true],
      ['U2', false],
    ]);
    expect(call.warnings.map(({ path }) => path)).toEqual(['businessUnits.U2']);
  });
});
