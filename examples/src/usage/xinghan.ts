import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import { createIntegration, createPiaozone } from '@piaozone/core';
import { flagshipIssuing } from '@piaozone/cosmic/flagship';
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
  // 发票云 of this 星瀚 itself, in the ERP's own session; code: 发票云→系统管理→业务系统
  issuing: flagshipIssuing({
    businessSystemCode: env['XINGHAN_BUSINESS_SYSTEM'] ?? '',
    invoiceTypes: { 'electronic-special': '028', 'electronic-general': '026' }, // kinds other than 数电: ask the vendor
  }),
  store,
});

const { ok, findings } = await integration.checkConnection(); // 连接测试
for (const { status, title, remedy } of findings) console.log(status, title.zh, remedy?.zh ?? '');
if (ok) {
  // What the cloud has not issued when the run ends is in-progress: the next run, or a callback, goes on with it.
  const { counts, writtenBack } = await integration.issueBills({ onResult: ({ bill, status }) => console.log(bill.number, status) });
  console.log(counts, `written back: ${writtenBack}`);
}
await integration.close();
await store.close();
await piaozone.close();
