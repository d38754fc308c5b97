import type { Diagnosis } from './types.js';

export type { Action, Bilingual, Category, Diagnosis } from './types.js';

/** The meaning of an upstream message. @param body raw answer, looked at only when the message itself is not known */
export function diagnose(_message: string, _body?: string): Diagnosis | undefined {
  return undefined;
}

/** One of our own findings by its code. @throws RangeError for a code that is in no catalogue */
export function finding(code: string): Diagnosis {
  throw new RangeError(`no finding ${code}`);
}
