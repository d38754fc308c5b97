import { asText, type JsonObject } from '@piaozone/core';

/** Fields of `raw` that hold a text or number; missing, `null` and empty are absent. */
export function textFields<Name extends string>(raw: JsonObject, names: Readonly<Record<Name, true>>): { readonly [N in Name]?: string } {
  const read: { [N in Name]?: string } = {};
  for (const name of Object.keys(names) as Name[]) {
    const text = asText(raw[name]);
    if (text !== undefined && text !== '') read[name] = text;
  }
  return read;
}
