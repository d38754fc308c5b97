import type { WriteBack } from '@piaozone/core/adapter';
import { conformanceCase } from '../case.js';
import { seedBill, writeBackOf } from '../data.js';
import { onlyBill } from '../pages.js';
import type { Stage } from '../stage.js';

const NUMBER = '25000000000000000017';
const OTHER = '25000000000000000024';
/** What a call may say whose answer never arrived. */
const LOST = ['connection', 'timeout', 'response_invalid', 'server', 'erp_rejected'];

export const writeBackCases = [
  conformanceCase('write-back/stored', '回写的发票号码逐位进入单据', 'the invoice number arrives in the bill digit by digit', async (stage) => {
    const { connection, result } = await readyBill(stage);
    stage.judge.same(await stage.judge.resolves(connection.writeBack(result, stage.call()), 'writeBack()'), 'written', 'writeBack()');
    await carries(stage, [NUMBER]);
  }),
  conformanceCase(
    'write-back/twice',
    '同一发票再次回写得到 already-written，ERP 不变',
    'the same invoice written again is already-written, and the ERP is unchanged',
    async (stage) => {
      const { connection, result } = await readyBill(stage);
      await stage.judge.resolves(connection.writeBack(result, stage.call()), 'the first writeBack()');
      const before = await stage.erp.bills();
      stage.judge.same(
        await stage.judge.resolves(connection.writeBack(result, stage.call()), 'the second writeBack()'),
        'already-written',
        'the second writeBack()',
      );
      stage.judge.same(await stage.erp.bills(), before, 'the bills after it');
    },
  ),
  conformanceCase(
    'write-back/other-invoice',
    '单据已有另一张发票时拒绝，不覆盖',
    'a bill that carries another invoice is refused, never overwritten',
    async (stage) => {
      const { connection, result } = await readyBill(stage);
      await stage.judge.resolves(connection.writeBack(result, stage.call()), 'the first writeBack()');
      const other: WriteBack = { ...result, invoice: { ...result.invoice, number: OTHER } };
      await stage.judge.rejects(connection.writeBack(other, stage.call()), ['erp_rejected'], 'writeBack() of another invoice');
      await carries(stage, [NUMBER]);
    },
  ),
  conformanceCase(
    'write-back/reply-lost',
    '应答丢失后重做：单据只有这一张发票',
    'after a lost reply the write-back is repeated, and the bill carries that one invoice',
    async (stage) => {
      const { connection, result } = await readyBill(stage);
      await stage.erp.fault('reply-lost');
      const first = connection.writeBack(result, stage.call()).then(
        () => undefined,
        (error: unknown) => error,
      );
      const error = await first;
      if (error !== undefined) {
        await stage.judge.rejects(Promise.reject(error), LOST, 'writeBack() whose answer is lost');
        const { outcome } = error as { outcome?: string };
        stage.judge.that(outcome === 'unknown', `its outcome is ${outcome}, but the ERP may have written it: it must be unknown`);
      }
      await stage.erp.fault('none');
      await stage.judge.resolves(connection.writeBack(result, stage.call()), 'the repeated writeBack()');
      await carries(stage, [NUMBER]);
    },
  ),
  conformanceCase('write-back/unknown-bill', '未知单据以 erp_rejected 拒绝', 'an unknown bill is erp_rejected', async (stage) => {
    const { connection, result } = await readyBill(stage);
    const unknown: WriteBack = { ...result, bill: { ...result.bill, number: 'NO-SUCH', ...(result.bill.id === undefined ? {} : { id: '999999' }) } };
    await stage.judge.rejects(connection.writeBack(unknown, stage.call()), ['erp_rejected'], 'writeBack() into a bill that does not exist');
    await carries(stage, []);
  }),
];

/** One waiting bill, and what is to be written into it. */
async function readyBill(stage: Stage) {
  const seeded = seedBill(stage.harness);
  await stage.erp.seedBills([seeded]);
  const connection = await stage.connect();
  const bill = await onlyBill(stage, connection);
  return { connection, result: writeBackOf(bill, seeded.request, NUMBER) };
}

/** Looked up behind the adapter's back. */
async function carries({ erp, judge }: Stage, numbers: readonly string[]): Promise<void> {
  const [bill, ...more] = await erp.bills();
  judge.same(more, [], 'bills the write-back has made');
  judge.same(bill?.invoiceNumbers, numbers, 'invoice numbers in the bill');
}
