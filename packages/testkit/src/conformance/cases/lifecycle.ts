import { conformanceCase } from '../case.js';
import { seedBill, UNIT } from '../data.js';

export const lifecycleCases = [
  conformanceCase(
    'lifecycle/close',
    '可以关闭两次；之后的调用以 closed 失败',
    'close() may be called twice; later calls fail with closed',
    async (stage) => {
      const { judge } = stage;
      const connection = await stage.connect();
      await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
      await judge.resolves(connection.close(), 'close()');
      await judge.resolves(connection.close(), 'the second close()');
      await judge.rejects(connection.listBusinessUnits({}, stage.call()), ['closed'], 'listBusinessUnits() afterwards');
    },
  ),
  conformanceCase(
    'lifecycle/apart',
    '关闭一个连接不影响同一客户端的另一个',
    'closing one connection leaves another of the same client working',
    async (stage) => {
      const { erp, judge } = stage;
      await erp.seedUnits([UNIT]);
      const client = stage.client();
      const [first, second] = [await stage.connect(erp.adapter(), client), await stage.connect(erp.adapter(), client)];
      for (const connection of [first, second]) await judge.resolves(connection.listBusinessUnits({}, stage.call()), 'a first call');
      await judge.resolves(first.close(), 'close() of one');
      const { items } = await judge.resolves(second.listBusinessUnits({}, stage.call()), 'a call of the other');
      judge.same(items.length, 1, 'units read');
    },
  ),
  conformanceCase(
    'lifecycle/account-set',
    '账套标识不随连接变化',
    'the account set is the same for every connection to the same books',
    async (stage) => {
      const connections = [await stage.connect(), await stage.connect()];
      stage.judge.same(connections[0]?.accountSet, connections[1]?.accountSet, 'accountSet of two connections');
    },
  ),
  conformanceCase(
    'lifecycle/pure-request',
    'toInvoiceRequest 没有副作用，结果相同',
    'toInvoiceRequest() is pure: no request, the same result',
    async (stage) => {
      const { erp, harness, judge } = stage;
      await erp.seedBills([seedBill(harness)]);
      const connection = await stage.connect();
      const { items } = await judge.resolves(connection.fetchBills({}, stage.call()), 'fetchBills()');
      const [bill] = items;
      if (bill === undefined) return judge.fail('the bill is missing');
      const before = await erp.requests();
      judge.same(connection.toInvoiceRequest(bill), connection.toInvoiceRequest(bill), 'the second request');
      judge.same(await erp.requests(), before, 'requests of the ERP');
      return undefined;
    },
  ),
];
