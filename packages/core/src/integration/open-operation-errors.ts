import { PiaozoneError } from '../errors.js';
import type { PreparedRequest, QueryResult } from '../issuing/route.js';

/** A red request that names no blue invoice the route could find. */
export function originalUnknown(request: PreparedRequest): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'rejected',
    message: { zh: `红字请求 ${request.serialNo} 没有指明原蓝票`, en: `the red request ${request.serialNo} does not name its blue invoice` },
    hint: { zh: '给出原蓝字单据号、流水号或发票号码', en: 'give the number of the blue bill, its serial number or its invoice number' },
  });
}

export function reviewError(request: PreparedRequest, found: QueryResult): PiaozoneError {
  return new PiaozoneError({
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: {
      zh: `流水号 ${request.serialNo} 曾经发送但查不到结果，且该开票通道没有声明重复流水号会被拦截`,
      en: `serial number ${request.serialNo} was sent before, no result can be found, and this route does not declare that a repeated serial number is caught`,
    },
    hint: {
      zh: '请在电子税局或发票云查看是否已开具后再处理；绝不要换流水号重开。确认云端会拦截重复流水号时，在开票通道设置 dedup',
      en: 'look at the tax bureau or the invoice cloud first; never send it under another serial number. If the cloud is known to catch repeats, set `dedup` of the route',
    },
    ...('error' in found ? { cause: found.error } : {}),
  });
}

/** An invoice is recorded, in part or with differences, and the cloud shows nothing of it now. */
export function recordedError({ serialNo }: PreparedRequest, found: QueryResult): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'unknown',
    message: {
      zh: `流水号 ${serialNo} 已记录有发票（部分开具或与单据不一致），本次查询没有给出定论；不会再次发送`,
      en: `an invoice is recorded under serial number ${serialNo} (issued in part, or different from the bill) and the query decides nothing; nothing is sent again`,
    },
    hint: { zh: '请人工核对发票云与单据后处理', en: 'let a person compare the invoice cloud with the bill' },
    ...('error' in found ? { cause: found.error } : {}),
  });
}

export function takenByAnother(request: PreparedRequest): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: `流水号 ${request.serialNo} 正由另一进程处理`, en: `serial number ${request.serialNo} is being worked on by another process` },
  });
}
