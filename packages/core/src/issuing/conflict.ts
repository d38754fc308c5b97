import { PiaozoneError } from '../errors.js';
import type { Operation } from './operation-store.js';

/** The bill changed after something was sent for it. Issuing the new content under the same serial number would hide the difference, under a new one issue twice. */
export function operationConflict(known: Operation): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: {
      zh: `单据内容与已发送过的开票请求不一致（流水号 ${known.serialNo}，状态 ${known.state}）`,
      en: `the bill differs from the request already sent for it (serial number ${known.serialNo}, state ${known.state})`,
    },
    hint: {
      zh: '先查询该流水号的结果；已开具的应红冲后另建单据，不要修改原单据重开',
      en: 'query that serial number first; reverse an issued invoice and use a new bill instead of changing this one',
    },
  });
}
