import { type AdapterContext, type Call, type ErpConnection, type Page, type PageQuery, readInvoiceRequest } from '@piaozone/core/adapter';
import { fetchBills } from '../bills/fetch-bills.js';
import { writeBack } from '../bills/write-back.js';
import type { CosmicProduct } from '../product.js';
import { type QueryPlan, queryPage } from '../query/query-pages.js';
import { CosmicSession } from '../session/cosmic-session.js';
import type { CosmicConfig } from '../settings/config.js';
import { readBusinessUnit } from '../units/business-units.js';
import { readOrganization } from '../units/organizations.js';
import { checkConnection } from './check.js';
import { CosmicClient } from './cosmic-client.js';

/**
 * A connection to one account set of an ERP on the 苍穹 platform. Does no I/O: the first call logs in.
 * Everything is held by closures, so that printing the connection shows its account set and nothing else.
 */
export function createCosmicConnection(product: CosmicProduct, config: CosmicConfig, context: AdapterContext): ErpConnection {
  const { access, organizations, businessUnits, bills, maxPages } = config;
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
  const listBusinessUnits: ErpConnection['listBusinessUnits'] = (query, call) =>
    list({ ...businessUnits, name: 'business-units', maxPages }, query, call, (row) => readBusinessUnit(row, businessUnits, product, context.locale));
  return Object.freeze({
    accountSet: access.accountId,
    check: (call: Call) =>
      checkConnection(
        {
          product,
          locale: context.locale,
          login: () => session.ensure(call.signal),
          listBusinessUnits,
          gatewayIdentity: access.gatewayIdentity !== undefined,
          appId: access.app.id,
        },
        call,
      ),
    ...(organizations === undefined
      ? {}
      : {
          listOrganizations: (query: PageQuery, call: Call) =>
            list({ ...organizations, name: 'organizations', maxPages }, query, call, (row) => readOrganization(row, organizations, context.locale)),
        }),
    listBusinessUnits,
    fetchBills: (query, call) => fetchBills(client, { ...bills, name: 'bills', maxPages }, query, call),
    toInvoiceRequest: (bill) => readInvoiceRequest(bill, bills.fields),
    writeBack: (result, call) => writeBack(client, config.writeBack, access.accountId, result, call),
    close: () => session.close(),
  } satisfies ErpConnection);
}
