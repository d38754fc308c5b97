import {
  type AdapterContext,
  type Call,
  type ErpConnection,
  mergeBusinessUnits,
  type Page,
  type PageQuery,
  readInvoiceRequest,
} from '@piaozone/core/adapter';
import { fetchBills } from '../bills/fetch-bills.js';
import { writeBack } from '../bills/write-back.js';
import { type CosmicExtension, checkWith } from '../extension.js';
import type { CosmicProduct } from '../product.js';
import { queryPage } from '../query/query-pages.js';
import type { QueryPlan } from '../query/query-plan.js';
import { acceptedInstead } from '../session/accepted-instead.js';
import { CosmicSession } from '../session/cosmic-session.js';
import type { CosmicConfig } from '../settings/config.js';
import { readBusinessUnit } from '../units/business-units.js';
import { readEnterprise } from '../units/enterprises.js';
import { readOrganization } from '../units/organizations.js';
import { rememberOrigin } from './access-of.js';
import { checkConnection } from './check.js';
import { CosmicClient } from './cosmic-client.js';

/**
 * A connection to one account set of an ERP on the 苍穹 platform. Does no I/O: the first call logs in.
 * Everything is held by closures, so that printing the connection shows its account set and nothing else.
 */
export function createCosmicConnection(
  product: CosmicProduct,
  config: CosmicConfig,
  context: AdapterContext,
  extension?: CosmicExtension,
): ErpConnection {
  const { access, organizations, businessUnits, enterprises, bills, maxPages } = config;
  const session = new CosmicSession(access, context);
  const client = new CosmicClient(product, session, context);
  const list = async <T>(
    plan: QueryPlan,
    query: PageQuery,
    call: Call,
    read: (row: Parameters<typeof readBusinessUnit>[0]) => T,
  ): Promise<Page<T>> => {
    const { items, nextCursor } = await queryPage(client, plan, query, call);
    return { items: items.map(read), ...(nextCursor === undefined ? {} : { nextCursor }) };
  };
  const listBusinessUnits: ErpConnection['listBusinessUnits'] = async (query, call) => {
    const plan = { ...businessUnits, name: 'business-units', maxPages };
    const page = await list(plan, query, call, (row) => readBusinessUnit(row, businessUnits, product, context.locale));
    // A unit may have a row for each view; what another page has of it is merged by who collects the pages.
    return { ...page, items: mergeBusinessUnits(page.items, call.warn) };
  };
  const connection = Object.freeze({
    accountSet: access.accountId,
    check: (call: Call) =>
      checkWith(
        extension,
        () =>
          checkConnection(
            {
              product,
              locale: context.locale,
              login: () => session.ensure(call.signal),
              listBusinessUnits,
              gatewayIdentity: access.gatewayIdentity !== undefined,
              appId: access.app.id,
              authentication: access.authentication,
              otherLogin: async () => (await acceptedInstead(access, context, call.signal)) !== undefined,
              clockSkewMs: () => context.serverClock.skewMs(access.baseUrl),
            },
            call,
          ),
        { context, access, query: businessUnits },
        call,
      ),
    ...(organizations === undefined
      ? {}
      : {
          listOrganizations: (query: PageQuery, call: Call) =>
            list({ ...organizations, name: 'organizations', maxPages }, query, call, (row) => readOrganization(row, organizations, context.locale)),
        }),
    ...(enterprises === undefined
      ? {}
      : {
          listEnterprises: (query: PageQuery, call: Call) =>
            list({ ...enterprises, name: 'enterprises', maxPages }, query, call, (row) => readEnterprise(row, enterprises, context.locale)),
        }),
    listBusinessUnits,
    fetchBills: (query, call) => fetchBills(client, { ...bills, name: 'bills', maxPages }, query, call),
    toInvoiceRequest: (bill) => readInvoiceRequest(bill, bills.fields),
    writeBack: (result, call) => writeBack(client, config.writeBack, access.accountId, result, call),
    close: () => session.close(),
  } satisfies ErpConnection);
  rememberOrigin(connection, { product, access });
  return connection;
}
