import type { AuthorizationScreen } from '@piaozone/core/adapter';

/**
 * Where EAS keeps the authorization, by the names on its screens (business-rules §1.2, §6; eas-and-imaging §9). 组织单元 and 多影像系统配置 have no field for
 * the encrypt key. For `readScreen` of `@piaozone/core`.
 */
export const easScreens: readonly AuthorizationScreen[] = [
  {
    title: '金税互联设置',
    menus: ['税务管理→增值税发票管理→基础设置→金税互联设置'],
    holds: 'main',
    fields: [
      { labels: ['财务实体组织', '收票财务组织'], means: { setting: 'organization' } },
      { labels: ['操作类型'], means: { setting: 'operationType' } },
      { labels: ['http地址'], means: { setting: 'address' } },
      { labels: ['发票云ID'], means: 'clientId' },
      { labels: ['发票云密钥'], means: 'clientSecret' },
      { labels: ['加密密钥'], means: 'encryptKey' },
    ],
  },
  {
    title: '组织单元',
    menus: ['企业建模→组织架构→组织单元→组织单元'],
    holds: 'organization',
    fields: [
      { labels: ['企业税号'], means: { setting: 'taxNo' } },
      { labels: ['企业名称'], means: { setting: 'companyName' } },
      { labels: ['发票云授权码', '云发票授权码', '发票云授权id'], means: 'clientId' },
      { labels: ['发票云授权密钥', '云发票授权密钥'], means: 'clientSecret' },
    ],
  },
  {
    title: '多影像系统配置',
    menus: ['财务共享→共享任务管理→基础设置→多影像系统配置'],
    holds: 'organization',
    fields: [
      { labels: ['发票云授权码'], means: 'clientId' },
      { labels: ['发票云授权密钥'], means: 'clientSecret' },
      { labels: ['影像IP/域名'], means: { setting: 'imagingAddress' } },
      { labels: ['端口'], means: { setting: 'imagingPort' } },
    ],
  },
  {
    title: '通讯基本设置',
    // The reference holds the fields of this screen, not the way to it.
    menus: [],
    holds: 'settings',
    fields: [
      { labels: ['发票云官网地址'], means: { setting: 'url' } },
      { labels: ['测试环境地址'], means: { setting: 'testUrl' } },
      { labels: ['长连接地址'], means: { setting: 'longLinkUrl' } },
      { labels: ['启用正式环境'], means: { setting: 'production', form: 'yes-no' } },
    ],
  },
];
