/** Parameters of a call in any of the three JSON forms of §1. @returns undefined for a body that is none of them */
export function parametersOf(body: Buffer, names: readonly string[]): readonly unknown[] | undefined {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const { parameters } = members;
  if (Array.isArray(parameters)) return parameters;
  if (typeof parameters === 'string') return JSON.parse(parameters) as readonly unknown[];
  const find = (name: string) => Object.entries(members).find(([key]) => key.toLowerCase() === name)?.[1];
  return names.map(find);
}

/** The data of an operation: a JSON text, or the object itself. */
export function dataOf(value: unknown): Readonly<Record<string, unknown>> {
  return (typeof value === 'string' ? JSON.parse(value) : (value ?? {})) as Readonly<Record<string, unknown>>;
}
