import { type Call, type Locale, PiaozoneError, requireBillValues, type WriteBack, writeBackValues } from '@piaozone/core/adapter';
import type { WriteBackSettings } from '../settings/types.js';
import type { Facade } from './facade.js';
import { sourcesOf } from './request.js';
import { textAt } from './values.js';

/**
 * Writes one invoice into its bill, once: whatever is not answered clearly goes up as unknown, and the next run writes again, which the facade must take
 * as `already written`.
 * @throws request_invalid when the bill lacks a value the parts name; erp_rejected when EAS refuses; business_unrecognised when the settings do not know the answer
 */
export async function writeBackTo(
  facade: Facade,
  operation: WriteBackSettings,
  result: WriteBack,
  locale: Locale,
  call: Call,
): Promise<'written' | 'already-written'> {
  const name = 'eas.writeBack';
  requireBillValues(result, sourcesOf(operation), locale);
  const answer = await facade.call({ name, operation, values: writeBackValues(result), effect: 'write' }, call);
  const { path, written, alreadyWritten, rejected = [] } = operation.result;
  const state = textAt(answer, path) ?? '';
  if (written.includes(state)) return 'written';
  if (alreadyWritten.includes(state)) return 'already-written';
  const refused = rejected.includes(state);
  const text = facade.explain(answer, operation);
  const { number } = result.bill;
  throw new PiaozoneError({
    code: refused ? 'erp_rejected' : 'business_unrecognised',
    outcome: refused ? 'rejected' : 'unknown',
    operation: name,
    requestId: call.requestId,
    upstreamCode: state.slice(0, 80),
    message: refused
      ? { zh: `EAS 拒绝回写单据 ${number}：${text}`, en: `EAS refused the write-back into bill ${number}: ${text}` }
      : {
          zh: `单据 ${number} 的回写结果不在 writeBack.result 的设置中：${text}`,
          en: `the result of the write-back into bill ${number} is not among those of writeBack.result: ${text}`,
        },
  });
}
