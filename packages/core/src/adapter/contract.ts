import type { Call } from '../call.js';
import type { AuthorizationScreen } from '../credentials/screens/types.js';
import type { Locale } from '../i18n/locale.js';
import type { Logger } from '../i18n/log.js';
import type { Bill } from '../model/bill.js';
import type { EnterpriseRecord } from '../model/enterprise-record.js';
import type { Finding } from '../model/finding.js';
import type { BillReference, Invoice, InvoiceRequest } from '../model/invoice.js';
import type { BusinessUnit, Organization } from '../model/organization.js';
import type { CreatedVoucher, Voucher, VoucherSearch } from '../model/voucher.js';
import type { Runtime } from '../runtime.js';
import type { SessionManager } from '../session/session-manager.js';
import type { HttpClient } from '../transport/http-client.js';
import type { ServerClock } from '../transport/server-clock.js';

/** Optional abilities, declared as data; a method without its ability, or the reverse, is refused by {@link defineAdapter}. */
export type Ability = 'organizations' | 'enterprises' | 'vouchers';

export interface Capabilities {
  readonly abilities: readonly Ability[];
  /** Bill types `fetchBills` understands, in the ERP's own words; empty = whatever the settings name. */
  readonly billTypes: readonly string[];
  /** Keeps `dateFrom` and `dateTo` of a {@link BillQuery}. Absent = they are refused before the ERP is asked. */
  readonly billDates?: boolean;
}

/** What core lends an adapter. Transport, retries, proxy and redaction are inside `http`; an adapter has no HTTP stack of its own. */
export interface AdapterContext {
  readonly http: HttpClient;
  /** One session per key, logged in once for all waiting callers, renewed once when refused. */
  readonly sessions: SessionManager;
  /** What time it is at the ERP, told by its answers; for signatures and timestamps that it checks. */
  readonly serverClock: ServerClock;
  readonly runtime: Pick<Runtime, 'now' | 'monotonic' | 'random' | 'schedule'>;
  readonly logger: Logger;
  readonly locale: Locale;
  /** Id of a call the adapter makes on its own account, e.g. a login. */
  newRequestId(): string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; given back to continue, also by another process. Absent on the last page. */
  readonly nextCursor?: string;
}

export interface PageQuery {
  readonly cursor?: string;
  /** Wished page size; the adapter keeps to the ERP's own limit. */
  readonly limit?: number;
}

export interface BillQuery extends PageQuery {
  /** In the ERP's own words; absent = all that the settings name. */
  readonly billTypes?: readonly string[];
  /** First and last day of the bills wanted, both included, `yyyy-MM-dd` in Asia/Shanghai. Only with the capability `billDates`. */
  readonly dateFrom?: string;
  readonly dateTo?: string;
}

/** What goes back into the ERP. */
export interface WriteBack {
  readonly bill: BillReference;
  readonly serialNo: string;
  readonly invoice: Invoice;
}

/** A live connection to one account set of one ERP. */
export interface ErpConnection {
  /** 账套 / 数据中心: part of every derived serial number; must never change for the same books. */
  readonly accountSet: string;
  /** The ERP's side of the connection test. Never throws for what it tests. */
  check(call: Call): Promise<Finding[]>;
  /** Ability `organizations`. */
  listOrganizations?(query: PageQuery, call: Call): Promise<Page<Organization>>;
  /** Ability `enterprises`: 企业信息 as the ERP keeps it; judged by core. */
  listEnterprises?(query: PageQuery, call: Call): Promise<Page<EnterpriseRecord>>;
  /** Every unit, each with the adapter's verdict on whether it can be imported. */
  listBusinessUnits(query: PageQuery, call: Call): Promise<Page<BusinessUnit>>;
  /** Bills waiting for an invoice, oldest first. */
  fetchBills(query: BillQuery, call: Call): Promise<Page<Bill>>;
  /** Pure. @throws request_invalid naming the field of the bill */
  toInvoiceRequest(bill: Bill): InvoiceRequest;
  /** Idempotent: the same invoice written twice is `already-written`. @throws erp_rejected when the bill carries another invoice */
  writeBack(result: WriteBack, call: Call): Promise<'written' | 'already-written'>;
  /**
   * Ability `vouchers`: sends one voucher, once. Whether it was sent before is core's to know.
   * @throws PiaozoneError whose `outcome` is `rejected` only when surely none was made
   */
  createVoucher?(voucher: Voucher, call: Call): Promise<CreatedVoucher>;
  /** Ability `vouchers`: looks for one that may have been made; writes nothing. */
  findVoucher?(voucher: Voucher, call: Call): Promise<VoucherSearch>;
  /** Ends sessions; safe to call twice. */
  close(): Promise<void>;
}

/** One ERP. Made by {@link defineAdapter}. */
export interface ErpAdapter {
  readonly specificationVersion: 'v1';
  /** `xinghan`, `galaxy`, `eas`, or the partner's own: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly capabilities: Capabilities;
  /** The ERP's authorization screens, by their own names, for `readScreen`; absent = the ERP keeps none, or none is known. */
  readonly screens?: readonly AuthorizationScreen[];
  /** Does no I/O beyond what it needs to exist; logging in may wait for the first call. */
  connect(context: AdapterContext): Promise<ErpConnection>;
}
