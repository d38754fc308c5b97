import type { AuthorizationScreen } from '@piaozone/core/adapter';

/**
 * Where 星空企业版 keeps the authorization, by the names on its screen (business-rules §1.2, §6). One record per 业务组织, each with its own tax number.
 * For `readScreen` of `@piaozone/core`.
 */
export const k3cloudScreens: readonly AuthorizationScreen[] = [
  {
    title: '金税连接设置',
    menus: ['财务会计→发票管理→金税连接设置'],
    holds: 'main',
    fields: [
      { labels: ['业务组织'], means: { setting: 'organization' } },
      { labels: ['企业名称'], means: { setting: 'companyName' } },
      { labels: ['纳税人识别号'], means: { setting: 'taxNo' } },
      { labels: ['税盘编号'], means: { setting: 'diskNumber' } },
      { labels: ['金税机号'], means: { setting: 'machineNumber' } },
      { labels: ['开票地址'], means: { setting: 'issuingUrl' } },
      { labels: ['收票地址'], means: { setting: 'receivingUrl' } },
      { labels: ['税盘登记地址'], means: { setting: 'diskUrl' } },
      { labels: ['票无忧clientId'], means: 'clientId' },
      // The screen writes Secrect.
      { labels: ['票无忧clientSecrect', '票无忧clientSecret'], means: 'clientSecret' },
      { labels: ['票无忧加密秘钥'], means: 'encryptKey' },
    ],
  },
];
