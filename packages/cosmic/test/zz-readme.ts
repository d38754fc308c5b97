import { type CosmicSettings, cosmicAdapter } from '@piaozone/cosmic';

export const myAdapter = (settings: CosmicSettings) =>
  cosmicAdapter({ id: 'my-erp', name: '我的 ERP', unitMenu: '基础服务云→企业建模→业务单元', gatewayIdentity: 'optional' }, settings);
