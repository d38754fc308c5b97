import type { MockHandler, MockReply, MockRequest } from '../server/http-server.js';
import { asyncIssuingRoute } from './async-issuing/routes.js';
import { type Route, refusable } from './call.js';
import { expenseArea } from './expense/area.js';
import { createRoute, redRoute } from './issuing-routes.js';
import { isLink, linkRoute } from './links.js';
import { LONG_LINK_PATHS, longLinkRoute } from './long-link/route.js';
import { PERSON_LINK_PATH } from './person.js';
import { mailRoute, pdfQueryRoute, queryRoute, quotaRoute } from './reading-routes.js';
import { SCAN_PATHS, scanRoute } from './scan/routes.js';
import type { PiaozoneState } from './state.js';
import { tokenRoute } from './token-route.js';

/** The paths of standard-edition §1 to §6.4 this mock serves. */
export const PIAOZONE_PATHS = {
  token: '/base/oauth/token',
  create: '/m5/bill/invoice/create',
  red: '/m5/bill/invoice/invalid',
  query: '/m7/bill/invoice/serialno/query',
  pdfQuery: '/m7/bill/invoice/serialno/pdf/query',
  quota: '/bill/hx/yl/get',
  mail: '/m5/bill/invoice/email/and/message/send',
  longLink: LONG_LINK_PATHS.v3,
  taxDiskLink: LONG_LINK_PATHS.taxDisk,
  salesOrder: SCAN_PATHS.salesOrder,
} as const;

const POST_ROUTES = new Map<string, Route>([
  [PIAOZONE_PATHS.token, tokenRoute],
  [PIAOZONE_PATHS.create, createRoute],
  [PIAOZONE_PATHS.red, redRoute],
  [PIAOZONE_PATHS.query, queryRoute],
  [PIAOZONE_PATHS.pdfQuery, pdfQueryRoute],
  [PIAOZONE_PATHS.quota, quotaRoute],
  [PIAOZONE_PATHS.mail, mailRoute],
]);

/** Areas beyond hosted issuing, each with a folder of its own; the first that knows a request answers it. */
const AREAS: readonly ((state: PiaozoneState, request: MockRequest) => Route | undefined)[] = [
  expenseArea,
  longLinkRoute,
  asyncIssuingRoute,
  scanRoute,
];

export function routeOf(state: PiaozoneState, request: MockRequest): MockHandler | undefined {
  state.pending.settle();
  const route = hostedRoute(request) ?? areaRoute(state, request);
  return route === undefined ? undefined : refusable((opened) => route(state, opened));
}

function hostedRoute(request: MockRequest): Route | undefined {
  if (request.method === 'POST') return POST_ROUTES.get(request.path);
  return request.method === 'GET' ? pageRoute(request.path) : undefined;
}

function areaRoute(state: PiaozoneState, request: MockRequest): Route | undefined {
  for (const area of AREAS) {
    const route = area(state, request);
    if (route !== undefined) return route;
  }
  return undefined;
}

function pageRoute(path: string): Route | undefined {
  if (isLink(path)) return linkRoute;
  return path.startsWith(PERSON_LINK_PATH) ? personPage : undefined;
}

/** Opening the link of a person action is the person acting. */
function personPage(state: PiaozoneState, request: MockRequest): MockReply {
  const done = state.persons.actedByLink(request.path.slice(PERSON_LINK_PATH.length));
  return { status: done ? 200 : 404, contentType: 'text/html; charset=utf-8', body: `<p>${done ? 'done' : 'no such link'}</p>` };
}
