import type { Duplex } from 'node:stream';
import type { Row } from '../../../erp/bill-table.js';
import { copyData } from '../../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../../server/http-server.js';
import { isObject } from '../../envelope.js';
import type { CosmicContext, CosmicPart } from '../../part.js';
import { answered, checkFields, exactBody, jsonReply, RimRefusal } from '../wire.js';
import { RimBills } from './bills.js';
import { type ImportMessage, RimEvents } from './events.js';
import { MESSAGE_FIELDS, type MessageType } from './fields.js';
import { RimFiles } from './files.js';
import { MessageWatch } from './watch.js';

export interface MessageOptions {
  /** How `success` is written: as the text "true" (default, as recorded) or as a boolean. */
  readonly successAs?: 'text' | 'boolean';
  /**
   * Serves the WebSocket `/msgwatch/`. Default false: a Node server that waits for upgrades no longer serves clients
   * that offer HTTP/2 with every request (`Upgrade: h2c`).
   */
  readonly webSocket?: boolean;
  /** messageType of the long poll 3.07: the reference does not hold it. Without it there is no long poll. */
  readonly pollMessageType?: string;
}

/** An invoice of the pool (全票池). */
export interface RimInvoice {
  readonly serialNo: string;
  /** What invoiceCheck must be asked with: any of invoiceCode, invoiceNo, invoiceDate, checkCode, invoiceAmount. Values are compared as text. */
  readonly asked: Row;
  /** What invoiceCheck answers as `data`; its members are the caller's: the reference does not hold them. */
  readonly answer: Row;
}

/** `/kapi/app/rim/message` (flagship-and-cosmic §7). */
export class MessageDesk implements CosmicPart {
  readonly files: RimFiles;
  readonly bills: RimBills;
  readonly events: RimEvents;
  /** WebSocket connections that wait for what users pick. */
  readonly watch: MessageWatch;
  readonly upgrade?: (request: MockRequest, socket: Duplex) => boolean;
  /** invoiceEdit calls in order. */
  readonly edits: Row[] = [];
  readonly #context: CosmicContext;
  readonly #options: MessageOptions;
  readonly #invoices = new Map<string, RimInvoice>();

  constructor(context: CosmicContext, options: MessageOptions) {
    this.#context = context;
    this.#options = options;
    this.files = new RimFiles(context);
    this.bills = new RimBills((serialNo) => this.#invoices.has(serialNo), context.unknownFields);
    this.events = new RimEvents(context, this.bills);
    this.watch = new MessageWatch(context, this.events);
    if (options.webSocket === true) this.upgrade = (request, socket) => this.watch.accept(request, socket);
  }

  /** Puts an invoice into the pool. */
  addInvoice(invoice: RimInvoice): void {
    this.#invoices.set(invoice.serialNo, invoice);
  }

  /** A user opens the page of `eventCode` and gives its bill these invoices of the pool. @throws Error for an expired code, an unknown invoice */
  importInvoices(eventCode: string, message: ImportMessage): void {
    for (const row of message.invoiceData) {
      if (!this.#invoices.has(String(row['serialNo']))) throw new Error(`serialNo ${String(row['serialNo'])} is not in the pool`);
    }
    this.events.import(this.events.open(eventCode), message);
  }

  readonly routes = { '/kapi/app/rim/message': (request: MockRequest) => this.#reply(request) };

  get openRoutes() {
    return this.files.openRoutes;
  }

  readonly views = {
    message: () => ({
      ...{ invoices: [...this.#invoices.values()], bills: this.bills.all, vouchers: this.bills.vouchers, edits: this.edits },
      events: this.events.all,
      files: this.files.all.map(({ fileDownUrl, fileType, bytes }) => ({ fileDownUrl, fileType, length: bytes.length })),
    }),
  };

  readonly commands = {
    messageInvoice: (body: unknown) => {
      const { serialNo, asked, answer } = body as RimInvoice;
      this.addInvoice({ serialNo: String(serialNo), asked, answer });
      return { done: true };
    },
    messageImport: (body: unknown) => {
      const { eventCode, invoiceData, attachData } = body as ImportMessage & { eventCode: string };
      this.importInvoices(eventCode, { invoiceData, attachData: attachData ?? [] });
      return { done: true };
    },
  };

  async close(): Promise<void> {
    this.watch.close();
  }

  #reply(request: MockRequest): MockReply {
    return answered(
      () => this.#envelope(true, { data: this.#answer(exactBody(request)), errorCode: '0000', message: '成功' }),
      ({ errorCode, message }) => this.#envelope(false, { errorCode, message }),
    );
  }

  #envelope(success: boolean, { data, errorCode, message }: { data?: unknown; errorCode: string; message: string }): MockReply {
    const written = this.#options.successAs === 'boolean' ? success : String(success);
    return jsonReply({ ...(data === undefined ? {} : { data }), success: written, errorCode, message });
  }

  #answer(body: Row): unknown {
    checkFields(body, { required: ['messageType', 'messageId', 'data'] }, 'message', this.#context.unknownFields);
    if (!isObject(body['data'])) throw new RimRefusal('MOCK_FIELD', 'data: an object'); // mock-defined
    const data = withoutBlank(body['data']);
    const type = String(body['messageType']);
    if (type === this.#options.pollMessageType) return this.#poll(data);
    if (!Object.hasOwn(MESSAGE_FIELDS, type)) throw new RimRefusal('MOCK_MESSAGE_TYPE', `messageType ${type}`); // mock-defined
    checkFields(data, MESSAGE_FIELDS[type as MessageType], `message.${type}`, this.#context.unknownFields);
    return this.#handlers[type as MessageType](data);
  }

  readonly #handlers: Readonly<Record<MessageType, (data: Row) => unknown>> = {
    invoiceCheck: (data) => this.#check(data),
    recognitionCheck: (data) => this.files.recognition(data),
    uploadFile: (data) => this.files.upload(data),
    invoiceEdit: (data) => {
      this.edits.push(copyData(data));
      return {};
    },
    getEventCode: (data) => this.events.create(data),
    billSave: (data) => this.bills.save(data),
    voucherSave: (data) => this.bills.saveVoucher(data),
  };

  #check(data: Row): Row {
    const date = data['invoiceDate'];
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(date))) throw new RimRefusal('MOCK_FIELD', 'invoiceCheck.invoiceDate: yyyy-MM-dd'); // mock-defined
    const found = [...this.#invoices.values()].find(({ asked }) =>
      Object.entries(asked).every(([name, value]) => String(data[name]) === String(value)),
    );
    if (found === undefined) throw new RimRefusal('MOCK_NOT_FOUND', 'invoiceCheck: no such invoice'); // mock-defined
    return found.answer;
  }

  /** The long poll, whose request and answer but for the linkKey and its being consumed once are not known. */
  #poll(data: Row): unknown {
    const linkKey = String(data['linkKey'] ?? '');
    if (!this.events.knowsLinkKey(linkKey)) throw new RimRefusal('MOCK_LINK_KEY', 'linkKey: no event code was made with it'); // mock-defined
    const message = this.events.consume(linkKey);
    if (message === undefined) throw new RimRefusal('MOCK_NOTHING_YET', 'linkKey: no message, or consumed'); // mock-defined
    return message;
  }
}

/** A guide prints the key `resource ` with a trailing blank; whether the server trims is unknown, so both are taken. */
function withoutBlank(data: Row): Row {
  if (!Object.hasOwn(data, 'resource ')) return data;
  const { 'resource ': resource, ...rest } = data;
  return { resource, ...rest };
}
