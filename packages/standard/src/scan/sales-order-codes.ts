import type { Bilingual, Problem } from '@piaozone/core';

/** One code of 上传销售单; `zh` is the cloud's own text. */
export interface SalesOrderCode extends Bilingual {
  /** Code of `@piaozone/diagnosis`: cause and remedy. */
  readonly diagnosis?: string;
}

const entry = (zh: string, en: string, diagnosis?: string): SalesOrderCode => ({ zh, en, ...(diagnosis === undefined ? {} : { diagnosis }) });

/** Stored. */
export const SAVED = '0000';
/** Not stored, or it is not known why: the one failure that is no refusal of what was sent. */
export const SAVE_FAILED = '0001';
/** A sales order of this `saleNo` is there. */
export const ALREADY_SAVED = '00565';

/** Every code of 上传销售单 (standard-edition §4). Widths are as printed and codes are text: `0581` and `00581` are two things. */
export const SALES_ORDER_CODES = {
  '0000': entry('保存数据成功', 'the order is saved'),
  '0001': entry('保存数据失败', 'the order could not be saved', 'SALES_ORDER_SAVE_FAILED'),
  '0520': entry('开票方企业税号不能为空', 'the tax number of the issuing enterprise is missing', 'SALES_ORDER_SELLER_TAX_NO_EMPTY'),
  '00552': entry('销售单编号不能为空', 'the number of the sales order is missing', 'SALES_ORDER_NUMBER_EMPTY'),
  '00553': entry('销售单日期不能为空', 'the date of the sales order is missing', 'SALES_ORDER_DATE_EMPTY'),
  '00554': entry('销售单发票类型不能为空', 'the invoice type of the sales order is missing', 'SALES_ORDER_INVOICE_TYPE_EMPTY'),
  '00555': entry('分盘号不能为空', 'the disk number is missing', 'SALES_ORDER_DISK_NUMBER_EMPTY'),
  '00556': entry('销售单明细不能为空', 'the sales order has no lines', 'SALES_ORDER_ITEMS_EMPTY'),
  '00550': entry('销售单开票金额不能为空', 'the amount to be invoiced is missing', 'SALES_ORDER_INVOICE_AMOUNT_EMPTY'),
  '00551': entry('销售单金额不能为空', 'the amount of the sales order is missing', 'SALES_ORDER_TOTAL_AMOUNT_EMPTY'),
  '00548': entry('销售单编号超过规定长度40位', 'the number of the sales order is longer than 40', 'SALES_ORDER_NUMBER_TOO_LONG'),
  '00549': entry('销售单备注超过规定长度230位', 'the remark is longer than 230', 'SALES_ORDER_REMARK_TOO_LONG'),
  '00505': entry('买方银行账号超过规定长度100位', 'bank and account of the buyer are longer than 100', 'SALES_ORDER_BUYER_ACCOUNT_TOO_LONG'),
  '00506': entry('买方地址电话超过规定长度100位', 'address and phone of the buyer are longer than 100', 'SALES_ORDER_BUYER_ADDRESS_TOO_LONG'),
  '00579': entry('买方邮箱超长', 'the mail address of the buyer is too long', 'SALES_ORDER_BUYER_EMAIL_TOO_LONG'),
  '00544': entry('买方手机号码超长', 'the mobile number of the buyer is too long', 'SALES_ORDER_BUYER_MOBILE_TOO_LONG'),
  '0581': entry('买方税号超长', 'the tax number of the buyer is too long', 'SALES_ORDER_BUYER_TAX_NO_TOO_LONG'),
  '00504': entry('抬头超过规定长度100位', 'the title is longer than 100', 'SALES_ORDER_TITLE_TOO_LONG'),
  '00565': entry('销售单已存在,不能重复导入', 'there is a sales order of this number already', 'SALES_ORDER_ALREADY_STORED'),
  '00559': entry('商品名称不能为空', 'the name of the goods is missing', 'SALES_ORDER_ITEM_NAME_EMPTY'),
  '00560': entry('商品编码长度必须为19位', 'the goods code must have 19 digits', 'SALES_ORDER_GOODS_CODE_LENGTH'),
  '00561': entry('优惠使用标识参数错误', 'the preference flag is wrong', 'SALES_ORDER_PREFERENCE_FLAG_INVALID'),
  '00562': entry(
    '发票使用标记为1时,增值税特殊管理不能为空',
    'with preference flag 1 the special VAT treatment is needed',
    'SALES_ORDER_VAT_SPECIAL_EMPTY',
  ),
  '00563': entry('明细金额不能为空', 'the amount of the line is missing', 'SALES_ORDER_LINE_AMOUNT_EMPTY'),
  '00564': entry('明细税率不能为空', 'the tax rate of the line is missing', 'SALES_ORDER_LINE_RATE_EMPTY'),
  '00509': entry('单位超过规定长度20位', 'the unit is longer than 20', 'SALES_ORDER_UNIT_TOO_LONG'),
  '00508': entry('规格型号超过规定长度40位', 'the specification is longer than 40', 'SALES_ORDER_SPECIFICATION_TOO_LONG'),
  '00507': entry('货物名称超过规定长度90位', 'the name of the goods is longer than 90', 'SALES_ORDER_GOODS_NAME_TOO_LONG'),
  '00581': entry('企业自编码超过规定长度', 'the own code of the enterprise is too long', 'SALES_ORDER_OWN_CODE_TOO_LONG'),
  '00580': entry(
    '订单总折扣金额大于0时,折扣方式不能为空',
    'with a total discount above 0 the kind of discount is needed',
    'SALES_ORDER_DISCOUNT_TYPE_EMPTY',
  ),
  '00583': entry('明细税率为零时,必须有零税率标识', 'a line with rate 0 needs the zero-rate flag', 'SALES_ORDER_ZERO_RATE_FLAG_MISSING'),
  '00569': entry('明细金额之和不等于总金额', 'the lines do not add up to the total', 'SALES_ORDER_LINES_TOTAL_DIFFERS'),
  '00568': entry('总金额减去折扣额不等于开票金额', 'total minus discount is not the amount to be invoiced', 'SALES_ORDER_INVOICE_AMOUNT_DIFFERS'),
  '00567': entry('折扣金额大于可折扣比例金额', 'the discount is larger than what may be discounted', 'SALES_ORDER_DISCOUNT_TOO_HIGH'),
} as const satisfies Readonly<Record<string, SalesOrderCode>>;

export type SalesOrderErrorCode = Exclude<keyof typeof SALES_ORDER_CODES, '0000'>;

/** The entry of a code as it came; `undefined` for one that is not printed. */
export function salesOrderCode(code: string | undefined): SalesOrderCode | undefined {
  return code !== undefined && Object.hasOwn(SALES_ORDER_CODES, code) ? SALES_ORDER_CODES[code as keyof typeof SALES_ORDER_CODES] : undefined;
}

/** The same problem that the cloud would report, found here. `detail` = the figures that make it. */
export function salesOrderProblem(code: SalesOrderErrorCode, path: string, detail?: Bilingual): Problem {
  const { zh, en, diagnosis }: SalesOrderCode = SALES_ORDER_CODES[code];
  const [moreZh, moreEn] = detail === undefined ? ['', ''] : [`：${detail.zh}`, `: ${detail.en}`];
  return { path, message: { zh: `${code} ${zh}${moreZh}`, en: `${code} ${en}${moreEn}` }, ...(diagnosis === undefined ? {} : { diagnosis }) };
}
