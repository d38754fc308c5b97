import type { Row } from '../../erp/bill-table.js';
import { type CallbackSettings, defaultCallbackSettings } from '../callbacks/settings.js';

/** How the issuing part behaves where the reference is silent, open or switchable. May be changed while the mock runs. */
export interface SimSettings {
  /** From acceptance (or a person's 开票) to the decision, by the mock's clock. 0: decided before the next request. */
  issueAfterMs: number;
  /** A billNo that was pushed before: 10127 (flagship-and-cosmic §6.2), or a second issue (reliability §11.6 `dupAccept`). */
  repeatedBill: 'refuse' | 'issue-again';
  /** A serialNo of ALLE.INVOICE.OPEN seen before: 10127; or §6.3: looked up, and issued anew only after a confirmed failure; or a second issue. */
  repeatedOpen: 'refuse' | 'requery' | 'issue-again';
  /** Whether the billNo of a withdrawn bill may be pushed again. */
  withdrawnBillNo: 'refuse' | 'free';
  /** A wrong bill in the array of BILL.PUSH: nothing is accepted, or the right ones are although the answer is a refusal. */
  batchRefusal: 'whole' | 'each';
  /** autoInvoice "1" issues positive bills (§6.2). `all`: red ones too. */
  autoInvoiceCovers: 'positive' | 'all';
  /** Whether a bill that is on its way, but not issued, may be withdrawn. */
  withdrawWhileIssuing: boolean;
  /** The switch `sim_original_bill/bill_withdraw` (§9). */
  withdrawIssued: boolean;
  /** A bill with more lines becomes several invoices; default 1000 (business-rules §6, limits of the ERP). */
  linesPerInvoice: number;
  /** The hourly task `sim_FailAutoIssueTask_SKDP_S` (§11): failed parts are tried again after this time. `undefined`: by hand only. */
  failedReissueAfterMs: number | undefined;
  /** What `amount` of a line means with includeTaxFlag "1". */
  amountWithTaxFlag1: 'net' | 'gross';
  /** What totalAmount of a bill is compared with. */
  totalAmountIs: 'net' | 'gross' | 'either';
  /** `data` of an accepted ALLE.INVOICE.OPEN (§16): the serial as it is, or an encoded object. */
  openAnswer: 'raw' | 'encoded';
  /** `scanh5Url` (§6.4, V7.0.17+): in an object, in a list of objects, or missing as before that version. */
  scanAnswer: 'object' | 'list' | 'absent';
  /** Which of `success` and `status` an answer has (§5). */
  successFields: 'both' | 'success' | 'status';
  /** errorCode beside texts whose code the reference does not hold. */
  refusalCode: string;
  /** JSON type of amounts in answers and callbacks (§17.10). */
  amountsAs: 'number' | 'string';
  /** Result of ALLE.INVOICE.QUERY. */
  singleResult: 'object' | 'array';
  /** Result of INVOICE.QUERY and ALLE.BATCH.QUERY: the page object of ALLE.REDCONFIRMBILL.QUERY, or the rows only. */
  pages: 'dataList' | 'array';
  /** First pageNo of ALLE.BATCH.QUERY (§16). */
  batchPageBase: 0 | 1;
  /** Whether a query shows failed parts, with issueErrorMessage. */
  failedInQuery: 'listed' | 'absent';
  /** State a new red confirmation of the seller gets: 01 无需确认 or 02 销方录入待购方确认. */
  confirmation: '01' | '02';
  /** ALLE.INVOICE.RED whose confirmation waits: accepted with the state, or refused with the text of §6.3. */
  redWaiting: 'success' | 'refused';
  /** Whether a red invoice asked for by ALLE.INVOICE.RED comes by itself once both sides have confirmed (business-rules §10: "as 01"). */
  bureauIssuesConfirmed: boolean;
  /** Values of deviceNo that exist; empty means the default device. */
  devices: readonly string[];
  callbacks: CallbackSettings;
}

export type SimSettingsChange = Partial<Omit<SimSettings, 'callbacks'>> & { readonly callbacks?: Partial<CallbackSettings> };

/** How one bill or serial is to end; for its next attempt only, later ones end well. */
export interface IssuePlan {
  /** Instead of `issueAfterMs`; absent there too = as set. `Infinity` (JSON: `null`) = never decided. */
  readonly afterMs?: number | null;
  /** Number of invoices; default by `linesPerInvoice`. */
  readonly split?: number;
  /** Which parts fail, counted from 1. */
  readonly fail?: 'all' | readonly number[];
  /** Text of the failure; default mock-defined. */
  readonly failure?: string;
}

/** What the reference names only by code: read by functions of the test. */
export interface SimHooks {
  /** Plan of a key that has none of its own. */
  readonly plan?: (key: string) => IssuePlan | undefined;
  /** `data` of INVOICE.OPEN.VEHICLE and INVOICE.RED.VEHICLE, whose fields the reference does not hold. */
  readonly vehicle?: VehicleHooks;
  /** Result of ALLE.ACCOUNT.CHECK; default a success without data. */
  readonly accountCheck?: (taxNo: string) => SimAnswer;
  /** What YYPT.ADD.ORG says, as the enterprise it creates. */
  readonly addOrganization?: (data: Row) => SimEnterprise;
}

export interface VehicleHooks {
  readonly open?: (data: Row) => VehicleRequest;
  readonly red?: (data: Row) => { readonly serialNo: string; readonly invoiceNum: string };
  /** Result of QUIERY.VEHICLE.INFO. */
  readonly info?: (data: Row) => unknown;
}

export interface VehicleRequest {
  readonly serialNo: string;
  readonly taxNo: string;
  readonly buyerName: string;
  readonly buyerTaxNo?: string;
  /** Decimal texts with two places. */
  readonly totalAmount: string;
  readonly totalTaxAmount: string;
}

/** What a call is answered with; missing members are those of a success. */
export interface SimAnswer {
  readonly errorCode?: string;
  readonly message?: string;
  /** Encoded as the business system has it; absent = no `data`. */
  readonly data?: unknown;
}

/** A tax enterprise of 基础资料→企业管理. */
export interface SimEnterprise {
  readonly taxNo: string;
  readonly name: string;
  /** Numbers of the organizations that map to it. */
  readonly orgCodes?: readonly string[];
  /** False: the organization exists, 引入 was not done. Default true. */
  readonly imported?: boolean;
}

export interface SimOptions extends SimHooks {
  readonly settings?: SimSettingsChange;
  /** Default one synthetic enterprise with the organization `ORG1`. */
  readonly enterprises?: readonly SimEnterprise[];
}

export function defaultSimSettings(): SimSettings {
  return {
    issueAfterMs: 0, // mock-defined
    repeatedBill: 'refuse',
    repeatedOpen: 'refuse',
    withdrawnBillNo: 'refuse', // mock-defined
    batchRefusal: 'whole', // mock-defined
    autoInvoiceCovers: 'positive',
    withdrawWhileIssuing: true,
    withdrawIssued: false,
    linesPerInvoice: 1000,
    failedReissueAfterMs: undefined,
    amountWithTaxFlag1: 'net', // mock-defined
    totalAmountIs: 'either', // mock-defined
    openAnswer: 'raw',
    scanAnswer: 'object', // mock-defined
    successFields: 'both',
    refusalCode: 'MOCK_REFUSED', // mock-defined
    amountsAs: 'number', // mock-defined
    singleResult: 'object', // mock-defined
    pages: 'dataList', // mock-defined
    batchPageBase: 0,
    failedInQuery: 'listed', // mock-defined
    confirmation: '01', // mock-defined
    redWaiting: 'success',
    bureauIssuesConfirmed: false, // mock-defined
    devices: [],
    callbacks: defaultCallbackSettings(),
  };
}

/** Takes over the given settings. @throws TypeError for a name that does not exist */
export function applySimSettings(settings: SimSettings, change: SimSettingsChange): void {
  const { callbacks = {}, ...rest } = change;
  checkNames(settings, rest, '');
  checkNames(settings.callbacks, callbacks, 'callbacks.');
  Object.assign(settings.callbacks, callbacks);
  Object.assign(settings, rest);
}

function checkNames(known: object, change: object, prefix: string): void {
  const unknown = Object.keys(change).filter((name) => !(name in known));
  if (unknown.length > 0) throw new TypeError(`mock 苍穹 has no sim setting ${unknown.map((name) => prefix + name).join(', ')}`);
}
