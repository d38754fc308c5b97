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
  type JsonValue,
  localize,
  type Page,
  type PageQuery,
  PiaozoneError,
  readBill,
  readInvoiceRequest,
  seekImportableUnit,
  type WriteBack,
} from '@piaozone/core/adapter';
import { checkEas } from './check.js';
import { Facade } from './facade/facade.js';
import { pageRequest } from './facade/paging.js';
import type { Values } from './facade/request.js';
import { probeSessions } from './facade/session-probe.js';
import { readUnit } from './facade/units.js';
import { valueAt } from './facade/values.js';
import { writeBackTo } from './facade/write-back.js';
import { EasCaller } from './session/eas-caller.js';
import { EasSessions } from './session/eas-sessions.js';
import type { EasConfig } from './settings/config.js';
import type { FacadeQuery } from './settings/types.js';
import { EasLedger } from './vouchers/ledger.js';

const ROW_LEFT_OUT = { zh: 'EAS：有一行单据没有单据号或类型，未处理', en: 'EAS: a row without bill number or type was left out' };

/** A connection to one account set of one EAS. Logs in at the first call. */
export class EasConnection implements ErpConnection {
  readonly accountSet: string;
  /** Only where vouchers are set up. */
  readonly createVoucher?: NonNullable<ErpConnection['createVoucher']>;
  readonly findVoucher?: NonNullable<ErpConnection['findVoucher']>;
  readonly #config: EasConfig;
  readonly #context: AdapterContext;
  readonly #sessions: EasSessions;
  readonly #facade: Facade;

  /** @param name unlike that of any other connection of the client: connections share no session */
  constructor(context: AdapterContext, config: EasConfig, name: string) {
    this.accountSet = [config.dcName, config.slnName].map(encodeURIComponent).join('/');
    this.#config = config;
    this.#context = context;
    this.#sessions = new EasSessions(context, config, name);
    this.#facade = new Facade(this.#sessions, config.facade);
    for (const warning of config.warnings) context.logger.warn(warning);
    if (config.vouchers === undefined) return;
    const ledger = new EasLedger(new EasCaller(this.#sessions, context), config.vouchers, (text) => this.#sessions.redact(text));
    this.createVoucher = (voucher, call) => ledger.create(voucher, call);
    this.findVoucher = (voucher, call) => ledger.find(voucher, call);
  }

  check(call: Call): Promise<Finding[]> {
    const probes = {
      login: () => this.#sessions.require(call.signal),
      read: () => seekImportableUnit(this, call),
      sessions: () => probeSessions(this.#context, this.#config, (text) => this.#sessions.redact(text), call),
      locale: this.#context.locale,
      version: this.#config.version,
    };
    return checkEas(probes, call);
  }

  listBusinessUnits(query: PageQuery, call: Call): Promise<Page<BusinessUnit>> {
    return this.#speak(async () => {
      const { items, ...rest } = await this.listUnitRows(query, call);
      return { ...rest, items: items.map((row) => readUnit(row, this.#config.facade.businessUnits.fields)) };
    });
  }

  /** Units as EAS answers them; a row may hold secrets. */
  listUnitRows(query: PageQuery, call: Call): Promise<Page<JsonValue>> {
    return this.#speak(() => this.#rows('eas.businessUnits', this.#config.facade.businessUnits, query, {}, call));
  }

  fetchBills(query: BillQuery, call: Call): Promise<Page<Bill>> {
    return this.#speak(async () => {
      const { billTypes, dateFrom, dateTo } = query;
      const wanted = given({ billTypes: billTypes?.join(','), dateFrom, dateTo });
      const { items, ...rest } = await this.#rows('eas.bills', this.#config.facade.bills, query, wanted, call);
      const bills = items.flatMap((row) => this.#bill(row, call));
      // The facade may not know the filters; a bill nobody asked for must not be issued.
      const ofType = bills.filter(({ type }) => billTypes?.includes(type) ?? true);
      return { ...rest, items: billsWithin(ofType, query, call) };
    });
  }

  toInvoiceRequest(bill: Bill): InvoiceRequest {
    try {
      return readInvoiceRequest(bill, this.#config.facade.bills.fields);
    } catch (error) {
      throw inLocale(error, this.#context.locale);
    }
  }

  writeBack(result: WriteBack, call: Call): Promise<'written' | 'already-written'> {
    return this.#speak(() => writeBackTo(this.#facade, this.#config.facade.writeBack, result, this.#context.locale, call));
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  async #speak<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw inLocale(error, this.#context.locale);
    }
  }

  async #rows<S extends string>(
    name: string,
    operation: FacadeQuery<S>,
    { cursor, limit }: PageQuery,
    more: Values<S>,
    call: Call,
  ): Promise<Page<JsonValue>> {
    const request = pageRequest(operation.paging, cursor, limit);
    const answer = await this.#facade.call({ name, operation, values: { ...request.values, ...more } as Values<S>, effect: 'read' }, call);
    const rows = valueAt(answer, operation.rowsPath);
    if (Array.isArray(rows)) return request.page(rows);
    const where = operation.rowsPath ?? '(root)';
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'unknown',
      operation: name,
      requestId: call.requestId,
      message: {
        zh: `EAS 接口 ${operation.name} 的应答在 ${where} 处没有列表`,
        en: `the answer of the EAS operation ${operation.name} has no list at ${where}`,
      },
    });
  }

  /** A row without number or type cannot even be refused by name; it is said and left out. */
  #bill(row: JsonValue, call: Call): Bill[] {
    try {
      return [readBill(row, this.#config.facade.bills.fields)];
    } catch (error) {
      if (!isPiaozoneError(error)) throw error;
      call.warn({ path: 'eas.bills', message: error.text });
      this.#context.logger.warn(localize(ROW_LEFT_OUT, this.#context.locale), { requestId: call.requestId, problems: error.problems });
      return [];
    }
  }
}

function given<T extends Readonly<Record<string, string | undefined>>>(values: T): Partial<Record<keyof T, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Record<keyof T, string>>;
}
