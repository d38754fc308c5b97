import {
  type Bilingual,
  type Call,
  type CheckRequest,
  diagnosisOf,
  type Environment,
  evidenceOf,
  type Finding,
  findingFor,
  findingOfError,
  isNetworkFailure,
  localize,
  looksSwapped,
  okFinding,
  type Piaozone,
  skippedFinding,
  type TripleUnderTest,
} from '@piaozone/core';
import { ENVIRONMENT, TOKEN, TRIPLE } from './lines.js';
import { type Trial, tryElsewhere, tryToken } from './try-token.js';

/** Every token asked for may end an older one at the cloud; a connection test is no load test. */
const TRIPLES_TRIED = 20;

export interface CredentialFindings {
  readonly findings: readonly Finding[];
  /** A token was granted for the first triple, and the client itself works with it. */
  readonly mainWorks: boolean;
}

/** Environment, triples and token: what every text about an id or a signature can mean (business-rules §7.2). */
export async function checkCredentials(
  piaozone: Piaozone,
  triples: readonly TripleUnderTest[],
  { otherEnvironment }: CheckRequest,
  call: Call,
): Promise<CredentialFindings> {
  const [main, ...others] = triples;
  if (main === undefined) return { findings: [skippedFinding(ENVIRONMENT), skippedFinding(TOKEN)], mainWorks: false };
  const judged = await judge(piaozone, main, triples, otherEnvironment, call);
  const rest: Finding[] = [];
  for (const [index, triple] of others.entries()) {
    rest.push(index + 1 < TRIPLES_TRIED ? await tryOther(piaozone, triple, call) : written(piaozone, triple));
  }
  return { findings: [...judged.lines, ...rest], mainWorks: judged.works && worksWith(piaozone, main) };
}

/** A client made to look for evidence may hold another triple than the one that is refused. */
function worksWith({ authorization }: Piaozone, { credential }: TripleUnderTest): boolean {
  return authorization.all().some(({ clientId }) => clientId === credential?.clientId);
}

interface Judged {
  readonly lines: readonly [environment: Finding, triple: Finding, token: Finding];
  readonly works: boolean;
}

async function judge(
  piaozone: Piaozone,
  main: TripleUnderTest,
  all: readonly TripleUnderTest[],
  other: Environment | undefined,
  call: Call,
): Promise<Judged> {
  const { credential } = main;
  const { locale, environment } = piaozone;
  if (credential === undefined) return { lines: [skippedFinding(ENVIRONMENT), written(piaozone, main), skippedFinding(TOKEN)], works: false };
  const here = await tryToken(piaozone, credential, call);
  if (here.granted) {
    const lines = [
      okFinding(ENVIRONMENT, `${environment.kind} ${environment.baseUrl}`),
      written(piaozone, main, here),
      okFinding(TOKEN, main.faults.length === 0 ? main.path : localize(AS_REPAIRED, locale)),
    ] as const;
    return { lines, works: true };
  }
  if (isNetworkFailure(here.error) || here.error.code !== 'credentials_rejected') {
    return { lines: [skippedFinding(ENVIRONMENT), written(piaozone, main), findingOfError(TOKEN, here.error, locale)], works: false };
  }
  const elsewhere = other === undefined ? undefined : await tryElsewhere(piaozone, other, credential, call);
  const refusal = evidenceOf(here.error, locale);
  if (other !== undefined && elsewhere?.granted) {
    const evidence = localize(
      {
        zh: `${environment.baseUrl} 拒绝（${refusal}），${other.baseUrl} 接受同一 ClientID 与签名`,
        en: `${environment.baseUrl} refuses (${refusal}), ${other.baseUrl} accepts the same id and signature`,
      },
      locale,
    );
    const mismatch = findingFor(ENVIRONMENT, mismatchOf(environment, other), evidence);
    return { lines: [mismatch, main.faults.length === 0 ? skippedFinding(TRIPLE) : written(piaozone, main), skippedFinding(TOKEN)], works: false };
  }
  const asked = localize(askedText(other, elsewhere), locale);
  const undecided = skippedFinding(ENVIRONMENT, UNDECIDED, asked);
  if (main.faults.length > 0) return { lines: [undecided, written(piaozone, main, here), skippedFinding(TOKEN)], works: false };
  const unknownId = diagnosisOf(here.error)?.code === 'INVALID_CLIENT_ID';
  if (unknownId && looksSwapped(main, all)) {
    const evidence = `${main.path}: ${refusal}; ${localize(SWAPPED_LOOKS, locale)}; ${asked}`;
    return { lines: [undecided, findingFor(TRIPLE, 'CLIENT_ID_SECRET_SWAPPED', evidence), skippedFinding(TOKEN)], works: false };
  }
  const token = findingOfError(TOKEN, here.error, locale, 'CREDENTIALS_REFUSED');
  const candidates = unknownId ? `; ${localize(ID_CANDIDATES, locale)}` : '';
  return {
    lines: [undecided, written(piaozone, main), { ...token, evidence: `${main.path}: ${token.evidence ?? ''}; ${asked}${candidates}` }],
    works: false,
  };
}

/** A triple beside the first one: that of an organization, or the tenant's. */
async function tryOther(piaozone: Piaozone, triple: TripleUnderTest, call: Call): Promise<Finding> {
  if (triple.credential === undefined) return written(piaozone, triple);
  const trial = await tryToken(piaozone, triple.credential, call);
  if (trial.granted || triple.faults.length > 0) return written(piaozone, triple, trial);
  const finding = findingOfError(TRIPLE, trial.error, piaozone.locale, 'CREDENTIALS_REFUSED');
  return { ...finding, evidence: `${triple.path}: ${finding.evidence ?? ''}` };
}

/** The triples as they are written, where the cloud cannot be asked; a right one stays open. */
export function writtenFindings(piaozone: Piaozone, triples: readonly TripleUnderTest[]): Finding[] {
  return triples.map((triple) => (triple.faults.length === 0 ? skippedFinding(TRIPLE, undefined, triple.path) : written(piaozone, triple)));
}

/** What can be seen of a triple as it is written, and what the cloud says to it without surrounding blanks. */
function written({ locale }: Piaozone, { path, faults }: TripleUnderTest, trial?: Trial): Finding {
  const [first] = faults;
  if (first === undefined) return okFinding(TRIPLE, path);
  const said = trial === undefined ? undefined : trial.granted ? localize(ACCEPTED, locale) : evidenceOf(trial.error, locale);
  const evidence = [...faults.map((fault) => `${fault.path}: ${localize(fault.message, locale)}`), ...(said === undefined ? [] : [said])].join('; ');
  return findingFor(TRIPLE, first.diagnosis ?? 'CONFIG_INVALID', evidence);
}

function mismatchOf(here: Environment, other: Environment): string {
  if (here.kind === 'test' && other.kind === 'production') return 'PRODUCTION_KEY_ON_TEST';
  if (here.kind === 'production' && other.kind === 'test') return 'TEST_KEY_ON_PRODUCTION';
  return 'ENVIRONMENT_MISMATCH';
}

function askedText(other: Environment | undefined, trial: Trial | undefined): Bilingual {
  if (other === undefined || trial === undefined) return { zh: '没有另一环境可问', en: 'there is no other environment to ask' };
  if (!trial.granted && trial.error.code === 'credentials_rejected') {
    return { zh: `另一环境 ${other.baseUrl} 也拒绝`, en: `the other environment ${other.baseUrl} refuses too` };
  }
  return { zh: `另一环境 ${other.baseUrl} 问不到`, en: `the other environment ${other.baseUrl} could not be asked` };
}

const UNDECIDED: Bilingual = { zh: '没有环境接受这组授权，无法判断', en: 'no environment accepts this triple, so this cannot be judged' };
const AS_REPAIRED: Bilingual = { zh: '以去掉空白后的 ClientID 与密钥取得', en: 'granted for client id and secret without surrounding blanks' };
const ACCEPTED: Bilingual = {
  zh: '发票云接受这组 ClientID 与密钥（已去掉首尾空白）',
  en: 'the cloud accepts this client id and secret (without surrounding blanks)',
};
const SWAPPED_LOOKS: Bilingual = {
  zh: '与其他已配置的授权相比，ClientID 与密钥的样子正好相反（密钥不会作为 ClientID 发送，因此未向发票云验证）',
  en: 'compared with the other configured triples id and secret look exchanged (a secret is never sent as an id, so the cloud was not asked)',
};
const ID_CANDIDATES: Bilingual = {
  zh: '可能：ClientID 抄错；属于另一环境；ClientID 与密钥填反；误用租户级授权',
  en: 'candidates: mistyped id; triple of the other environment; id and secret exchanged; a tenant triple',
};
