import { diagnosisOf, isTlsFailure, MAX_CORRECTED_MS, type PiaozoneError } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import type { Authentication } from '../settings/types.js';

/** 第三方发票上传: the preset third-party app of 发票回调配置 (manual of 星空旗舰版). */
export const CALLBACK_APP = 'invoiceupload';

export interface SentRequest {
  /** Whether an identity went along. */
  readonly gatewayIdentity: boolean;
  readonly appId: string;
  /** Default `two-step`. */
  readonly authentication?: Authentication;
  /** ERP's time minus ours, milliseconds; `undefined` while no answer has told. */
  readonly clockSkewMs?: () => number | undefined;
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
      return loginCode(error, known, request);
    case 'erp.rights':
      return known === undefined || GENERAL.has(known) ? 'API_USER_WITHOUT_RIGHTS' : known;
    default:
      return error.status === 404 ? 'PLATFORM_ROUTE_WRONG' : known;
  }
}

/** How far the clock may be off with an authentication that carries the time, milliseconds (flagship-and-cosmic §2.2, §2.4). */
const TIME_WINDOW_MS: Readonly<Partial<Record<Authentication, number>>> = { enhanced: 5 * 60_000, digest: 10 * 60_000 };

/** True where calls carry a time, and the local clock would be refused if it were not corrected. */
export function isClockOff({ authentication = 'two-step', clockSkewMs }: SentRequest): boolean {
  const window = TIME_WINDOW_MS[authentication];
  return window !== undefined && Math.abs(clockSkewMs?.() ?? 0) > window;
}

/** The platform's words for most of these are not documented, so a word that can only mean the one thing is enough. */
function loginCode(error: PiaozoneError, known: string | undefined, { authentication = 'two-step', clockSkewMs }: SentRequest): string {
  const { upstreamCode = '', upstreamMessage: text = '' } = error;
  const timed = TIME_WINDOW_MS[authentication] !== undefined;
  if (timed && (Math.abs(clockSkewMs?.() ?? 0) > MAX_CORRECTED_MS || /timestamp|时间戳/i.test(text))) return 'CLOCK_SKEW';
  if (timed && /nonce|随机数/i.test(text)) return 'LOGIN_NONCE_REPEATED';
  if (/增强/.test(text)) return authentication === 'enhanced' ? 'ENHANCED_AUTHENTICATION_OFF' : 'ENHANCED_AUTHENTICATION_ON';
  if (/API\s?1\.0/i.test(text)) return 'API_1_0_NOT_ALLOWED';
  if (known !== undefined && !GENERAL.has(known)) return known;
  if (authentication === 'digest') return 'DIGEST_REFUSED';
  return authentication === 'enhanced' && upstreamCode === '401' ? 'PLATFORM_APP_CREDENTIALS_WRONG' : 'ERP_LOGIN_REFUSED';
}

/** Whether a refusal may be the switch's, so that a look at the other login tells: 401 and 999 of getToken say no more than that something is wrong. */
export function mayBeSwitch(code: string | undefined, { authentication }: SentRequest): boolean {
  if (code === 'ERP_LOGIN_REFUSED' || code === 'PLATFORM_LOGIN_REFUSED_METHOD') return true;
  return authentication === 'enhanced' && (code === 'PLATFORM_APP_CREDENTIALS_WRONG' || code === 'PLATFORM_INTERNAL_ERROR');
}

/** What a refused login means where the platform grants the other one. */
export function switchCode(
  error: PiaozoneError,
  { authentication }: SentRequest,
  { gatewayIdentity }: Pick<CosmicProduct, 'gatewayIdentity'>,
): string {
  if (authentication === 'enhanced') return 'ENHANCED_AUTHENTICATION_OFF';
  // The 增强型 switch refuses login.do; where the first step is refused already, 星空旗舰版 has one more switch (flagship-and-cosmic §1).
  return gatewayIdentity === 'required' && error.operation === 'api/getAppToken.do' ? 'API_1_0_NOT_ALLOWED' : 'ENHANCED_AUTHENTICATION_ON';
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
const GENERAL: ReadonlySet<string> = new Set([
  'CREDENTIALS_REFUSED',
  'UNAUTHORIZED_ACCESS',
  'PLATFORM_UNAUTHORIZED',
  'ACCESS_TOKEN_INVALID',
  // Its remedy is about rows and sizes of a business call.
  'PLATFORM_PARAMETER_INVALID',
]);
