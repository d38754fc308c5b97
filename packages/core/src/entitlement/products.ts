import type { Bilingual } from '../i18n/locale.js';
import type { LicenceState, LicenceSync, ServiceGroup, TaxChannel } from '../model/organization.js';

export interface ProductFacts {
  readonly en: string;
  /** Bought for the tenant and used by all its tax numbers, whoever was ticked at allocation (business-rules §3.1). */
  readonly shared: boolean;
}

/** The product lines of business-rules §3.1 by their exact names. Other names are kept and warned about: the list need not be complete. */
export const PRODUCTS: ReadonlyMap<string, ProductFacts> = new Map([
  ['开票管理', { en: 'issuing', shared: false }],
  ['收票管理', { en: 'receiving', shared: false }],
  ['影像', { en: 'imaging', shared: false }],
  ['电子档案', { en: 'electronic archive', shared: false }],
  ['发票校验流量包', { en: 'verification package', shared: true }],
  ['文档智能取数服务流量包', { en: 'document extraction package', shared: true }],
  ['短信套餐', { en: 'SMS package', shared: true }],
  ['存储', { en: 'storage', shared: true }],
  ['办税小号', { en: 'bureau account numbers', shared: false }],
]);

/** What a call uses. Calls that only look up what exists already (a query by serial number, a PDF) use none. */
export type EntitledFeature = 'issuing' | 'receiving' | 'verification' | 'recognition' | 'imaging' | 'archive' | 'document-extraction' | 'sms';

export interface EntitledFeatureFacts {
  readonly label: Bilingual;
  /** The product that carries it. */
  readonly product: string;
  /** Products that may carry it too: with one of them the cloud decides. 旗舰版收票 holds no verification quota; of the others nothing is said (§3.1). */
  readonly perhaps: readonly string[];
  /** Column of 许可授权 that must be authorized, where the edition has that page. */
  readonly group?: ServiceGroup;
}

export const ENTITLED_FEATURES: Readonly<Record<EntitledFeature, EntitledFeatureFacts>> = {
  issuing: { label: { zh: '开票', en: 'issuing' }, product: '开票管理', perhaps: [], group: 'issuing' },
  receiving: { label: { zh: '收票', en: 'receiving' }, product: '收票管理', perhaps: [], group: 'receiving' },
  verification: { label: { zh: '查验', en: 'verification' }, product: '发票校验流量包', perhaps: ['收票管理'] },
  recognition: { label: { zh: '识别', en: 'recognition' }, product: '发票校验流量包', perhaps: ['收票管理'] },
  imaging: { label: { zh: '影像', en: 'imaging' }, product: '影像', perhaps: [] },
  archive: { label: { zh: '电子档案', en: 'archive' }, product: '电子档案', perhaps: [] },
  'document-extraction': { label: { zh: '文档智能取数', en: 'document extraction' }, product: '文档智能取数服务流量包', perhaps: [] },
  sms: { label: { zh: '短信', en: 'SMS' }, product: '短信套餐', perhaps: [] },
};

/** The words of the screens for the neutral codes. */
export const TAX_CHANNEL_LABELS: Readonly<Record<TaxChannel, string>> = { 'e-tax': '新电子服务平台', leqi: '乐企', 'leqi-joint': '乐企联用' };
export const SERVICE_GROUP_LABELS: Readonly<Record<ServiceGroup, string>> = { issuing: '开票', receiving: '收票' };
export const LICENCE_STATE_LABELS: Readonly<Record<LicenceState, string>> = {
  'not-authorized': '未授权',
  authorized: '已授权',
  failed: '授权失败',
};
export const LICENCE_SYNC_LABELS: Readonly<Record<LicenceSync, string>> = { synced: '同步成功', failed: '同步失败' };

/** The product a licence group stands for: 开票 → 开票管理. */
export const GROUP_PRODUCTS: Readonly<Record<ServiceGroup, string>> = { issuing: '开票管理', receiving: '收票管理' };
