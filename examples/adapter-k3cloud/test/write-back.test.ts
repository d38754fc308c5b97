import type { Bill, Invoice, WriteBack } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { addBills, FORM, text } from './harness.js';
import { allBills, type Played, type PlayOptions, play, seeded } from './support.js';

const NUMBER = '25000000000000000017';
const QUERY = '.ExecuteBillQuery.common.kdsvc';
const SAVE = '.Save.common.kdsvc';

function resultFor({ type, number, id }: Bill, change: Partial<Invoice> = {}): WriteBack {
  const invoice: Invoice = { serialNo: 'S1', number: NUMBER, color: 'blue', issuedAt: '2025-11-04 10:00:00', raw: {}, ...change };
  return { bill: { type, number, ...(id === undefined ? {} : { id }) }, serialNo: 'S1', invoice };
}

async function ready(options: PlayOptions = {}): Promise<Played & { readonly bill: Bill }> {
  const stage = await play(options);
  addBills(stage.centre, [seeded('B1', 2)]);
  const [bill] = await allBills(stage);
  if (bill === undefined) throw new Error('the bill waits');
  return { ...stage, bill };
}

const stored = ({ centre }: Played) => {
  const [row] = centre.books.rows(FORM);
  return { number: row === undefined ? '' : text(row.head, 'FINVOICENO'), lines: row?.entries.length, writes: row?.writes };
};
const setHead = ({ centre }: Played, change: Readonly<Record<string, string>>) => {
  const [row] = centre.books.rows(FORM);
  if (row !== undefined) Object.assign(row.head, change);
};

describe('write-back', () => {
  it('saves the number and the date, and deletes no line', async () => {
    const stage = await ready();
    expect(await stage.connection.writeBack(resultFor(stage.bill), stage.call)).toBe('written');
    const [[form, data]] = stage.sent('Save') as [[string, Record<string, unknown>]];
    expect(form).toBe(FORM);
    expect(data).toEqual({
      NeedUpDateFields: ['FINVOICENO', 'FINVOICEDATE'],
      IsDeleteEntry: false,
      Model: { FID: Number(stage.bill.id), FINVOICENO: NUMBER, FINVOICEDATE: '2025-11-04' },
    });
    expect(stored(stage)).toEqual({ number: NUMBER, lines: 2, writes: 1 });
  });

  it('saves nothing into a bill that carries the invoice', async () => {
    const stage = await ready();
    setHead(stage, { FINVOICENO: ` ${NUMBER} ` });
    expect(await stage.connection.writeBack(resultFor(stage.bill), stage.call)).toBe('already-written');
    expect(stage.sent('Save')).toEqual([]);
  });

  it.each(['FINVOICENO', 'FIVNUMBER'])('refuses a bill with another number in %s', async (key) => {
    const stage = await ready();
    setHead(stage, { [key]: '25000000000000000024' });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'rejected' });
    expect(stage.sent('Save')).toEqual([]);
  });

  it.each(['B', 'C', 'Z'])('refuses a bill that has come into state %s', async (state) => {
    const stage = await ready();
    setHead(stage, { FDOCUMENTSTATUS: state });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'rejected' });
    expect(stage.sent('Save')).toEqual([]);
  });

  it('tries an audited bill where told to, and takes a refusal for one', async () => {
    const settings = { writeBack: { fields: { 'invoice.number': 'FINVOICENO' }, audited: 'save' } } as const;
    const taken = await ready({ settings, mock: { savesAudited: true } });
    setHead(taken, { FDOCUMENTSTATUS: 'C' });
    expect(await taken.connection.writeBack(resultFor(taken.bill), taken.call)).toBe('written');
    const refused = await ready({ settings });
    setHead(refused, { FDOCUMENTSTATUS: 'C' });
    await expect(refused.connection.writeBack(resultFor(refused.bill), refused.call)).rejects.toMatchObject({
      outcome: 'rejected',
      upstreamCode: '11',
    });
  });

  it('looks again when the session is lost at the Save, and sends it once more', async () => {
    const stage = await ready();
    const lost = '{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"Message":"会话信息已丢失，请重新登录"}],"MsgCode":1}}}';
    stage.mock.server.faults.next(SAVE, { kind: 'answer', status: 200, body: lost });
    expect(await stage.connection.writeBack(resultFor(stage.bill), stage.call)).toBe('written');
    expect(stage.sent('Save').length).toBe(2);
    expect(stored(stage)).toMatchObject({ number: NUMBER, writes: 1 });
  });

  it('gives up with an open outcome when the session is lost again', async () => {
    const stage = await ready();
    const lost = '{"Result":{"ResponseStatus":{"IsSuccess":"false","Errors":[{"Message":"会话信息已丢失，请重新登录"}],"MsgCode":1}}}';
    stage.mock.server.faults.next(SAVE, { kind: 'answer', status: 200, body: lost }, { times: 9 });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({
      code: 'erp_session_expired',
      outcome: 'unknown',
    });
    expect(stage.sent('Save').length).toBe(2);
  });

  it('finds what a Save without answer has written', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(SAVE, { kind: 'drop-after' });
    expect(await stage.connection.writeBack(resultFor(stage.bill), stage.call)).toBe('written');
    expect(stored(stage)).toMatchObject({ number: NUMBER, writes: 1 });
  });

  it('does not repeat a Save whose fate is open', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(SAVE, { kind: 'drop-before' });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(stage.sent('Save').length).toBe(1);
  });

  it('keeps the outcome open when looking fails too', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(SAVE, { kind: 'drop-after' });
    stage.mock.server.faults.next(QUERY, { kind: 'answer', status: 200, body: '[["x"]]' }, { skip: 1, times: 9 });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'connection', outcome: 'unknown' });
  });

  it('tells of another invoice that appeared after the Save', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(SAVE, { kind: 'drop-before' });
    const id = stage.centre.books.rows(FORM)[0]?.id;
    stage.mock.server.faults.next(QUERY, { kind: 'answer', status: 200, body: `[[${id},"A","B1","25000000000000000024"," "]]` }, { skip: 1 });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'unknown' });
  });

  it.each([
    ['0', 'unknown'],
    ['4', 'unknown'],
    ['6', 'unknown'],
    ['11', 'rejected'],
    ['13', 'rejected'],
  ])('takes a Save refused with MsgCode %s for %s', async (code, outcome) => {
    const stage = await ready();
    const body = `{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"Message":"x"}],"MsgCode":${code}}}}`;
    stage.mock.server.faults.next(SAVE, { kind: 'answer', status: 200, body });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome });
  });

  it('believes no success that the bill does not show', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(SAVE, { kind: 'answer', status: 200, body: '{"Result":{"ResponseStatus":{"IsSuccess":true}}}' });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'unknown' });
  });

  it('tells a bill that data rights hide from one that is not there', async () => {
    const stage = await ready();
    stage.mock.server.faults.next(QUERY, { kind: 'answer', status: 200, body: '[]' }, { times: 2 });
    await expect(stage.connection.writeBack(resultFor(stage.bill), stage.call)).rejects.toMatchObject({
      code: 'erp_rejected',
      hint: expect.stringContaining('数据权限'),
    });
    const gone: WriteBack = { ...resultFor(stage.bill), bill: { type: FORM, number: 'B1', id: '999999' } };
    const error = await stage.connection.writeBack(gone, stage.call).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'erp_rejected', outcome: 'rejected' });
    expect((error as { hint?: string }).hint).toBeUndefined();
    expect(stage.sent('Save')).toEqual([]);
  });

  it('refuses an id that belongs to another bill', async () => {
    const stage = await ready();
    const wrong: WriteBack = { ...resultFor(stage.bill), bill: { ...resultFor(stage.bill).bill, number: 'B2' } };
    await expect(stage.connection.writeBack(wrong, stage.call)).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'rejected' });
    expect(stage.sent('Save')).toEqual([]);
  });

  it('finds a bill by its number, quotes doubled', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded("B'1")]);
    const [bill] = await allBills(stage);
    const result: WriteBack = { ...resultFor(bill as Bill), bill: { type: FORM, number: "B'1" } };
    expect(await stage.connection.writeBack(result, stage.call)).toBe('written');
  });

  it('refuses a bill split into two invoices unless all numbers have a field', async () => {
    const part = (number: string) => ({ serialNo: 'S1', number, color: 'blue', raw: {} }) as const;
    const parts = [part(NUMBER), part('25000000000000000024')];
    const stage = await ready();
    await expect(stage.connection.writeBack(resultFor(stage.bill, { parts }), stage.call)).rejects.toMatchObject({ code: 'request_invalid' });
    const both = await ready({ settings: { writeBack: { fields: { 'invoice.numbers': 'FINVOICENO' }, audited: 'leave-out' } } });
    expect(await both.connection.writeBack(resultFor(both.bill, { parts }), both.call)).toBe('written');
    expect(stored(both).number).toBe(`${NUMBER},25000000000000000024`);
    expect(await both.connection.writeBack(resultFor(both.bill, { parts }), both.call)).toBe('already-written');
  });
});
