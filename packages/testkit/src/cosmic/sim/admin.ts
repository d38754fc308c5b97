import type { Fault } from '../../server/faults.js';
import type { CallbackCode } from '../callbacks/types.js';
import type { Buyer } from './by-hand.js';
import { isRow } from './fields.js';
import type { KeyFaultOptions, MockSim } from './mock-sim.js';
import type { IssuePlan, SimAnswer, SimSettingsChange } from './settings.js';

/** `GET /__mock/<name>` of the issuing part. */
export function simViews(sim: MockSim): Record<string, () => unknown> {
  return {
    record: () => sim.record,
    bills: () => sim.orders(),
    confirmations: () => sim.confirmations().map(({ lines, ...shown }) => ({ ...shown, lines: lines.length })),
    callbacks: () => ({ planned: sim.callbacks.all, deliveries: sim.callbacks.log }),
    sim: () => ({ settings: sim.settings, enterprises: sim.enterprises.all, unknownCodes: sim.unknownCodes, problems: sim.problems() }),
  };
}

/** `POST /__mock/<name>` with a JSON object; the fields are those of the library calls of the same name. */
export function simCommands(sim: MockSim): Record<string, (body: unknown) => unknown> {
  const command =
    <T>(run: (input: T) => unknown) =>
    async (body: unknown) => {
      if (!isRow(body)) throw new TypeError('a JSON object is expected');
      return (await run(body as T)) ?? { done: true };
    };
  return {
    simSettings: command((change: SimSettingsChange) => sim.configure(change)),
    plan: command(({ key, ...plan }: IssuePlan & { key: string }) => sim.plan(key, plan)),
    refuseInterface: command(({ interfaceCode, times, ...answer }: SimAnswer & { interfaceCode: string; times?: number }) =>
      sim.refuseNext(interfaceCode, answer, times),
    ),
    faultOn: command(({ key, fault, ...options }: KeyFaultOptions & { key: string; fault: Fault }) => sim.faultOn(key, fault, options)),
    issue: command(({ billNo }: { billNo: string }) => sim.issue(billNo)),
    scan: command(({ billNo, ...buyer }: Buyer & { billNo: string }) => sim.scan(billNo, buyer)),
    voidInvoice: command(({ invoiceNum }: { invoiceNum: string }) => sim.voidInvoice(invoiceNum)),
    needConfirmation: command(({ invoiceNum, state }: { invoiceNum: string; state?: '01' | '02' }) => sim.needConfirmation(invoiceNum, state)),
    enterByBuyer: command(({ invoiceNum }: { invoiceNum: string }) => ({ redInfoBillNo: sim.enterByBuyer(invoiceNum) })),
    confirm: command(({ redInfoBillNo }: { redInfoBillNo: string }) => sim.confirm(redInfoBillNo)),
    deny: command(({ redInfoBillNo }: { redInfoBillNo: string }) => sim.deny(redInfoBillNo)),
    flushCallbacks: command(async () => ({ acknowledged: await sim.flush() })),
    repeatCallbacks: command(async ({ key, order }: { key: string; order?: 'planned' | 'reversed' }) => ({
      acknowledged: await sim.callbacks.repeat(key, order),
    })),
    withholdCallbacks: command(({ key }: { key: string }) => sim.callbacks.withhold(key)),
    forgeCallback: command((told: { businessSystemCode: string; interfaceCode: CallbackCode; data: unknown }) =>
      sim.forge(told.businessSystemCode, told.interfaceCode, told.data),
    ),
    releaseCallbacks: command(({ key }: { key?: string }) => sim.callbacks.release(key)),
    suppressCallbacks: command(({ key }: { key?: string }) => sim.callbacks.suppress(key)),
  };
}
