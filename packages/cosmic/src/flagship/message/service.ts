import { asText, type Call, configError, type Effect, isObject, type JsonValue, PiaozoneError } from '@piaozone/core';
import { amountWriter, type WriteAmount } from '../amounts.js';
import { checkDate, RequestChecker } from '../checks.js';
import type { FlagshipClient } from '../client.js';
import type { FlagshipAnswer } from '../envelope.js';
import { readTexts, rowsOf } from '../rows.js';
import { base64Of, checkBody, documentBody, editBody, recognitionBody } from './bodies.js';
import { checkEventCode, checkRecognition, checkSavedDocument, checkVoucher } from './check.js';
import {
  type AssistantDocument,
  type CheckedInvoice,
  type EditedInvoice,
  type EventCodeRequest,
  FILE_TYPE_CODES,
  type ImportedInvoices,
  type RecognitionRequest,
  type SavedDocument,
  type SavedVoucher,
  type UploadRequest,
} from './requests.js';

/** Names the reference does not hold (flagship-and-cosmic §17.4); ask Kingdee. Without one its call is refused. */
export interface FlagshipAssistantSettings {
  readonly messageTypes?: {
    /** 单据删除 (U 145421050). */
    readonly deleteDocument?: string;
    /** 凭证删除 (U 145421052). */
    readonly deleteVoucher?: string;
    /** 长轮询 3.07 (U 145421053). */
    readonly poll?: string;
  };
}

/** 收票 and 发票助手 of the flagship edition over `rim/message` (flagship-and-cosmic §7). */
export class FlagshipAssistant {
  readonly #client: FlagshipClient;
  readonly #settings: FlagshipAssistantSettings;
  readonly #write: WriteAmount;

  constructor(client: FlagshipClient, settings: FlagshipAssistantSettings = {}) {
    this.#client = client;
    this.#settings = settings;
    this.#write = amountWriter(client.settings.amounts);
  }

  /** 查验 (`invoiceCheck`). Sent once: a repeat would use up the bureau's daily limit. @returns `data`, whose fields are not published */
  async checkInvoice(invoice: CheckedInvoice, call: Call): Promise<JsonValue | undefined> {
    const checker = new RequestChecker();
    for (const name of ['invoiceNo', 'invoiceDate'] as const) checker.needed(invoice[name], name);
    if (invoice.invoiceDate !== '') checkDate(checker, invoice.invoiceDate, 'invoiceDate');
    checker.decimal(invoice.invoiceAmount, undefined, 'invoiceAmount');
    this.#done(checker, 'invoiceCheck', call);
    return (await this.#send('invoiceCheck', checkBody(invoice), 'write', call, { taxNo: invoice.taxNo, refusalIsFinal: true })).data;
  }

  /** 识别查验 (`recognitionCheck`) of a file or of what stands at an address. Sent once. @returns `data`, whose fields are not published */
  async recognize(request: RecognitionRequest, call: Call): Promise<JsonValue | undefined> {
    const checker = new RequestChecker();
    checkRecognition(checker, request);
    this.#done(checker, 'recognitionCheck', call);
    return (await this.#send('recognitionCheck', recognitionBody(request), 'write', call, { taxNo: request.taxNo, refusalIsFinal: true })).data;
  }

  /** 文件上传 (`uploadFile`). @returns the address to give to {@link recognize}. @throws response_invalid without one */
  async upload({ file, fileType }: UploadRequest, call: Call): Promise<string> {
    const checker = new RequestChecker();
    if (file.byteLength === 0) checker.add('file', '文件为空', 'the file is empty');
    checker.oneOf(fileType, ['pdf', 'image', 'ofd', 'xml'], 'fileType');
    this.#done(checker, 'uploadFile', call);
    const body = { base64: base64Of(file), fileType: FILE_TYPE_CODES[fileType] };
    const answer = await this.#send('uploadFile', body, 'write', call, { refusalIsFinal: true });
    return this.#textIn(answer, 'fileDownUrl', 'uploadFile', call);
  }

  /** 发票修改 (`invoiceEdit`). */
  async edit(invoice: EditedInvoice, call: Call): Promise<JsonValue | undefined> {
    const checker = new RequestChecker();
    checker.needed(invoice.invoiceType, 'invoiceType');
    checker.decimal(invoice.totalAmount, undefined, 'totalAmount');
    this.#done(checker, 'invoiceEdit', call);
    return (await this.#send('invoiceEdit', editBody(invoice), 'write', call)).data;
  }

  /** 获取 eventCode (`getEventCode`) for `assistantPage`; it lives 10 minutes. @throws response_invalid without one */
  async eventCode(request: EventCodeRequest, call: Call): Promise<string> {
    const checker = new RequestChecker();
    checkEventCode(checker, request);
    this.#done(checker, 'getEventCode', call);
    const answer = await this.#send('getEventCode', request, 'write', call, { taxNo: request.billTaxNo, refusalIsFinal: true });
    return this.#textIn(answer, 'eventCode', 'getEventCode', call);
  }

  /** 单据保存 (`billSave`): binds invoices to a bill and sets their state. Sent once. */
  async saveDocument(document: SavedDocument, call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checkSavedDocument(checker, document);
    this.#done(checker, 'billSave', call);
    return this.#send('billSave', documentBody(document, this.#write), 'write', call, { taxNo: document.billTaxNo });
  }

  /** 凭证保存 (`voucherSave`). Sent once. */
  async saveVoucher(voucher: SavedVoucher, call: Call): Promise<FlagshipAnswer> {
    const checker = new RequestChecker();
    checkVoucher(checker, voucher);
    this.#done(checker, 'voucherSave', call);
    return this.#send('voucherSave', voucher, 'write', call);
  }

  /** 单据删除: unbinds the invoices. Neither name nor body is published. @throws config_invalid without `messageTypes.deleteDocument` */
  async deleteDocument(fields: Readonly<Partial<AssistantDocument>> & Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    return this.#send(this.#messageType('deleteDocument'), fields, 'write', call);
  }

  /** 凭证删除. Neither name nor body is published. @throws config_invalid without `messageTypes.deleteVoucher` */
  async deleteVoucher(fields: Readonly<Record<string, unknown>>, call: Call): Promise<FlagshipAnswer> {
    return this.#send(this.#messageType('deleteVoucher'), fields, 'write', call);
  }

  /**
   * One 长轮询 (3.07) of what was collected under a linkKey. It is consumed by being given out, so it is sent once: after an open outcome look at the bill.
   * @throws config_invalid without `messageTypes.poll`
   */
  async imported(linkKey: string, call: Call): Promise<ImportedInvoices> {
    const checker = new RequestChecker();
    checker.needed(linkKey, 'linkKey');
    const messageType = this.#messageType('poll');
    this.#done(checker, messageType, call);
    return readImported((await this.#send(messageType, { linkKey }, 'write', call)).data);
  }

  #send(
    messageType: string,
    data: unknown,
    effect: Effect,
    call: Call,
    { taxNo, refusalIsFinal = false }: { readonly taxNo?: string | undefined; readonly refusalIsFinal?: boolean } = {},
  ): Promise<FlagshipAnswer> {
    return this.#client.message({ messageType, data, effect, refusalIsFinal, ...(taxNo === undefined ? {} : { taxNo }) }, call);
  }

  #textIn({ data }: FlagshipAnswer, name: string, messageType: string, { requestId }: Call): string {
    const text = isObject(data) ? asText(data[name]) : asText(data);
    if (text !== undefined && text !== '') return text;
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'rejected',
      operation: `message.${messageType}`,
      requestId,
      locale: this.#client.locale,
      message: { zh: `应答成功但没有 ${name}`, en: `the answer says success but holds no ${name}` },
    });
  }

  #messageType(name: keyof NonNullable<FlagshipAssistantSettings['messageTypes']>): string {
    const given = this.#settings.messageTypes?.[name];
    if (given !== undefined && given !== '') return given;
    const message = {
      zh: '公开资料没有这个 messageType，请从金蝶取得后在 FlagshipAssistant 中配置',
      en: 'is published nowhere: ask Kingdee for it and configure it for FlagshipAssistant',
    };
    throw configError([{ path: `messageTypes.${name}`, message }], this.#client.locale);
  }

  #done(checker: RequestChecker, messageType: string, { requestId }: Call): void {
    checker.done(`message.${messageType}`, requestId, this.#client.locale);
  }
}

/** `{invoiceData[], attachData[]}`, as the WebSocket and its fallback bring them. */
export function readImported(data: JsonValue | undefined): ImportedInvoices {
  const body = isObject(data) ? data : {};
  const attachments = rowsOf(body['attachData']) ?? [];
  return {
    invoices: rowsOf(body['invoiceData']) ?? [],
    attachments: attachments.map((row) => readTexts(row, ['attachUrl', 'attachType', 'attachNo', 'attachName'])),
    data,
  };
}
