import type { Fault } from '../../server/faults.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import type { CallbackDesk } from '../callbacks/desk.js';
import type { CallbackCode } from '../callbacks/types.js';
import { platformReply } from '../envelope.js';
import type { CosmicContext, CosmicPart } from '../part.js';
import { simCommands, simViews } from './admin.js';
import { assembleSim } from './assemble.js';
import { SCAN_PAGE } from './bills.js';
import type { FlagshipInvoice, FlagshipStatus } from './book.js';
import { type Buyer, enterByBuyer, issueByHand, scanBill, voidInvoice } from './by-hand.js';
import { simProblems } from './check.js';
import type { RedConfirmation } from './confirmations.js';
import type { EnterpriseBook } from './enterprises.js';
import { fileRoute } from './files.js';
import { SimGateway } from './gateway.js';
import { keysIn } from './keys.js';
import { applySimSettings, type IssuePlan, type SimAnswer, type SimOptions, type SimSettings, type SimSettingsChange } from './settings.js';
import { type ShownOrder, shownOrder } from './shown.js';
import type { SimState } from './state.js';
import { FILES } from './views.js';

/** Path of the issuing application below the base (flagship-and-cosmic §5). */
export const SIM_PATH = '/kapi/app/sim/openApi';

export interface KeyFaultOptions {
  /** Default 1. */
  readonly times?: number;
  /** Requests to let through first. */
  readonly skip?: number;
  /** Only calls of this interfaceCode; default any that names the key. */
  readonly interfaceCode?: string;
}

/** The issuing application `sim` of 发票云旗舰版: bills, direct issuing, red confirmations, callbacks. Independent of the SDK's code. */
export class MockSim implements CosmicPart {
  readonly routes: CosmicPart['routes'];
  readonly openRoutes: NonNullable<CosmicPart['openRoutes']>;
  readonly views: NonNullable<CosmicPart['views']>;
  readonly commands: NonNullable<CosmicPart['commands']>;
  /** Callbacks to the business systems, and the log of their deliveries. */
  readonly callbacks: CallbackDesk;
  readonly #state: SimState;
  readonly #gateway: SimGateway;

  constructor(context: CosmicContext, options: SimOptions = {}) {
    const { state, callbacks } = assembleSim(context, options);
    this.#state = state;
    this.callbacks = callbacks;
    this.#gateway = new SimGateway(state);
    this.routes = { [SIM_PATH]: (request) => this.#answer(request) };
    this.openRoutes = { [`${FILES}*`]: fileRoute(() => this.#settled().book), [`${SCAN_PAGE}*`]: scanPage };
    this.views = simViews(this);
    this.commands = simCommands(this);
    context.clock.onAdvance(() => this.#deliverInBackground());
  }

  /** Behaviour switches; a change holds from the next request on. */
  get settings(): SimSettings {
    return this.#state.settings;
  }

  /** Takes over several settings. @throws TypeError for a name that does not exist */
  configure(change: SimSettingsChange): void {
    applySimSettings(this.#state.settings, change);
  }

  get enterprises(): EnterpriseBook {
    return this.#state.enterprises;
  }

  /** Every invoice issued, blue and red, in order; append-only, entries frozen. */
  get record(): readonly FlagshipInvoice[] {
    return this.#settled().book.record;
  }

  /** interfaceCodes nobody knows, as they were asked for. A test should end with this empty. */
  get unknownCodes(): readonly string[] {
    return this.#gateway.unknownCodes;
  }

  /** Present state of every invoice, oldest first: `0` normal, `3` reversed, `6` void. */
  invoices(): (FlagshipInvoice & { readonly status: FlagshipStatus })[] {
    return this.#settled()
      .book.all()
      .map(({ issued, status }) => ({ ...issued, status }));
  }

  /** How often what was asked for under this billNo or serialNo became an invoice; more than 1 is a disaster. Parts of a split bill count once. */
  issuedTimes(key: string): number {
    return this.#settled().book.issuedTimes(key);
  }

  /** All invoices of one billNo or serialNo. */
  invoicesOf(key: string): readonly FlagshipInvoice[] {
    return this.#settled().book.invoicesOf(key);
  }

  /** Every bill and serial taken on, with what has become of it. */
  orders(): ShownOrder[] {
    return this.#settled().orders.all.map(shownOrder);
  }

  /** The last order under this billNo, else serialNo. */
  order(key: string): ShownOrder | undefined {
    const { orders } = this.#settled();
    const order = orders.bill(key) ?? orders.direct(key);
    return order === undefined ? undefined : shownOrder(order);
  }

  /** What contradicts itself in the mock's own books: an invoice recorded twice, a withdrawn bill issued, a sum that is not the bill's. */
  problems(): string[] {
    return simProblems(this.#settled());
  }

  /** How the next attempt for this billNo or serialNo ends. */
  plan(key: string, plan: IssuePlan): void {
    this.#state.orders.plan(key, plan);
  }

  /** The next `times` (default 1) calls of this interface are answered so, and nothing is done. */
  refuseNext(interfaceCode: string, answer: SimAnswer, times = 1): void {
    this.#gateway.refuseNext(interfaceCode, answer, times);
  }

  /** Plans a fault for calls whose data names this billNo or serialNo. A call the gate refuses uses it up too. */
  faultOn(key: string, fault: Fault, { interfaceCode, ...counts }: KeyFaultOptions = {}): void {
    this.#state.context.faults.next(SIM_PATH, fault, {
      ...counts,
      match: (detail) => {
        const call = this.#gateway.peek(detail as MockRequest);
        return call !== undefined && (interfaceCode ?? call.interfaceCode) === call.interfaceCode && keysIn(call.data).has(key);
      },
    });
  }

  /** A person presses 开票 on a bill that is held, or that failed. @throws TypeError where there is nothing to issue */
  issue(billNo: string): void {
    issueByHand(this.#settled(), billNo);
    this.#deliverInBackground();
  }

  /** Somebody scans the QR code of an uploaded sales order; what they enter replaces the buyer of the bill. */
  scan(billNo: string, buyer: Buyer = {}): void {
    scanBill(this.#settled(), billNo, buyer);
    this.#deliverInBackground();
  }

  /** A person voids a fiscal invoice; 数电 cannot be voided. */
  voidInvoice(invoiceNum: string): void {
    voidInvoice(this.#settled(), invoiceNum);
    this.#deliverInBackground();
  }

  /** Every red confirmation, oldest first. */
  confirmations(): readonly RedConfirmation[] {
    return this.#settled().confirmations.all();
  }

  /** The next confirmations of this blue invoice are `02`, waiting for the buyer, or `01`, not needed. */
  needConfirmation(invoiceNum: string, state: '01' | '02' = '02'): void {
    this.#state.confirmationsNeeded.set(invoiceNum, state);
  }

  /** The buyer enters a confirmation for a blue invoice: state 03, the seller has to confirm. Gives its number. */
  enterByBuyer(invoiceNum: string): string {
    return enterByBuyer(this.#settled(), invoiceNum).number;
  }

  /** The other party confirms. */
  confirm(redInfoBillNo: string): void {
    this.#settled().confirmations.confirm(redInfoBillNo);
    this.#deliverInBackground();
  }

  /** The other party refuses. */
  deny(redInfoBillNo: string): void {
    this.#settled().confirmations.deny(redInfoBillNo);
    this.#deliverInBackground();
  }

  /** Sends the callbacks that are due by the mock's clock; gives the number of acknowledged ones. */
  flush(): Promise<number> {
    this.#settled();
    return this.callbacks.flush();
  }

  /** Sends a callback nobody planned, at once: of an invoice that does not exist, or of somebody else. Callbacks have no signature (§9). */
  forge(businessSystemCode: string, interfaceCode: CallbackCode, data: unknown): Promise<void> {
    return this.callbacks.send(businessSystemCode, this.#state.planner.envelope(businessSystemCode, { interfaceCode, returnCode: '0', data }));
  }

  async close(): Promise<void> {
    this.#state.settings.callbacks.withheld = true;
    await this.callbacks.idle();
  }

  #answer(request: MockRequest): MockReply {
    if (request.method !== 'POST') return platformReply({ errorCode: '405', message: 'POST only' }, 'ok'); // mock-defined text
    this.#settled();
    const reply = this.#gateway.handle(request);
    this.#deliverInBackground();
    return reply;
  }

  #settled(): SimState {
    this.#state.orders.settle();
    return this.#state;
  }

  #deliverInBackground(): void {
    if (this.#state.settings.callbacks.deliver !== 'clock') return;
    this.#settled();
    // What fails here is in the log; what is not acknowledged stays due.
    this.callbacks.flush().catch(() => undefined);
  }
}

function scanPage(): MockReply {
  return { contentType: 'text/plain; charset=utf-8', body: '扫码开票' };
}
