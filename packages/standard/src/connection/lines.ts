import type { Line } from '@piaozone/core';

/** Lines of the cloud's side, in the order of the manual (business-rules §7.2). */
export const REACHABLE: Line = { code: 'piaozone.reachable', title: { zh: '发票云地址可访问', en: 'address of the invoice cloud reachable' } };
export const TLS: Line = { code: 'piaozone.tls', title: { zh: 'TLS 证书', en: 'TLS certificate' } };
export const ENVIRONMENT: Line = { code: 'piaozone.environment', title: { zh: '环境与授权匹配', en: 'URL and triple of the same environment' } };
export const TRIPLE: Line = {
  code: 'piaozone.triple',
  title: { zh: '授权三元组（完整、级别、空格）', en: 'triple complete, of the right level, without blanks' },
};
export const TOKEN: Line = { code: 'piaozone.token', title: { zh: '取得访问令牌', en: 'access token granted' } };
export const ENCRYPT_KEY: Line = { code: 'piaozone.encryptKey', title: { zh: '加密 key', en: 'encrypt key' } };
export const ENTITLEMENT: Line = { code: 'piaozone.entitlement', title: { zh: '权益与许可', en: 'entitlement and licence' } };
export const QUOTA: Line = { code: 'piaozone.quota', title: { zh: '开票余量', en: 'remaining invoices' } };
