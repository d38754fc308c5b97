import { conformanceCase } from '../case.js';
import { UNIT } from '../data.js';
import type { Stage } from '../stage.js';

const NO_LISTENER = ['connection'];

export const connectionCases = [
  conformanceCase('connection/check-passes', '一切正确时连接测试没有失败项', 'with everything right, check() finds no fault', async (stage) => {
    const { erp, judge } = stage;
    await erp.seedUnits([UNIT]);
    const connection = await stage.connect();
    const findings = await judge.resolves(connection.check(stage.call()), 'check()');
    judge.that(findings.length > 0, 'check() reports nothing at all');
    const failed = findings.filter(({ status }) => status === 'failed').map(({ code, cause }) => `${code}: ${cause?.en ?? ''}`);
    judge.same(failed, [], 'failed findings');
    for (const { code, title } of findings) judge.that(title.zh !== '' && title.en !== '', `finding ${code} needs a title in both languages`);
  }),
  conformanceCase(
    'connection/wrong-password',
    '密码错误以 credentials_rejected 报告；连接测试指出失败项与补救办法，不抛错',
    'a wrong password is credentials_rejected; check() reports it with a remedy and does not throw',
    async (stage) => {
      const { erp, judge } = stage;
      const connection = await stage.connect(erp.adapter('wrong-password'));
      await judge.rejects(connection.listBusinessUnits({}, stage.call()), ['credentials_rejected'], 'listBusinessUnits()');
      await reportsFault(stage, await judge.resolves(connection.check(stage.call()), 'check()'));
    },
  ),
  conformanceCase(
    'connection/unreachable',
    '地址无法连接以 connection 报告；连接测试指出失败项，不抛错',
    'an address nobody listens at is a connection error; check() reports it and does not throw',
    async (stage) => {
      const { erp, judge } = stage;
      const connection = await stage.connect(erp.adapter('unreachable'), stage.client({ maxRetries: 0 }));
      await judge.rejects(connection.listBusinessUnits({}, stage.call()), NO_LISTENER, 'listBusinessUnits()');
      await reportsFault(stage, await judge.resolves(connection.check(stage.call()), 'check()'));
    },
  ),
];

async function reportsFault({ judge }: Stage, findings: readonly { status: string; remedy?: unknown; code: string }[]): Promise<void> {
  const failed = findings.filter(({ status }) => status === 'failed');
  judge.that(failed.length > 0, `check() has no failed finding: ${findings.map(({ code, status }) => `${code} ${status}`).join(', ')}`);
  for (const { code, remedy } of failed) judge.that(remedy !== undefined, `finding ${code} says no remedy`);
}
