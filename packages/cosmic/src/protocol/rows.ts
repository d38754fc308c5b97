import { asText, isObject, type JsonValue } from '@piaozone/core/adapter';

/** Every value at `path`, arrays on the way searched through; texts and numbers exact, flags as `true` or `false`. */
export function textsAt(row: JsonValue | undefined, path: string): string[] {
  let values: (JsonValue | undefined)[] = [row];
  for (const step of path.split('.')) {
    values = values.flatMap(flat).map((value) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined));
  }
  return values.flatMap(flat).flatMap((value) => {
    const text = typeof value === 'boolean' ? String(value) : asText(value);
    return text === undefined || text === '' ? [] : [text];
  });
}

function flat(value: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).flatMap(flat) : [value];
}
