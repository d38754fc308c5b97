import type { IssuingRouteFactory, PreparedRequest, QueryResult } from '@piaozone/core';
import { conformanceCase } from '../case.js';
import { invoiceFor, seedBill } from '../data.js';

const NUMBER = '25000000000000000031';

export const integrationCases = [
  conformanceCase(
    'integration/callback',
    '云端先受理、回调后开出的发票写入单据一次',
    'an invoice that is accepted first and issued later reaches the bill once, after a callback woke the query',
    async (stage) => {
      const { core, erp, harness, judge } = stage;
      await erp.seedBills([seedBill(harness)]);
      const cloud = slowCloud(harness.kind);
      const integration = await core.createIntegration({
        piaozone: stage.client(),
        erp: erp.adapter(),
        issuing: cloud.route,
        store: core.createNonDurableOperationStore(),
        settle: { pausesMs: [] },
      });
      try {
        const first = await integration.issueBills();
        judge.same([first.fetched, first.writtenBack], [1, 0], 'bills fetched and written back while the cloud is at work');
        cloud.issue();
        const [serialNo] = cloud.serials;
        await integration.refresh({ serialNo: serialNo ?? '', says: 'issued', invoiceNumber: NUMBER });
        await integration.issueBills();
        await integration.issueBills();
        judge.same(cloud.serials.length, 1, 'requests the cloud got');
        const [bill] = await erp.bills();
        judge.same([bill?.invoiceNumbers, bill?.writes], [[NUMBER], 1], 'invoice numbers in the bill, and writes');
      } finally {
        await integration.close();
      }
    },
  ),
];

/** A cloud that takes a request in and issues when told to. */
function slowCloud(kind: PreparedRequest['kind']) {
  const requests: PreparedRequest[] = [];
  let issued = false;
  const query = async (): Promise<QueryResult> => {
    const [request] = requests;
    if (request === undefined) return { state: 'not-found' };
    if (!issued) return { state: 'in-progress' };
    return { state: 'issued', invoice: { ...invoiceFor(request, NUMBER), serialNo: request.serialNo } };
  };
  const submit = async (request: PreparedRequest) => {
    requests.push(request);
    return { state: 'accepted' } as const;
  };
  const route: IssuingRouteFactory = {
    id: 'conformance',
    connect: () => ({
      id: 'conformance',
      capabilities: { dedup: 'unique-key', keyField: 'serialNo', kinds: [kind], sources: {} },
      validate: () => ({ errors: [], warnings: [] }),
      submit,
      red: submit,
      query,
      check: async () => [],
    }),
  };
  return {
    route,
    issue: () => {
      issued = true;
    },
    get serials(): readonly string[] {
      return requests.map(({ serialNo }) => serialNo);
    },
  };
}
