import {
  type AdapterContext,
  type Bill,
  type BillQuery,
  type BusinessUnit,
  type Call,
  type ErpConnection,
  type Finding,
  type InvoiceRequest,
  inLocale,
  type Page,
  type PageQuery,
  type WriteBack,
} from '@piaozone/core/adapter';
import { K3Access } from './auth/access.js';
import { fetchBills } from './bills/fetch.js';
import { toRequest } from './bills/request.js';
import { writeBack } from './bills/write-back.js';
import { checkK3Cloud } from './check.js';
import type { K3Config } from './settings/config.js';
import { listUnits } from './units.js';
import { K3Client } from './wire/client.js';

/** A connection to one data centre of one 星空企业版. Logs in at the first call. */
export class K3Connection implements ErpConnection {
  readonly accountSet: string;
  readonly #config: K3Config;
  readonly #context: AdapterContext;
  readonly #access: K3Access;
  readonly #client: K3Client;

  /** @param name unlike that of any other connection of the client: connections share no session */
  constructor(context: AdapterContext, config: K3Config, name: string) {
    this.accountSet = config.acctId;
    this.#config = config;
    this.#context = context;
    this.#access = new K3Access(context, config, name);
    this.#client = new K3Client(context, this.#access, config.baseUrl);
    for (const warning of config.warnings) context.logger.warn(warning);
  }

  check(call: Call): Promise<Finding[]> {
    return checkK3Cloud(this, this.#client, this.#config, call);
  }

  listBusinessUnits(query: PageQuery, call: Call): Promise<Page<BusinessUnit>> {
    return this.#speak(() => listUnits(this.#client, this.#config, query, call));
  }

  fetchBills(query: BillQuery, call: Call): Promise<Page<Bill>> {
    return this.#speak(() => fetchBills({ client: this.#client, config: this.#config, logger: this.#context.logger }, query, call));
  }

  toInvoiceRequest(bill: Bill): InvoiceRequest {
    try {
      return toRequest(bill, this.#config.bills);
    } catch (error) {
      throw inLocale(error, this.#context.locale);
    }
  }

  writeBack(result: WriteBack, call: Call): Promise<'written' | 'already-written'> {
    return this.#speak(() => writeBack(this.#client, this.#config, result, call));
  }

  close(): Promise<void> {
    return this.#access.close();
  }

  async #speak<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#access.assertOpen();
      return await work();
    } catch (error) {
      throw inLocale(error, this.#context.locale);
    }
  }
}
