import { exactParse } from '../../common/exact-parse.js';
import type { Row } from '../../erp/bill-table.js';
import { exactJson } from '../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import { isObject } from '../envelope.js';

/** A refusal of the receiving applications: nothing was done. */
export class RimRefusal extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** The body as JSON with exact numbers. @throws RimRefusal */
export function exactBody(request: MockRequest): Row {
  if (request.method !== 'POST') throw new RimRefusal('MOCK_METHOD', 'POST only'); // mock-defined
  let body: unknown;
  try {
    body = exactParse(request.body.toString('utf8'));
  } catch {
    body = undefined;
  }
  if (!isObject(body)) throw new RimRefusal('MOCK_BODY', 'body is not a JSON object'); // mock-defined
  return body;
}

/** Runs `handle`; what it refuses becomes the reply of `refused`. */
export function answered(handle: () => MockReply, refused: (refusal: RimRefusal) => MockReply): MockReply {
  try {
    return handle();
  } catch (error) {
    if (error instanceof RimRefusal) return refused(error);
    throw error;
  }
}

export function jsonReply(body: Row): MockReply {
  return { body: exactJson(body) };
}

/** Fields of a request as the reference lists them. */
export interface FieldList {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
}

/** Refuses what lacks a required field and notes the fields the reference does not name as `<where>.<field>`. */
export function checkFields(row: Row, { required = [], optional = [] }: FieldList, where: string, unknownFields: Set<string>): void {
  for (const name of Object.keys(row)) if (!required.includes(name) && !optional.includes(name)) unknownFields.add(`${where}.${name}`);
  const missing = required.filter((name) => isEmpty(row[name]));
  if (missing.length > 0) throw new RimRefusal('MOCK_REQUIRED', `${where}: ${missing.join(', ')} missing`); // mock-defined
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The objects of a list field. @throws RimRefusal when it is no list of objects */
export function rowsOf(value: unknown, where: string): Row[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw new RimRefusal('MOCK_FIELD', `${where}: a list of objects`); // mock-defined
  return value;
}

/** Refuses a value that is not among the ones the reference names; numbers and their texts count alike. */
export function checkValue(value: unknown, allowed: readonly string[], where: string): void {
  if (!allowed.includes(String(value))) throw new RimRefusal('MOCK_FIELD', `${where}: ${allowed.join(', ')}`); // mock-defined
}
