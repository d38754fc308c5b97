import {
  type AdapterContext,
  type Bilingual,
  type Call,
  diagnosisOf,
  evidenceOf,
  type Finding,
  findingFor,
  findingOfError,
  isPiaozoneError,
  type Line,
  localize,
  okFinding,
  type PiaozoneError,
  skippedFinding,
} from '@piaozone/core/adapter';
import { diagnosisCodeOf } from '../connection/check-diagnosis.js';
import { type CosmicPlatform, createCosmicPlatform } from '../connection/platform.js';
import type { CosmicProduct } from '../product.js';
import { IDENTITY_CODES } from '../protocol/codes.js';
import type { QuerySettings } from '../settings/types.js';
import type { CallbackConfiguration } from './settings.js';

/** How far a proof can go. */
export interface CallbackProof {
  readonly product: Pick<CosmicProduct, 'id' | 'name' | 'gatewayIdentity'>;
  /** The user to log in as, where the configuration names none. */
  readonly user?: Pick<CallbackConfiguration, 'userType'> & { readonly user: string };
  /** A published query of this ERP: only a call below the login shows whether the gateway takes the identity. What the query answers does not matter. */
  readonly query?: QuerySettings;
}

const LOGIN: Line = { code: 'erp.callback.login', title: { zh: '以 invoiceupload 登录 ERP', en: 'login as invoiceupload' } };
const GATEWAY: Line = { code: 'erp.callback.gateway', title: { zh: 'invoiceupload 的网关标识', en: 'gateway identity of invoiceupload' } };
/** Of the gateway about the app itself; what it says about one API proves that it let the app through. */
const APP_CODES: ReadonlySet<string> = new Set([...IDENTITY_CODES, '2510', '2511', '2520']);
/** Says no more than that the login was refused. */
const GENERAL: ReadonlySet<string> = new Set([
  'CREDENTIALS_REFUSED',
  'UNAUTHORIZED_ACCESS',
  'PLATFORM_UNAUTHORIZED',
  'PLATFORM_APP_CREDENTIALS_WRONG',
  'PLATFORM_LOGIN_REFUSED_METHOD',
]);
const NO_USER: Bilingual = {
  zh: '没有给出接口用户（登录手机号 / 接口授权用户），无法以 invoiceupload 登录',
  en: 'no user (登录手机号 / 接口授权用户) is given to log in as invoiceupload with',
};
const NOT_ASKED: Bilingual = {
  zh: '登录不一定校验网关标识，没有可用的查询接口来核对',
  en: 'a login need not show whether the gateway takes the identity, and there is no query to ask with',
};

/**
 * Does what the cloud does with 发票回调配置: logs in as `invoiceupload` with its secret and its gateway identity (flagship-and-cosmic §11.1).
 * What the cloud calls after that no source holds, so nothing more is called than a harmless query. Logs out again.
 */
export async function proveCallback(
  configuration: CallbackConfiguration,
  proof: CallbackProof,
  context: AdapterContext,
  call: Call,
): Promise<Finding[]> {
  const { requestAddress, dataCentreId, appCode, appSecret, gatewayIdentity } = configuration;
  const as = configuration.user === undefined ? proof.user : { user: configuration.user, userType: configuration.userType };
  if (as === undefined) return [skippedFinding(LOGIN, NO_USER), ...(gatewayIdentity === undefined ? [] : [skippedFinding(GATEWAY)])];
  const platform = createCosmicPlatform(
    {
      baseUrl: requestAddress,
      accountId: dataCentreId,
      app: { id: appCode, secret: appSecret.reveal() },
      ...as,
      ...(gatewayIdentity === undefined ? {} : { gatewayIdentity: gatewayIdentity.reveal() }),
    },
    // A missing identity is a problem of its own; here the gateway itself is asked.
    { ...proof.product, gatewayIdentity: 'optional' },
    context,
  );
  try {
    return await prove(platform, { ...proof, identity: gatewayIdentity !== undefined, appCode }, context, call);
  } finally {
    await platform.close();
  }
}

interface Attempt extends CallbackProof {
  readonly identity: boolean;
  readonly appCode: string;
}

async function prove(platform: CosmicPlatform, attempt: Attempt, context: AdapterContext, call: Call): Promise<Finding[]> {
  const refused = await failureOf(() => platform.login(call.signal), call);
  if (refused !== undefined) return loginFindings(refused, attempt, context);
  const login = okFinding(LOGIN);
  const { query } = attempt;
  if (query === undefined) return attempt.identity ? [login, skippedFinding(GATEWAY, NOT_ASKED)] : [login];
  const body = { data: query.data ?? {}, pageNo: 1, pageSize: 1 };
  const failure = await failureOf(() => platform.client.post({ name: 'callback-proof', path: query.path, body, effect: 'read' }, call), call);
  const gateway = gatewayFinding(failure, attempt, context);
  return gateway === undefined ? [login] : [login, gateway];
}

/** Where a login failed: at the gateway, on the way, at the app or at its user. */
function loginFindings(error: PiaozoneError, attempt: Attempt, { locale }: AdapterContext): Finding[] {
  if (APP_CODES.has(error.upstreamCode ?? '')) {
    return [skippedFinding(LOGIN), findingFor(GATEWAY, appDiagnosis(error, attempt), evidenceOf(error, locale))];
  }
  const after = attempt.identity ? [skippedFinding(GATEWAY)] : [];
  return [findingFor(LOGIN, loginDiagnosis(error, attempt), evidenceOf(error, locale)), ...after];
}

function loginDiagnosis(error: PiaozoneError, { identity, appCode }: Attempt): string {
  const known = diagnosisOf(error)?.code;
  if (error.code === 'credentials_rejected' || error.code === 'erp_rejected') {
    if (known !== undefined && !GENERAL.has(known)) return known;
    return error.operation?.endsWith('login.do') === true ? 'CALLBACK_USER_MISSING' : 'CALLBACK_APP_SECRET_WRONG';
  }
  if (error.status === 404) return 'CALLBACK_ADDRESS_WRONG';
  return diagnosisCodeOf(error, 'erp.reachable', { gatewayIdentity: identity, appId: appCode }) ?? 'ERP_UNREACHABLE';
}

function gatewayFinding(error: PiaozoneError | undefined, attempt: Attempt, { locale }: AdapterContext): Finding | undefined {
  if (error !== undefined && APP_CODES.has(error.upstreamCode ?? '')) {
    return findingFor(GATEWAY, appDiagnosis(error, attempt), evidenceOf(error, locale));
  }
  // Nothing was sent that could be right or wrong, and nobody asked for it.
  if (!attempt.identity) return undefined;
  if (error === undefined || error.upstreamCode !== undefined) return okFinding(GATEWAY);
  if (error.code === 'erp_session_expired') return findingOfError(GATEWAY, error, locale, undefined, 'warning');
  return skippedFinding(GATEWAY, NOT_ASKED, evidenceOf(error, locale));
}

/** 2501 does not say which: that the app is not 预置 is what is left when secret and identity are there (flagship-and-cosmic §2.6). */
function appDiagnosis(error: PiaozoneError, { identity, appCode }: Attempt): string {
  if (IDENTITY_CODES.has(error.upstreamCode ?? '')) {
    return diagnosisCodeOf(error, 'erp.gatewayIdentity', { gatewayIdentity: identity, appId: appCode }) ?? 'GATEWAY_IDENTITY_INVALID';
  }
  return diagnosisOf(error)?.code ?? 'GATEWAY_IDENTITY_INVALID';
}

async function failureOf(action: () => Promise<unknown>, call: Call): Promise<PiaozoneError | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'closed' || call.signal?.aborted) throw error;
    return error;
  }
}

/** What the declared settings say beside the ERP the adapter is connected to. */
export function callbackAgainst(
  { requestAddress, dataCentreId }: CallbackConfiguration,
  { baseUrl, accountId }: { readonly baseUrl: string; readonly accountId: string },
  { locale }: Pick<AdapterContext, 'locale'>,
): Finding[] {
  const line: Line = { code: 'erp.callback', title: { zh: '发票回调配置', en: 'callback settings (发票回调配置)' } };
  const findings: Finding[] = [];
  if (dataCentreId !== accountId) {
    const evidence = { zh: '回调的数据中心id 与 accountId 不同', en: '数据中心id of the callback is not accountId' };
    findings.push(findingFor(line, 'CALLBACK_DATA_CENTRE_WRONG', localize(evidence, locale)));
  }
  if (requestAddress !== baseUrl) {
    const evidence = {
      zh: `请求地址 ${requestAddress} 与 baseUrl 不同：一为内网、一为外网地址时属正常`,
      en: `请求地址 ${requestAddress} is not baseUrl: right where one is the inner and one the outer address`,
    };
    findings.push(findingFor(line, 'CALLBACK_ADDRESS_WRONG', localize(evidence, locale), 'warning'));
  }
  return findings.length > 0 ? findings : [okFinding(line)];
}
