import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimLine } from '../../../src/cosmic/sim/lines.js';
import { partsNeeded, splitLines } from '../../../src/cosmic/sim/split.js';
import { Receiver } from '../callbacks/receiver.js';
import { bill, line, number, simClient, TAX_NO } from './sim-client.js';

const KEYS = ['B0', 'B1', 'B2', 'B3'] as const;
const key = fc.constantFrom(...KEYS);

const step = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), key, auto: fc.boolean(), lines: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('plan' as const), key, split: fc.integer({ min: 1, max: 4 }), fail: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('withdraw' as const), key }),
  fc.record({ kind: fc.constant('issue' as const), key }),
  fc.record({ kind: fc.constant('red' as const), key, needed: fc.constantFrom('01' as const, '02' as const) }),
  fc.record({ kind: fc.constant('answer' as const), yes: fc.boolean() }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(0, 500, 1000, 73 * 3_600_000) }),
  fc.record({ kind: fc.constant('flush' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Client = Awaited<ReturnType<typeof simClient>>;

async function take(client: Client, one: Step, serial: number): Promise<void> {
  const { sim, clock } = client.mock;
  switch (one.kind) {
    case 'push': {
      const billDetail = Array.from({ length: one.lines }, (_, index) =>
        line({ detailId: String(index), amount: number(`${index + 1}.01`), taxAmount: undefined }),
      );
      await client.push(bill(one.key, { autoInvoice: one.auto ? '1' : '0', billDetail }));
      return;
    }
    case 'plan':
      return sim.plan(one.key, { split: one.split, fail: one.fail === 0 ? [] : [one.fail] });
    case 'withdraw':
      await client.call('BILL.WITHDRAW', { sellerTaxpayerId: TAX_NO, serialNos: [one.key] });
      return;
    case 'issue':
      return attempt(() => sim.issue(one.key));
    case 'red': {
      const [blue] = sim.invoicesOf(one.key);
      if (blue === undefined) return;
      sim.needConfirmation(blue.invoiceNum, one.needed);
      await client.call('ALLE.INVOICE.RED', {
        serialNo: `R${serial}`,
        invoiceNum: blue.invoiceNum,
        redReason: '01',
        invoiceType: '02',
        sellerTaxpayerId: TAX_NO,
      });
      return;
    }
    case 'answer': {
      const open = sim.confirmations().find(({ state }) => state === '02');
      if (open !== undefined) sim[one.yes ? 'confirm' : 'deny'](open.number);
      return;
    }
    case 'advance':
      return clock.advance(one.ms);
    case 'flush':
      await sim.flush();
  }
}

function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

describe('whatever happens', () => {
  it('every invoice stands in the record once, what is withdrawn is never issued, sums are those of the bill', async () => {
    const receiver = await Receiver.start();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const run = await simClient(
          { accessTokenLifeMs: 1e15, sim: { settings: { issueAfterMs: 1000 } } },
          { code: 'ERP1', callbackUrl: receiver.url },
        );
        const { sim } = run.mock;
        const seen = new Map<string, string>();
        for (const [index, one] of steps.entries()) {
          const withdrawn = sim.orders().filter(({ state }) => state === 'withdrawn');
          await take(run, one, index);
          for (const { key: billNo } of withdrawn) expect(sim.order(billNo)).toMatchObject({ state: 'withdrawn', invoices: [] });
          // Append-only: what stood there stands there still, unchanged.
          for (const [place, invoice] of sim.record.entries()) {
            const text = JSON.stringify(invoice);
            expect(seen.get(String(place)) ?? text).toBe(text);
            seen.set(String(place), text);
          }
          expect(sim.record.length).toBe(seen.size);
          expect(sim.problems()).toEqual([]);
        }
        for (const order of sim.orders().filter(({ parts, failures }) => parts > 0 && failures.length === 0)) {
          const cents = sim.invoicesOf(order.key).reduce((sum, { includeTaxAmount }) => sum + Math.round(Number(includeTaxAmount) * 100), 0);
          expect(cents).toBe(Math.round(Number(order.includeTaxAmount) * 100));
          expect(order.invoices).toHaveLength(order.parts);
        }
        await sim.flush();
        const told = new Set(sim.callbacks.log.map(({ callback }) => callback));
        expect(told.size).toBe(sim.callbacks.all.length);
        expect(sim.callbacks.log.length).toBe(told.size);
        await run.mock.close();
      }),
      { numRuns: 30, seed: 20260105 },
    );
  }, 120_000);

  it('a split neither loses nor adds a hundredth, and never separates a discount from its line', () => {
    const amount = fc.integer({ min: 100, max: 10_000_000 }).map(BigInt);
    const group = fc.tuple(amount, amount, fc.boolean()).map(([net, tax, withDiscount]): SimLine[] => {
      const base = { detailId: '', goodsName: '', revenueCode: '', taxRate: '0.13', quantity: '', price: '' };
      const goods: SimLine = { ...base, kind: withDiscount ? 'discounted' : 'goods', net, tax };
      return withDiscount ? [goods, { ...base, kind: 'discount', net: -net / 2n, tax: -tax / 2n }] : [goods];
    });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 12 }), fc.boolean(), (groups, count, red) => {
        const lines = groups.flat().map((one) => (red ? { ...one, net: -one.net, tax: -one.tax } : one));
        const parts = splitLines(lines, count);
        expect(parts).toHaveLength(count);
        const sum = (rows: readonly SimLine[]) =>
          rows.reduce(([net, tax], one) => [net + one.net, tax + one.tax] as [bigint, bigint], [0n, 0n] as [bigint, bigint]);
        expect(sum(parts.flat())).toEqual(sum(lines));
        for (const part of parts) {
          expect(sum(part)[0] * (red ? -1n : 1n)).toBeGreaterThan(0n);
          expect(part[0]?.kind).not.toBe('discount');
        }
        expect(partsNeeded(lines, 2)).toBeLessThanOrEqual(groups.length);
      }),
    );
  });

  it('amounts too small for so many invoices are a mistake of the plan', () => {
    const tiny = { kind: 'goods', detailId: '', goodsName: '', revenueCode: '', taxRate: '', quantity: '', price: '', net: 2n, tax: 0n } as const;
    expect(() => splitLines([tiny], 3)).toThrow('too small');
  });
});
