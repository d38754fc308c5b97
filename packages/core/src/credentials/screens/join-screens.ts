import { type EnvironmentInput, PUBLIC_BASES } from '../../environments.js';
import type { Bilingual } from '../../i18n/locale.js';
import { type AuthorizationInput, perOrganizationAuthorization, sharedAuthorization } from '../authorization.js';
import type { AuthorizationTriple } from '../triple.js';
import type { PartialTriple, ScreenReading } from './types.js';

/** What several screens of one ERP say together. */
export interface JoinedScreens {
  /** Ready for `createPiaozone`; absent while something is missing. */
  readonly authorization?: AuthorizationInput;
  readonly environment?: EnvironmentInput;
  /** 代理, as typed. */
  readonly proxy?: string;
  /** Why there is no authorization, or what it leaves out. */
  readonly findings: readonly Bilingual[];
}

/**
 * Puts the readings of an ERP's screens together: 是否使用原授权 chooses the mode, organizations go by their tax number, and a value that one screen has no field
 * for is taken from another screen with the same client id.
 */
export function joinScreens(readings: readonly ScreenReading[]): JoinedScreens {
  const findings: Bilingual[] = [];
  const find = (name: string) => readings.map(({ settings }) => settings[name]).find((value) => value !== undefined && value !== '');
  const [url, proxy] = [find('url'), find('proxy')];
  const authorization = authorizationOf(readings, find('ownAuthorization') === true, findings);
  return {
    findings,
    ...(authorization === undefined ? {} : { authorization }),
    ...(typeof url === 'string' ? { environment: environmentOf(url) } : {}),
    ...(typeof proxy === 'string' ? { proxy } : {}),
  };
}

function authorizationOf(readings: readonly ScreenReading[], own: boolean, findings: Bilingual[]): AuthorizationInput | undefined {
  const triples = readings.map(({ screen, triple, settings }) => ({
    holds: screen.holds,
    title: screen.title,
    settings,
    triple: completed(triple, readings),
  }));
  const complete = triples.flatMap(({ triple, ...rest }) => (isComplete(triple) ? [{ ...rest, triple }] : []));
  for (const { holds, title, triple } of triples) {
    if (holds !== 'settings' && !isComplete(triple)) findings.push(incomplete(title));
  }
  const tenant = complete.find(({ holds }) => holds === 'tenant')?.triple;
  const main = complete.find(({ holds }) => holds === 'main')?.triple;
  const organizations = complete.filter(({ holds }) => holds === 'organization');
  const rest = tenant === undefined ? {} : { tenant };
  // Any one enterprise will do where all are covered.
  const enterprise = main ?? (own ? undefined : organizations[0]?.triple);
  if (enterprise === undefined) {
    findings.push(NO_MAIN);
    return undefined;
  }
  if (!own) return sharedAuthorization({ enterprise, ...rest });
  const byTaxNo = organizations.flatMap(({ settings, triple, title }) => {
    const { taxNo } = settings;
    if (typeof taxNo === 'string') return [[taxNo, triple] as const];
    findings.push(noTaxNo(title));
    return [];
  });
  return perOrganizationAuthorization({ main: enterprise, organizations: Object.fromEntries(byTaxNo), ...rest });
}

/** The same client id means the same triple. */
function completed(triple: PartialTriple, readings: readonly ScreenReading[]): PartialTriple {
  if (triple.clientId === undefined) return triple;
  const same = readings.filter((other) => other.triple.clientId === triple.clientId);
  return Object.assign({}, ...same.map((other) => other.triple), triple) as PartialTriple;
}

function isComplete(triple: PartialTriple): triple is AuthorizationTriple & PartialTriple {
  return triple.clientId !== undefined && triple.clientSecret !== undefined && triple.encryptKey !== undefined;
}

function environmentOf(url: string): EnvironmentInput {
  const baseUrl = url.replace(/\/+$/, '');
  if (baseUrl === PUBLIC_BASES.production) return 'production';
  return baseUrl === PUBLIC_BASES.test ? 'test' : { baseUrl };
}

const NO_MAIN: Bilingual = {
  zh: '没有完整的主授权（发票云授权配置一类的界面）：无论是否使用原授权，公共服务（如邮件推送）都取这里的配置',
  en: 'there is no complete main triple (screens like 发票云授权配置): public services such as mail push use it in either mode',
};

function incomplete(title: string): Bilingual {
  return { zh: `“${title}”的三项授权不完整`, en: `the triple of ${title} is incomplete` };
}

function noTaxNo(title: string): Bilingual {
  return { zh: `“${title}”没有企业税号，无法归到组织`, en: `${title} has no tax number, so its triple belongs to no organization` };
}
