import { exactNumber, type JsonValue, stringifyExact } from '@piaozone/core/adapter';
import type { FacadeOperation, JsonPart, JsonTarget } from '../settings/types.js';
import type { SoapPart } from '../soap/envelope.js';

/** What an operation can be told; absent ones have no value this time. */
export type Values<S extends string> = Readonly<Partial<Record<S, string>>>;

/** The parts in the order of the signature. A value that is absent is an empty part, because a missing one would change the signature. */
export function writeParts<S extends string>(operation: FacadeOperation<S>, values: Values<S>): SoapPart[] {
  return operation.parts.map((part) => {
    if ('json' in part) return { name: part.name, value: stringifyExact(jsonOf(part.json, values)) };
    return { name: part.name, value: 'constant' in part ? part.constant : (values[part.value] ?? '') };
  });
}

/** Every source the parts of `operation` name. */
export function sourcesOf<S extends string>({ parts }: FacadeOperation<S>): string[] {
  return parts.flatMap((part) => ('json' in part ? Object.keys(part.json.body) : 'value' in part ? [part.value] : []));
}

function jsonOf<S extends string>({ body, constants }: JsonPart<S>, values: Values<S>): JsonValue {
  const members = (Object.entries(body) as [S, JsonTarget][]).flatMap(([source, target]) => {
    const text = values[source];
    return text === undefined ? [] : [member(text, target)];
  });
  return Object.fromEntries([...Object.entries(constants ?? {}), ...members]);
}

function member(text: string, target: JsonTarget): [string, JsonValue] {
  if (typeof target === 'string') return [target, text];
  const value = target.values !== undefined && Object.hasOwn(target.values, text) ? (target.values[text] ?? text) : text;
  return [target.property, target.number === true ? exactNumber(value) : value];
}
