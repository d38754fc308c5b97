import type { AuthorizationScreen } from '@piaozone/core/adapter';

/** Where one product of the 苍穹 platform shows the screens that all of them have; menu paths as its manual prints them. */
export interface CosmicScreenPlaces {
  readonly authorization: { readonly title: string; readonly menus: readonly string[] };
  /** 发票云配置, one record for each organization. */
  readonly organizationMenus: readonly string[];
  /** 维护租户授权信息. */
  readonly tenantMenus: readonly string[];
}

/** The screens of the authorization by the names on them (business-rules §1.2, §2). */
export function cosmicScreens({ authorization, organizationMenus, tenantMenus }: CosmicScreenPlaces): readonly AuthorizationScreen[] {
  return [
    {
      ...authorization,
      holds: 'main',
      fields: [
        { labels: ['url'], means: { setting: 'url' } },
        { labels: ['代理'], means: { setting: 'proxy' } },
        { labels: ['是否使用原授权', '使用原授权'], means: { setting: 'ownAuthorization', form: 'yes-no' } },
        { labels: ['Client id（授权码）', 'ClientID（授权账号）'], means: 'clientId' },
        { labels: ['Client Secret（授权密钥）'], means: 'clientSecret' },
        { labels: ['Encrypt Key（加密密钥）', 'EncryKey（加密key）'], means: 'encryptKey' },
      ],
    },
    {
      title: '发票云配置',
      menus: organizationMenus,
      holds: 'organization',
      fields: [
        { labels: ['组织'], means: { setting: 'organization' } },
        { labels: ['企业税号'], means: { setting: 'taxNo' } },
        { labels: ['企业工商登记名'], means: { setting: 'companyName' } },
        { labels: ['发票云授权标识'], means: 'clientId' },
        {
          labels: ['客户端标识'],
          means: 'clientSecret',
          trap: {
            zh: '“客户端标识”是 Client Secret（授权密钥），不是 Client id；Client id 填在“发票云授权标识”',
            en: '客户端标识 is the client secret (授权密钥), not the client id; the client id belongs into 发票云授权标识',
          },
        },
        { labels: ['接入标识'], means: 'encryptKey' },
      ],
    },
    {
      title: '维护租户授权信息',
      menus: tenantMenus,
      holds: 'tenant',
      fields: [
        { labels: ['租户名称'], means: { setting: 'tenantName' } },
        { labels: ['发票云租户授权标识'], means: { setting: 'tenantMark' } },
        { labels: ['授权账号', 'ClientID'], means: 'clientId' },
        { labels: ['授权密钥', 'ClientSecret'], means: 'clientSecret' },
        { labels: ['加密key', 'EncryKey'], means: 'encryptKey' },
      ],
    },
  ];
}
