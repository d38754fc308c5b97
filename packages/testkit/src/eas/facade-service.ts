import { bindArguments, textOf } from './dispatch.js';
import { invokeException, unknownOperation, WsInvokeException } from './faults.js';
import type { EasFacade, FacadeContext, FacadeFunction, FacadeOperation, FacadeResult } from './options.js';
import type { ReturnValue, Strings } from './reply.js';
import type { SoapCall } from './soap-request.js';

/** Runs one call of a business facade. Dispatch faults come first, as on Axis; then the session is looked at. */
export async function answerFacade(facade: EasFacade, call: SoapCall, context: () => FacadeContext): Promise<ReturnValue> {
  const operation = Object.hasOwn(facade.operations, call.operation) ? facade.operations[call.operation] : undefined;
  if (operation === undefined) throw unknownOperation(call.operation);
  const args = typeof operation === 'function' ? call.parts.map(textOf) : boundTexts(call, operation);
  const run: FacadeFunction = typeof operation === 'function' ? operation : operation.run;
  try {
    return returnValue(await run(args, context()), typeof operation === 'function' ? undefined : operation.returns);
  } catch (error) {
    throw error instanceof WsInvokeException ? invokeException(error.message) : error;
  }
}

function boundTexts(call: SoapCall, { parts }: FacadeOperation): (string | null)[] {
  const bound = bindArguments(call, [parts.map((name) => ({ name, type: 'string' as const }))]);
  return bound.map((value) => (value === null ? null : String(value)));
}

function returnValue(result: FacadeResult, declared: FacadeOperation['returns']): ReturnValue {
  if (result === undefined || declared === 'void') return undefined;
  if (result === null && declared === 'string[]') return { kind: 'strings', value: null };
  if (result === null && declared === 'string[][]') return { kind: 'rows', value: null };
  if (result === null || typeof result === 'string') return { kind: 'string', value: result };
  const rows = declared === 'string[][]' || result.some((item) => Array.isArray(item));
  return rows ? { kind: 'rows', value: result as readonly (Strings | null)[] } : { kind: 'strings', value: result as Strings };
}
