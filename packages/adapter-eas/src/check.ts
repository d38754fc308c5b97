import {
  type Bilingual,
  type Call,
  diagnosisOf,
  evidenceOf,
  type Finding,
  findingFor,
  isPiaozoneError,
  isTlsFailure,
  type Locale,
  localize,
  type PiaozoneError,
  type SeenUnits,
} from '@piaozone/core/adapter';
import type { SessionProbe } from './facade/session-probe.js';
import { faultHint } from './hints.js';

/** What the connection test tries, in this order. */
export interface Probes {
  /** Makes a session. */
  login(): Promise<void>;
  /** Reads units in that session. */
  read(): Promise<SeenUnits>;
  /** Whether a session that nobody has is refused. */
  sessions(): Promise<SessionProbe>;
  readonly locale: Locale;
  /** As declared in the settings, which refuse one that is too old. */
  readonly version: string | undefined;
}

const TITLES = {
  address: { zh: 'EAS 前缀地址可访问', en: 'EAS prefix address reachable' },
  soap: { zh: 'EASLogin 服务应答', en: 'EASLogin answers' },
  login: { zh: 'EAS 登录', en: 'EAS login' },
  session: { zh: 'EAS 会话被业务接口接受', en: 'business calls accept the EAS session' },
  facade: { zh: 'EAS 业务接口', en: 'EAS facade' },
  units: { zh: '可引入的组织单元', en: 'units that can be imported' },
  version: { zh: 'EAS 版本（8.5 及以上）', en: 'EAS version (8.5 or later)' },
  'safe-mode': { zh: 'EAS 按传入会话执行（isRomoteLocate=false）', en: 'EAS runs calls in the session given (isRomoteLocate=false)' },
} as const satisfies Record<string, Bilingual>;

type Step = keyof typeof TITLES;
const STEPS = ['address', 'soap', 'login', 'session', 'facade'] as const satisfies readonly Step[];
type Probed = (typeof STEPS)[number];

const SAFE_MODE: Bilingual = {
  zh: '没有测出：EAS 可能忽略无效会话并在其他上下文执行，造成“数据异常,串用户”',
  en: 'not seen in this test: EAS may ignore a bad session and run the call in another context (数据异常,串用户)',
};
const IGNORED: Bilingual = {
  zh: '以不存在的会话调用，EAS 仍然正常应答：它忽略会话或悄悄换用其他上下文，会造成“数据异常,串用户”',
  en: 'EAS answers a call in a session that does not exist: it ignores sessions or falls back to another context (数据异常,串用户)',
};
const NOBODY: Bilingual = { zh: '不存在的会话被拒绝', en: 'a session that does not exist is refused' };
const NOT_DECLARED: Bilingual = { zh: '未声明 version，EAS 的接口不提供版本', en: 'version is not declared, and no interface of EAS tells it' };

/** The findings of one connection test. Throws only for an abort or a closed connection. */
export async function checkEas(probes: Probes, call: Call): Promise<Finding[]> {
  const { locale } = probes;
  const failure = await attempt(() => probes.login(), call);
  if (failure !== undefined) return upTo(loginStep(failure), failure, locale);
  let units: SeenUnits | undefined;
  const second = await attempt(async () => {
    units = await probes.read();
  }, call);
  if (second !== undefined || units === undefined) {
    return upTo(second?.code === 'erp_session_expired' ? 'session' : 'facade', second, locale);
  }
  const seen = localize({ zh: `读取了 ${units.read} 个组织单元`, en: `${units.read} unit(s) read` }, locale);
  const steps = STEPS.map((step) => finding(step, 'ok', step === 'facade' ? call.requestId : undefined));
  return [...steps, unitsFinding(units, seen), versionFinding(probes.version, locale), safeMode(await probes.sessions(), locale)];
}

async function attempt(probe: () => Promise<void>, call: Call): Promise<PiaozoneError | undefined> {
  try {
    await probe();
    return undefined;
  } catch (error) {
    if (isPiaozoneError(error) && error.code !== 'closed' && !call.signal?.aborted) return error;
    throw error;
  }
}

function loginStep({ code, upstreamCode }: PiaozoneError): Probed {
  if (code === 'credentials_rejected') return 'login';
  // A fault of the dispatcher, or no SOAP at all.
  if (upstreamCode !== undefined || code === 'response_invalid' || code === 'server' || code === 'response_too_large') return 'soap';
  return 'address';
}

function upTo(failed: Probed, error: PiaozoneError | undefined, locale: Locale): Finding[] {
  const at = STEPS.indexOf(failed);
  const steps = STEPS.map((step, index) => {
    // Whether a session counts is only seen by a call that gets through.
    if (index < at) return finding(step, step === 'session' ? 'skipped' : 'ok');
    return index > at || error === undefined ? finding(step, 'skipped') : broken(step, error, locale);
  });
  return [...steps, finding('units', 'skipped')];
}

function broken(step: Probed, error: PiaozoneError, locale: Locale): Finding {
  const line = { code: `eas.${step}`, title: TITLES[step] };
  const evidence = `${error.code}: ${evidenceOf(error, locale)}`;
  const code = diagnosisCodeOf(step, error);
  const known = code === undefined ? { ...line, status: 'failed' as const, evidence, cause: error.text } : findingFor(line, code, evidence);
  // The error's own hint names the settings of this SDK.
  const hint = error.hintText ?? (step === 'facade' ? faultHint.service : undefined);
  return hint === undefined ? known : { ...known, remedy: joined(known.remedy, hint) };
}

/** Proxies and certificates have findings of their own; what is refused elsewhere is told by where it is refused. */
function diagnosisCodeOf(step: Probed, error: PiaozoneError): string | undefined {
  const known = diagnosisOf(error)?.code;
  if (step === 'address') return error.code === 'proxy' || isTlsFailure(error) ? (known ?? 'EAS_ADDRESS_WRONG') : 'EAS_ADDRESS_WRONG';
  return { soap: known ?? 'EAS_NOT_SOAP', login: 'EAS_LOGIN_REFUSED', session: 'EAS_SESSION_NOT_HONOURED', facade: known }[step];
}

function unitsFinding({ importable, more, firstReason }: SeenUnits, seen: string): Finding {
  if (importable) return finding('units', 'ok', seen);
  const known = findingFor({ code: 'eas.units', title: TITLES.units }, 'NO_IMPORTABLE_BUSINESS_UNIT', seen, more ? 'warning' : 'failed');
  return { ...known, cause: firstReason ?? NO_UNITS, remedy: MAINTAIN };
}

function versionFinding(version: string | undefined, locale: Locale): Finding {
  if (version !== undefined) return finding('version', 'ok', version);
  return finding('version', 'skipped', localize(NOT_DECLARED, locale));
}

function safeMode(probe: SessionProbe, locale: Locale): Finding {
  if (probe === 'refused') return finding('safe-mode', 'ok', localize(NOBODY, locale));
  if (probe === 'answered') {
    const line = { code: 'eas.safe-mode', title: TITLES['safe-mode'] };
    const known = findingFor(line, 'EAS_SESSION_NOT_HONOURED', localize(IGNORED, locale), 'warning');
    return { ...known, cause: IGNORED, remedy: faultHint.session };
  }
  return { ...finding('safe-mode', 'skipped'), cause: SAFE_MODE, remedy: faultHint.session };
}

function finding(step: Step, status: Finding['status'], evidence?: string): Finding {
  return { code: `eas.${step}`, status, title: TITLES[step], ...(evidence === undefined ? {} : { evidence }) };
}

function joined(first: Bilingual | undefined, second: Bilingual): Bilingual {
  if (first === undefined || first.zh === second.zh) return second;
  return { zh: `${first.zh}${second.zh}`, en: `${first.en} ${second.en}` };
}

const NO_UNITS: Bilingual = {
  zh: '业务接口没有返回任何组织单元：接口的过滤条件或该用户的数据权限不对',
  en: 'the facade returns no unit: its filter or the rights of the user are wrong',
};
const MAINTAIN: Bilingual = {
  zh: '在 企业建模-组织架构-组织单元 中维护企业税号与企业名称（与工商登记一致、无空格），并核对 facade.businessUnits.fields',
  en: 'maintain tax number and registered name under 企业建模-组织架构-组织单元 (as registered, no blanks), and check facade.businessUnits.fields',
};
