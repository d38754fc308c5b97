import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import { createIntegration, createPiaozone } from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { createSqliteOperationStore } from '@piaozone/stores/sqlite';
import { xinghanFields } from '../erps/xinghan.js';

const { env } = process;

// Environment and authorization come from PIAOZONE_ENVIRONMENT, PIAOZONE_CLIENT_ID, PIAOZONE_CLIENT_SECRET and PIAOZONE_ENCRYPT_KEY.
const piaozone = createPiaozone({ locale: 'zh-CN' });
const store = createSqliteOperationStore({ path: env['PIAOZONE_STORE'] ?? './piaozone.db' });
const integration = await createIntegration({
  piaozone,
  erp: xinghanAdapter({
    ...xinghanFields, // paths and field names of the APIs your 星瀚 publishes
    baseUrl: env['XINGHAN_URL'] ?? '',
    accountId: env['XINGHAN_ACCOUNT_ID'] ?? '',
    app: { id: env['XINGHAN_APP_ID'] ?? '', secret: env['XINGHAN_APP_SECRET'] ?? '' },
    user: env['XINGHAN_USER'] ?? '',
  }),
  issuing: hostedIssuing({ discountTypes: { discounted: '2', discount: '1' } }), // codes: ask the vendor
  store,
});

const { ok, findings } = await integration.checkConnection(); // 连接测试
for (const { status, title, remedy } of findings) console.log(status, title.zh, remedy?.zh ?? '');
if (ok) {
  const { counts, writtenBack } = await integration.issueBills({ onResult: ({ bill, status }) => console.log(bill.number, status) });
  console.log(counts, `written back: ${writtenBack}`);
}
await integration.close();
await store.close();
await piaozone.close();
