import { describe, expect, it } from 'vitest';
import { departmentRow, ExactNumber, type MockCosmic } from '../../src/cosmic/index.js';
import { post, send, signIn, start } from './raw-client.js';

const PATH = '/kapi/v2/test/units';
const units = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index + 1), number: `U${index + 1}` }));

async function ask(mock: MockCosmic, body: unknown, path = PATH) {
  return (await post(mock, path, body, { accesstoken: await signIn(mock) })).json;
}

describe('unit query', () => {
  it('answers one page in the measured envelope', async () => {
    const mock = await start({ queries: [{ path: PATH, rows: units(5), filter: '[structure.view.id = 1]' }] });
    expect(await ask(mock, { data: {}, pageNo: 2, pageSize: 2 })).toEqual({
      data: { rows: units(5).slice(2, 4), pageNo: 2, pageSize: 2, filter: '[structure.view.id = 1]', lastPage: false, totalCount: 5 },
      errorCode: '0',
      message: '',
      status: true,
    });
    expect((await ask(mock, { data: {}, pageNo: 3, pageSize: 2 })).data).toMatchObject({ rows: [{ id: '5' }], lastPage: true });
    expect((await ask(mock, { data: {}, pageNo: 4, pageSize: 2 })).data).toMatchObject({ rows: [], totalCount: 5 });
    expect((await ask(mock, { data: {}, pageSize: 2 })).data).toMatchObject({ pageNo: 1 });
  });

  it('names what is missing with the measured texts', async () => {
    const mock = await start({ queries: [{ path: PATH, rows: [] }] });
    expect(await ask(mock, { pageNo: 1, pageSize: 10 })).toMatchObject({ message: '请求参数没有 data 数据', status: false });
    expect(await ask(mock, { data: {}, pageNo: 1 })).toMatchObject({ message: '页大小pageSize不能为空', status: false });
  });

  it('gives at most 1000 rows', async () => {
    const mock = await start({ queries: [{ path: PATH, rows: units(1001) }] });
    expect(await ask(mock, { data: {}, pageSize: 1001 })).toMatchObject({ errorCode: '603', status: false });
    const full = await ask(mock, { data: {}, pageSize: 1000 });
    expect(full.data?.['rows']).toHaveLength(1000);
  });

  it.each(['0', 0, -1, 1.5])('refuses the page size %s', async (pageSize) => {
    const mock = await start({ queries: [{ path: PATH, rows: units(3) }] });
    expect(await ask(mock, { data: {}, pageSize })).toMatchObject({ errorCode: '603' });
  });

  it.each([
    ['always', [true, true, true]],
    ['never', [false, false, false]],
    ['missing', [undefined, undefined, undefined]],
    ['right', [false, true, true]],
  ] as const)('says of the last page: %s', async (lastPage, expected) => {
    const mock = await start({ queries: [{ path: PATH, rows: units(4), lastPage }] });
    const said = [];
    for (const pageNo of [1, 2, 3]) said.push((await ask(mock, { data: {}, pageNo, pageSize: 2 })).data?.['lastPage']);
    expect(said).toEqual(expected);
  });

  it('filters on the server: the request’s data feed a condition, an administrator can change it to nothing', async () => {
    const keep = (row: Record<string, unknown>, data: Record<string, unknown>) => data['number'] === undefined || row['number'] === data['number'];
    const mock = await start({ queries: [{ path: PATH, rows: units(3), filter: '[a]', keep }] });
    expect((await ask(mock, { data: { number: 'U2' }, pageSize: 9 })).data).toMatchObject({ rows: [{ id: '2' }], totalCount: 1 });
    expect((await ask(mock, { data: { filter: '[b]' }, pageSize: 9 })).data).toMatchObject({ filter: '[a]', totalCount: 3 });
    mock.query(PATH).filter = '[structure.view.id = 99]';
    mock.query(PATH).keep = () => false;
    expect((await ask(mock, { data: {}, pageSize: 9 })).data).toMatchObject({ rows: [], filter: '[structure.view.id = 99]', totalCount: 0 });
  });

  it('sends ids as text and the other values as they are, exact numbers digit by digit', async () => {
    const rows = () => [{ id: 7, rate: new ExactNumber('0.10'), big: new ExactNumber('12345678901234567890.123') }];
    const mock = await start({ queries: [{ path: PATH, rows }] });
    const { text } = await post(mock, PATH, { data: {}, pageSize: 1 }, { accesstoken: await signIn(mock) });
    expect(text).toContain('{"id":"7","rate":0.10,"big":12345678901234567890.123}');
  });

  it('refuses what is no JSON POST', async () => {
    const mock = await start({ queries: [{ path: PATH, rows: [] }] });
    const headers = { accesstoken: await signIn(mock) };
    expect((await send(`${mock.baseUrl}${PATH}`, { headers })).json.errorCode).toBe('405');
    expect((await post(mock, PATH, '{', headers)).json.errorCode).toBe('406');
    expect((await post(mock, PATH, {}, { ...headers, 'content-type': 'text/plain' })).json.errorCode).toBe('415');
  });

  it('has departments with about twenty views, the first being the standard one', () => {
    const row = departmentRow({ id: '9', number: 'C', name: '研发部', ancestors: ['A', 'B'] });
    const structure = row['structure'] as Record<string, unknown>[];
    expect(structure).toHaveLength(20);
    expect(structure[0]).toMatchObject({ view_id: '1', longnumber: 'A!B!C', viewparent_number: 'B' });
    expect(departmentRow({ id: '1', number: 'A', name: '总部', orgpatternName: '公司', enabled: false })).toMatchObject({
      orgpattern_name: '公司',
      enable: '0',
    });
  });
});

describe('set-up', () => {
  it('refuses two APIs under one path and an unknown name', async () => {
    await expect(
      start({
        queries: [
          { path: PATH, rows: [] },
          { path: PATH, rows: [] },
        ],
      }),
    ).rejects.toThrow(PATH);
    const mock = await start();
    expect(() => mock.query('/x')).toThrow('/x');
    expect(() => mock.table('/x')).toThrow('/x');
  });
});
