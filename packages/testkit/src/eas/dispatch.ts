import { argumentsDoNotMatch, noOperationForParts, SoapFault } from './faults.js';
import type { PartSpec, Value } from './part-types.js';
import type { SoapCall } from './soap-request.js';
import { NO_MATCH, readValue } from './values.js';
import type { XmlElement } from './xml-read.js';

/**
 * Finds the first overload with at least as many parts as were sent, fewest first, whose parts take what was sent; parts left out are null.
 * Measured on Axis 1.4 (eas-and-imaging §5.1). A fault of one overload is answered only if no later one fits.
 */
export function bindCall<Form extends { readonly parts: readonly PartSpec[] }>(
  call: SoapCall,
  overloads: readonly Form[],
): { readonly form: Form; readonly args: Value[] } {
  let refused: SoapFault | undefined;
  for (const form of [...overloads].sort((a, b) => a.parts.length - b.parts.length)) {
    if (form.parts.length < call.children) continue;
    let args: Value[] | undefined;
    try {
      args = fill(call, form.parts);
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error;
      refused = error;
    }
    if (args !== undefined) return { form, args: invokable(call, form.parts, args) };
  }
  throw refused ?? noOperationForParts(call.operation);
}

/** As {@link bindCall}, for signatures without more. */
export function bindArguments(call: SoapCall, overloads: readonly (readonly PartSpec[])[]): Value[] {
  return bindCall(
    call,
    overloads.map((parts) => ({ parts })),
  ).args;
}

/** Unqualified parts go by name; a qualified or unknown name goes by its position. What comes later overwrites. All are read before any is judged. */
function fill(call: SoapCall, signature: readonly PartSpec[]): Value[] | undefined {
  const values: Value[] = signature.map(() => null);
  let fits = true;
  let position = -1;
  let before: XmlElement | undefined;
  for (const part of call.parts) {
    // Neighbours of one name are read as one part with a list of values, which no type here takes.
    if (before !== undefined && before.local === part.local && before.namespace === part.namespace) return undefined;
    before = part;
    position += 1;
    const named = part.namespace === '' ? signature.findIndex(({ name }) => name === part.local) : -1;
    const at = named < 0 ? position : named;
    const spec = signature[at];
    if (spec === undefined) return undefined;
    const value = readValue(part, spec.type, call.references);
    if (value === NO_MATCH || (value === null && isPrimitive(spec))) fits = false;
    else values[at] = value;
  }
  return fits ? values : undefined;
}

/** A number or flag that was left out is noticed only when the method is to be invoked. */
function invokable(call: SoapCall, signature: readonly PartSpec[], args: Value[]): Value[] {
  if (signature.some((spec, index) => isPrimitive(spec) && args[index] === null)) throw argumentsDoNotMatch(call.operation);
  return args;
}

function isPrimitive({ type }: PartSpec): boolean {
  return type === 'int' || type === 'double' || type === 'boolean';
}
