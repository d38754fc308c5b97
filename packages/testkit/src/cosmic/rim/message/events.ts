import type { Row } from '../../../erp/bill-table.js';
import { isObject } from '../../envelope.js';
import type { CosmicContext } from '../../part.js';
import { checkValue, RimRefusal, rowsOf } from '../wire.js';
import type { RimBills } from './bills.js';

const TEN_MINUTES_MS = 10 * 60_000;

export interface BillEvent {
  readonly eventCode: string;
  readonly linkKey: string;
  readonly billId: string;
  readonly resource: string;
  readonly pushType: 'socket' | 'poll';
  /** "1": what the user picks replaces what the bill has; else it is added. */
  readonly overwrite: boolean;
  /** Epoch milliseconds by the mock's clock. */
  readonly expiresAt: number;
}

/** What the user has picked for a bill, as it goes to the business system. */
export interface ImportMessage {
  readonly invoiceData: readonly Row[];
  readonly attachData: readonly Row[];
}

/** Event codes for the assistant's page, and the messages it leaves behind a linkKey. */
export class RimEvents {
  readonly #context: CosmicContext;
  readonly #bills: RimBills;
  readonly #events = new Map<string, BillEvent>();
  readonly #messages = new Map<string, ImportMessage>();
  readonly #consumed = new Set<string>();
  readonly #waiting = new Map<string, (message: ImportMessage) => void>();

  constructor(context: CosmicContext, bills: RimBills) {
    this.#context = context;
    this.#bills = bills;
  }

  get all(): readonly BillEvent[] {
    return [...this.#events.values()];
  }

  /** getEventCode. */
  create(data: Row): Row {
    if (String(data['resource']).length > 10) throw new RimRefusal('MOCK_FIELD', 'getEventCode.resource: at most 10 characters'); // mock-defined
    checkValue(data['pushType'], ['socket', 'poll'], 'getEventCode.pushType');
    if (data['showBillData'] !== undefined) checkValue(data['showBillData'], ['0', '1'], 'getEventCode.showBillData');
    checkCompanies(data['companyInfo']);
    const { billId, resource } = this.#bills.open(data);
    const eventCode = this.#context.random.text(32); // mock-defined look
    this.#events.set(eventCode, {
      ...{ eventCode, billId, resource, linkKey: String(data['linkKey']) },
      pushType: data['pushType'] === 'poll' ? 'poll' : 'socket',
      overwrite: data['showBillData'] === '1',
      expiresAt: this.#context.clock.now() + TEN_MINUTES_MS,
    });
    return { eventCode };
  }

  /** The page a user opens with an event code. @throws Error for a code that is unknown or older than ten minutes */
  open(eventCode: string): BillEvent {
    const event = this.#events.get(eventCode);
    if (event === undefined || event.expiresAt <= this.#context.clock.now()) throw new Error('eventCode: unknown or expired');
    return event;
  }

  /** The user's choice: the bill takes it, and the message waits behind the event's linkKey. */
  import(event: BillEvent, message: ImportMessage): void {
    const bill = this.#bills.find(event.billId, event.resource);
    if (bill === undefined) throw new Error(`no bill ${event.billId}`);
    const serialNos = message.invoiceData.map((row) => String(row['serialNo']));
    this.#bills.import(bill, serialNos, message.attachData, event.overwrite);
    const deliver = this.#waiting.get(event.linkKey);
    if (deliver === undefined) this.#messages.set(event.linkKey, message);
    else deliver(message);
  }

  /** The message behind a linkKey. A linkKey can be consumed once: later messages behind it are never had. */
  consume(linkKey: string): ImportMessage | undefined {
    const message = this.#consumed.has(linkKey) ? undefined : this.#messages.get(linkKey);
    if (message !== undefined) this.#consumed.add(linkKey);
    return message;
  }

  knowsLinkKey(linkKey: string): boolean {
    return this.all.some((event) => event.linkKey === linkKey);
  }

  /** A connection that waits for messages of a linkKey; a message that is there already goes at once. Answers how to stop waiting. */
  wait(linkKey: string, deliver: (message: ImportMessage) => void): () => void {
    this.#waiting.set(linkKey, deliver);
    const message = this.consume(linkKey);
    if (message !== undefined) deliver(message);
    return () => {
      if (this.#waiting.get(linkKey) === deliver) this.#waiting.delete(linkKey);
    };
  }
}

function checkCompanies(companies: unknown): void {
  if (companies === undefined) return;
  const named = rowsOf(companies, 'getEventCode.companyInfo').every(
    (company) => isObject(company) && company['taxNo'] !== undefined && company['name'] !== undefined,
  );
  if (!named) throw new RimRefusal('MOCK_FIELD', 'getEventCode.companyInfo: taxNo and name'); // mock-defined
}
