import { easAdapter } from '@piaozone/adapter-eas';
import { createIntegration, createNonDurableOperationStore, createPiaozone } from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { easFields } from '../erps/eas.js';

const { env } = process;

const piaozone = createPiaozone(); // everything from the environment
const integration = await createIntegration({
  piaozone,
  erp: easAdapter({
    ...easFields, // service, operations and JSON names of your own facade
    servicesUrl: env['EAS_SERVICES_URL'] ?? '', // http://host:port/ormrpc/services/
    userName: env['EAS_USER'] ?? '',
    password: env['EAS_PASSWORD'] ?? '',
    dcName: env['EAS_DATA_CENTRE'] ?? '',
  }),
  issuing: hostedIssuing(),
  store: createNonDurableOperationStore(),
});

const { results } = await integration.issueBills();
for (const { bill, status, problems, error } of results) {
  console.log(bill.number, status, error?.message ?? '');
  for (const { path, message } of problems) console.log(`  ${path}: ${message.zh}`);
}
await integration.close();
await piaozone.close();
