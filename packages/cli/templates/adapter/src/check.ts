import {
  type Bilingual,
  type Call,
  type Finding,
  findingFor,
  findingOfError,
  isPiaozoneError,
  type Locale,
  okFinding,
  type PiaozoneError,
  type SeenUnits,
  skippedFinding,
} from '@piaozone/core/adapter';

const TITLES = {
  address: { zh: 'MyErp 地址可访问', en: 'MyErp reachable' },
  login: { zh: 'MyErp 登录', en: 'login to MyErp' },
  units: { zh: '可引入的组织', en: 'units that can be imported' },
} as const satisfies Record<string, Bilingual>;

type Step = keyof typeof TITLES;
const STEPS = ['address', 'login', 'units'] as const satisfies readonly Step[];
/** What a step is taken for when its error is known to nobody; codes of `@piaozone/diagnosis`. */
const FALLBACK = { address: 'ERP_UNREACHABLE', login: 'ERP_LOGIN_REFUSED', units: undefined } as const;

/** What the connection test tries, in this order. */
export interface Probes {
  readonly login: () => Promise<void>;
  readonly units: () => Promise<SeenUnits>;
  readonly locale: Locale;
}

/** The lines of the connection test. Throws only for an abort or a closed connection. */
export async function checkMyErp({ login, units, locale }: Probes, call: Call): Promise<Finding[]> {
  let isLoggedIn = false;
  try {
    await login();
    isLoggedIn = true;
    return unitsRead(await units());
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'closed' || call.signal?.aborted === true) throw error;
    return failedAt(isLoggedIn ? 'units' : loginStep(error), error, locale);
  }
}

function unitsRead(seen: SeenUnits): Finding[] {
  const before = [okFinding(line('address')), okFinding(line('login'))];
  const evidence = `${seen.read}`;
  if (seen.importable) return [...before, okFinding(line('units'), evidence)];
  const found = findingFor(line('units'), 'NO_IMPORTABLE_BUSINESS_UNIT', evidence, 'warning');
  return [...before, seen.firstReason === undefined ? found : { ...found, cause: seen.firstReason }];
}

/** A refusal of the ERP's own means that it was reached. */
function loginStep({ upstreamCode }: PiaozoneError): Step {
  return upstreamCode === undefined ? 'address' : 'login';
}

function failedAt(failed: Step, error: PiaozoneError, locale: Locale): Finding[] {
  const at = STEPS.indexOf(failed);
  return STEPS.map((step, index) => {
    if (index < at) return okFinding(line(step));
    return index > at ? skippedFinding(line(step)) : findingOfError(line(step), error, locale, FALLBACK[step]);
  });
}

function line(step: Step) {
  return { code: `myerp.${step}`, title: TITLES[step] };
}
