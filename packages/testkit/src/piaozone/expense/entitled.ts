import type { MockRequest } from '../../server/http-server.js';
import { ANSWERS, Refusal } from '../answers.js';
import { authorized } from '../call.js';
import type { Grant, MockEnterprise } from '../directory.js';
import { checkEntitled, type MockProduct, spend } from '../entitlement.js';
import type { PiaozoneState } from '../state.js';

/** The grant of a token call of the expense half. */
export function expenseGrant(state: PiaozoneState, request: MockRequest): Grant {
  const grant = authorized(state, request);
  if (!state.settings.expenseGrantLevels.includes(grant.level)) throw new Refusal(ANSWERS.tenantGrantRefused);
  return grant;
}

/**
 * The enterprise a call is for: the tax number of the query, else that of the grant; a tenant grant without one stands for
 * all its enterprises (mock-defined).
 */
export function enterprisesOf(state: PiaozoneState, grant: Grant, taxNo: string | undefined): readonly MockEnterprise[] {
  if (taxNo === undefined || taxNo === '') return grant.level === 'enterprise' ? [grant.enterprise] : state.directory.enterprises;
  const named = state.directory.enterprise(taxNo);
  const foreign = grant.level === 'enterprise' && grant.enterprise !== named && !state.settings.sharedAuthorization;
  if (named === undefined || foreign) throw new Refusal(ANSWERS.sellerOutsideGrant);
  return [named];
}

/** The first enterprise that may use the product now; the refusal of the first when none may. */
export function entitledEnterprise(state: PiaozoneState, enterprises: readonly MockEnterprise[], product: MockProduct): MockEnterprise {
  let refusal: unknown;
  for (const enterprise of enterprises) {
    try {
      checkEntitled(enterprise, product, state.clock);
      return enterprise;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

/** Recognition and verification: 发票校验流量包 belongs to the whole tenant (business-rules §3.1), every other product to the tax number. */
export function recognitionEnterprise(state: PiaozoneState, request: MockRequest): MockEnterprise {
  const own = enterprisesOf(state, expenseGrant(state, request), request.query['taxNo']);
  const product = state.settings.recognitionProduct;
  if (product !== '发票校验流量包') return entitledEnterprise(state, own, product);
  const holders = state.directory.enterprises.filter(({ entitlements }) =>
    entitlements.some((one) => (typeof one === 'string' ? one : one.product) === product),
  );
  return entitledEnterprise(state, holders.length === 0 ? own : holders, product);
}

/** One unit for recognition and verification of an invoice, half for one of them (business-rules §3.1). */
export function charge(state: PiaozoneState, enterprise: MockEnterprise, units: number): void {
  state.expense.usage.units += units;
  for (let half = 0; half < units * 2; half += 1) spend(enterprise, state.settings.recognitionProduct, state.clock, 0.5);
}
