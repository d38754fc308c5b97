import { asText, isObject, type JsonValue } from '@piaozone/core/adapter';

/** The value at a property path of an answer; an absent or empty path is the answer itself. */
export function valueAt(answer: JsonValue, path: string | undefined): JsonValue | undefined {
  let value: JsonValue | undefined = answer;
  for (const step of path === undefined || path === '' ? [] : path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Text of a string, number or boolean. */
export function textAt(answer: JsonValue, path: string | undefined): string | undefined {
  const value = valueAt(answer, path);
  return typeof value === 'boolean' ? String(value) : asText(value);
}
