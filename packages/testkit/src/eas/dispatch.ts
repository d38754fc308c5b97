import { noOperationForParts, numberFormat, saxException, tooFewParts } from './faults.js';
import { isNil, type SoapCall } from './soap-request.js';
import type { XmlElement } from './xml-read.js';

export interface PartSpec {
  readonly name: string;
  readonly type: 'string' | 'int';
}

export type Argument = string | number | null;

/** Picks the overload by the number of parts and fills its parameters, by the rules measured on Axis 1.4 (eas-and-imaging §5.1). */
export function bindArguments(call: SoapCall, overloads: readonly (readonly PartSpec[])[]): Argument[] {
  const { operation, parts } = call;
  const signature = overloads.find((overload) => overload.length === parts.length);
  if (signature !== undefined) return fill(call, signature);
  if (parts.length === 0 && overloads.some((overload) => overload.length === 1 && overload[0]?.type === 'string')) return [null];
  if (parts.length > Math.max(...overloads.map((overload) => overload.length))) throw noOperationForParts(operation);
  throw tooFewParts(operation);
}

/** The text of a string part; nil is null. */
export function textOf(part: XmlElement): string | null {
  if (part.children.length > 0) throw saxException('a string part has a child element'); // mock-defined text
  return isNil(part) ? null : part.text;
}

/** Unqualified parts go by name, qualified ones by position; an unknown name is used in first place only, elsewhere it is lost. */
function fill({ operation, parts }: SoapCall, signature: readonly PartSpec[]): Argument[] {
  const values: (XmlElement | undefined)[] = signature.map(() => undefined);
  parts.forEach((part, index) => {
    const named = signature.findIndex(({ name }) => name === part.local);
    const at = part.namespace !== '' ? index : named < 0 && index === 0 ? 0 : named;
    if (at >= 0) values[at] = part;
  });
  return signature.map(({ type }, index) => {
    const part = values[index];
    const text = part === undefined ? null : textOf(part);
    return type === 'string' ? text : integerOf(text, operation);
  });
}

function integerOf(text: string | null, operation: string): number {
  const digits = text?.trim() ?? '';
  if (digits === '') throw noOperationForParts(operation);
  const value = Number(digits);
  if (!/^[+-]?\d+$/.test(digits) || value < -(2 ** 31) || value >= 2 ** 31) throw numberFormat(digits);
  return value;
}
