import type { AuthorizationScreen } from '@piaozone/core/adapter';
import { cosmicScreens } from '@piaozone/cosmic';

/**
 * Where 金蝶云星瀚 keeps the authorization, by the names on its screens (business-rules §1.2, §2, §6; the manual of 星瀚 6.0+).
 * For `readScreen` of `@piaozone/core`.
 */
export const xinghanScreens: readonly AuthorizationScreen[] = cosmicScreens({
  authorization: { title: '发票云授权配置', menus: ['发票云→系统管理→发票云授权配置'] },
  organizationMenus: ['财务云→费用核算→发票设置→发票云配置', '系统服务云（6.0+ 为基础服务云）→基础资料→财务数据→发票云配置'],
  tenantMenus: ['发票云→基础资料→企业管理→数电配置→维护租户授权信息'],
});
