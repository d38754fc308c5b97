import { BillTable } from '../erp/bill-table.js';
import { platformReply, postedObject } from './envelope.js';
import type { CosmicBillOptions, CosmicQueryOptions, MockCosmicOptions, PlatformReply } from './options.js';
import type { CosmicHandler, CosmicPart } from './part.js';
import { CosmicQuery } from './query.js';

/** The APIs published for one tenant: queries and bills whose paths and fields are the caller's. */
export class PublishedApis implements CosmicPart {
  readonly routes: Record<string, CosmicHandler> = {};
  readonly views = {
    tables: () => Object.fromEntries([...this.#tables].map(([path, table]) => [path, table.rows])),
  };
  readonly #options: MockCosmicOptions;
  readonly #queries = new Map<string, CosmicQuery>();
  readonly #tables = new Map<string, BillTable>();

  constructor(options: MockCosmicOptions) {
    this.#options = options;
    for (const query of options.queries ?? []) this.#addQuery(query);
    for (const bills of options.bills ?? []) this.#addBills(bills);
  }

  query(path: string): CosmicQuery {
    return known(this.#queries, path);
  }

  table(path: string): BillTable {
    return known(this.#tables, path);
  }

  #addQuery(options: CosmicQueryOptions): void {
    const query = new CosmicQuery(options);
    const status = this.#options.refusalStatus ?? 'ok';
    this.#add(query.path, (request) => query.reply(request, this.#options.maxPageSize ?? 1000, status));
    this.#queries.set(query.path, query);
  }

  #addBills(options: CosmicBillOptions): void {
    const { queryPath, writeBackPath, apply, filter, lastPage } = options;
    const table = new BillTable(options);
    this.#addQuery({
      path: queryPath,
      rows: () => table.rows,
      keep: (row, data) => options.pending(row, data),
      ...(filter === undefined ? {} : { filter }),
      ...(lastPage === undefined ? {} : { lastPage }),
    });
    const status = this.#options.refusalStatus ?? 'ok';
    this.#add(writeBackPath, (request) => {
      const posted = postedObject(request);
      return platformReply('refusal' in posted ? posted.refusal : outcomeReply(apply(posted.call, table)), status);
    });
    this.#tables.set(queryPath, table);
    this.#tables.set(writeBackPath, table);
  }

  #add(path: string, handler: CosmicHandler): void {
    if (!path.startsWith('/')) throw new Error(`path must start with a slash: ${path}`);
    if (Object.hasOwn(this.routes, path)) throw new Error(`two APIs have the path ${path}`);
    this.routes[path] = handler;
  }
}

function outcomeReply(outcome: ReturnType<CosmicBillOptions['apply']>): PlatformReply {
  if (typeof outcome !== 'string') return outcome;
  if (outcome === 'conflict') return { errorCode: '601', message: '数据重复' };
  return outcome === 'no-such-bill' ? { errorCode: '602', message: 'no such bill' } : {}; // mock-defined text
}

function known<T>(map: ReadonlyMap<string, T>, path: string): T {
  const value = map.get(path);
  if (value === undefined) throw new Error(`the mock has nothing under ${path}; known: ${[...map.keys()].join(', ')}`);
  return value;
}
