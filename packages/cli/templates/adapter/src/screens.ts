import type { AuthorizationScreen } from '@piaozone/core/adapter';

/** Where MyErp keeps the authorization of the invoice cloud, by the names on its screens. An ERP without such a screen has no `screens` at all. */
export const myErpScreens: readonly AuthorizationScreen[] = [
  {
    title: '发票云连接设置',
    menus: ['系统管理→接口→发票云连接设置'],
    holds: 'main',
    fields: [
      { labels: ['授权账号'], means: 'clientId' },
      { labels: ['授权密钥'], means: 'clientSecret' },
      { labels: ['加密密钥'], means: 'encryptKey' },
    ],
  },
];
