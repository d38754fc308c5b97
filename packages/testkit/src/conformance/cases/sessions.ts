import { conformanceCase } from '../case.js';
import { UNIT } from '../data.js';
import { everyItem } from '../pages.js';
import type { Stage } from '../stage.js';

const PARALLEL = 20;
/** A login, one renewal, and one more for a call that was under way. */
const MOST_LOGINS = 3;

export const sessionCases = [
  conformanceCase('sessions/one-login', `${PARALLEL} 个并发调用只登录一次`, `${PARALLEL} calls at once log in once`, async (stage) => {
    const { erp, judge } = stage;
    await erp.seedUnits([UNIT]);
    const connection = await stage.connect();
    await judge.resolves(Promise.all(Array.from({ length: PARALLEL }, () => connection.listBusinessUnits({}, stage.call()))), 'the calls');
    judge.same(await erp.logins(), 1, 'logins');
  }),
  conformanceCase(
    'sessions/renewed',
    '会话中途失效：重新登录一次，读取成功',
    'a session that dies is renewed by one login, and the read succeeds',
    async (stage) => {
      const { erp, judge } = stage;
      await erp.seedUnits([UNIT]);
      const connection = await stage.connect();
      await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'the first read');
      await erp.fault('session-dies');
      const { items } = await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'the read whose session is dead');
      judge.same(items.length, 1, 'units read');
      judge.same(await erp.logins(), 2, 'logins');
    },
  ),
  conformanceCase(
    'sessions/no-loop',
    '会话始终不被接受：报一个错误，不反复登录',
    'a session that is never accepted ends in one error, not in a loop of logins',
    async (stage) => {
      const { erp, judge } = stage;
      await erp.seedUnits([UNIT]);
      const connection = await stage.connect();
      await erp.fault('sessions-refused');
      await judge.rejects(connection.listBusinessUnits({}, stage.call()), ['erp_session_expired', 'credentials_rejected'], 'listBusinessUnits()');
      const logins = await erp.logins();
      judge.that(logins <= MOST_LOGINS, `${logins} logins for one call`);
    },
  ),
  conformanceCase('sessions/tenants', '两个账套永不共用会话', 'two account sets never share a session', async (stage) => {
    const { erp, judge } = stage;
    const { second } = erp;
    if (second === undefined) return 'the harness has no second account set';
    await erp.seedUnits([UNIT]);
    await second.seedUnits([{ ...UNIT, number: '0099', name: '第二账套公司' }]);
    const client = stage.client();
    const connections = [await stage.connectTo(erp, client), await stage.connectTo(second, client)] as const;
    judge.that(connections[0].accountSet !== connections[1].accountSet, `both have the account set ${connections[0].accountSet}`);
    for (let round = 0; round < 2; round += 1) {
      const seen = await Promise.all(connections.map((connection) => numbers(stage, connection.listBusinessUnits.bind(connection))));
      judge.same(seen, [[UNIT.number], ['0099']], 'units of the two account sets');
    }
    judge.same([await erp.logins(), await second.logins()], [1, 1], 'logins of the two');
    return undefined;
  }),
];

async function numbers(stage: Stage, list: Parameters<typeof unitsOf>[1]): Promise<string[]> {
  return (await unitsOf(stage, list)).map(({ number }) => number);
}

function unitsOf(stage: Stage, list: Awaited<ReturnType<Stage['connect']>>['listBusinessUnits']) {
  return everyItem(stage, (query) => list(query, stage.call()));
}
