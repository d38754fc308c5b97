import { type Invoice, joinInvoices, type NewOperation, type OperationState, type OperationStore, parseExact } from '@piaozone/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

export const BILL: NewOperation = { key: 'test/xinghan/1/blue/S1', serialNo: 'S1', fingerprint: 'a'.repeat(64) };
const CHANGED = { ...BILL, fingerprint: 'b'.repeat(64) };

export const INVOICE: Invoice = {
  serialNo: 'S1',
  number: '24440000000012345678',
  color: 'blue',
  buyerName: '深圳𠮷测试"有限公司\n',
  totals: { amount: '100.00', taxAmount: '13.00', totalAmount: '113.00' },
  raw: parseExact('{"invoiceNo":24440000000012345678,"amount":100.10,"tiny":1e-7,"items":[{"goodsName":null,"ok":true}],"id":"000123"}'),
};

const EVERY_STATE: readonly OperationState[] = [
  'accepted',
  'sending',
  'submitted',
  'issued',
  'rejected',
  'unknown',
  'waiting-for-person',
  'needs-review',
];

/** What every operation store has to do; run against the one in memory too, so that the two cannot drift apart. */
export function operationStoreSuite(name: string, open: () => OperationStore): void {
  describe(`operation store: ${name}`, () => {
    let store: OperationStore;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    async function inState(state: OperationState) {
      const { operation } = await store.accept(BILL);
      return store.update(operation.key, operation.version, { state, attempts: 2, lastSentAt: 1_700_000_000_123 });
    }

    it('takes an intent in once', async () => {
      const first = await store.accept(BILL);
      expect(first).toEqual({ operation: { ...BILL, state: 'accepted', version: 1, attempts: 0, writtenBack: false }, created: true });
      expect(await store.accept(BILL)).toEqual({ operation: first.operation, created: false });
    });

    it('finds what was accepted, and nothing else', async () => {
      expect(await store.find(BILL.key)).toBeUndefined();
      const { operation } = await store.accept(BILL);
      expect(await store.find(BILL.key)).toEqual(operation);
      expect(await store.find(BILL.key.toUpperCase())).toBeUndefined();
      const issued = await store.update(BILL.key, 1, { state: 'issued', invoice: INVOICE });
      expect(await store.find(BILL.key)).toEqual(issued);
    });

    it('keeps every invoice a bill was split into', async () => {
      await store.accept(BILL);
      const invoice = joinInvoices(INVOICE, [{ ...INVOICE, number: '24440000000012345679' }], INVOICE.raw);
      const issued = await store.update(BILL.key, 1, { state: 'issued', invoice });
      expect(issued?.invoice).toEqual(invoice);
      expect((await store.find(BILL.key))?.invoice?.parts).toEqual([INVOICE, { ...INVOICE, number: '24440000000012345679' }]);
    });

    it('keeps what was asked for with its fingerprint', async () => {
      const expected = { color: 'red', sellerTaxNo: '91A', buyerName: '测试"\n', totalAmount: '-1.10', taxAmount: '-0.10' } as const;
      const { operation } = await store.accept({ ...BILL, expected });
      expect(operation.expected).toEqual(expected);
      // A repeat does not change it; what goes on keeps it.
      expect((await store.accept({ ...BILL, expected: { ...expected, buyerName: 'other' } })).operation.expected).toEqual(expected);
      expect((await store.update(BILL.key, 1, { state: 'rejected' }))?.expected).toEqual(expected);
      const replaced = await store.accept({ ...CHANGED, expected: { ...expected, totalAmount: '-2.20' } });
      expect(replaced.operation.expected).toMatchObject({ totalAmount: '-2.20' });
      expect(await store.find(BILL.key)).toEqual(replaced.operation);
      // Content that says nothing of what it asks for must not be compared with what came before it.
      expect((await store.accept(BILL)).operation).not.toHaveProperty('expected');
      expect(await store.find(BILL.key)).not.toHaveProperty('expected');
    });

    it('keeps keys apart to the letter', async () => {
      const keys = [BILL.key, BILL.key.toUpperCase(), `${BILL.key} `, `${BILL.key}%`, `${BILL.key}_`, `${BILL.key}'--`, `${BILL.key}票`];
      for (const key of keys) expect(await store.accept({ ...BILL, key })).toMatchObject({ created: true, operation: { key } });
    });

    it.each(EVERY_STATE)('gives a repeated intent what is known in state %s', async (state) => {
      const known = await inState(state);
      expect(known).toEqual({ ...BILL, state, version: 2, attempts: 2, lastSentAt: 1_700_000_000_123, writtenBack: false });
      expect(await store.accept(BILL)).toEqual({ operation: known, created: false });
    });

    it.each(['accepted', 'rejected'] as const)('lets changed content replace %s', async (state) => {
      await inState(state);
      const { operation, created } = await store.accept(CHANGED);
      expect(created).toBe(false);
      expect(operation).toEqual({ ...CHANGED, state: 'accepted', version: 3, attempts: 2, lastSentAt: 1_700_000_000_123, writtenBack: false });
      expect((await store.accept(CHANGED)).operation).toEqual(operation);
    });

    it.each(EVERY_STATE.filter((state) => state !== 'accepted' && state !== 'rejected'))('refuses changed content in state %s', async (state) => {
      const known = await inState(state);
      await expect(store.accept(CHANGED)).rejects.toMatchObject({ code: 'operation_conflict', outcome: 'not-sent' });
      expect((await store.accept(BILL)).operation).toEqual(known);
    });

    it('refuses a late writer', async () => {
      const { operation } = await store.accept(BILL);
      expect(await store.update(BILL.key, operation.version, { state: 'sending' })).toMatchObject({ state: 'sending', version: 2 });
      expect(await store.update(BILL.key, operation.version, { state: 'rejected' })).toBeUndefined();
      expect(await store.update(BILL.key, operation.version + 2, { state: 'rejected' })).toBeUndefined();
      expect((await store.accept(BILL)).operation).toMatchObject({ state: 'sending', version: 2 });
    });

    it('refuses a writer that read before the content was replaced', async () => {
      const { operation } = await store.accept(BILL);
      await store.accept(CHANGED);
      expect(await store.update(BILL.key, operation.version, { state: 'sending' })).toBeUndefined();
    });

    it('knows no key it was not given', async () => {
      expect(await store.update(BILL.key, 1, { state: 'sending' })).toBeUndefined();
      expect(await store.accept(BILL)).toMatchObject({ created: true });
    });

    it('changes what the patch names and nothing else', async () => {
      await inState('sending');
      const issued = await store.update(BILL.key, 2, { state: 'issued', invoice: INVOICE });
      expect(issued).toEqual({
        ...BILL,
        state: 'issued',
        version: 3,
        attempts: 2,
        lastSentAt: 1_700_000_000_123,
        invoice: INVOICE,
        writtenBack: false,
      });
      const written = await store.update(BILL.key, 3, { writtenBack: true });
      expect(written).toEqual({ ...issued, version: 4, writtenBack: true });
      expect((await store.accept(BILL)).operation).toEqual(written);
    });

    it('lets one of many parallel writers through', async () => {
      const { operation } = await store.accept(BILL);
      const writes = await Promise.all(Array.from({ length: 20 }, (_, attempts) => store.update(BILL.key, operation.version, { attempts })));
      expect(writes.filter((written) => written !== undefined)).toHaveLength(1);
    });

    it('closes twice', async () => {
      await store.close();
      await store.close();
    });
  });
}
