import { type Bilingual, type Finding, findingFor, type Locale, localize, okFinding } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { CALLBACK_APP } from './check-diagnosis.js';

const TITLE: Bilingual = { zh: '发票回调配置', en: 'callback settings (发票回调配置)' };
const PROVED: Bilingual = {
  zh: '第三方应用 invoiceupload、其密码、数据中心id 与网关标识均被 ERP 接受；“请求地址”须能从外网访问',
  en: 'the ERP accepts the app invoiceupload, its password, the data centre and the gateway identity; 请求地址 must be reachable from outside',
};
const UNSEEN: Bilingual = {
  zh: '从外部看不到 ERP 的这个界面，请人工核对',
  en: 'this screen of the ERP cannot be seen from outside; compare it by hand',
};

export interface CallbackParts {
  readonly product: CosmicProduct;
  readonly appId: string;
  readonly gatewayIdentity: boolean;
  readonly locale: Locale;
}

/** 发票回调配置 of 星空旗舰版 is a screen no interface shows; the app it needs is proved where the calls are made for that very app. */
export function callbackFindings({ product, appId, gatewayIdentity, locale }: CallbackParts): Finding[] {
  if (product.gatewayIdentity !== 'required') return [];
  const line = { code: 'erp.callback', title: TITLE };
  if (appId === CALLBACK_APP && gatewayIdentity) return [okFinding(line, localize(PROVED, locale))];
  return [findingFor(line, 'CALLBACK_SETTINGS_MISSING', localize(UNSEEN, locale), 'skipped')];
}
