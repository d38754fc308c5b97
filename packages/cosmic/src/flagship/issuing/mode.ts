import { type Call, type Effect, type IssuingKey, isPiaozoneError, type PreparedRequest, type QueryResult, type SubmitResult } from '@piaozone/core';
import type { FlagshipCalls } from '../client.js';
import type { FlagshipAnswer } from '../envelope.js';
import { isDuplicate } from '../refusals.js';
import type { RedRequest } from './blue.js';
import { refusedIfKnown } from './refusals.js';

/** What a mode of issuing does with one request. */
export interface IssuingMode {
  submit(request: PreparedRequest, call: Call): Promise<SubmitResult>;
  red(request: RedRequest, call: Call): Promise<SubmitResult>;
  query(key: IssuingKey, call: Call): Promise<QueryResult>;
}

export interface Write {
  readonly interfaceCode: string;
  readonly data: unknown;
  readonly effect: Effect;
}

/**
 * Sends one write, once. A successful answer means taken in, whatever its data say; 10127, 601 and 604 mean that the cloud has it already
 * (flagship-and-cosmic §5, §14).
 * @param read sees a successful answer, and may throw
 */
export async function sendOnce(
  flagship: FlagshipCalls,
  { interfaceCode, data, effect }: Write,
  request: PreparedRequest,
  call: Call,
  read: (answer: FlagshipAnswer) => void = () => {},
): Promise<SubmitResult> {
  const { taxNo } = request.seller;
  try {
    // Data of the answer are read with care only (§16): one that cannot be decoded is still an acceptance.
    read(await flagship.sim({ interfaceCode, data, effect, opaqueAnswer: true, ...(taxNo === undefined ? {} : { taxNo }) }, call));
    return { state: 'accepted' };
  } catch (error) {
    if (!isPiaozoneError(error)) throw error;
    if (error.outcome !== 'not-sent' && isDuplicate(error)) return { state: 'duplicate', error };
    throw refusedIfKnown(error);
  }
}
