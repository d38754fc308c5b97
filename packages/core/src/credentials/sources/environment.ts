import type { EnvironmentSource } from './source.js';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What stands behind the prefix: the names of the variables, in the order of the triple. */
const NAMES = { clientId: 'CLIENT_ID', clientSecret: 'CLIENT_SECRET', encryptKey: 'ENCRYPT_KEY' } as const;
const PREVIOUS = 'PREVIOUS_';

/**
 * The triple of the variables `<prefix>CLIENT_ID`, `<prefix>CLIENT_SECRET` and `<prefix>ENCRYPT_KEY`; while a secret is being exchanged the older version is
 * `<prefix>PREVIOUS_CLIENT_ID` and so on. Variables show in `process.report` and to every child process: a file or a callback keeps secrets better.
 * @param prefix default `PIAOZONE_`
 */
export function tripleFromEnvironment(prefix = 'PIAOZONE_'): EnvironmentSource {
  return { kind: 'environment', prefix };
}

/** The versions the variables name, newest first; none of three variables = no version. What is missing of one stays empty, for the check to name. */
export function tripleVariables(prefix: string, variables: Variables): readonly Record<keyof typeof NAMES, string>[] {
  return [prefix, `${prefix}${PREVIOUS}`].flatMap((start) => {
    const { clientId, clientSecret, encryptKey } = NAMES;
    const [id, secret, key] = [variables[start + clientId], variables[start + clientSecret], variables[start + encryptKey]];
    if (id === undefined && secret === undefined && key === undefined) return [];
    return [{ clientId: id ?? '', clientSecret: secret ?? '', encryptKey: key ?? '' }];
  });
}

/** Which field of which version a variable name stands for, if any. */
export function tripleVariable(name: string, prefix: string): { readonly field: keyof typeof NAMES; readonly previous: boolean } | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  const previous = rest.startsWith(PREVIOUS);
  const bare = previous ? rest.slice(PREVIOUS.length) : rest;
  for (const field of Object.keys(NAMES) as (keyof typeof NAMES)[]) if (NAMES[field] === bare) return { field, previous };
  return undefined;
}
