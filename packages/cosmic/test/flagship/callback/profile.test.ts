import {
  createCallbackReceiver,
  createNonDurableInbox,
  createTestCallback,
  type JsonValue,
  onCallback,
  parseExact,
  processInbox,
  refreshOnCallback,
} from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import { everythingShown } from '../../../../core/test/support/everything.js';
import { callbackOutcome, encryptingCodec, type FlagshipCallbackMessage, flagshipCallback } from '../../../src/flagship.js';
import { books, drive, FakeInvoiceCloud } from '../issuing/fake-cloud.js';
import { shown } from '../issuing/samples.js';

const PASSWORD = `password-${CANARY}`;
const PLAIN = flagshipCallback();
const SEALED = flagshipCallback({ encryption: { password: PASSWORD } });
const ACK = '{"success":true,"errorCode":"0","code":"0","message":"回调成功"}';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
const content = (value: unknown) => ({ headers: {}, body: bytes(value) });
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
const json = (value: unknown): JsonValue => parseExact(JSON.stringify(value));
const message = (data: unknown, more: Partial<FlagshipCallbackMessage> = {}): FlagshipCallbackMessage => ({
  interfaceCode: 'INVOICE.OPEN',
  returnCode: '0',
  data: json(data),
  ...more,
});

/** 2.1.02: a direct invoice. */
const DIRECT = { serialNo: 'S1', invoiceNum: '24440000000000000001', invoiceProperty: '0', includeTaxAmount: '113.00' };
/** 5.1.02 and an element of 5.1.03: an invoice of a pushed bill, with a serial number of the cloud's own. */
const OF_BILL = { billNo: 'B1', serialNo: 'cloud-1', invoiceNum: '24440000000000000001', invoiceStatus: '0' };
const FAILED = { billNo: 'B1', serialNo: 'cloud-2', issueErrorMessage: '余额不足' };

describe('reading', () => {
  const envelope = (data: unknown) => ({ interfaceCode: 'INVOICE.OPEN', returnCode: '0', returnMsg: '成功', bizControl: { isWarning: '0' }, data });

  it.each<[string, unknown]>([
    ['base64', base64(OF_BILL)],
    ['an object in the open', OF_BILL],
    ['a list of one, base64', base64([OF_BILL])],
    ['a list of one in the open', [OF_BILL]],
  ])('%s is one message', (_, data) => {
    expect(PLAIN.decode(content(envelope(data)))).toEqual([
      { interfaceCode: 'INVOICE.OPEN', returnCode: '0', returnMsg: '成功', bizControl: { isWarning: '0' }, data: OF_BILL },
    ]);
  });

  it('a list is a message per element', () => {
    expect(PLAIN.decode(content(envelope(base64([OF_BILL, FAILED])))).map(({ data }) => data)).toEqual([OF_BILL, FAILED]);
  });

  it('AES by the password of the business system; what is not encrypted is read all the same', () => {
    const sealed = encryptingCodec(PASSWORD).encode([OF_BILL, FAILED]);
    expect(SEALED.decode(content(envelope(sealed)))).toHaveLength(2);
    expect(SEALED.decode(content(envelope(base64(OF_BILL))))).toHaveLength(1);
    expect(SEALED.decode(content(envelope(OF_BILL)))).toHaveLength(1);
    expect(() => PLAIN.decode(content(envelope(sealed)))).toThrow();
    expect(() => flagshipCallback({ encryption: { password: 'another' } }).decode(content(envelope(sealed)))).toThrow();
  });

  it('keeps numbers exact', () => {
    const text = '{"interfaceCode":"INVOICE.OPEN","data":{"billNo":"B1","invoiceNum":24440000000000000001,"includeTaxAmount":0.10}}';
    const [read] = PLAIN.decode(content(text));
    expect(PLAIN.claim?.(read as FlagshipCallbackMessage)).toEqual({ serialNo: 'B1', invoiceNumber: '24440000000000000001' });
  });

  it.each([['not json'], ['[]'], ['"x"'], ['null'], [envelope('not base64!')], [envelope(base64('x').slice(1))]])('refuses %j', (body) => {
    expect(() => PLAIN.decode(content(body))).toThrow();
  });

  it.each<[string, object]>([
    ['a code nobody published', { interfaceCode: 'BILL.RETURN', data: base64({ billNo: 'B1' }) }],
    ['a text nobody can read under such a code', { interfaceCode: 'BILL.RETURN', data: '回退' }],
    ['no code at all', { billNo: 'B1', reason: '回退' }],
    ['no data', { interfaceCode: 'INVOICE.OPEN', returnCode: '0' }],
    ['empty data', { interfaceCode: 'INVOICE.OPEN', data: '' }],
    ['an empty list', { interfaceCode: 'INVOICE.OPEN', data: [] }],
    ['a record without a bill', { interfaceCode: 'INVOICE.OPEN', data: { invoiceNum: '1' } }],
    ['a list of texts', { interfaceCode: 'INVOICE.OPEN', data: ['x'] }],
  ])('takes %s in for a person', (_, body) => {
    const [read, ...others] = PLAIN.decode(content(body));
    expect(others).toEqual([]);
    expect(callbackOutcome(read as FlagshipCallbackMessage)).toBe('other');
    expect(PLAIN.claim?.(read as FlagshipCallbackMessage)).toBeUndefined();
    expect(PLAIN.identify(read as FlagshipCallbackMessage).join('')).not.toBe('');
  });

  it('holds no secret that prints', () => {
    expect(everythingShown(SEALED)).not.toContain(CANARY);
    expect(() => flagshipCallback({ encryption: { password: ` ${PASSWORD}` } })).toThrowError(
      expect.objectContaining({ code: 'config_invalid', message: expect.not.stringContaining(CANARY) }),
    );
    expect(() => flagshipCallback({ encryption: { password: '' } })).toThrow();
    expect(() => flagshipCallback({ encryption: {} as { password: string } })).toThrow();
  });
});

describe('what a record says', () => {
  it.each<[string, FlagshipCallbackMessage, string, unknown]>([
    ['a direct invoice', message(DIRECT), 'issued', { serialNo: 'S1', says: 'issued', invoiceNumber: DIRECT.invoiceNum }],
    ['an invoice of a bill', message(OF_BILL), 'issued', { serialNo: 'B1', invoiceNumber: OF_BILL.invoiceNum }],
    ['an invoice under a failing code', message(OF_BILL, { returnCode: '9999' }), 'issued', { serialNo: 'B1', invoiceNumber: OF_BILL.invoiceNum }],
    ['a failed part under a good code', message(FAILED), 'failed', { serialNo: 'B1' }],
    ['a failed direct invoice', message({ serialNo: 'S1' }, { returnCode: '9999', returnMsg: '失败' }), 'failed', { serialNo: 'S1' }],
    ['a pending one', message({ ...OF_BILL, invoiceStatus: '2' }), 'pending', { serialNo: 'B1' }],
    ['one without number or error', message({ billNo: 'B1' }), 'pending', { serialNo: 'B1' }],
    ['a red invoice', message(DIRECT, { interfaceCode: 'INVOICE.RED' }), 'issued', { serialNo: 'S1' }],
    [
      'a red confirmation that waits',
      message({ serialNo: 'S1', redConfirmBillStatus: '02' }, { interfaceCode: 'INVOICE.RED' }),
      'pending',
      { serialNo: 'S1' },
    ],
    [
      'an invoice made void',
      message(OF_BILL, { interfaceCode: 'INVOICE.CANCEL' }),
      'void',
      { serialNo: 'B1', says: 'failed', invoiceNumber: OF_BILL.invoiceNum },
    ],
    ['a void that failed', message(OF_BILL, { interfaceCode: 'INVOICE.CANCEL', returnCode: '9999' }), 'failed', { serialNo: 'B1' }],
  ])('%s', (_, one, outcome, claim) => {
    expect(callbackOutcome(one)).toBe(outcome);
    expect(PLAIN.claim?.(one)).toEqual(claim);
  });
});

describe('telling messages apart', () => {
  const id = (one: FlagshipCallbackMessage) => JSON.stringify(PLAIN.identify(one));

  it('by kind, bill and invoice number; the rest may change with a repeat', () => {
    expect(id(message(OF_BILL))).toBe(id(message({ ...OF_BILL, invoiceFileUrl: 'https://files.example/x', serialNo: 'x' }, { returnCode: '9999' })));
    const all = [
      message(OF_BILL),
      message({ ...OF_BILL, billNo: 'B2' }),
      message({ ...OF_BILL, invoiceNum: '2' }),
      message(OF_BILL, { interfaceCode: 'INVOICE.RED' }),
      message(FAILED),
      message({ ...FAILED, issueErrorMessage: '别的' }),
      message({ billNo: 'B1' }, { returnMsg: '又一次' }),
      message({ billNo: 'B1' }),
      message({ x: 1 }, { interfaceCode: 'X' }),
      message({ x: 2 }, { interfaceCode: 'X' }),
    ];
    expect(new Set(all.map(id)).size).toBe(all.length);
  });
});

describe('answering', () => {
  it('has the words of both documented forms, to the byte', () => {
    expect(PLAIN.acknowledge({ outcome: 'accepted', payloads: [] })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json;charset=utf-8' },
      body: ACK,
    });
    expect(PLAIN.acknowledge({ outcome: 'refused' }).status).toBe(400);
    expect(PLAIN.acknowledge({ outcome: 'unavailable' }).status).toBe(503);
  });

  it.each([PLAIN, SEALED])('writes what it reads', (profile) => {
    for (const messages of [[message(OF_BILL, { returnMsg: 'x' })], [message(OF_BILL), message(FAILED)]]) {
      const written = profile.encode?.(messages);
      expect(written === undefined ? undefined : profile.decode(written)).toEqual(messages);
    }
    const text = Buffer.from(SEALED.encode?.([message(OF_BILL)])?.body ?? '').toString('utf8');
    expect(text).not.toContain(base64(OF_BILL));
  });
});

const PATH = '/callbacks/flagship';
const TOKEN = `${CANARY}-token-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJK`;

async function setUp(cloud = new FakeInvoiceCloud(), profile = PLAIN) {
  const { runtime } = cloud.platform;
  const erp = await books(cloud, ['B1']);
  const inbox = createNonDurableInbox({ runtime });
  const receiver = createCallbackReceiver({ routes: [{ path: PATH, profile, pathToken: TOKEN }], inbox, runtime });
  const incidents: string[] = [];
  const post = (messages: readonly FlagshipCallbackMessage[]) =>
    receiver.receive(createTestCallback({ profile, path: PATH, pathToken: TOKEN, messages }));
  const work = () =>
    drive(
      runtime,
      processInbox({
        inbox,
        handlers: [onCallback(profile, refreshOnCallback(erp.integration))],
        runtime,
        onIncident: ({ reason }) => incidents.push(reason),
      }),
    );
  const state = async () => (await erp.store.find('test/fake/DC1/blue/B1'))?.state;
  return { cloud, ...erp, inbox, receiver, post, work, state, incidents };
}

const half = (invoiceNum: string) => shown({ invoiceNum, includeTaxAmount: '56.50', totalTaxAmount: '6.50' });

describe('from the cloud to the record', () => {
  it('a callback has the cloud asked and settles the bill; the next run writes it back', async () => {
    const { cloud, run, post, work, state, written } = await setUp();
    await run();
    expect(await state()).toBe('submitted');
    cloud.onQuery = () => [shown()];
    expect(await post([message(OF_BILL)])).toMatchObject({ status: 200, body: ACK });
    expect(await work()).toMatchObject({ done: 1 });
    expect(await state()).toBe('issued');
    expect(written).toEqual([]);
    await run();
    expect(written).toHaveLength(1);
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('repeated, it is acknowledged each time and worked off once', async () => {
    const { cloud, run, post, work } = await setUp();
    await run();
    cloud.onQuery = () => [shown()];
    for (let count = 0; count < 5; count += 1) expect(await post([message(OF_BILL)])).toMatchObject({ body: ACK });
    const before = cloud.queries;
    expect(await work()).toMatchObject({ done: 1 });
    expect(cloud.queries - before).toBe(1);
    expect(await work()).toMatchObject({ done: 0 });
  });

  it('of a split bill in any order, with failures in between, ends in what the cloud has', async () => {
    const { cloud, run, post, work, state, incidents } = await setUp();
    await run();
    cloud.onQuery = () => [half('1'), FAILED];
    await post([message({ ...OF_BILL, invoiceNum: '2' })]);
    await post([message(FAILED), message({ ...OF_BILL, invoiceNum: '1' })]);
    await work();
    expect(await state()).toBe('needs-review');
    cloud.onQuery = () => [half('1'), half('2')];
    await post([message({ ...OF_BILL, invoiceNum: '2', extra: 1 }), message(FAILED, { returnMsg: 'x' })]);
    await cloud.platform.runtime.advance(60_000);
    await work();
    expect(await state()).toBe('issued');
    // Late news of an earlier failure says nothing against the invoices that came after it.
    await post([message({ ...FAILED, issueErrorMessage: '更早的失败' })]);
    await work();
    expect(await state()).toBe('issued');
    expect(incidents).toEqual([]);
    expect(cloud.pushed).toEqual(['B1']);
  });

  it('withheld, the run itself finds the invoice', async () => {
    const { cloud, run, state } = await setUp();
    await run();
    cloud.onQuery = () => [shown()];
    await run();
    expect(await state()).toBe('issued');
  });

  it('of another invoice number than recorded calls a person, and changes nothing', async () => {
    const { cloud, run, post, work, state, incidents } = await setUp();
    cloud.onQuery = () => [shown()];
    await run();
    await post([message({ ...OF_BILL, invoiceNum: '9' })]);
    expect(await work()).toMatchObject({ quarantined: 1 });
    expect(await state()).toBe('issued');
    expect(incidents).toEqual(['against-issued']);
  });

  it('that an invoice was made void calls a person', async () => {
    const { cloud, run, post, work, state, incidents } = await setUp();
    cloud.onQuery = () => [shown()];
    await run();
    await post([message(OF_BILL, { interfaceCode: 'INVOICE.CANCEL' })]);
    await work();
    expect(incidents).toEqual(['against-issued']);
    expect(await state()).toBe('issued');
  });

  it('of a returned bill is acknowledged and waits for a person', async () => {
    const { post, work, incidents } = await setUp();
    expect(await post([message({ billNo: 'B1' }, { interfaceCode: 'BILL.RETURN' })])).toMatchObject({ body: ACK });
    expect(await work()).toMatchObject({ quarantined: 1 });
    expect(incidents).toEqual(['no-claim']);
  });

  it('that cannot be read is kept and not acknowledged, so that it comes again', async () => {
    const { receiver, inbox } = await setUp(new FakeInvoiceCloud(), SEALED);
    const sealed = encryptingCodec('another password').encode(OF_BILL);
    const body = bytes({ interfaceCode: 'INVOICE.OPEN', data: sealed });
    expect(await receiver.receive({ method: 'POST', path: `${PATH}/${TOKEN}`, headers: {}, body })).toMatchObject({ status: 400 });
    expect(await inbox.count('quarantined')).toBe(1);
  });
});
