import { bindCall } from './dispatch.js';
import { invokeException, unknownOperation, WsInvokeException } from './faults.js';
import type { EasFacade, FacadeContext, FacadeFunction, FacadeOperation, FacadeResult, TypedOperation } from './options.js';
import { array, type PartType, type Value } from './part-types.js';
import type { ReturnValue } from './reply.js';
import type { SoapCall } from './soap-request.js';
import { textOf } from './values.js';

const STRINGS = array('string');
const ROWS = array(STRINGS);

/** Runs one call of a business facade. Dispatch faults come first, as on Axis; then the session is looked at. */
export async function answerFacade(facade: EasFacade, call: SoapCall, context: () => FacadeContext): Promise<ReturnValue> {
  const operation = operationOf(facade, call.operation);
  const run = bound(call, operation);
  try {
    return await run(context());
  } catch (error) {
    throw error instanceof WsInvokeException ? invokeException(error.message) : error;
  }
}

/** Overloads of an operation, typed; nothing for a bare function. */
export function formsOf(operation: EasFacade['operations'][string]): readonly TypedOperation[] {
  if (typeof operation === 'function') return [];
  if (!('run' in operation)) return 'answer' in operation ? [operation] : operation;
  const parts = operation.parts.map((name) => ({ name, type: 'string' as const }));
  const call = async (args: readonly Value[], context: FacadeContext): Promise<Value | undefined> =>
    operation.run(args as readonly (string | null)[], context);
  return [{ parts, returns: typeOf(operation.returns ?? 'string'), answer: call }];
}

/** Axis finds an operation written with a capital, too, and answers under the name it was asked by. */
function operationOf(facade: EasFacade, name: string): EasFacade['operations'][string] {
  const known = [name, `${name.charAt(0).toLowerCase()}${name.slice(1)}`].find((candidate) => Object.hasOwn(facade.operations, candidate));
  const operation = known === undefined ? undefined : facade.operations[known];
  if (operation === undefined) throw unknownOperation(name);
  return operation;
}

function bound(call: SoapCall, operation: EasFacade['operations'][string]): (context: FacadeContext) => Promise<ReturnValue> {
  if (typeof operation === 'function') return free(call, operation, undefined);
  if ('run' in operation && operation.returns === undefined) {
    // What is returned is known when it has been returned.
    const { args } = bindCall(call, formsOf(operation));
    return free(call, operation.run, args as readonly (string | null)[]);
  }
  const { form, args } = bindCall(call, formsOf(operation));
  return async (context) => {
    const value = await form.answer(args, context);
    return form.returns === 'void' || value === undefined ? undefined : { type: form.returns, value };
  };
}

function free(call: SoapCall, run: FacadeFunction, given: readonly (string | null)[] | undefined): (context: FacadeContext) => Promise<ReturnValue> {
  const args = given ?? call.parts.map((part) => textOf(part, call.references));
  return async (context) => {
    const value = await run(args, context);
    return value === undefined ? undefined : { type: seenType(value), value };
  };
}

function typeOf(returns: NonNullable<FacadeOperation['returns']>): PartType | 'void' {
  if (returns === 'string[]') return STRINGS;
  return returns === 'string[][]' ? ROWS : returns;
}

function seenType(value: Exclude<FacadeResult, undefined>): PartType {
  if (value === null || typeof value === 'string') return 'string';
  return value.some((item) => Array.isArray(item)) ? ROWS : STRINGS;
}
