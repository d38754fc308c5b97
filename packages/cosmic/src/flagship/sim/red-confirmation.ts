import type { Bilingual, JsonObject } from '@piaozone/core';
import { readTexts } from '../rows.js';

/** `REDCONFIRMBILL.APPLY` (2.1.03): applies only; the red invoice is another call. */
export interface RedConfirmationApplication {
  readonly orderNo: string;
  /** 蓝票: empty code for 数电. */
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  /** 冲红原因, one digit here. */
  readonly redReason: '1' | '2' | '3' | '4';
  readonly invoiceType?: string;
  /** Names of the lines are not published for this interface: sent as they are. */
  readonly invoiceDetail?: readonly Readonly<Record<string, unknown>>[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** `REDCONFIRMBILL.REVOKE` (2.1.08). */
export interface RedConfirmationRevocation {
  readonly taxNo: string;
  /** 红字确认单编号. */
  readonly number: string;
  /** Its values are published nowhere. */
  readonly enteridentity: string;
  /** Default `C`, the sample's; its meaning is published nowhere. */
  readonly qrlx?: string;
}

/** `ALLE.REDCONFIRMBILL.QUERY` (2.1.13). */
export interface RedConfirmationQuery {
  readonly taxpayerId?: string;
  readonly orgCode?: string;
  /** 红字确认单编号. */
  readonly redInfoBillNo?: string;
  /** Own side as the bureau has it: 0 or 1; which is seller is not published. */
  readonly identity?: '0' | '1';
  readonly startDate?: string;
  readonly endDate?: string;
  readonly pageSize?: number;
}

/** What can still happen with a confirmation. `issuable`: the red invoice may be issued · `waiting`: for the other side, up to 72 hours · `void`: over. */
export type RedConfirmationStage = 'issuable' | 'waiting' | 'void';

export interface RedConfirmationState {
  readonly stage: RedConfirmationStage;
  /** 发票云's own words. */
  readonly text: Bilingual;
}

/** 红字确认单状态 (flagship-and-cosmic §6.3). */
export const RED_CONFIRMATION_STATES: Readonly<Record<string, RedConfirmationState>> = {
  '01': { stage: 'issuable', text: { zh: '无需确认', en: 'no confirmation needed' } },
  '02': { stage: 'waiting', text: { zh: '销方录入待购方确认', en: 'entered by the seller, waits for the buyer' } },
  '03': { stage: 'waiting', text: { zh: '购方录入待销方确认', en: 'entered by the buyer, waits for the seller' } },
  '04': { stage: 'issuable', text: { zh: '购销双方已确认', en: 'confirmed by both' } },
  '05': { stage: 'void', text: { zh: '作废（销方录入购方否认）', en: 'void: entered by the seller, denied by the buyer' } },
  '06': { stage: 'void', text: { zh: '作废（购方录入销方否认）', en: 'void: entered by the buyer, denied by the seller' } },
  '07': { stage: 'void', text: { zh: '作废（超72小时未确认）', en: 'void: not confirmed within 72 hours' } },
  '08': { stage: 'void', text: { zh: '作废（发起方撤销）', en: 'void: withdrawn by who entered it' } },
  '09': { stage: 'void', text: { zh: '作废（确认后撤销）', en: 'void: withdrawn after the confirmation' } },
};

/** `undefined` for a state the reference does not hold. `1` and `01` are the same. */
export function redConfirmationState(code: string | undefined): RedConfirmationState | undefined {
  const padded = code?.padStart(2, '0') ?? '';
  return Object.hasOwn(RED_CONFIRMATION_STATES, padded) ? RED_CONFIRMATION_STATES[padded] : undefined;
}

/** 红字确认单, as far as names are known; the rest under `raw`. */
export interface RedConfirmation {
  readonly redInfoBillNo?: string;
  readonly govRedConfirmBillUuid?: string;
  readonly redConfirmBillStatus?: string;
  readonly state: RedConfirmationState | undefined;
  readonly raw: JsonObject;
}

/** Names as in callback 2.1.02 (§9). */
export function readRedConfirmation(raw: JsonObject): RedConfirmation {
  const texts = readTexts(raw, ['redInfoBillNo', 'govRedConfirmBillUuid', 'redConfirmBillStatus']);
  return { ...texts, state: redConfirmationState(texts.redConfirmBillStatus), raw };
}
