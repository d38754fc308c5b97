import type { Envelope } from './envelope.js';

/**
 * Answers after which an invoice certainly does not exist: refused before the tax bureau saw anything, or by its own rules (business-rules §11.6).
 * Matched by text, because codes are reused between products; a code counts where the reference prints it for this very call.
 * Deliberately short: an answer that is not here is treated as open and queried.
 */
const REFUSAL_CODES: ReadonlySet<string> = new Set([
  '1101', // credentials do not fit the enterprise
  '1200', // 授权ID不能为空
  '3002', // 未找到对应蓝票
]);

const REFUSAL_TEXTS: readonly string[] = [
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

export function isRefusedBeforeIssuing({ code, description }: Envelope): boolean {
  return REFUSAL_CODES.has(code) || REFUSAL_TEXTS.some((text) => description.includes(text));
}

export function isPersonAction({ code, description }: Envelope): boolean {
  return PERSON_ACTION_CODES.has(code) || PERSON_ACTION_TEXT.test(description);
}

export function isDuplicateSerial(description: string): boolean {
  return description.includes(DUPLICATE_TEXT);
}
