import type { Decimal, JsonValue } from '@piaozone/core';

/** One line. Of its fields on the wire only `ownNumber` is published; the others are named by {@link SalesOrderSettings.itemFields}. */
export interface SalesOrderItem {
  /** 商品名称 / 货物名称, at most 90 */
  readonly goodsName: string;
  /** 商品编码 (税收分类编码), 19 digits */
  readonly goodsCode: string;
  /** 企业自编码 */
  readonly ownNumber?: string;
  /** 规格型号, at most 40 */
  readonly specification?: string;
  /** 单位, at most 20 */
  readonly unit?: string;
  /** 数量 */
  readonly quantity?: Decimal;
  /** 单价 */
  readonly unitPrice?: Decimal;
  /** 明细金额 */
  readonly amount: Decimal;
  /** 明细税率, a fraction such as `0.13` */
  readonly taxRate: Decimal;
  /** 税额 */
  readonly taxAmount?: Decimal;
  /** 优惠使用标识: `1` needs `vatException`. */
  readonly preferentialPolicy?: '0' | '1';
  /** 增值税特殊管理 */
  readonly vatException?: string;
  /** 零税率标识, needed at rate 0; its values here are not published. */
  readonly zeroTaxRateFlag?: string;
}

/** 销售单 for 扫码开票 (standard-edition §6.4). Names are those of the wire; amounts are decimal text and go out as exact JSON numbers. */
export interface SalesOrder {
  /** 开票方企业税号; its name on the wire is {@link SalesOrderSettings.issuerTaxNoField}. */
  readonly issuerTaxNo: string;
  /** 销售单编号, at most 40; the key: a repeat is answered with `00565`. */
  readonly saleNo: string;
  /** 销售单日期; its format is not published. */
  readonly saleDate: string;
  /** 发票类型; its values are not published. */
  readonly invoiceType: string;
  /** 分盘号 */
  readonly taxDiscNum: string;
  /** 销售单金额 = the sum of the lines */
  readonly totalAmount: Decimal;
  /** 开票金额 = `totalAmount` − `totalDiscount` */
  readonly invoiceAmount: Decimal;
  /** 订单总折扣金额 */
  readonly totalDiscount?: Decimal;
  /** 可折扣金额, not less than the discount */
  readonly discountedPortion?: Decimal;
  /** 折扣方式, needed with a discount; its values are not published. */
  readonly discountType?: string;
  /** 有效期; its unit is not published. A whole number. */
  readonly termValidity?: number;
  /** 含税标志; neither type nor values are published for this interface, so it is written as it is given. */
  readonly taxFlag?: string | number;
  /** 备注, at most 230 */
  readonly remark?: string;
  /** 抬头, at most 100 */
  readonly buyerName?: string;
  /** 买方地址电话, at most 100 */
  readonly buyerTelephoneAddress?: string;
  /** 买方银行账号, at most 100 */
  readonly buyerAccount?: string;
  readonly buyerTaxNo?: string;
  readonly buyerEmail?: string;
  readonly buyerMobilePhone?: string;
  readonly items: readonly SalesOrderItem[];
}

/** Name of a field on the wire; with `as` where its JSON type is another than usual (amounts and rates: number, everything else: text). */
export type WireField = string | { readonly name: string; readonly as: 'number' | 'text' };

export type SalesOrderItemFields = Readonly<Partial<Record<Exclude<keyof SalesOrderItem, 'ownNumber'>, WireField>>>;

/** What the reference leaves open about 上传销售单 (standard-edition §11): names without default. */
export interface SalesOrderSettings {
  /** Name of the issuer's tax number, whose absence is error `0520`. */
  readonly issuerTaxNoField: string;
  /** Names of the lines' fields. A value whose field has no name is refused here. */
  readonly itemFields: SalesOrderItemFields;
  /** Name of the issuing link in the answer's `data`. Without it the link is left in `raw`. */
  readonly linkField?: string;
  /** How the printed lengths count; not published. Default `characters`. */
  readonly lengthUnit?: 'characters' | 'gbk-bytes';
  /** Limits of the codes that print none: `00579`, `00544`, `0581`, `00581`. Without them only the cloud checks. */
  readonly maxLengths?: Readonly<Partial<Record<'buyerEmail' | 'buyerMobilePhone' | 'buyerTaxNo' | 'ownNumber', number>>>;
  /** Further head fields, under their names on the wire. None of those above may be among them. */
  readonly fields?: (order: SalesOrder) => Readonly<Record<string, JsonValue>>;
}
