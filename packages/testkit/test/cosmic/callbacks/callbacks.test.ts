import { describe, expect, it } from 'vitest';
import type { CallbackSettings } from '../../../src/cosmic/callbacks/index.js';
import { bill, direct, type SimClient, simClient, TAX_NO } from '../sim/sim-client.js';
import { ACK_2102, ACK_5103, Receiver } from './receiver.js';

const MINUTE = 60_000;

interface Setup {
  readonly client: SimClient;
  readonly receiver: Receiver;
  readonly sim: SimClient['mock']['sim'];
}

async function setup(callbacks: Partial<CallbackSettings> = {}, code = 'ERP1'): Promise<Setup> {
  const receiver = await Receiver.start();
  const client = await simClient({ sim: { settings: { callbacks } } }, { code, callbackUrl: receiver.url });
  return { client, receiver, sim: client.mock.sim };
}

type Element = Record<string, unknown>;

describe('bodies', () => {
  it('2.1.02 tells of direct issuing with one object', async () => {
    const { client, receiver, sim } = await setup();
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    expect(receiver.received).toEqual([]);
    expect(await sim.flush()).toBe(1);
    const [told] = receiver.received;
    expect(told).toMatchObject({ interfaceCode: 'INVOICE.OPEN', returnCode: '0', encoded: true });
    expect(told).not.toHaveProperty('bizControl');
    const invoiceNum = sim.record[0]?.invoiceNum;
    expect(told?.data).toMatchObject({ serialNo: 'S1', invoiceNum, invoiceProperty: '0', invoiceType: '02', includeTaxAmount: 113 });
    expect(told?.raw).not.toContain(invoiceNum);
    expect(told?.data).not.toHaveProperty('invoiceStatus');
    expect(Object.keys(told?.data as Element)).toEqual(
      expect.arrayContaining(['invoiceFileUrl', 'xmlFileUrl', 'ofdFileUrl', 'invoiceDetail', 'invoiceDate']),
    );
    expect(await sim.flush()).toBe(0);
  });

  it('2.1.02 tells of a red invoice with its confirmation, and of a denied one as a failure', async () => {
    const { client, receiver, sim } = await setup();
    const red = (serialNo: string, invoiceNum: string) =>
      client.call('ALLE.INVOICE.RED', { serialNo, invoiceNum, redReason: '01', invoiceType: '02', sellerTaxpayerId: TAX_NO });
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    await client.call('ALLE.INVOICE.OPEN', direct('S2'));
    const [first = '', second = ''] = sim.record.map(({ invoiceNum }) => invoiceNum);
    await red('R1', first);
    sim.needConfirmation(second);
    await red('R2', second);
    sim.deny(sim.order('R2')?.confirmation ?? '');
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 S1', 'INVOICE.OPEN 0 S2', 'INVOICE.RED 0 R1', 'INVOICE.RED 9999 R2']);
    expect(receiver.received[2]?.data).toMatchObject({ originalInvoiceNumber: first, redConfirmBillStatus: '01', includeTaxAmount: -113 });
    expect(receiver.received[3]?.data).toMatchObject({ redConfirmBillStatus: '05' });
    expect(receiver.received[3]?.data).not.toHaveProperty('invoiceNum');
  });

  it('5.1.02 tells of every invoice of a bill, failed ones with 9999', async () => {
    const { client, receiver, sim } = await setup({ bizControl: { isWarning: '0' } });
    sim.plan('B1', { split: 3, fail: [2], failure: '库存票不足' });
    await client.push(bill('B1'));
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B1', 'INVOICE.OPEN 9999 B1', 'INVOICE.OPEN 0 B1']);
    expect(receiver.received[1]).toMatchObject({
      returnMsg: '库存票不足',
      bizControl: { isWarning: '0' },
      data: { issueErrorMessage: '库存票不足' },
    });
    expect(receiver.received[0]?.data).toMatchObject({ invoiceDetail: [{ billSourceId: '1' }] });
    expect(sim.callbacks.all.map(({ doc }) => doc)).toEqual(['5.1.02', '5.1.02', '5.1.02']);
  });

  it('5.1.03 tells of the whole bill under 3std1 only: an array with returnCode 0 in spite of a failed element', async () => {
    const { client, receiver, sim } = await setup({ perInvoiceToo: false }, '3std1Erp');
    sim.plan('B1', { split: 2, fail: [1] });
    await client.push(bill('B1'));
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B1']);
    const rows = receiver.received[0]?.data as Element[];
    expect(rows.map((row) => [row['invoiceNum'] !== undefined, row['issueErrorMessage'] !== undefined])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(rows.every((row) => !('invoiceCode' in row))).toBe(true);
    sim.configure({ callbacks: { partialReturnCode: '9999' } });
    sim.plan('B2', { split: 2, fail: [1] });
    sim.plan('B3', { fail: 'all' });
    await client.push(bill('B2'), bill('B3'));
    await sim.flush();
    expect(receiver.told.slice(1)).toEqual(['INVOICE.OPEN 9999 B2', 'INVOICE.OPEN 9999 B3']);
    const other = await setup({ perInvoiceToo: false });
    await other.client.push(bill('B1'));
    await other.sim.flush();
    expect(other.sim.callbacks.all.map(({ doc }) => doc)).toEqual(['5.1.02']);
  });

  it('5.1.03 may come beside 5.1.02, as one object, never for direct issuing', async () => {
    const { client, receiver, sim } = await setup({ perBillData: 'object' }, '3std1');
    await client.push(bill('B1'));
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    await sim.flush();
    expect(sim.callbacks.log.map(({ doc, key }) => `${doc} ${key}`)).toEqual(['5.1.02 B1', '5.1.03 B1', '2.1.02 S1']);
    expect(receiver.received[1]?.data).toMatchObject({ billNo: 'B1' });
    sim.plan('B2', { split: 2 });
    await client.push(bill('B2'));
    await sim.flush();
    expect(receiver.received.at(-1)?.data).toHaveLength(2);
    expect(receiver.received[1]?.encoded).toBe(true);
  });

  it('are AES or plain objects where the business system or the setting says so', async () => {
    const encryption = { kind: 'aes', password: 'synthetic-key' } as const;
    const receiver = await Receiver.start(encryption);
    const client = await simClient({}, { code: 'AES1', encryption, callbackUrl: receiver.url });
    await client.push(bill('B1'));
    await client.mock.sim.flush();
    expect(receiver.received[0]).toMatchObject({ encoded: true, data: { billNo: 'B1' } });
    client.mock.sim.configure({ callbacks: { dataForm: 'plain' }, amountsAs: 'string' });
    await client.push(bill('B2'));
    await client.mock.sim.flush();
    expect(receiver.received[1]).toMatchObject({ encoded: false, data: { billNo: 'B2', includeTaxAmount: '113.00' } });
  });

  it('INVOICE.CANCEL tells of a voided fiscal invoice; 数电 cannot be voided', async () => {
    const { client, receiver, sim } = await setup();
    await client.push(bill('B1', { invoiceType: '026' }), bill('B2'));
    sim.voidInvoice('00000001');
    expect(() => sim.voidInvoice(sim.record[1]?.invoiceNum ?? '')).toThrow('数电');
    expect(() => sim.voidInvoice('00000001')).toThrow('status');
    await sim.flush();
    expect(receiver.told.at(-1)).toBe('INVOICE.CANCEL 0 B1');
    expect(receiver.received.at(-1)?.data).toMatchObject({ invoiceStatus: '6', invoiceNum: '00000001' });
  });
});

describe('when', () => {
  it('数电 waits for its files; a fiscal invoice does as its switch says', async () => {
    const { client, receiver, sim } = await setup({ afterMs: 1000, filesAfterMs: MINUTE, taxControlType: '2' });
    const { clock } = client.mock;
    await client.push(bill('B1'), bill('B2', { invoiceType: '026' }));
    expect(await sim.flush()).toBe(0);
    clock.advance(999);
    expect(await sim.flush()).toBe(0);
    clock.advance(1);
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2']);
    expect(receiver.received[0]?.data).not.toHaveProperty('invoiceFileUrl');
    clock.advance(MINUTE);
    await sim.flush();
    expect(receiver.told.slice(1)).toEqual(['INVOICE.OPEN 0 B1', 'INVOICE.OPEN 0 B2']);
    expect(receiver.received[2]?.data).toHaveProperty('invoiceFileUrl');
    sim.configure({ callbacks: { taxControlType: '0' } });
    await client.push(bill('B3', { invoiceType: '026' }));
    sim.record;
    sim.configure({ callbacks: { taxControlType: '1' } });
    await client.push(bill('B4', { invoiceType: '026' }));
    sim.record;
    expect(sim.callbacks.all.slice(3).map(({ key, dueAt }) => [key, dueAt - clock.now()])).toEqual([
      ['B3', 1000],
      ['B4', MINUTE + 1000],
    ]);
  });

  it('goes in the order in which it was due, not of what was decided first', async () => {
    const { client, receiver, sim } = await setup({ filesAfterMs: MINUTE });
    await client.push(bill('B1'), bill('B2', { invoiceType: '026' }));
    expect(sim.record.map(({ key }) => key)).toEqual(['B1', 'B2']);
    client.mock.clock.advance(MINUTE);
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2', 'INVOICE.OPEN 0 B1']);
  });

  it('a failure is told unless the switch is off, and unless it is tried again', async () => {
    const { client, receiver, sim } = await setup({ onFailure: false }, '3std1');
    sim.plan('B1', { fail: 'all' });
    await client.push(bill('B1'));
    expect(await sim.flush()).toBe(0);
    sim.configure({ failedReissueAfterMs: MINUTE, callbacks: { onFailure: true } });
    sim.plan('B2', { fail: 'all' });
    await client.push(bill('B2'));
    expect(await sim.flush()).toBe(0);
    client.mock.clock.advance(MINUTE);
    expect(await sim.flush()).toBe(2);
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2', 'INVOICE.OPEN 0 B2']);
    sim.configure({ callbacks: { forceOnFailure: true } });
    sim.plan('B3', { fail: 'all' });
    await client.push(bill('B3'));
    await sim.flush();
    expect(receiver.told.slice(2)).toEqual(['INVOICE.OPEN 9999 B3', 'INVOICE.OPEN 9999 B3']);
  });

  it('a confirmation that expires is told of as of the time it did', async () => {
    const { client, sim } = await setup();
    await client.call('ALLE.INVOICE.OPEN', direct('S1'));
    const invoiceNum = sim.record[0]?.invoiceNum ?? '';
    sim.needConfirmation(invoiceNum);
    const applied = client.mock.clock.now();
    await client.call('ALLE.INVOICE.RED', { serialNo: 'R1', invoiceNum, redReason: '01', invoiceType: '02', sellerTaxpayerId: TAX_NO });
    client.mock.clock.advance(100 * 3_600_000);
    expect(sim.order('R1')?.failures).toEqual(['作废（超72小时未确认）']);
    expect(sim.callbacks.all.at(-1)).toMatchObject({ key: 'R1', interfaceCode: 'INVOICE.RED', dueAt: applied + 72 * 3_600_000 });
  });

  it('nobody is told where no address is set; only loopback may be', async () => {
    const client = await simClient();
    await client.push(bill('B1'));
    client.mock.sim.record;
    expect(client.mock.sim.callbacks.all).toEqual([]);
    expect(() => client.mock.businessSystems.set({ code: 'ERP1', callbackUrl: 'http://192.0.2.1/cb' })).toThrow('loopback');
  });

  it('goes to the address of each business system', async () => {
    const [one, two] = [await Receiver.start(), await Receiver.start()];
    const client = await simClient({
      businessSystems: [
        { code: 'ERP1', callbackUrl: one.url },
        { code: 'ERP2', callbackUrl: two.url },
      ],
    });
    await client.push(bill('B1'));
    const data = Buffer.from(
      JSON.stringify([{ ...bill('B2'), billDetail: [{ ...(bill('B2')['billDetail'] as Element[])[0], amount: 100, taxAmount: 13 }] }]),
    );
    await client.raw({ businessSystemCode: 'ERP2', interfaceCode: 'BILL.PUSH', data: data.toString('base64') });
    await client.mock.sim.flush();
    expect([one.told, two.told]).toEqual([['INVOICE.OPEN 0 B1'], ['INVOICE.OPEN 0 B2']]);
  });

  it('comes by itself with every call and move of the clock where it is set so', async () => {
    const { client, receiver, sim } = await setup({ deliver: 'clock' });
    sim.plan('B1', { afterMs: MINUTE });
    await client.push(bill('B1'), bill('B2'));
    await sim.callbacks.idle();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2']);
    client.mock.clock.advance(MINUTE);
    await sim.callbacks.idle();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2', 'INVOICE.OPEN 0 B1']);
  });
});

describe('deliveries', () => {
  it('are repeated until the acknowledgement, by the clock', async () => {
    const { client, receiver, sim } = await setup();
    const noAck = [
      '',
      '<html>',
      '[]',
      {},
      { success: 'true', errorCode: '0' },
      { success: false, errorCode: '0' },
      { success: true },
      { success: true, errorCode: '1' },
    ];
    receiver.answers = [...noAck, 'drop', { ...ACK_2102 }];
    await client.push(bill('B1'));
    for (const _ of [...noAck, 'drop']) {
      expect(await sim.flush()).toBe(0);
      expect(await sim.flush()).toBe(0);
      client.mock.clock.advance(MINUTE);
    }
    expect(await sim.flush()).toBe(1);
    client.mock.clock.advance(10 * MINUTE);
    expect(await sim.flush()).toBe(0);
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
    expect(sim.callbacks.log.at(-2)).toMatchObject({ attempt: 9, status: 'no answer', acknowledged: false });
    expect(sim.callbacks.log.at(-1)).toMatchObject({ key: 'B1', attempt: 10, status: 200, acknowledged: true, url: receiver.url });
    expect(sim.callbacks.all[0]?.state).toBe('acknowledged');
  });

  it('take every documented acknowledgement, or one form only', async () => {
    const accepted = async (ack: CallbackSettings['ack'], answer: object) => {
      const { client, receiver, sim } = await setup({ ack, perInvoiceToo: false }, '3std1');
      receiver.answers = [answer];
      await client.push(bill('B1'));
      await client.call('ALLE.INVOICE.OPEN', direct('S1'));
      await sim.flush();
      return sim.callbacks.log.map(({ doc, acknowledged }) => `${doc} ${acknowledged}`);
    };
    expect(await accepted('either', ACK_2102)).toEqual(['5.1.03 true', '2.1.02 true']);
    expect(await accepted('either', ACK_5103)).toEqual(['5.1.03 true', '2.1.02 true']);
    expect(await accepted('errorCode', ACK_5103)).toEqual(['5.1.03 false', '2.1.02 false']);
    expect(await accepted('code', ACK_2102)).toEqual(['5.1.03 false', '2.1.02 false']);
    expect(await accepted('documented', ACK_2102)).toEqual(['5.1.03 false', '2.1.02 true']);
    expect(await accepted('documented', ACK_5103)).toEqual(['5.1.03 true', '2.1.02 false']);
    expect(await accepted('documented', { ...ACK_2102, ...ACK_5103 })).toEqual(['5.1.03 true', '2.1.02 true']);
  });

  it('do not take an HTTP error for an acknowledgement, and give up after the attempts that are set', async () => {
    const { client, receiver, sim } = await setup({ maxAttempts: 2 });
    receiver.status = 500;
    await client.push(bill('B1'));
    await sim.flush();
    client.mock.clock.advance(MINUTE);
    await sim.flush();
    client.mock.clock.advance(MINUTE);
    await sim.flush();
    expect(receiver.received).toHaveLength(2);
    expect(sim.callbacks.all[0]?.state).toBe('given-up');
  });

  it('may be duplicated, at the same time too', async () => {
    const { client, receiver, sim } = await setup({ copies: 3, parallel: 3 });
    await client.push(bill('B1'));
    expect(await sim.flush()).toBe(3);
    expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
    expect(sim.callbacks.log.map(({ attempt }) => attempt).sort()).toEqual([1, 2, 3]);
    await sim.callbacks.repeat('B1');
    expect(receiver.received).toHaveLength(4);
    expect(() => sim.callbacks.repeat('NONE')).toThrow('no callback');
  });

  it('may be reordered, repeatably by the seed', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `B${index}`);
    const run = async (seed: string, order: CallbackSettings['order']) => {
      const receiver = await Receiver.start();
      const client = await simClient({ seed, sim: { settings: { callbacks: { order } } } }, { code: 'ERP1', callbackUrl: receiver.url });
      await client.push(...keys.map((key) => bill(key)));
      await client.mock.sim.flush();
      return receiver.told.map((told) => told.split(' ').at(-1));
    };
    const shuffled = await run('one', 'shuffled');
    expect(await run('one', 'planned')).toEqual(keys);
    expect(shuffled).not.toEqual(keys);
    expect([...shuffled].sort()).toEqual([...keys].sort());
    expect(await run('one', 'shuffled')).toEqual(shuffled);
    expect(await run('two', 'shuffled')).not.toEqual(shuffled);
  });

  it('stay acknowledged whatever a copy is answered', async () => {
    const { client, receiver, sim } = await setup({ copies: 2, maxAttempts: 2 });
    receiver.answers = [ACK_2102, {}];
    await client.push(bill('B1'));
    await sim.flush();
    expect(sim.callbacks.all[0]?.state).toBe('acknowledged');
  });

  it('are sent once by two flushes at the same time, in the order of their time', async () => {
    const { client, receiver, sim } = await setup();
    sim.plan('B1', { afterMs: 2000 });
    sim.callbacks.withhold('B2');
    await client.push(bill('B1'), bill('B2'));
    receiver.answers = [{}, ACK_2102];
    client.mock.clock.advance(2000);
    await Promise.all([sim.flush(), sim.flush()]);
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B1']);
    sim.callbacks.release();
    client.mock.clock.advance(MINUTE);
    await sim.flush();
    expect(receiver.told.slice(1)).toEqual(['INVOICE.OPEN 0 B2', 'INVOICE.OPEN 0 B1']);
  });

  it('may be forged: nothing proves who sends them', async () => {
    const { receiver, sim } = await setup();
    await sim.forge('ERP1', 'INVOICE.OPEN', { serialNo: 'S9', invoiceNum: '25449999999999999999' });
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 S9']);
    expect([sim.record, sim.callbacks.log]).toEqual([[], []]);
    await expect(sim.forge('NOBODY', 'INVOICE.OPEN', {})).rejects.toThrow('callbackUrl');
  });

  it('of one bill may be repeated the other way round', async () => {
    const { client, receiver, sim } = await setup();
    await client.push(bill('B1', { invoiceType: '026' }));
    sim.voidInvoice('00000001');
    await sim.callbacks.repeat('B1', 'reversed');
    expect(receiver.told).toEqual(['INVOICE.CANCEL 0 B1', 'INVOICE.OPEN 0 B1']);
  });

  it('may be withheld for one bill or for all, and suppressed for ever', async () => {
    const { client, receiver, sim } = await setup();
    sim.callbacks.withhold('B1');
    await client.push(bill('B1'), bill('B2'), bill('B3'));
    expect(sim.record).toHaveLength(3);
    sim.callbacks.suppress('B3');
    await sim.flush();
    expect(receiver.told).toEqual(['INVOICE.OPEN 0 B2']);
    sim.callbacks.release('B1');
    sim.configure({ callbacks: { withheld: true } });
    expect(await sim.flush()).toBe(0);
    sim.configure({ callbacks: { withheld: false } });
    expect(await sim.flush()).toBe(1);
    client.mock.clock.advance(10 * MINUTE);
    expect(await sim.flush()).toBe(0);
    expect(sim.callbacks.all.map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged', 'suppressed']);
  });
});
