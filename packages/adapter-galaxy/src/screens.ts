import type { AuthorizationScreen } from '@piaozone/core/adapter';
import { cosmicScreens } from '@piaozone/cosmic';

/**
 * Where 星空旗舰版 keeps the authorization, by the names on its screens (business-rules §1.2, §2, §6; the manual of its 发票服务).
 * For `readScreen` of `@piaozone/core`.
 */
export const galaxyScreens: readonly AuthorizationScreen[] = [
  ...cosmicScreens({
    authorization: { title: '发票服务授权配置', menus: ['发票服务→系统管理→发票服务授权配置'] },
    // The manual shows the paths of 星瀚 for this record; §1.2 names it for both.
    organizationMenus: ['财务云→费用核算→发票设置→发票云配置', '基础服务云→基础资料→财务数据→发票云配置'],
    tenantMenus: ['数电配置→维护租户授权信息'],
  }),
  {
    // Nothing of the cloud's triple: the settings of this adapter, from the place where the ERP shows them.
    title: '发票回调配置',
    menus: ['发票服务→系统管理→发票回调配置'],
    holds: 'settings',
    fields: [
      { labels: ['请求地址'], means: { setting: 'baseUrl' } },
      { labels: ['数据中心id'], means: { setting: 'accountId' } },
      { labels: ['第三方应用'], means: { setting: 'appId' } },
      { labels: ['第三方应用密码'], means: { setting: 'appSecret', form: 'secret' } },
      { labels: ['网关', 'x-acgw-identity'], means: { setting: 'gatewayIdentity', form: 'secret' } },
    ],
  },
];
