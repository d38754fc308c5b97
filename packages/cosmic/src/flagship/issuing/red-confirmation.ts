import { PiaozoneError } from '@piaozone/core';
import { redConfirmationState } from '../sim/red-confirmation.js';

/** @throws when the state of a 红字确认单 makes going on pointless: it waits for the other side, or is over. Unknown states decide nothing. */
export function assertConfirmationGoesOn(code: string | undefined, requestId: string): void {
  const ended = endedConfirmation(code, requestId);
  if (ended !== undefined) throw ended;
  if (code !== undefined && redConfirmationState(code)?.stage === 'waiting') throw waits(code, requestId);
}

/** Nothing was issued from it and nothing will be; `undefined` for every other state. */
export function endedConfirmation(code: string | undefined, requestId: string): PiaozoneError | undefined {
  const state = redConfirmationState(code);
  if (code === undefined || state?.stage !== 'void') return undefined;
  const { zh, en } = state.text;
  return new PiaozoneError({
    code: 'business_rejected',
    reason: 'red-confirmation',
    outcome: 'rejected',
    requestId,
    upstreamCode: code,
    message: { zh: `红字确认单 ${code} ${zh}，不会开具红票`, en: `the red confirmation ended in state ${code} (${en}); no red invoice comes of it` },
    hint: { zh: '与对方核实后，用新的红字单据重新发起', en: 'settle it with the other side, then start again with a new red bill' },
  });
}

/** What a query shows of a red request that is not issued yet: it waits for the other side, or is confirmed and waits to be sent once more. */
export function waitingConfirmation(code: string | undefined, requestId: string): PiaozoneError | undefined {
  if (code === undefined) return undefined;
  const goesOn = redConfirmationState(code)?.stage === 'waiting' || Number(code) === CONFIRMED;
  return goesOn ? waits(code, requestId) : undefined;
}

/** 购销双方已确认; 01 needs nobody, so the request that led to it issues. */
const CONFIRMED = 4;

/** Nothing is issued before the other side has acted; the same request goes on then. */
function waits(code: string, requestId: string): PiaozoneError {
  const { zh, en } = redConfirmationState(code)?.text ?? { zh: '', en: '' };
  return new PiaozoneError({
    code: 'person_action_required',
    reason: 'red-confirmation',
    outcome: 'rejected',
    requestId,
    upstreamCode: code,
    message: {
      zh: `红字确认单 ${code} ${zh}，红票尚未开具`,
      en: `the red confirmation is in state ${code} (${en}); the red invoice is not issued yet`,
    },
    hint: {
      zh: '请对方在 72 小时内在电子税局确认；确认后重新运行，流水号不变',
      en: 'let the other side confirm at the tax bureau within 72 hours, then run again; the serial number stays the same',
    },
  });
}
