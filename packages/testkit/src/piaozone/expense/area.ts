import type { MockRequest } from '../../server/http-server.js';
import { ASSISTANT_GET_ROUTES, ASSISTANT_ROUTES } from '../assistant/routes.js';
import type { Route } from '../call.js';
import { IMAGING_ROUTES } from '../imaging/routes.js';
import { POLLING_ROUTES } from '../polling/routes.js';
import { DIGITAL_QUERY_PATH, digitalQueryRoute } from '../receiving/digital-query.js';
import { receivingRoute } from '../receiving/operations.js';
import { RECOGNITION_ROUTES } from '../recognition/routes.js';
import type { PiaozoneState } from '../state.js';
import { VERIFICATION_ROUTES } from '../verification/routes.js';

const POST_ROUTES = new Map<string, Route>([
  ...RECOGNITION_ROUTES,
  ...VERIFICATION_ROUTES,
  ...ASSISTANT_ROUTES,
  ...IMAGING_ROUTES,
  [DIGITAL_QUERY_PATH, digitalQueryRoute],
]);
const GET_ROUTES = new Map<string, Route>([...POLLING_ROUTES, ...ASSISTANT_GET_ROUTES]);

/** Verification, recognition, assistant, channel, 收票 and imaging. */
export function expenseArea(state: PiaozoneState, request: MockRequest): Route | undefined {
  const fixed = request.method === 'POST' ? POST_ROUTES : request.method === 'GET' ? GET_ROUTES : undefined;
  return fixed?.get(request.path) ?? receivingRoute(state, request);
}
