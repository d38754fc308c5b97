import { type Bilingual, type Call, type Finding, isPiaozoneError, type PiaozoneError } from '@piaozone/core/adapter';
import { faultHint } from './hints.js';

/** What the connection test tries, in this order. */
export interface Probes {
  /** Makes a session. */
  login(): Promise<void>;
  /** One read in that session. @returns rows seen */
  read(): Promise<number>;
}

const TITLES = {
  address: { zh: 'EAS 前缀地址可访问', en: 'EAS prefix address reachable' },
  soap: { zh: 'EASLogin 服务应答', en: 'EASLogin answers' },
  login: { zh: 'EAS 登录', en: 'EAS login' },
  session: { zh: 'EAS 会话被业务接口接受', en: 'business calls accept the EAS session' },
  facade: { zh: 'EAS 业务接口', en: 'EAS facade' },
  'safe-mode': { zh: 'EAS 按传入会话执行（isRomoteLocate=false）', en: 'EAS runs calls in the session given (isRomoteLocate=false)' },
} as const satisfies Record<string, Bilingual>;

type Step = keyof typeof TITLES;
const STEPS: readonly Step[] = ['address', 'soap', 'login', 'session', 'facade'];

const CAUSES: Readonly<Record<Step, Bilingual>> = {
  address: { zh: '连不上 EAS 服务器的地址或端口', en: 'the address or port of the EAS server cannot be reached' },
  soap: { zh: '该地址应答的不是 EAS 的 EASLogin 服务', en: 'what answers at the address is not the EASLogin service of EAS' },
  login: { zh: 'EAS 没有接受登录', en: 'EAS did not accept the login' },
  session: { zh: 'EAS 没有接受刚登录得到的会话', en: 'EAS did not accept the session it had just given' },
  facade: { zh: '业务接口没有给出可用的应答', en: 'the facade gave no usable answer' },
  'safe-mode': {
    zh: '此项无法从外部测出：EAS 会忽略无效会话并在其他上下文执行，可能“数据异常,串用户”',
    en: 'this cannot be seen from outside: EAS may ignore a bad session and run the call in another context (数据异常,串用户)',
  },
};

/** The findings of one connection test. Never throws. */
export async function checkEas(probes: Probes, call: Call): Promise<Finding[]> {
  const failure = await attempt(() => probes.login());
  if (failure !== undefined) return upTo(loginStep(failure), failure);
  let rows = 0;
  const second = await attempt(async () => {
    rows = await probes.read();
  });
  if (second !== undefined) return upTo(second.code === 'erp_session_expired' ? 'session' : 'facade', second);
  return [...STEPS.map((step) => finding(step, 'ok', step === 'facade' ? `${rows} 个组织单元 / units [${call.requestId}]` : undefined)), safeMode()];
}

async function attempt(probe: () => Promise<void>): Promise<PiaozoneError | undefined> {
  try {
    await probe();
    return undefined;
  } catch (error) {
    if (isPiaozoneError(error)) return error;
    throw error;
  }
}

function loginStep({ code, upstreamCode }: PiaozoneError): Step {
  if (code === 'credentials_rejected') return 'login';
  // A fault of the dispatcher, or no SOAP at all.
  if (upstreamCode !== undefined || code === 'response_invalid' || code === 'server' || code === 'response_too_large') return 'soap';
  return 'address';
}

function upTo(failed: Step, error: PiaozoneError): Finding[] {
  const at = STEPS.indexOf(failed);
  return STEPS.map((step, index) => {
    // Whether a session counts is only seen by a call that gets through.
    if (index < at) return finding(step, step === 'session' ? 'skipped' : 'ok');
    return index > at ? finding(step, 'skipped') : broken(step, error);
  });
}

function broken(step: Step, error: PiaozoneError): Finding {
  const remedy = error.hintText ?? (step === 'session' ? faultHint.session : step === 'facade' ? faultHint.service : faultHint.address);
  return { ...finding(step, 'failed', `${error.code}: ${error.text.zh} / ${error.text.en}`), cause: CAUSES[step], remedy };
}

function safeMode(): Finding {
  return { ...finding('safe-mode', 'skipped'), cause: CAUSES['safe-mode'], remedy: faultHint.session };
}

function finding(step: Step, status: Finding['status'], evidence?: string): Finding {
  return { code: `eas.${step}`, status, title: TITLES[step], ...(evidence === undefined ? {} : { evidence }) };
}
