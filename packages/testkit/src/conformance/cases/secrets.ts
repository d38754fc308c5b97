import { conformanceCase } from '../case.js';
import { seedBill, UNIT, writeBackOf } from '../data.js';
import { everyBill } from '../pages.js';
import type { Stage } from '../stage.js';
import type { AdapterVariant, ErpFault } from '../types.js';

const LASTING: readonly ErpFault[] = ['session-dies', 'sessions-refused', 'html'];
const SHORTEST = 4;
/** `TN_` marks the tenant's credential, which no enterprise screen may hold. */
const TENANT_ID = 'TN_conformance';

export const secretCases = [
  conformanceCase(
    'secrets/never-shown',
    '日志、事件、错误、连接测试、inspect 与 JSON 中都没有密钥',
    'no secret stands in any log line, event, error, finding, inspection or JSON',
    async (stage) => {
      const { erp, harness, judge } = stage;
      await erp.seedUnits([UNIT]);
      await erp.seedBills([seedBill(harness)]);
      for (const variant of ['right', 'wrong-password', 'unreachable'] as const) await say(stage, variant);
      for (const fault of LASTING) {
        await erp.fault(fault);
        await say(stage, 'right');
        await erp.fault('none');
      }
      const secrets = erp.secrets.filter(({ length }) => length >= SHORTEST);
      judge.that(secrets.length > 0, 'the harness names no secret');
      const shown = secrets.findIndex((secret) => stage.said.includes(secret));
      judge.that(shown < 0, `secret no. ${shown + 1} of the harness was shown`);
    },
  ),
  conformanceCase(
    'screens/blanks',
    '授权界面中首尾的空格被指出并去除',
    'blanks round a value of an authorization screen are reported and taken off',
    async ({ erp, core, judge }) => {
      const { screens = [] } = erp.adapter();
      const screen = screens.find(({ holds }) => holds === 'main');
      if (screen === undefined) return 'the adapter has no main authorization screen';
      const label =
        screen.fields.find(({ means }) => means === 'clientId')?.labels[0] ?? judge.fail(`${screen.title} has no field for the client id`);
      const { triple, findings } = core.readScreen(screens, screen.title, { [label]: ' conformance ' });
      judge.same(triple.clientId, 'conformance', 'the client id');
      judge.that(findings.length > 0, 'nothing is said about the blanks');
      return undefined;
    },
  ),
  conformanceCase(
    'screens/level',
    '企业授权界面填入租户授权（TN_）被指出',
    'a tenant credential (TN_) in an enterprise screen is reported',
    async ({ erp, core, judge }) => {
      const { screens = [] } = erp.adapter();
      const screen = screens.find(({ holds }) => holds === 'main');
      if (screen === undefined) return 'the adapter has no main authorization screen';
      const label =
        screen.fields.find(({ means }) => means === 'clientId')?.labels[0] ?? judge.fail(`${screen.title} has no field for the client id`);
      const { findings } = core.readScreen(screens, screen.title, { [label]: TENANT_ID });
      judge.that(
        findings.some(({ severity }) => severity !== 'note'),
        'nothing is said about the level',
      );
      return undefined;
    },
  ),
];

/** Everything an adapter can be made to say, kept by the stage. */
async function say(stage: Stage, variant: AdapterVariant): Promise<void> {
  const adapter = stage.erp.adapter(variant);
  stage.hear(adapter);
  const connection = await stage.connect(adapter);
  stage.hear(connection);
  const listen = (work: Promise<unknown>) =>
    work.then(
      (value) => stage.hear(value),
      (error: unknown) => stage.hear(error),
    );
  await listen(connection.check(stage.call()));
  await listen(connection.listBusinessUnits({}, stage.call()));
  const bills = await everyBillOrNone(stage, connection);
  for (const bill of bills) await listen(connection.writeBack(writeBackOf(bill, connection.toInvoiceRequest(bill)), stage.call()));
  stage.hear(connection);
}

async function everyBillOrNone(stage: Stage, connection: Awaited<ReturnType<Stage['connect']>>) {
  try {
    return await everyBill(stage, connection);
  } catch (error) {
    stage.hear(error);
    return [];
  }
}
