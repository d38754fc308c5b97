import type { Envelope } from './envelope.js';

/**
 * Answers after which an invoice certainly does not exist: refused before the tax bureau saw anything, or by its own rules (business-rules §11.6).
 * Matched by text alone: codes such as `1101` and `3002` mean other things elsewhere (business-rules §13), and a wrong "certainly not" costs a second invoice.
 * Deliberately short: an answer that is not here is treated as open and queried.
 */
const REFUSAL_TEXTS: readonly string[] = [
  '授权ID不能为空',
  '基础授权信息有误',
  '签名认证不通过',
  '未配置全电开票账号',
  '未找到对应蓝票',
  '明细行数最大上限不允许超',
  '您当前无可用发票代码号码',
  '查无此客户端，推送失败',
];

/** Login or face authentication at the tax bureau is over (business-rules §5). */
const PERSON_ACTION_CODES: ReadonlySet<string> = new Set(['91300', '91400']);
const PERSON_ACTION_TEXT = /身份认证|扫脸认证|电子税局登录已失效/;

/** The same serial number was sent before (hosted create; its code is not documented). */
const DUPLICATE_TEXT = '该流水号已经存在';

export function isRefusedBeforeIssuing({ description }: Envelope): boolean {
  return REFUSAL_TEXTS.some((text) => description.includes(text));
}

export function isPersonAction({ code, description }: Envelope): boolean {
  return PERSON_ACTION_CODES.has(code) || PERSON_ACTION_TEXT.test(description);
}

export function isDuplicateSerial(description: string): boolean {
  return description.includes(DUPLICATE_TEXT);
}
