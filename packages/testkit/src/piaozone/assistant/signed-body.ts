import type { MockRequest } from '../../server/http-server.js';
import { ANSWERS, type Answer, invalidRequest, Refusal } from '../answers.js';
import { isObject } from '../call.js';
import { expectedSign } from '../crypto.js';
import type { Grant, MockEnterprise } from '../directory.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import type { PiaozoneState } from '../state.js';
import { encTypeOf, timestampOf } from '../token-route.js';

export type Values = Readonly<Record<string, unknown>>;

/** The JSON object of a plain call; nothing at all counts as `{}`. */
export function plainValues(request: MockRequest): Values {
  const body = request.body.toString('utf8').trim();
  if (body === '') return {};
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) throw new Refusal(ANSWERS.contentType);
  try {
    const values: unknown = JSON.parse(body);
    if (isObject(values)) return values;
  } catch {
    // Broken JSON is refused below like JSON that is no object.
  }
  throw new Refusal(invalidRequest('请求报文不是JSON对象')); // mock-defined text
}

/** Checks `client_id, timestamp, sign, encType` (standard-edition §6.9); all of them may be text, as in a query. */
export function signedGrant(state: PiaozoneState, values: Values, refusal: Answer = ANSWERS.signWrong): Grant {
  const clientId = values['client_id'];
  if (typeof clientId !== 'string' || clientId === '') throw new Refusal(ANSWERS.clientIdMissing);
  const grant = state.directory.grant(clientId);
  const encType = encTypeOf(values['encType']);
  const timestamp = timestampOf(state, values['timestamp']);
  const right = grant !== undefined && encType !== undefined && values['sign'] === expectedSign(grant.triple, timestamp, encType);
  if (!right || !state.settings.assistantGrantLevels.includes(grant.level)) throw new Refusal(refusal);
  return grant;
}

/** The enterprise of the grant; 1101 when `tin` names another one. A tenant grant, where it is let in, serves every tax number below it. */
export function signedEnterprise(state: PiaozoneState, grant: Grant, tin: string): MockEnterprise {
  const enterprise = grant.level === 'enterprise' ? grant.enterprise : (state.directory.enterprise(tin) ?? state.directory.enterprises[0]);
  if (enterprise === undefined || (tin !== '' && enterprise.taxNo !== tin)) throw new Refusal(EXPENSE_ANSWERS.foreignEnterprise);
  return enterprise;
}

/** The first of several spellings that is there, as text (standard-edition §10: both are read). */
export function textOf(values: Values, ...names: readonly string[]): string {
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    if (value !== undefined && value !== null) throw new Refusal(invalidRequest(`${name}必须为字符串`)); // mock-defined text
  }
  return '';
}

export function demanded(values: Values, ...names: readonly string[]): string {
  const value = textOf(values, ...names);
  if (value.trim() === '') throw new Refusal(invalidRequest(`${names[0]}不能为空`)); // mock-defined text
  return value;
}
