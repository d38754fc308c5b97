import type { Voucher } from '@piaozone/core';
import type { ErpConnection } from '@piaozone/core/adapter';
import { conformanceCase } from '../case.js';
import type { Stage } from '../stage.js';

const NOT_DECLARED = 'the adapter does not declare the ability vouchers';

interface Ledger {
  readonly voucher: Voucher;
  readonly connection: ErpConnection;
  /** How often the ERP holds it, looked up behind the adapter's back. */
  stored(): Promise<number>;
}

export const voucherCases = [
  conformanceCase('vouchers/created', '凭证只生成一张，并能查到', 'a voucher is made once and can be found', async (stage) => {
    const ledger = await ledgerOf(stage);
    if (ledger === undefined) return NOT_DECLARED;
    const { connection, voucher } = ledger;
    const before = await stage.judge.resolves(find(connection, voucher, stage), 'findVoucher() before');
    stage.judge.same(before.state, 'absent', 'the state before');
    await stage.judge.resolves(create(connection, voucher, stage), 'createVoucher()');
    stage.judge.same(await ledger.stored(), 1, 'vouchers in the ledger');
    const after = await stage.judge.resolves(find(connection, voucher, stage), 'findVoucher() afterwards');
    stage.judge.same(after.state, 'found', 'the state afterwards');
    return undefined;
  }),
  conformanceCase(
    'vouchers/reply-lost',
    '应答丢失时结果为 unknown，不自行重发，之后能查到',
    'after a lost reply the outcome is unknown, nothing is sent again, and the voucher can be found',
    async (stage) => {
      const ledger = await ledgerOf(stage);
      if (ledger === undefined) return NOT_DECLARED;
      const { connection, voucher } = ledger;
      await stage.judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
      await stage.erp.fault('reply-lost');
      const failure = await create(connection, voucher, stage).then(
        () => undefined,
        (error: unknown) => error,
      );
      await stage.erp.fault('none');
      if (failure !== undefined) stage.judge.same((failure as { outcome?: string }).outcome, 'unknown', 'outcome of createVoucher()');
      stage.judge.same(await ledger.stored(), 1, 'vouchers in the ledger');
      stage.judge.same((await stage.judge.resolves(find(connection, voucher, stage), 'findVoucher()')).state, 'found', 'the state');
      return undefined;
    },
  ),
];

async function ledgerOf(stage: Stage): Promise<Ledger | undefined> {
  const { erp, harness, judge } = stage;
  if (!erp.adapter().capabilities.abilities.includes('vouchers')) return undefined;
  const { voucher } = harness;
  const stored = erp.vouchers?.bind(erp);
  if (voucher === undefined || stored === undefined) return judge.fail('the harness needs `voucher` and `vouchers()`');
  return { voucher, connection: await stage.connect(), stored: async () => stored() };
}

function create(connection: ErpConnection, voucher: Voucher, stage: Stage) {
  return connection.createVoucher?.(voucher, stage.call()) ?? stage.judge.fail('createVoucher is missing');
}

function find(connection: ErpConnection, voucher: Voucher, stage: Stage) {
  return connection.findVoucher?.(voucher, stage.call()) ?? stage.judge.fail('findVoucher is missing');
}
