import { type Bilingual, diagnose, PiaozoneError, type PiaozoneErrorInit } from '@piaozone/core';

/** The invoice cloud has it, and says why it did not issue it; it may still do so by itself (hourly re-issue) or by somebody's hand (flagship-and-cosmic §11). */
export function failedAtCloud(texts: readonly string[], issued: readonly string[], requestId: string): PiaozoneError {
  const said = texts.join('；');
  const diagnosis = diagnose(said);
  const numbers = issued.join('、');
  return new PiaozoneError({
    code:
      diagnosis?.category === 'tax-bureau-login' || diagnosis?.category === 'face-authentication'
        ? 'person_action_required'
        : 'business_unrecognised',
    outcome: 'unknown',
    requestId,
    upstreamMessage: said,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    message: partly(said, numbers),
    hint: {
      zh: '发票云可能自动重开：请在发票云中处理该开票申请单（修改后重开或撤回），不要另建单据重开',
      en: 'the invoice cloud may issue it again by itself: deal with the request there (correct and issue, or withdraw), never with another bill',
    },
  });
}

function partly(said: string, numbers: string): Bilingual {
  if (numbers === '') return { zh: `发票云未能开具：${said}`, en: `the invoice cloud could not issue it: ${said}` };
  return {
    zh: `该单据只开具了一部分（${numbers}），其余未能开具：${said}`,
    en: `only a part of the bill was issued (${numbers}), the rest failed: ${said}`,
  };
}

/** An answer that proves neither that the invoice exists nor that it does not. */
export function provesNothing(message: Bilingual, requestId: string, more: Partial<PiaozoneErrorInit> = {}): PiaozoneError {
  return new PiaozoneError({ code: 'business_unrecognised', outcome: 'unknown', requestId, message, ...more });
}
