import type { Bilingual, Effect } from '@piaozone/core';

/** One operation of the long link, chosen by `czlx` in the body. */
export interface LongLinkOperation {
  /** As it stands on the wire. */
  readonly czlx: string;
  readonly title: Bilingual;
  readonly effect: Effect;
}

const operation = (czlx: string, effect: Effect, zh: string, en: string): LongLinkOperation => ({ czlx, effect, title: { zh, en } });

/**
 * The menu 税控&数电同步开票 (standard-edition §5). Only the body of 115 is published; the others go through {@link LongLinkService.call} with a body the caller
 * knows. Whatever may print, issue, reverse or reserve is a `write`: a lost answer is never repeated.
 */
export const LONG_LINK_OPERATIONS: readonly LongLinkOperation[] = [
  operation('7', 'read', '读取税盘信息', 'read the tax disk'),
  operation('30', 'read', '读取票种信息', 'read the invoice kinds'),
  operation('3', 'write', '发票开具', 'issue an invoice'),
  operation('6', 'write', '发票作废', 'void an invoice'),
  operation('5', 'read', '发票查询', 'query invoices'),
  operation('4', 'write', '发票打印', 'print an invoice'),
  operation('20', 'write', '专用发票申请红字信息表', 'apply for a red-letter information form'),
  operation('18', 'read', '查询红字信息表', 'query red-letter information forms'),
  operation('32', 'write', '批量打印', 'print several invoices'),
  operation('40', 'write', '机动车开具', 'issue a motor vehicle invoice'),
  operation('41', 'read', '机动车查询', 'query motor vehicle invoices'),
  operation('42', 'write', '机动车红冲', 'reverse a motor vehicle invoice'),
  operation('51', 'read', '核定票种查询', 'query the approved invoice kinds'),
  operation('43', 'write', '二手车开具', 'issue a used car invoice'),
  operation('44', 'read', '二手车查询', 'query used car invoices'),
  operation('45', 'write', '二手车红冲', 'reverse a used car invoice'),
  operation('122', 'read', '查询授信额度', 'query the credit limit'),
  operation('110', 'write', '电子发票开具', 'issue an electronic invoice (for 数电 use 3)'),
  operation('113', 'read', '电子发票信息查询', 'query an electronic invoice'),
  operation('114', 'write', '电子发票红冲（只支持全额红冲）', 'reverse an electronic invoice, in full only'),
  operation('115', 'read', '刷新PDF', 'refresh the PDF'),
  operation('116', 'read', '查询电子发票余量', 'query the remaining electronic invoices'),
  operation('504', 'read', '查询税收分类编码信息', 'query tax classification codes'),
  operation('901', 'read', '获取打印机列表', 'list printers'),
];

const BY_CODE: ReadonlyMap<string, LongLinkOperation> = new Map(LONG_LINK_OPERATIONS.map((each) => [each.czlx, each]));

/** @returns undefined for a code that the menu does not have */
export function longLinkOperation(czlx: string): LongLinkOperation | undefined {
  return BY_CODE.get(czlx);
}
