import { amountText, cents } from '../common/amounts.js';
import { ANSWERS, Refusal } from './answers.js';
import type { CreateRequest } from './create-request.js';
import type { MockEnterprise } from './directory.js';
import { checkEntitled, spend } from './entitlement.js';
import type { Fields, HeldInvoice, IssueChannel } from './ledger.js';
import type { PiaozoneState } from './state.js';

/** How an invoice comes to be, beside what it says. */
export interface Issue {
  readonly enterprise: MockEnterprise;
  /** Client id of the grant. */
  readonly issuedBy: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Code `0` and a number of 20 digits. */
  readonly digital: boolean;
  /** On a red invoice. */
  readonly blue?: HeldInvoice | undefined;
  /** Absent for hosted issuing. */
  readonly channel?: IssueChannel;
  /** Made by `debugOpenInvoice`: no legal document. */
  readonly simulated?: boolean;
}

/** The invoice a repeat is answered with, or `undefined` to issue. `blueSerial`: the intent of a red one. */
export function repeated(state: PiaozoneState, serialNo: string, blueSerial?: string): HeldInvoice | undefined {
  if (state.pending.has(serialNo)) throw new Refusal(ANSWERS.underRepair);
  const first = state.ledger.bySerial(serialNo);
  if (first === undefined || state.settings.repeatedSerial === 'issue-again') return undefined;
  const sameIntent = blueSerial === undefined || first.issued.blue?.serialNo === blueSerial;
  if (state.settings.repeatedSerial === 'first-result' && sameIntent) return first;
  throw new Refusal({ errcode: state.settings.repeatedSerialCode, description: '该流水号已经存在' }); // text: standard-edition §4
}

/** Everything that may stop an issue after the request itself was found right. */
export function admit(state: PiaozoneState, enterprise: MockEnterprise, serialNo: string, baseUrl: string): void {
  checkEntitled(enterprise, '开票管理', state.clock);
  state.persons.check(serialNo, baseUrl);
  if (enterprise.quota <= 0) throw new Refusal(ANSWERS.noNumbersLeft);
}

/** Puts the invoice into the ledger, takes it from the quota, and turns a fully reversed blue one to 3. */
export function commit(state: PiaozoneState, issue: Issue, { head, items }: CreateRequest): HeldInvoice {
  const { enterprise, blue, channel } = issue;
  const amount = (name: string) => amountText(cents(head[name]) ?? 0n);
  const held = state.ledger.issue(
    {
      kind: head['type'] === '1' ? 'red' : 'blue',
      serialNo: head['serialNo'] ?? '',
      invoiceType: head['invoiceType'] ?? '',
      taxNo: enterprise.taxNo,
      sellerName: enterprise.name,
      buyer: { name: head['buyerName'] ?? '', taxNo: head['buyerTaxNo'] ?? '' },
      invoiceAmount: amount('invoiceAmount'),
      totalTaxAmount: amount('totalTaxAmount'),
      totalAmount: amount('totalAmount'),
      items: items.map((item): Fields => ({ ...item })),
      at: issue.at,
      issuedBy: issue.issuedBy,
      ...(blue === undefined ? {} : { blue: numberOf(blue) }),
      ...(channel === undefined ? {} : { channel }),
      ...(issue.simulated === undefined ? {} : { simulated: issue.simulated }),
    },
    head,
    issue.digital,
  );
  enterprise.quota -= 1;
  spend(enterprise, '开票管理', state.clock);
  // A partly reversed blue invoice keeps state 0: the reference names no state for it (mock-defined).
  if (blue !== undefined && redTotal(state, blue) + (cents(blue.issued.totalAmount) ?? 0n) === 0n) blue.status = '3';
  return held;
}

/** A blue invoice that may still be reversed; everything else, a red invoice too, is 3002. */
export function reversible(state: PiaozoneState, blue: HeldInvoice | undefined): HeldInvoice {
  if (blue === undefined || blue.issued.kind === 'red' || blue.status !== '0') throw new Refusal(ANSWERS.blueNotFound);
  if (state.pending.has(blue.issued.serialNo)) throw new Refusal(ANSWERS.underRepair);
  return blue;
}

export function redTotal(state: PiaozoneState, blue: HeldInvoice): bigint {
  return state.ledger.redsOf(blue).reduce((sum, red) => sum + (cents(red.totalAmount) ?? 0n), 0n);
}

function numberOf({ issued: { serialNo, invoiceCode, invoiceNo } }: HeldInvoice): { serialNo: string; invoiceCode: string; invoiceNo: string } {
  return { serialNo, invoiceCode, invoiceNo };
}
