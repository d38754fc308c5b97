import {
  type AdapterContext,
  type Bill,
  type BillQuery,
  type BusinessUnit,
  billsWithin,
  type Call,
  type ErpConnection,
  type Finding,
  type InvoiceRequest,
  inLocale,
  isPiaozoneError,
  type JsonObject,
  localize,
  type Page,
  type PageQuery,
  readBill,
  readInvoiceRequest,
  seekImportableUnit,
  type WriteBack,
} from '@piaozone/core/adapter';
import { checkMyErp } from './check.js';
import { MyErpClient } from './client.js';
import { readPage } from './pages.js';
import { MyErpSessions } from './session.js';
import type { MyErpConfig } from './settings.js';
import { readUnit } from './units.js';
import { writeBack } from './write-back.js';

/** A connection to one account set of one MyErp. Logs in at the first call. */
export class MyErpConnection implements ErpConnection {
  readonly accountSet: string;
  readonly #config: MyErpConfig;
  readonly #context: AdapterContext;
  readonly #sessions: MyErpSessions;
  readonly #client: MyErpClient;

  constructor(context: AdapterContext, config: MyErpConfig, name: string) {
    this.accountSet = config.accountSet;
    this.#config = config;
    this.#context = context;
    this.#sessions = new MyErpSessions(context, config, name);
    this.#client = new MyErpClient(context, config.baseUrl, this.#sessions);
    for (const warning of config.warnings) context.logger.warn(warning);
  }

  check(call: Call): Promise<Finding[]> {
    const login = () => this.#sessions.require(call.signal);
    return checkMyErp({ login, units: () => seekImportableUnit(this, call), locale: this.#context.locale }, call);
  }

  async listBusinessUnits(query: PageQuery, call: Call): Promise<Page<BusinessUnit>> {
    const { items, ...rest } = await this.#page('units', {}, query, call);
    return { ...rest, items: items.map(readUnit) };
  }

  /** The ERP filters where it can; what the query promises is kept here, whatever the ERP does. */
  async fetchBills(query: BillQuery, call: Call): Promise<Page<Bill>> {
    const { billTypes, dateFrom, dateTo } = query;
    const filter = {
      ...(billTypes === undefined ? {} : { types: billTypes }),
      ...(dateFrom === undefined ? {} : { dateFrom }),
      ...(dateTo === undefined ? {} : { dateTo }),
    };
    const { items, ...rest } = await this.#page('bills', filter, query, call);
    const bills = items.flatMap((row) => this.#bill(row, call)).filter(({ type }) => billTypes?.includes(type) ?? true);
    return { ...rest, items: billsWithin(bills, query, call) };
  }

  toInvoiceRequest(bill: Bill): InvoiceRequest {
    try {
      return readInvoiceRequest(bill, this.#config.billFields);
    } catch (error) {
      throw inLocale(error, this.#context.locale);
    }
  }

  writeBack(result: WriteBack, call: Call): Promise<'written' | 'already-written'> {
    return writeBack(this.#client, result, this.#context.locale, call);
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  #page(list: string, filter: Readonly<Record<string, unknown>>, query: PageQuery, call: Call): Promise<Page<JsonObject>> {
    return readPage(this.#client, { list, filter, pageSize: this.#config.pageSize, locale: this.#context.locale }, query, call);
  }

  /** A row that does not say which bill it is cannot be refused by name: it is said and left out, and the others go on. */
  #bill(row: JsonObject, call: Call): Bill[] {
    try {
      return [readBill(row, this.#config.billFields)];
    } catch (error) {
      if (!isPiaozoneError(error, 'request_invalid')) throw error;
      call.warn({ path: 'myerp.bills', message: error.text });
      this.#context.logger.warn(localize(error.text, this.#context.locale), { problems: error.problems });
      return [];
    }
  }
}
