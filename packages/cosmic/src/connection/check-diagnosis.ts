import { diagnosisOf, isTlsFailure, type PiaozoneError } from '@piaozone/core/adapter';

/** 第三方发票上传: the preset third-party app of 发票回调配置 (manual of 星空旗舰版). */
export const CALLBACK_APP = 'invoiceupload';

export interface SentRequest {
  /** Whether an identity went along. */
  readonly gatewayIdentity: boolean;
  readonly appId: string;
}

/** Code of the catalogue for a failure at `line`; `undefined` where nothing is known about it. */
export function diagnosisCodeOf(error: PiaozoneError, line: string, request: SentRequest): string | undefined {
  const known = diagnosisOf(error)?.code;
  switch (line) {
    case 'erp.gatewayIdentity':
      return gatewayCode(error, known, request);
    case 'erp.reachable':
      return reachableCode(error, known);
    case 'erp.login':
      return known === undefined || GENERAL.has(known) ? 'ERP_LOGIN_REFUSED' : known;
    case 'erp.rights':
      return known === undefined || GENERAL.has(known) ? 'API_USER_WITHOUT_RIGHTS' : known;
    default:
      return error.status === 404 ? 'PLATFORM_ROUTE_WRONG' : known;
  }
}

/**
 * 2501 has three causes in the vendor's FAQ: another application code, `invoiceupload` not 预置, identity missing (flagship-and-cosmic §2.6). Whether one was
 * sent is known here; with `invoiceupload` and an identity the second is left.
 */
function gatewayCode({ upstreamCode }: PiaozoneError, known: string | undefined, { gatewayIdentity, appId }: SentRequest): string {
  if (!gatewayIdentity) return 'GATEWAY_IDENTITY_MISSING';
  if (upstreamCode === '2501') return appId === CALLBACK_APP ? 'THIRD_PARTY_APP_NOT_PRESET' : 'GATEWAY_APP_UNKNOWN';
  return known ?? IDENTITY_CODE[upstreamCode ?? ''] ?? 'GATEWAY_IDENTITY_INVALID';
}

const IDENTITY_CODE: Readonly<Record<string, string>> = { '2512': 'GATEWAY_IDENTITY_EXPIRED' };

/** Proxies and certificates have findings of their own; everything else on the way is about the ERP's address. */
function reachableCode(error: PiaozoneError, known: string | undefined): string {
  if (error.code === 'proxy' || isTlsFailure(error)) return known ?? 'ERP_UNREACHABLE';
  return error.status === 404 ? 'PLATFORM_ROUTE_WRONG' : 'ERP_UNREACHABLE';
}

/** Says no more than that the login was refused. */
const GENERAL: ReadonlySet<string> = new Set(['CREDENTIALS_REFUSED', 'UNAUTHORIZED_ACCESS', 'PLATFORM_UNAUTHORIZED', 'ACCESS_TOKEN_INVALID']);
