import type { MockReply } from '@piaozone/testkit';
import { exactJson } from '@piaozone/testkit';

/** Codes of MsgCode (k3cloud §5). */
export const MSG = { contextLost: 1, fieldMissing: 9, notFound: 10, checkFailed: 11, parameters: 8 } as const;

export const SESSION_LOST = '会话信息已丢失，请重新登录';

export function json(value: unknown, headers?: Readonly<Record<string, string>>): MockReply {
  return { contentType: 'application/json; charset=utf-8', body: exactJson(value), ...(headers === undefined ? {} : { headers }) };
}

export function failed(message: string, msgCode: number): unknown {
  const errors = [{ FieldName: null, Message: message, DIndex: 0 }];
  return {
    Result: { ResponseStatus: { ErrorCode: 500, IsSuccess: false, Errors: errors, SuccessEntitys: [], SuccessMessages: [], MsgCode: msgCode } },
  };
}

/** A failed query looks like a row. */
export function failedQuery(message: string, msgCode: number): unknown {
  return [[failed(message, msgCode)]];
}

export function succeeded(more: Readonly<Record<string, unknown>> = {}): unknown {
  const status = { ErrorCode: '', IsSuccess: true, Errors: [], SuccessEntitys: [], SuccessMessages: [], MsgCode: 0 };
  return { Result: { ResponseStatus: status, ...more } };
}
