import { conformanceCase } from '../case.js';
import { seedBill, UNIT } from '../data.js';
import { everyBill } from '../pages.js';
import type { Stage } from '../stage.js';

/** Time limit of the calls that are never answered, milliseconds. */
const SHORT_MS = 300;
/** Time limit of a call that is aborted long before: how long an adapter that ignores the abort is waited for. */
const ABORTED_MS = 5_000;
const NO_ANSWER_OF_THE_ERP = ['response_invalid', 'server', 'proxy', 'credentials_rejected', 'erp_session_expired'];

export const transportCases = [
  conformanceCase('transport/lent', '所有请求都经由 core 借出的传输', 'every request goes out by the transport that core lends', async (stage) => {
    const { erp, harness, judge } = stage;
    await erp.seedUnits([UNIT]);
    await erp.seedBills([seedBill(harness)]);
    const connection = await stage.connect();
    await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'listBusinessUnits()');
    await everyBill(stage, connection);
    await judge.resolves(connection.check(stage.call()), 'check()');
    const [requests, attempts] = [await erp.requests(), stage.attempts];
    judge.that(requests <= attempts, `the ERP got ${requests} requests, the transport sent ${attempts}: the adapter has an HTTP stack of its own`);
    judge.that(attempts > 0, 'the transport sent nothing');
  }),
  conformanceCase('transport/aborted-before', '已取消的调用不发送任何请求', 'a call that is aborted already sends nothing', async (stage) => {
    const { erp, judge } = stage;
    const connection = await stage.connect();
    await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
    const before = await erp.requests();
    await judge.rejects(connection.listBusinessUnits({}, stage.call(AbortSignal.abort())), ['aborted'], 'listBusinessUnits()');
    judge.same(await erp.requests(), before, 'requests of the ERP');
  }),
  conformanceCase('transport/aborted-during', '取消立即结束正在进行的调用', 'an abort ends the call that is under way', async (stage) => {
    const { erp, judge } = stage;
    const connection = await stage.connect(erp.adapter(), stage.client({ timeoutMs: ABORTED_MS }));
    await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
    await erp.fault('stall');
    const abort = new AbortController();
    const before = await erp.requests();
    const running = connection.fetchBills({}, stage.call(abort.signal));
    // A rejection before it is looked at is no unhandled one.
    running.catch(() => {});
    await arrived(stage, before);
    abort.abort();
    await judge.rejects(running, ['aborted'], 'fetchBills()');
  }),
  conformanceCase('transport/timeout', '没有应答时按时限报 timeout', 'without an answer the time limit ends the call', async (stage) => {
    const { erp, judge } = stage;
    const connection = await stage.connect(erp.adapter(), stage.client({ timeoutMs: SHORT_MS }));
    await erp.fault('stall');
    await judge.rejects(connection.listBusinessUnits({}, stage.call()), ['timeout'], 'listBusinessUnits()');
  }),
  conformanceCase('transport/html', '网页不是数据：以错误报告', 'a web page is no data: it is an error', async (stage) => {
    const { erp, harness, judge } = stage;
    await erp.seedBills([seedBill(harness)]);
    const connection = await stage.connect();
    await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
    await erp.fault('html');
    await judge.rejects(connection.listBusinessUnits({}, stage.call()), NO_ANSWER_OF_THE_ERP, 'listBusinessUnits()');
    await judge.rejects(connection.fetchBills({}, stage.call()), NO_ANSWER_OF_THE_ERP, 'fetchBills()');
  }),
  conformanceCase('transport/oversize', '超大应答被拒绝', 'an answer beyond the size limit is refused', async (stage) => {
    const { erp, judge } = stage;
    const connection = await stage.connect();
    await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
    await erp.fault('oversize');
    await judge.rejects(connection.listBusinessUnits({}, stage.call()), ['response_too_large'], 'listBusinessUnits()');
  }),
];

/** Lets other work run until the ERP has got one more request, or the transport has had its chance. */
async function arrived({ erp }: Stage, before: number): Promise<void> {
  for (let turn = 0; turn < 200 && (await erp.requests()) <= before; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
