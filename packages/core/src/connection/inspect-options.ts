import { createPiaozone, type Piaozone } from '../client.js';
import type { AuthorizationInput } from '../credentials/authorization.js';
import type { Credential } from '../credentials/triple.js';
import { isPiaozoneError, type Problem } from '../errors.js';
import { authorizationVariables, type PiaozoneOptions, resolveOptions, type Variables } from '../options.js';
import { objectOf, readTriples, type TripleUnderTest } from './triples.js';
import { withoutBlanks } from './without-blanks.js';

/** A configuration looked at without being believed. */
export interface InspectedOptions {
  /** What `createPiaozone` says about it and about its texts without surrounding blanks, except what `triples` say themselves. */
  readonly problems: readonly Problem[];
  /** The client it makes, or one that is near enough to look for evidence; absent when it would not even reach the right place. */
  readonly piaozone: Piaozone | undefined;
  /** False when `piaozone` was made of repaired values: nothing but the tests of the connection may use it. */
  readonly usable: boolean;
  readonly triples: readonly TripleUnderTest[];
}

/** Looks at what was meant for `createPiaozone`. Reads the sources of credentials, sends nothing. */
export async function inspectOptions(raw: unknown, variables: Variables, signal: AbortSignal): Promise<InspectedOptions> {
  const given = objectOf(raw) as PiaozoneOptions;
  const trimmed = withoutBlanks(given) as PiaozoneOptions;
  const problems = problemsOf(given, variables);
  const all = problems.length === 0 ? problems : unique([...problems, ...problemsOf(trimmed, variables)]);
  const read = await readTriples(given.authorization ?? authorizationVariables(variables), variables, signal);
  const triples = withheld(read, all);
  const said = new Set(triples.flatMap(({ faults }) => faults.map(({ path }) => path)));
  const others = all.filter(({ path }) => !said.has(path));
  if (problems.length === 0) return { problems: others, piaozone: createPiaozone(given, variables), usable: true, triples };
  return { problems: others, piaozone: repaired(trimmed, triples, variables), usable: false, triples };
}

function problemsOf(options: PiaozoneOptions, variables: Variables): readonly Problem[] {
  try {
    resolveOptions(options, variables).authorization.close();
    return [];
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems;
    throw error;
  }
}

/**
 * The options with what is refused left out, where a default can stand in without leading elsewhere: never for the environment or the way out.
 * In the place of a triple the factory refuses stands one of ours, which no test sends.
 */
function repaired(options: PiaozoneOptions, triples: readonly TripleUnderTest[], variables: Variables): Piaozone | undefined {
  for (const authorization of [mainOnly(triples), PLACEHOLDER]) {
    const whole: PiaozoneOptions = { ...options, authorization };
    const refused = problemsOf(whole, variables).map(({ path }) => path.split(/[.:[]/, 1)[0] ?? '');
    if (refused.includes('authorization')) continue;
    if (refused.some((name) => LEADS_ELSEWHERE.has(name))) return undefined;
    const rest: PiaozoneOptions = Object.fromEntries(Object.entries(whole).filter(([name]) => !refused.includes(name)));
    return problemsOf(rest, variables).length === 0 ? createPiaozone(rest, variables) : undefined;
  }
  return undefined;
}

const LEADS_ELSEWHERE: ReadonlySet<string> = new Set(['environment', 'proxy', 'erpNetwork', 'tls', 'rewrite', '']);
const PLACEHOLDER: AuthorizationInput = {
  mode: 'shared',
  enterprise: { clientId: 'not-configured', clientSecret: 'not-configured', encryptKey: 'not-configured--' },
};

/** The first triple, and the tenant's where nothing is wrong with it. */
function mainOnly([main, ...others]: readonly TripleUnderTest[]): AuthorizationInput {
  if (main?.credential === undefined) return PLACEHOLDER;
  const tenant = others.find(({ level, faults }) => level === 'tenant' && faults.length === 0)?.credential;
  return { mode: 'shared', enterprise: plain(main.credential), ...(tenant === undefined ? {} : { tenant: plain(tenant) }) };
}

function plain({ clientId, clientSecret, encryptKey }: Credential) {
  return { clientId, clientSecret, encryptKey };
}

/** Credentials that are refused as a whole (those of the mock, in production) are not even tried. */
function withheld(triples: readonly TripleUnderTest[], problems: readonly Problem[]): readonly TripleUnderTest[] {
  if (!problems.some(({ path }) => path === 'authorization')) return triples;
  return triples.map(({ credential: _, ...rest }) => rest);
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const name = `${path}\n${message.en}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
