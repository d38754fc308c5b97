import { easAdapter } from '@piaozone/adapter-eas';
import { createIntegration, createNonDurableOperationStore, createPiaozone } from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { easFields, saleVoucher } from '../erps/eas.js';

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
for (const { bill, status, totals, invoice, problems, error } of results) {
  console.log(bill.number, status, error?.message ?? '');
  if (invoice !== undefined && totals !== undefined) {
    const voucher = await integration.createVoucher(saleVoucher(bill.number, totals, invoice.number));
    console.log('  voucher', voucher.number, voucher.status); // once per bill; a lost reply is looked up, never sent again blindly
  }
  for (const { path, message } of problems) console.log(`  ${path}: ${message.zh}`);
}
await integration.close();
await piaozone.close();
