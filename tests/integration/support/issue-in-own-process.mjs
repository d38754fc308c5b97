// Issues the bills named in argv against the mock given by the environment, in a process of its own with an empty store, on the built packages.
import { createIntegration, createNonDurableOperationStore, createPiaozone, sharedAuthorization } from '@piaozone/core';
import { defineAdapter } from '@piaozone/core/adapter';
import { hostedIssuing } from '@piaozone/standard';

const { baseUrl, enterprise, unknownSerialCode, dedup, bills } = JSON.parse(process.env.ISSUE_INPUT);
const piaozone = createPiaozone({ environment: { baseUrl }, authorization: sharedAuthorization({ enterprise }), maxRetries: 0 });
const erp = defineAdapter({
  id: 'memory',
  capabilities: { abilities: [], billTypes: [] },
  connect: async () => ({
    accountSet: 'A1',
    check: async () => [],
    listBusinessUnits: async () => ({ items: [] }),
    fetchBills: async () => ({ items: bills }),
    toInvoiceRequest: ({ raw }) => raw,
    writeBack: async () => 'written',
    close: async () => {},
  }),
});
const issuing = hostedIssuing({ unknownSerial: { codes: [unknownSerialCode] }, ...(dedup === undefined ? {} : { dedup }) });
const integration = await createIntegration({ piaozone, erp, issuing, store: createNonDurableOperationStore(), settle: { pausesMs: [20] } });
const summary = await integration.issueBills();
console.log(JSON.stringify(summary.counts));
await integration.close();
await piaozone.close();
