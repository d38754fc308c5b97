import type { Authorization } from '../credentials/authorization.js';
import { isCredentialDirectory } from '../credentials/directory.js';
import { isSecret, Secret, toSecret } from '../credentials/secret.js';
import { tripleVariables } from '../credentials/sources/environment.js';
import { isEnvironmentSource, isReloadableSource } from '../credentials/sources/source.js';
import { type Credential, type CredentialLevel, readVersions } from '../credentials/triple.js';
import { isPiaozoneError, type Problem } from '../errors.js';
import type { Variables } from '../options.js';
import { withoutBlanks } from './without-blanks.js';

/** One configured triple, right or wrong, as the connection test tries it. */
export interface TripleUnderTest {
  /** Where it stands, e.g. `authorization.enterprise`. */
  readonly path: string;
  /** Level its place asks for. */
  readonly level: CredentialLevel;
  /** Its values without what surrounds them, the newest version; absent when id or secret is missing, so that nothing can be tried. */
  readonly credential?: Credential;
  /** What the factory refuses about it as it is written; empty = nothing that can be seen here. */
  readonly faults: readonly Problem[];
}

/** The triples of a checked configuration; the first is the one calls travel with. */
export function triplesOf(authorization: Authorization): TripleUnderTest[] {
  return authorization.all().map((credential, index) => ({
    path: index === 0 ? 'authorization' : `authorization[${index}]`,
    level: credential.level,
    credential,
    faults: [],
  }));
}

/** The triples of a configuration that may be wrong, by the factory's own checks. Sources are read; a directory by tax number is left alone. */
export async function readTriples(raw: unknown, variables: Variables, signal: AbortSignal): Promise<TripleUnderTest[]> {
  return Promise.all(placesOf(raw).map((place) => readPlace(place, variables, signal)));
}

interface Place {
  readonly path: string;
  readonly level: CredentialLevel;
  readonly input: unknown;
}

function placesOf(raw: unknown): Place[] {
  const given = objectOf(raw);
  const main = given['mode'] === 'per-organization' ? 'main' : 'enterprise';
  const places: Place[] = [{ path: `authorization.${main}`, level: 'enterprise', input: given[main] }];
  const { organizations, tenant } = given;
  if (given['mode'] === 'per-organization' && !isCredentialDirectory(organizations)) {
    for (const [taxNo, input] of Object.entries(objectOf(organizations))) {
      places.push({ path: `authorization.organizations.${taxNo}`, level: 'enterprise', input });
    }
  }
  if (tenant !== undefined && !isCredentialDirectory(tenant)) places.push({ path: 'authorization.tenant', level: 'tenant', input: tenant });
  return places;
}

async function readPlace({ path, level, input }: Place, variables: Variables, signal: AbortSignal): Promise<TripleUnderTest> {
  const faults: Problem[] = [];
  const given = await literalOf(input, path, variables, signal, faults);
  if (given === undefined && faults.length > 0) return { path, level, faults };
  readVersions(given, level, path, faults);
  // What blanks hide from the first look, e.g. the level of an id.
  const hidden: Problem[] = [];
  readVersions(withoutBlanks(given), level, path, hidden);
  for (const problem of hidden)
    if (!faults.some((known) => known.path === problem.path && known.diagnosis === problem.diagnosis)) faults.push(problem);
  const credential = credentialOf(Array.isArray(given) ? given[0] : given, level);
  return { path, level, faults, ...(credential === undefined ? {} : { credential }) };
}

/** What a source gives now; a literal as it is. */
async function literalOf(input: unknown, path: string, variables: Variables, signal: AbortSignal, faults: Problem[]): Promise<unknown> {
  if (isEnvironmentSource(input)) return tripleVariables(input.prefix, variables);
  if (!isReloadableSource(input)) return input;
  try {
    return await input.read({ signal, warn: () => {} });
  } catch (error) {
    signal.throwIfAborted();
    const known = isPiaozoneError(error) ? error.text : { zh: '读取时出错', en: 'failed while being read' };
    const message = { zh: `授权来源 ${input.name}：${known.zh}`, en: `the source of the credentials, ${input.name}: ${known.en}` };
    faults.push({ path, message, diagnosis: 'TRIPLE_INCOMPLETE' });
    return undefined;
  }
}

function credentialOf(value: unknown, level: CredentialLevel): Credential | undefined {
  const { clientId, clientSecret, encryptKey } = objectOf(value);
  const id = typeof clientId === 'string' ? clientId.trim() : '';
  const secret = secretOf(clientSecret);
  if (id === '' || secret === undefined) return undefined;
  return { level, clientId: id, clientSecret: secret, encryptKey: secretOf(encryptKey) ?? new Secret('') };
}

function secretOf(value: unknown): Secret | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : new Secret(value.trim());
  if (!(value instanceof Uint8Array) && !isSecret(value)) return undefined;
  const secret = toSecret(value);
  return secret.use(({ length }) => length) === 0 ? undefined : secret;
}

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
