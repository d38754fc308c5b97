import type { CosmicProduct } from '@piaozone/cosmic';

export const XINGHAN: CosmicProduct = {
  id: 'xinghan',
  name: '金蝶云星瀚',
  unitMenu: '基础服务云→企业建模→业务单元',
  gatewayIdentity: 'optional',
};
