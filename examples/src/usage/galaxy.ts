import { galaxyAdapter } from '@piaozone/adapter-galaxy';
import { createIntegration, createNonDurableOperationStore, createPiaozone, sharedAuthorization } from '@piaozone/core';
import { flagshipIssuing } from '@piaozone/cosmic/flagship';
import { galaxyFields } from '../erps/galaxy.js';

const { env } = process;

const piaozone = createPiaozone({
  environment: { baseUrl: env['PIAOZONE_ENVIRONMENT'] ?? '' }, // or 'test', 'production'
  authorization: sharedAuthorization({
    // 是否使用原授权: 否 — the triple of any one enterprise of the purchase
    enterprise: {
      clientId: env['PIAOZONE_CLIENT_ID'] ?? '',
      clientSecret: env['PIAOZONE_CLIENT_SECRET'] ?? '',
      encryptKey: env['PIAOZONE_ENCRYPT_KEY'] ?? '',
    },
  }),
});
const integration = await createIntegration({
  piaozone,
  erp: galaxyAdapter({
    ...galaxyFields, // paths and field names of the APIs your 星空旗舰版 publishes
    baseUrl: env['GALAXY_URL'] ?? '',
    accountId: env['GALAXY_ACCOUNT_ID'] ?? '',
    app: { id: env['GALAXY_APP_ID'] ?? '', secret: env['GALAXY_APP_SECRET'] ?? '' },
    user: env['GALAXY_USER'] ?? '',
    gatewayIdentity: env['GALAXY_GATEWAY_IDENTITY'] ?? '', // x-acgw-identity: 第三方应用详情 → 认证凭证
  }),
  // 发票服务 of this 星空旗舰版 itself, in the ERP's own session; its callbacks: examples/src/flagship/callbacks.ts
  issuing: flagshipIssuing({
    businessSystemCode: env['GALAXY_BUSINESS_SYSTEM'] ?? '',
    encryption: { password: env['GALAXY_BUSINESS_SYSTEM_PASSWORD'] ?? '' }, // only where 报文加密 is on
    invoiceTypes: { 'electronic-special': '028', 'electronic-general': '026' }, // kinds other than 数电: ask the vendor
    taxPreferences: { exempt: { privilegeFlag: '1', privilegeContent: '免税' } }, // words: ask the vendor
  }),
  store: createNonDurableOperationStore(), // for trials; use @piaozone/stores where invoices are real
});

const { importable, refused } = await integration.importBusinessUnits(); // 引入组织
console.log(`${importable.length} units, ${refused.length} refused`);
for await (const { bill, status, invoice } of integration.issueBills().stream()) console.log(bill.number, status, invoice?.number ?? '');
await integration.close();
await piaozone.close();
