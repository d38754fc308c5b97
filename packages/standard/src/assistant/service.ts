import { asText, type Call, isObject, type JsonValue, type Piaozone, PiaozoneError, type Problem } from '@piaozone/core';
import type { Envelope } from '../envelope.js';
import { type Signature, SignedClient } from '../signed-client.js';
import { type AssistantInvoice, readAssistantInvoices } from './invoice.js';
import { BILL_REFUSALS } from './refusals.js';
import {
  type AssistantBill,
  type CachedEntry,
  checkBill,
  checkEntries,
  checkUses,
  deletionFields,
  entryFields,
  missing,
  type SavedEntry,
  type StatusChange,
  statusFields,
  type UserKeyRequest,
  userKeyFields,
} from './requests.js';
import { checkSerialNos, checkStatusChange, EXPENSE_STATUSES, requestError, type TicketRules, ticketParam } from './rules.js';

export interface AssistantSettings {
  /** Digits of `ticketParam`. Default 5; 4 is the older form. */
  readonly ticketDigits?: 5 | 4;
}

/** What a write answered. Its `data` is not in the reference. */
export interface AssistantAnswer {
  readonly description: string;
  readonly data: JsonValue | undefined;
  /** For Kingdee's support. */
  readonly traceId: string | undefined;
}

/** Invoices, and `data` as it came: only where that is a list it could be read. */
export interface AssistantInvoices {
  readonly invoices: readonly AssistantInvoice[];
  readonly raw: JsonValue | undefined;
  readonly traceId: string | undefined;
}

/**
 * 发票助手 for the bills of an expense system (standard-edition §6.9): keys → page → push ({@link AssistantChannel}) → cache → save → status, or delete.
 * Plain JSON, no token, the sign in every body: on the server only. The repeat keys are bill and serial numbers, and whether a repeat is harmless is not
 * published, so every write is sent once; after an open outcome look with `invoicesOfBill`.
 */
export class InvoiceAssistant {
  readonly #client: SignedClient;
  readonly #digits: 5 | 4;

  constructor(piaozone: Piaozone, { ticketDigits = 5 }: AssistantSettings = {}) {
    this.#client = new SignedClient(piaozone);
    this.#digits = ticketDigits;
  }

  /** 获取userKey: one per bill, for all of its entries. Opens the pages; may be asked for again. @throws request_invalid, and as {@link SignedClient.call} */
  async userKey(request: UserKeyRequest, call: Call): Promise<string> {
    this.#refuse('assistant.userKey', [...checkBill(request), ...(request.buyerName.trim() === '' ? [missing('buyerName')] : [])], call);
    const random = String(Math.floor(this.#client.piaozone.runtime.random() * 1e9));
    const fields = userKeyFields(request, ticketParam(request.rules, this.#digits), random);
    const key = await this.#write('assistant.userKey', '/m4/fpzs/getUserKey', request.taxNo, fields, call, ({ data }) =>
      isObject(data) ? asText(data['userKey']) : undefined,
    );
    return wanted(key, 'userKey', call);
  }

  /** 获取linkKey: names the channel between page and ERP. Has no effect by itself, so it is asked for again by itself. @throws as `userKey` */
  async linkKey(call: Call, taxNo?: string): Promise<string> {
    const key = await this.#client.call(
      {
        operation: 'assistant.linkKey',
        path: '/m4/fpzs/getLinkKey',
        effect: 'read',
        taxNo,
        // "empty or {}": whatever else stands there is not looked at, so the proof travels as with the other calls.
        body: signedBody({}),
        read: ({ data }: Envelope) => asText(data),
      },
      call,
    );
    return wanted(key, 'linkKey', call);
  }

  /** 缓存单据: the invoices a user has put on an unsaved bill. Forgotten after two hours. @throws request_invalid, and as {@link SignedClient.call} */
  async cache(bill: AssistantBill, entries: readonly CachedEntry[], call: Call): Promise<AssistantAnswer> {
    this.#refuse('assistant.cache', [...checkBill(bill), ...checkEntries(entries)], call);
    return this.#write('assistant.cache', '/m4/fpzs/expense/entry/cache', bill.taxNo, entryFields(bill, entries), call, answerOf);
  }

  /** 保存单据: binds the invoices to the bill. @throws as `cache` */
  async save(bill: AssistantBill, entries: readonly SavedEntry[], call: Call): Promise<AssistantAnswer> {
    this.#refuse('assistant.save', [...checkBill(bill), ...checkEntries(entries)], call);
    return this.#write('assistant.save', '/m4/fpzs/expense/entry/save', bill.taxNo, entryFields(bill, entries), call, answerOf);
  }

  /**
   * 更新状态, one step of 1 未用 → 30 在用 → 60 已用 → 65 已入账 at a time, or back before 65. The same step may be sent again after an open outcome.
   * @throws request_invalid for a step that is none; business_rejected for a serial number that is not on the bill (1301); as {@link SignedClient.call}
   */
  async updateStatus(change: StatusChange, call: Call): Promise<AssistantAnswer> {
    this.#refuse('assistant.updateStatus', [...checkBill(change.bill), ...checkUses(change.invoices), ...checkStatusChange(change)], call);
    const fields = statusFields(change, EXPENSE_STATUSES[change.to], ticketParam(change.rules, this.#digits));
    return this.#write('assistant.updateStatus', '/m4/fpzs/expense/invoice/status/update', change.bill.taxNo, fields, call, answerOf);
  }

  /** 删除单据: its invoices are free (1 未用) again. @throws as `cache` */
  async deleteBill(bill: AssistantBill, call: Call): Promise<AssistantAnswer> {
    this.#refuse('assistant.deleteBill', checkBill(bill), call);
    return this.#write('assistant.deleteBill', '/m4/fpzs/expense/entry/delete', bill.taxNo, deletionFields(bill), call, answerOf);
  }

  /** 删除分录发票. @param entryId `branch_id` @throws as `cache` */
  async deleteEntry(bill: AssistantBill, entryId: string, rules: TicketRules, call: Call): Promise<AssistantAnswer> {
    this.#refuse('assistant.deleteEntry', [...checkBill(bill), ...(entryId === '' ? [missing('entryId')] : [])], call);
    const fields = { ...deletionFields(bill), branch_id: entryId, ticketParam: ticketParam(rules, this.#digits) };
    return this.#write('assistant.deleteEntry', '/m4/fpzs/expense/invoice/del/entry', bill.taxNo, fields, call, answerOf);
  }

  /** 按单据查询 `GET /bxdInvoices`. @throws as {@link SignedClient.call} */
  async invoicesOfBill(
    bill: { readonly taxNo?: string; readonly billId: string; readonly rules: TicketRules },
    call: Call,
  ): Promise<AssistantInvoices> {
    this.#refuse('assistant.invoicesOfBill', bill.billId.trim() === '' ? [missing('billId')] : [], call);
    const ticket = ticketParam(bill.rules, this.#digits);
    return this.#client.call(
      {
        operation: 'assistant.invoicesOfBill',
        path: '/m4/fpzs/bxdInvoices',
        effect: 'read',
        taxNo: bill.taxNo,
        query: ({ clientId, timestamp, sign, encType }) => [
          ['bxd_key', bill.billId],
          ['client_id', clientId],
          ['timestamp', String(timestamp)],
          ['sign', sign],
          ['ticketParam', ticket],
          ['encType', String(encType)],
        ],
        read: invoicesOf,
      },
      call,
    );
  }

  /** 查详情 of invoices by serial number (`fid`). @throws request_invalid, and as {@link SignedClient.call} */
  async invoiceDetails(
    query: { readonly taxNo?: string; readonly serialNos: readonly string[]; readonly userKey?: string },
    call: Call,
  ): Promise<AssistantInvoices> {
    this.#refuse('assistant.invoiceDetails', checkSerialNos(query.serialNos, 'serialNos'), call);
    return this.#read(
      'assistant.invoiceDetails',
      '/m4/fpzs/expense/invoice/detail/query',
      query.taxNo,
      { fid: query.serialNos.join(','), userKey: query.userKey },
      call,
    );
  }

  /** 根据userkey查询单据下所有发票列表. @throws as `invoiceDetails` */
  async invoicesOfUserKey(query: { readonly taxNo?: string; readonly userKey: string }, call: Call): Promise<AssistantInvoices> {
    this.#refuse('assistant.invoicesOfUserKey', query.userKey === '' ? [missing('userKey')] : [], call);
    return this.#read('assistant.invoicesOfUserKey', '/m4/fpzs/expense/invoices/query', query.taxNo, { userKey: query.userKey }, call);
  }

  #refuse(operation: string, problems: readonly Problem[], { requestId }: Call): void {
    if (problems.length > 0) throw requestError(problems, { operation, requestId, locale: this.#client.piaozone.locale });
  }

  #read(
    operation: string,
    path: string,
    taxNo: string | undefined,
    fields: Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<AssistantInvoices> {
    return this.#client.call({ operation, path, effect: 'read', taxNo, body: signedBody(fields), read: invoicesOf }, call);
  }

  #write<T>(
    operation: string,
    path: string,
    taxNo: string,
    fields: Readonly<Record<string, unknown>>,
    call: Call,
    read: (envelope: Envelope) => T,
  ): Promise<T> {
    return this.#client.call(
      { operation, path, effect: 'write', taxNo, feature: 'receiving', refusals: BILL_REFUSALS, body: signedBody(fields), read },
      call,
    );
  }
}

/** The four of every body, number types as standard-edition §10 writes them. */
function signedBody(fields: Readonly<Record<string, unknown>>): (signature: Signature) => Readonly<Record<string, unknown>> {
  return ({ clientId, timestamp, sign, encType }) => ({ client_id: clientId, timestamp, sign, encType, ...fields });
}

function answerOf({ description, data, traceId }: Envelope): AssistantAnswer {
  return { description, data, traceId };
}

function invoicesOf({ data, traceId }: Envelope): AssistantInvoices {
  return { invoices: readAssistantInvoices(data), raw: data, traceId };
}

function wanted(key: string | undefined, name: string, { requestId }: Call): string {
  if (key !== undefined && key !== '') return key;
  throw new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    requestId,
    message: { zh: `应答成功但没有 ${name}`, en: `the answer says success but holds no ${name}` },
  });
}
