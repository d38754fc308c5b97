import type { Decimal } from '@piaozone/core';

/** 发票种类 of `BILL.*` (flagship-and-cosmic §6.2); other interfaces have codes of their own. 数电: `08xdp` 专票, `10xdp` 普票; `012` 机动车; `030`, `029` 二手车. */
export type BillInvoiceType = '004' | '007' | '025' | '026' | '028' | '08xdp' | '10xdp' | '012' | '029' | '030';

/** 开票申请单, one element of `BILL.PUSH` (1.1.01). Names are those of the wire; amounts are decimal text. Lengths are characters unless GBK is said. */
export interface FlagshipBill {
  /** 单据编号, the business key: at most 50. The same number again is refused with 10127. */
  readonly billNo: string;
  /** 批次号, at most 50. */
  readonly batch?: string;
  /** 单据日期, `yyyy-M-d` in the sample. */
  readonly billDate?: string;
  /** 优先级; sample `0`. */
  readonly priority?: string;
  /** 下推规则; sample `0`. */
  readonly pushMatchRules?: string;
  /** 补全规则; sample empty. */
  readonly fillValueRule?: string;
  /** 征税方式; sample `0`. */
  readonly taxationStyle?: string;
  /** 特殊票种; sample empty. */
  readonly specialType?: string;
  /** 单据来源: 1 excel, 2 业务系统, 3 下推, 4 其他, 5 扫码, 6 手工, 7 应收下推. */
  readonly billSource?: '1' | '2' | '3' | '4' | '5' | '6' | '7';
  /** 发票性质: 0 蓝票, 1 红票. */
  readonly invoiceProperty: '0' | '1';
  readonly invoiceType: BillInvoiceType;
  /** 含税标志: whether line amounts include the tax. */
  readonly includeTaxFlag: '0' | '1';
  /** 清单标志. */
  readonly inventoryMark?: '0' | '1';
  /** 自动合并. */
  readonly autoMerge?: '0' | '1';
  /** 合计; required for 差额. */
  readonly totalAmount?: Decimal;
  /** `1` 自动开票 (positive bills in 待开票 or 未申请), `0` leaves it to a person. */
  readonly autoInvoice?: '0' | '1';
  /** 销方税号. One of this and `orgCode` is required. */
  readonly sellerTaxpayerId?: string;
  /** 组织编码 mapped to an imported organization; may be left out, but if sent must be right. */
  readonly orgCode?: string;
  readonly sellerName?: string;
  /** 销方地址电话, at most 100. */
  readonly sellerAddressAndTel?: string;
  /** 销方银行账号, at most 100. */
  readonly sellerBankAndAccount?: string;
  /** 购方名称, at most 100. */
  readonly buyerName: string;
  /** 购方税号, at most 20; required for 专票. */
  readonly buyerTaxpayerId?: string;
  /** 购方性质: 0 企业, 1 个人. */
  readonly buyerProperty?: '0' | '1';
  /** 购方地址电话, at most 100 bytes of GBK. */
  readonly buyerAddressAndTel?: string;
  /** 购方银行账号, at most 100 bytes of GBK. */
  readonly buyerBankAndAccount?: string;
  /** 收票手机, at most 80. */
  readonly buyerRecipientPhone?: string;
  /** 收票邮箱, at most 300. */
  readonly buyerRecipientMail?: string;
  /** 开票人, at most 10. */
  readonly drawer?: string;
  /** 收款人, at most 10. */
  readonly payee?: string;
  /** 复核人, at most 10. */
  readonly reviewer?: string;
  /** 备注, at most 230 bytes of GBK here; the channel may take less. */
  readonly remark?: string;
  /** 征收方式: 0 普通, 2 差额. */
  readonly taxedType?: '0' | '2';
  /** 扣除额, 差额 only. */
  readonly deduction?: Decimal;
  /** 原发票代码, at most 12. */
  readonly originalInvoiceCode?: string;
  /** 原发票号码, at most 8. */
  readonly originalInvoiceNumber?: string;
  /** 红字信息表编号, at most 16. */
  readonly redInfoBillNo?: string;
  /** 蓝票代码: empty for 数电. */
  readonly blueInvoiceCode?: string;
  /** 蓝票种类, must fit `invoiceType`. The other `blueInvoice…` names, its number among them, are not published here: they go into `more`. */
  readonly blueInvoiceType?: string;
  /** 设备编号; empty = default device. If sent it must be right. */
  readonly deviceNo?: string;
  readonly billDetail: readonly FlagshipBillLine[];
  /** Fields this interface does not name, sent as they are; what stands above wins. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** 明细行, one of `billDetail`. */
export interface FlagshipBillLine {
  /** 行性质: **2 正常商品, 0 被折扣行, 1 折扣行**; a 1 stands directly behind its 0. `ALLE.*` counts differently. */
  readonly lineProperty: '0' | '1' | '2';
  /** 明细 id, at most 50; comes back as `billSourceId`. */
  readonly detailId: string;
  /** 商品名称, at most 92 bytes of GBK. */
  readonly goodsName: string;
  readonly goodsCode?: string;
  /** 税收分类编码, 19 digits. */
  readonly revenueCode: string;
  readonly amount: Decimal;
  /** 税率: `0.13`, `13%` or `13`. */
  readonly taxRate: string;
  readonly taxAmount?: Decimal;
  readonly includeTaxAmount?: Decimal;
  /** Price and quantity: both or none. */
  readonly quantity?: Decimal;
  /** At most 8 decimals. */
  readonly price?: Decimal;
  readonly includeTaxPrice?: Decimal;
  /** 规格型号, at most 40 bytes of GBK. */
  readonly specification?: string;
  /** 单位, at most 22 bytes of GBK. */
  readonly units?: string;
  readonly discountAmount?: Decimal;
  readonly discountRate?: Decimal;
  /** 零税率标识: 1 出口退税, 2 不征税, 3 普通零税率. */
  readonly zeroTaxRateFlag?: string;
  /** 优惠政策标识. */
  readonly privilegeFlag?: '0' | '1';
  /** 优惠政策内容, at most 50. */
  readonly privilegeContent?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}
