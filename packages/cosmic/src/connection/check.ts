import {
  type Bilingual,
  type Call,
  type ErpConnection,
  evidenceOf,
  type Finding,
  findingFor,
  isPiaozoneError,
  type Line,
  type Locale,
  localize,
  okFinding,
  type PiaozoneError,
  type SeenUnits,
  seekImportableUnit,
  skippedFinding,
} from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { GRANT_CODES, IDENTITY_CODES } from '../protocol/codes.js';
import type { Authentication } from '../settings/types.js';
import { callbackFindings } from './callback.js';
import { diagnosisCodeOf, isClockOff, mayBeSwitch, type SentRequest, switchCode } from './check-diagnosis.js';

export interface CheckParts extends SentRequest {
  readonly product: CosmicProduct;
  readonly locale: Locale;
  readonly login: () => Promise<void>;
  /** Asked after a refused login: whether the platform grants the other kind of login. Never throws. */
  readonly otherLogin: () => Promise<boolean>;
  readonly listBusinessUnits: ErpConnection['listBusinessUnits'];
}

const TITLES = {
  'erp.reachable': { zh: 'ERP 地址可访问', en: 'the address of the ERP answers' },
  'erp.login': { zh: 'ERP 登录', en: 'login to the ERP' },
  'erp.gatewayIdentity': { zh: '网关标识 x-acgw-identity', en: 'gateway identity x-acgw-identity' },
  'erp.rights': { zh: '接口用户的权限', en: 'rights of the API user' },
  'erp.units': { zh: '可引入的业务单元', en: 'business units that can be imported' },
} as const satisfies Record<string, Bilingual>;

type Code = keyof typeof TITLES;
/** How far the test had come. */
type Stage = 'erp.login' | 'erp.units';
const ORDER = Object.keys(TITLES) as Code[];
/** Asked of the platform only with a valid session. */
const RIGHTS = { upstreamCodes: GRANT_CODES, text: /没有此接口访问权限|未进行接口授权|没有数据操作权限/ } as const;
/** Nothing was asked of the platform before the units, so a 404 may be the base's fault as well as the API's. */
const WITHOUT_LOGIN: ReadonlySet<Authentication> = new Set(['digest', 'basic']);
/** Faults of the way to the ERP. */
const UNREACHABLE: ReadonlySet<string> = new Set(['connection', 'proxy', 'timeout', 'response_too_large']);
const SOMETHING_IN_BETWEEN: Bilingual = {
  zh: '核对 baseUrl，并确认中间的 nginx、防火墙或统一登录页没有替 ERP 应答',
  en: 'check baseUrl, and that no nginx, firewall or single-sign-on page in between answers in place of the ERP',
};
const ASK_ADMINISTRATOR: Bilingual = {
  zh: '请 ERP 管理员在接口日志中按时间与错误码查找原因',
  en: 'let the ERP administrator look up time and code in the log of the API',
};
/** The ERP's side of 连接测试: what fails is named where it fails, what could not be tested any more is `skipped`. */
export async function checkConnection(parts: CheckParts, call: Call): Promise<Finding[]> {
  const login = await attempt(parts.login, call);
  if (login.error !== undefined) return report(parts, 'erp.login', login.error);
  const units = await attempt(() => seekImportableUnit(parts, call), call);
  if (units.error !== undefined) return report(parts, 'erp.units', units.error);
  return [...passed(parts, 'erp.units'), unitsFinding(parts, units.value), ...clockFindings(parts), ...callbackFindings(parts)];
}

const CLOCK: Line = { code: 'erp.clock', title: { zh: '本机与 ERP 的时间', en: 'clock of this machine and of the ERP' } };

/** Calls go by the ERP's clock where the two differ, so a wrong one only warns. */
function clockFindings(parts: CheckParts): Finding[] {
  if (!isClockOff(parts)) return [];
  const minutes = Math.round(Math.abs(parts.clockSkewMs?.() ?? 0) / 60_000);
  const evidence = localize(
    { zh: `相差约 ${minutes} 分钟，已按 ERP 的时间签发`, en: `about ${minutes} min apart; calls go by the ERP's time` },
    parts.locale,
  );
  return [findingFor(CLOCK, 'CLOCK_SKEW', evidence, 'warning')];
}

function unitsFinding({ product: { unitMenu }, locale }: CheckParts, { read, importable, more, firstReason }: SeenUnits): Finding {
  const base = {
    code: 'erp.units',
    title: TITLES['erp.units'],
    evidence: localize({ zh: `读取了 ${read} 个业务单元`, en: `${read} unit(s) read` }, locale),
  } as const;
  if (importable) return { ...base, status: 'ok' };
  return {
    ...base,
    status: more ? 'warning' : 'failed',
    diagnosis: 'NO_IMPORTABLE_BUSINESS_UNIT',
    cause: firstReason ?? {
      zh: '查询没有返回任何业务单元：API 的过滤条件可能被修改，或该用户没有数据权限',
      en: 'the query returns no business unit: the filter of the API may have been changed, or the user may not see them',
    },
    remedy: {
      zh: `在 ${unitMenu} 中把要开票的企业的职能类型设置为“核算组织”，并维护税号与名称`,
      en: `set 职能类型 to 核算组织 under ${unitMenu} for each company that issues, with its tax number and name`,
    },
  };
}

/** Where a failure belongs, given how far the test had come. */
function locate(error: PiaozoneError, stage: Stage, { authentication = 'two-step' }: CheckParts): Code {
  const { code, upstreamCode, status } = error;
  if (upstreamCode !== undefined && IDENTITY_CODES.has(upstreamCode)) return 'erp.gatewayIdentity';
  if (UNREACHABLE.has(code)) return 'erp.reachable';
  if (stage === 'erp.units' && (RIGHTS.upstreamCodes.has(upstreamCode ?? '') || RIGHTS.text.test(error.upstreamMessage ?? ''))) return 'erp.rights';
  // No envelope came: an HTML page of something in between, or an address that is not the ERP's. Below a login that works, a 404 is the API's own path.
  if (upstreamCode === undefined && (code === 'server' || code === 'response_invalid') && status !== undefined) {
    return stage === 'erp.units' && status === 404 && !WITHOUT_LOGIN.has(authentication) ? 'erp.units' : 'erp.reachable';
  }
  return code === 'erp_session_expired' || code === 'credentials_rejected' ? 'erp.login' : stage;
}

async function report(parts: CheckParts, stage: Stage, error: PiaozoneError): Promise<Finding[]> {
  const failed = locate(error, stage, parts);
  const line = { code: failed, title: TITLES[failed] };
  const diagnosis = await decided(diagnosisCodeOf(error, failed, parts), failed, error, parts);
  const evidence = evidenceOf(error, parts.locale);
  const known: Finding =
    diagnosis === undefined
      ? { ...line, status: 'failed', evidence, cause: error.text, remedy: ASK_ADMINISTRATOR }
      : findingFor(line, diagnosis, evidence);
  // The error's own hint names the settings of this SDK, the catalogue the screens of the ERP.
  const hint = SWITCHES.has(diagnosis ?? '')
    ? undefined
    : (error.hintText ?? (failed === 'erp.reachable' && isForeign(error) ? SOMETHING_IN_BETWEEN : undefined));
  const finding = hint === undefined ? known : { ...known, remedy: joined(known.remedy, hint) };
  const after = ORDER.slice(ORDER.indexOf(failed) + 1).filter((code) => code !== 'erp.gatewayIdentity' || parts.gatewayIdentity);
  // Asked for at the login already, the gateway refuses before the platform has seen it.
  const before =
    failed === 'erp.gatewayIdentity'
      ? [okLine('erp.reachable'), stage === 'erp.login' ? skippedLine('erp.login') : okLine('erp.login')]
      : passed(parts, failed);
  return [...before, finding, ...after.map(skippedLine)];
}

/** The switches' remedies say all; the hint of a refused login would name settings that are right. */
const SWITCHES: ReadonlySet<string> = new Set(['ENHANCED_AUTHENTICATION_ON', 'ENHANCED_AUTHENTICATION_OFF', 'API_1_0_NOT_ALLOWED']);

/** A login that was granted, and a platform that is broken. */
const NO_SWITCH: ReadonlySet<string> = new Set(['erp_session_expired', 'server']);

/** A refusal that may have many causes is decided by the other login: where that is granted, it is a switch. */
async function decided(code: string | undefined, line: Code, error: PiaozoneError, parts: CheckParts): Promise<string | undefined> {
  if (line !== 'erp.login' || !mayBeSwitch(code, parts) || NO_SWITCH.has(error.code)) return code;
  return (await parts.otherLogin()) ? switchCode(error, parts, parts.product) : code;
}

/** Everything before `code`, which was passed to get there. */
function passed({ gatewayIdentity }: CheckParts, code: Code): Finding[] {
  return ORDER.slice(0, ORDER.indexOf(code))
    .filter((one) => one !== 'erp.gatewayIdentity' || gatewayIdentity)
    .map(okLine);
}

function okLine(code: Code): Finding {
  return okFinding({ code, title: TITLES[code] });
}

function skippedLine(code: Code): Finding {
  return skippedFinding({ code, title: TITLES[code] });
}

/** An answer came, but not one of the ERP. */
function isForeign({ code }: PiaozoneError): boolean {
  return code === 'server' || code === 'response_invalid';
}

function joined(first: Bilingual | undefined, second: Bilingual): Bilingual {
  if (first === undefined || first.zh === second.zh) return second;
  return { zh: `${first.zh}${first.zh.endsWith('。') ? '' : '；'}${second.zh}`, en: `${first.en} ${second.en}` };
}

type Attempt<T> = { readonly error: PiaozoneError; readonly value?: undefined } | { readonly error?: undefined; readonly value: T };

/** What is tested never throws; an abort by the caller or a closed connection is no test result. */
async function attempt<T>(test: () => Promise<T>, call: Call): Promise<Attempt<T>> {
  try {
    return { value: await test() };
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'closed' || call.signal?.aborted) throw error;
    return { error };
  }
}
