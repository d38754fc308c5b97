import { invalidRequest, Refusal } from '../answers.js';
import type { Bill } from '../assistant/bills.js';
import { usable } from '../assistant/context.js';
import type { PushType } from '../polling/channel.js';
import { importSummary } from '../polling/routes.js';
import { type FileFixture, sha256Of } from '../recognition/fixtures.js';
import type { PiaozoneState } from '../state.js';
import type { CheckStatus, InvoiceFields, PooledInvoice } from './pool.js';

export interface ImportOptions {
  /** From 获取userKey. */
  readonly userKey: string;
  /** From 获取linkKey: whose channel learns of it. */
  readonly linkKey: string;
  readonly serialNos: readonly string[];
  /** Default `saveBill`. */
  readonly type?: PushType;
}

/** The levers of the expense half, for tests. */
export class ExpenseMock {
  readonly #state: PiaozoneState;

  constructor(state: PiaozoneState) {
    this.#state = state;
  }

  /** What the cloud recognizes in these bytes. The bureau holds the same invoices unless `knownToBureau` is false. */
  addFile(file: Buffer | Uint8Array, fixture: FileFixture): void {
    this.addFileHash(sha256Of(Buffer.from(file)), fixture);
  }

  /** The same by SHA-256 (64 lower-case hex digits). */
  addFileHash(sha256: string, fixture: FileFixture): void {
    this.#state.expense.fixtures.set(sha256, fixture);
    if (fixture.knownToBureau === false) return;
    for (const fields of fixture.invoices) if (fields['invoiceNo'] !== undefined) this.#state.expense.bureau.add(fields);
  }

  /** An invoice the bureau holds; invoices issued by this mock it knows anyway. */
  addToBureau(fields: InvoiceFields): void {
    this.#state.expense.bureau.add(fields);
  }

  /** A received invoice, as if it had been captured; default 查验通过. @returns its 发票流水号 (`fid`) */
  addInvoice(fields: InvoiceFields, checkStatus: CheckStatus = '1'): string {
    const invoice = this.#state.expense.pool.take(fields);
    invoice.checkStatus = checkStatus;
    return invoice.serialNo;
  }

  /** An invoice 收票 can collect for this tax number. */
  addReceived(taxNo: string, fields: InvoiceFields, batchNo?: string): void {
    this.#state.expense.receiving.add(taxNo, fields, batchNo);
  }

  /** What the assistant's page does: imports invoices for a bill, as `ticketParam` allows, and tells the channel. @returns the msgId */
  importInvoices({ userKey, linkKey, serialNos, type = 'saveBill' }: ImportOptions): string {
    const { bills, channel } = this.#state.expense;
    const bill = bills.byUserKey(userKey);
    if (bill === undefined) throw new TypeError(`there is no userKey ${userKey}`);
    if (!bills.linkKeys().has(linkKey)) throw new TypeError(`there is no linkKey ${linkKey}`);
    const grant = this.#state.directory.grant(bill.clientId);
    const enterprise = grant?.level === 'enterprise' ? grant.enterprise : this.#state.directory.enterprises[0];
    if (enterprise === undefined) throw new Refusal(invalidRequest('没有企业'));
    const invoices = usable(this.#state, bill, enterprise, [{ entryid: '', fids: serialNos }]);
    return channel.push(linkKey, type, importSummary(bill, invoices));
  }

  /** Any message for a channel, e.g. a late or a strange one. @returns the msgId */
  push(linkKey: string, type: PushType, content: unknown): string {
    return this.#state.expense.channel.push(linkKey, type, content);
  }

  /** An acknowledged message comes once more. */
  redeliver(msgId: string): void {
    this.#state.expense.channel.redeliver(msgId);
  }

  /** Every polling token is refused from now on (1300). */
  killPollingTokens(): void {
    this.#state.expense.pollingTokens.kill();
  }

  /** Received invoices with their state. */
  invoices(): readonly Readonly<PooledInvoice>[] {
    return this.#state.expense.pool.all();
  }

  bills(): readonly Readonly<Bill>[] {
    return this.#state.expense.bills.all();
  }

  /** Link keys given out, oldest first. */
  linkKeys(): string[] {
    return [...this.#state.expense.bills.linkKeys().keys()];
  }

  /** Polls held now. */
  get heldPolls(): number {
    return this.#state.expense.channel.held;
  }

  /** Checks of this invoice (code and number) on the present Shanghai day. */
  checksToday(fields: InvoiceFields): number {
    return this.#state.expense.bureau.checksToday(fields);
  }

  /** Units consumed by recognition and verification (business-rules §3.1). */
  get unitsUsed(): number {
    return this.#state.expense.usage.units;
  }

  /** For `GET /__mock/expense`. */
  view(): Record<string, unknown> {
    const { channel, imagingLogins, receiving, fixtures } = this.#state.expense;
    return {
      invoices: this.invoices(),
      bills: this.bills(),
      messages: channel.messages(),
      received: receiving.batch(''),
      fixtures: fixtures.size,
      imagingLogins,
      unitsUsed: this.unitsUsed,
      heldPolls: this.heldPolls,
    };
  }
}
