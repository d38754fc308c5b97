import type { CosmicProduct } from '@piaozone/cosmic';

export const GALAXY: CosmicProduct = {
  id: 'galaxy',
  name: '星空旗舰版',
  unitMenu: '基础服务云→企业建模→组织管理→业务单元',
  gatewayIdentity: 'required',
};
