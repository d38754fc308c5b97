import { asText, type Call, type Effect, isObject, type JsonObject, type JsonValue } from '@piaozone/core';
import { amountWriter, type WriteAmount, withAmounts } from '../amounts.js';
import { RequestChecker } from '../checks.js';
import type { FlagshipClient } from '../client.js';
import type { FlagshipAnswer } from '../envelope.js';
import { everyRow, type FlagshipPage, readPage, rowsOf } from '../rows.js';
import type { FlagshipBill } from './bill.js';
import { billBody } from './bill-body.js';
import { checkAlle, checkRed } from './check-alle.js';
import { checkBill } from './check-bill.js';
import {
  type AlleInvoice,
  type AlleRed,
  type BillInvoices,
  type FlagshipInvoice,
  readBillInvoices,
  readFlagshipInvoice,
  readFlagshipInvoices,
} from './invoice.js';
import {
  type RedConfirmation,
  type RedConfirmationApplication,
  type RedConfirmationQuery,
  type RedConfirmationRevocation,
  readRedConfirmation,
} from './red-confirmation.js';
import type { AlleBatchQuery, AlleInvoiceQuery, BillReissue, BillWithdrawal, IssuedInvoiceQuery } from './requests.js';
import type { FlagshipIssuingSettings, ListCode } from './settings.js';

const MOST_PER_PAGE = 50;
const ALLE_LINE_AMOUNTS = ['amount', 'taxAmount', 'quantity', 'price'] as const;
/** The business system that organizations are made under (flagship-and-cosmic §6.1). */
const ORGANIZATION_SYSTEM = 'BUSINESS_SYSTEM';

/**
 * 开票 of the flagship edition: every interface of `sim/openApi` whose code is published (flagship-and-cosmic §6). Accepted is never issued: an invoice
 * exists when a query shows its number. Writes are sent once; keep billNo or serialNo before sending and query by it when the outcome is open.
 */
export class FlagshipIssuingService {
  readonly #client: FlagshipClient;
  readonly #settings: FlagshipIssuingSettings;
  readonly #write: WriteAmount;

  constructor(client: FlagshipClient, settings: FlagshipIssuingSettings = {}) {
    this.#client = client;
    this.#settings = settings;
    this.#write = amountWriter(client.settings.amounts);
  }

  /**
   * 开票申请单生成及开票 (`BILL.PUSH`). How many bills one message may hold is not published.
   * @throws request_invalid with every problem; business_rejected; business_unrecognised, also for a duplicate (`isDuplicate`): query, never send under another number
   */
  async pushBills(bills: readonly FlagshipBill[], call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checker.some(bills, Number.POSITIVE_INFINITY, 'bills');
    const warnings = bills.flatMap((bill, index) => checkBill(checker, bill, `bills[${index}]`));
    checkDistinct(checker, bills);
    this.#done(checker, 'BILL.PUSH', call);
    for (const { path, message } of warnings) call.warn({ path, message });
    const data = bills.map((bill) => billBody(bill, this.#write));
    return this.#send('BILL.PUSH', data, 'write', bills[0]?.sellerTaxpayerId, call, true);
  }

  /** 上传销售单获取二维码链接 (3.2.01): a bill of source 5. @returns the page's link, where the cloud gives one (V7.0.17+). @throws as {@link pushBills} */
  async pushScanBill(
    bill: Omit<FlagshipBill, 'billSource'>,
    call: Call,
  ): Promise<{ readonly scanh5Url: string | undefined; readonly data: JsonValue | undefined }> {
    const { data } = await this.pushBills([{ ...bill, billSource: '5' }], call);
    const first = rowsOf(data)?.[0] ?? (isObject(data) ? data : undefined);
    return { scanh5Url: asText(first?.['scanh5Url']), data };
  }

  /** 发票查询 (`BILL.INVOICE.QUERY`) by billNo. A bill may have been split into several invoices. Repeatable. */
  async billInvoices(
    { sellerTaxpayerId, serialNo }: { readonly sellerTaxpayerId: string; readonly serialNo: string },
    call: Call,
  ): Promise<readonly BillInvoices[]> {
    const checker = new RequestChecker();
    checker.needed(sellerTaxpayerId, 'sellerTaxpayerId');
    checker.needed(serialNo, 'serialNo');
    this.#done(checker, 'BILL.INVOICE.QUERY', call);
    const { data } = await this.#send('BILL.INVOICE.QUERY', { sellerTaxpayerId, serialNo }, 'read', sellerTaxpayerId, call);
    return (rowsOf(data) ?? (isObject(data) ? [data] : [])).map(readBillInvoices);
  }

  /** 撤回 (`BILL.WITHDRAW`). Sent once: what became of a bill is shown by {@link billInvoices}. */
  async withdraw(request: BillWithdrawal, call: Call): Promise<FlagshipAnswer> {
    const { sellerTaxpayerId, orgCode, serialNos } = request;
    const checker = new RequestChecker();
    checker.characters(sellerTaxpayerId, 20, 'sellerTaxpayerId');
    checker.characters(orgCode, 20, 'orgCode');
    checker.some(serialNos, 50, 'serialNos');
    for (const [index, serialNo] of serialNos.entries()) checker.needed(serialNo, `serialNos[${index}]`);
    this.#done(checker, 'BILL.WITHDRAW', call);
    return this.#send('BILL.WITHDRAW', { sellerTaxpayerId, orgCode, serialNos }, 'write', sellerTaxpayerId, call, true);
  }

  /** 重开单生成 (`BILL.REISSUE.CREATE`). @returns the number of the bill that was made */
  async reissue(request: BillReissue, call: Call): Promise<{ readonly billNo: string | undefined; readonly data: JsonValue | undefined }> {
    const checker = new RequestChecker();
    // Required, yet 数电 invoices have none: then it is empty.
    if (typeof request.invoiceCode !== 'string') checker.needed(request.invoiceCode, 'invoiceCode');
    checker.needed(request.invoiceNo, 'invoiceNo');
    this.#done(checker, 'BILL.REISSUE.CREATE', call);
    const { data } = await this.#send('BILL.REISSUE.CREATE', request, 'write', undefined, call, true);
    return { billNo: isObject(data) ? asText(data['billNo']) : undefined, data };
  }

  /** 数电票蓝字发票开具 (`ALLE.INVOICE.OPEN`). `data` of the answer is a serial number or encoded, so it is handed on as it is. There is no withdrawal. */
  async openInvoice(invoice: AlleInvoice, call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checkAlle(checker, invoice);
    this.#done(checker, 'ALLE.INVOICE.OPEN', call);
    const { more = {}, invoiceDetail, ...fields } = invoice;
    const lines = invoiceDetail.map(({ more: others = {}, ...line }) => ({ ...others, ...withAmounts(line, ALLE_LINE_AMOUNTS, this.#write) }));
    const data = { ...more, ...fields, invoiceDetail: lines };
    return this.#send('ALLE.INVOICE.OPEN', data, 'write', invoice.sellerTaxpayerId, call, true);
  }

  /** 数电红冲 (`ALLE.INVOICE.RED`): applies the confirmation itself; where one is needed the answer is its waiting state and nothing is issued. */
  async redInvoice(red: AlleRed, call: Call): Promise<{ readonly confirmation: RedConfirmation | undefined; readonly data: JsonValue | undefined }> {
    const checker = new RequestChecker();
    checkRed(checker, red);
    this.#done(checker, 'ALLE.INVOICE.RED', call);
    const { more = {}, ...fields } = red;
    const { data } = await this.#send('ALLE.INVOICE.RED', { ...more, ...fields }, 'write', red.sellerTaxpayerId, call, true);
    return { confirmation: isObject(data) ? readRedConfirmation(data) : undefined, data };
  }

  /** 数电单张查询 (`ALLE.INVOICE.QUERY`). Repeatable. */
  async alleInvoices(query: AlleInvoiceQuery, call: Call): Promise<readonly FlagshipInvoice[]> {
    const checker = new RequestChecker();
    checker.needed(query.sellerTaxpayerId, 'sellerTaxpayerId');
    if ((query.serialNo ?? '') === '' && (query.invoiceNum ?? '') === '') {
      checker.add('serialNo', 'serialNo 与 invoiceNum 至少填一个', 'one of serialNo and invoiceNum is required');
    }
    this.#done(checker, 'ALLE.INVOICE.QUERY', call);
    return readFlagshipInvoices((await this.#send('ALLE.INVOICE.QUERY', query, 'read', query.sellerTaxpayerId, call)).data);
  }

  /** One page of 数电批量查询 (`ALLE.BATCH.QUERY`). Repeatable. @throws response_invalid where the answer holds no list: set `listFields` */
  async batchPage(query: AlleBatchQuery & { readonly pageNo: number }, call: Call): Promise<FlagshipPage<FlagshipInvoice>> {
    const checker = new RequestChecker();
    checker.needed(query.sellerTaxpayerId, 'sellerTaxpayerId');
    return this.#page('ALLE.BATCH.QUERY', { pageSize: MOST_PER_PAGE, ...query }, query.sellerTaxpayerId, checker, call, readFlagshipInvoice);
  }

  /** Every invoice of the query. @throws response_invalid when the pages do not end; as {@link batchPage} */
  batch(query: AlleBatchQuery, call: Call): AsyncGenerator<FlagshipInvoice, void, undefined> {
    return this.#every('ALLE.BATCH.QUERY', 0, (pageNo) => this.batchPage({ ...query, pageNo }, call), call);
  }

  /** One page of 已开发票查询 (`INVOICE.QUERY`). Repeatable. */
  async issuedPage(query: IssuedInvoiceQuery & { readonly pageNo: number }, call: Call): Promise<FlagshipPage<FlagshipInvoice>> {
    const checker = new RequestChecker();
    checker.needed(query.sellerTaxpayerId, 'sellerTaxpayerId');
    checker.count(query.pageSize ?? MOST_PER_PAGE, 1, MOST_PER_PAGE, 'pageSize');
    return this.#page('INVOICE.QUERY', { pageSize: MOST_PER_PAGE, ...query }, query.sellerTaxpayerId, checker, call, readFlagshipInvoice);
  }

  /** Every invoice of the query. @throws as {@link batch} */
  issued(query: IssuedInvoiceQuery, call: Call): AsyncGenerator<FlagshipInvoice, void, undefined> {
    return this.#every('INVOICE.QUERY', 1, (pageNo) => this.issuedPage({ ...query, pageNo }, call), call);
  }

  /** 红字确认单生成 (`REDCONFIRMBILL.APPLY`). Only the seller may start one, 收购发票 apart. */
  async applyRedConfirmation(application: RedConfirmationApplication, call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checker.needed(application.orderNo, 'orderNo');
    checker.needed(application.redReason, 'redReason');
    checker.oneOf(application.redReason, ['1', '2', '3', '4'], 'redReason');
    this.#done(checker, 'REDCONFIRMBILL.APPLY', call);
    const { more = {}, ...fields } = application;
    return this.#send('REDCONFIRMBILL.APPLY', { ...more, ...fields }, 'write', undefined, call, true);
  }

  /** 红字确认单撤销 (`REDCONFIRMBILL.REVOKE`). */
  async revokeRedConfirmation({ taxNo, number, enteridentity, qrlx = 'C' }: RedConfirmationRevocation, call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checker.needed(enteridentity, 'enteridentity');
    this.#done(checker, 'REDCONFIRMBILL.REVOKE', call);
    return this.#send('REDCONFIRMBILL.REVOKE', { taxNo, number, enteridentity, qrlx }, 'write', taxNo, call, true);
  }

  /** One page of 红字确认单编号查询 (`ALLE.REDCONFIRMBILL.QUERY`). Repeatable. */
  async redConfirmationPage(query: RedConfirmationQuery & { readonly pageNo: number }, call: Call): Promise<FlagshipPage<RedConfirmation>> {
    const checker = new RequestChecker();
    return this.#page('ALLE.REDCONFIRMBILL.QUERY', { pageSize: MOST_PER_PAGE, ...query }, query.taxpayerId, checker, call, readRedConfirmation);
  }

  /** Every confirmation of the query. @throws as {@link batch} */
  redConfirmations(query: RedConfirmationQuery, call: Call): AsyncGenerator<RedConfirmation, void, undefined> {
    return this.#every('ALLE.REDCONFIRMBILL.QUERY', 1, (pageNo) => this.redConfirmationPage({ ...query, pageNo }, call), call);
  }

  /** 机动车开具 (`INVOICE.OPEN.VEHICLE`). Its fields, the business key too, are not held by the reference: sent as they are. */
  async openVehicleInvoice(fields: Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    return this.#send('INVOICE.OPEN.VEHICLE', fields, 'write', undefined, call, true);
  }

  /** 机动车红冲 (`INVOICE.RED.VEHICLE`); for 数电 apply the confirmation first. Fields as {@link openVehicleInvoice}. */
  async redVehicleInvoice(fields: Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    return this.#send('INVOICE.RED.VEHICLE', fields, 'write', undefined, call, true);
  }

  /** 机动车信息查询; the interface is spelled `QUIERY.VEHICLE.INFO`. Repeatable. */
  async vehicleInfo(fields: Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    return this.#send('QUIERY.VEHICLE.INFO', fields, 'read', undefined, call);
  }

  /** 电子税局账号 of a tax number (`ALLE.ACCOUNT.CHECK`, field `taxno`). The fields of the answer are not published. Repeatable. */
  async accounts(taxNo: string, call: Call): Promise<JsonValue | undefined> {
    return (await this.#send('ALLE.ACCOUNT.CHECK', { taxno: taxNo }, 'read', taxNo, call)).data;
  }

  /** Makes an organization (`YYPT.ADD.ORG`, under the business system `BUSINESS_SYSTEM`). Its fields are not held by the reference: sent as they are. */
  async addOrganization(fields: Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    const input = {
      interfaceCode: 'YYPT.ADD.ORG',
      businessSystemCode: ORGANIZATION_SYSTEM,
      data: fields,
      effect: 'write',
      opaqueAnswer: true,
    } as const;
    return this.#client.sim(input, call);
  }

  #send(interfaceCode: string, data: unknown, effect: Effect, taxNo: string | undefined, call: Call, opaqueAnswer = false): Promise<FlagshipAnswer> {
    return this.#client.sim({ interfaceCode, data, effect, opaqueAnswer, ...(taxNo === undefined ? {} : { taxNo }) }, call);
  }

  async #page<T>(
    code: ListCode,
    data: { readonly pageNo: number; readonly pageSize: number },
    taxNo: string | undefined,
    checker: RequestChecker,
    call: Call,
    read: (row: JsonObject) => T,
  ): Promise<FlagshipPage<T>> {
    checker.count(data.pageNo, 0, Number.MAX_SAFE_INTEGER, 'pageNo');
    this.#done(checker, code, call);
    const answer = await this.#send(code, data, 'read', taxNo, call);
    return readPage(
      answer.data,
      data.pageNo,
      { operation: `sim.${code}`, listField: this.#settings.listFields?.[code], locale: this.#client.locale },
      call,
      read,
    );
  }

  #every<T>(code: ListCode, firstPage: 0 | 1, fetch: (pageNo: number) => Promise<FlagshipPage<T>>, call: Call): AsyncGenerator<T, void, undefined> {
    const { locale, settings } = this.#client;
    const first = this.#settings.firstPage?.[code] ?? firstPage;
    return everyRow(fetch, { firstPage: first, maxPages: settings.maxPages, operation: `sim.${code}`, locale }, call);
  }

  #done(checker: RequestChecker, code: string, { requestId }: Call): void {
    checker.done(`sim.${code}`, requestId, this.#client.locale);
  }
}

/** Two bills of one number would be one bill to the cloud. */
function checkDistinct(checker: RequestChecker, bills: readonly FlagshipBill[]): void {
  const seen = new Set<string>();
  for (const [index, { billNo }] of bills.entries()) {
    if (seen.has(billNo)) checker.add(`bills[${index}].billNo`, '与另一张单据编号相同', 'is the number of another bill too');
    seen.add(billNo);
  }
}
