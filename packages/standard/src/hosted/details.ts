import { asText, isObject, type JsonObject, type JsonValue } from '@piaozone/core';

/** One line of {@link HostedInvoiceDetails}; texts as the cloud writes them. */
export interface HostedInvoiceItem {
  /** 商品名称 */
  readonly goodsName?: string;
  /** 税收分类编码 */
  readonly goodsCode?: string;
  /** 规格型号 */
  readonly specModel?: string;
  /** 单位 */
  readonly unit?: string;
  /** 数量 */
  readonly num?: string;
  /** 单价 */
  readonly unitPrice?: string;
  /** 金额 */
  readonly detailAmount?: string;
  /** 税率, a fraction such as `0.06` */
  readonly taxRate?: string;
  /** 税额 */
  readonly taxAmount?: string;
  /** 行性质; only `0` is proved */
  readonly discountType?: string;
  /** 优惠政策标识: `0` no, `1` yes */
  readonly preferentialPolicy?: string;
  /** 增值税特殊管理 */
  readonly vatException?: string;
  /** 零税率标识 */
  readonly zeroTaxRateFlag?: string;
  readonly raw: JsonObject;
}

/** Every field that is held of the answer to 查询(流水号) (standard-edition §6.1). Missing, `null` and empty are absent; whatever else came is in `raw`. */
export interface HostedInvoiceDetails {
  /** 流水号, 发票云唯一 */
  readonly serialNo?: string;
  /** 订单号 */
  readonly orderNo?: string;
  /** 发票种类, a number of the dictionary (§8) */
  readonly invoiceType?: string;
  /** `0` 蓝票, `1` 红票 */
  readonly type?: string;
  /** `0` 正常, `1` 失控, `2` 作废, `3` 红冲, `4` 异常 */
  readonly invoiceStatus?: string;
  /** 作废标志; its values are not published */
  readonly invalid?: string;
  /** 作废日期 */
  readonly invalidDate?: string;
  /** 发票代码 */
  readonly invoiceCode?: string;
  /** 发票号码 */
  readonly invoiceNo?: string;
  /** 开票时间, `2015-11-12 17:43:51` */
  readonly invoiceDate?: string;
  /** 校验码 */
  readonly checkCode?: string;
  /** 机器编号 */
  readonly machineNo?: string;
  /** 密码区 */
  readonly cipherArea?: string;
  /** 销方名称 */
  readonly salerName?: string;
  /** 销方税号 */
  readonly salerTaxNo?: string;
  /** 销方地址电话 */
  readonly salerAddressPhone?: string;
  /** 销方开户行及账号 */
  readonly salerAccount?: string;
  /** 购方名称 */
  readonly buyerName?: string;
  /** 购方税号 */
  readonly buyerTaxNo?: string;
  /** 购方地址电话 */
  readonly buyerAddressPhone?: string;
  /** 购方开户行及账号 */
  readonly buyerAccount?: string;
  /** 购方邮箱 */
  readonly buyerEmail?: string;
  /** 购方手机 */
  readonly buyerMobilePhone?: string;
  /** 不含税金额 */
  readonly invoiceAmount?: string;
  /** 税额 */
  readonly totalTaxAmount?: string;
  /** 价税合计 */
  readonly totalAmount?: string;
  /** 价税合计大写 */
  readonly totalAmountCn?: string;
  /** 备注 */
  readonly remark?: string;
  /** 开票人 */
  readonly drawer?: string;
  /** 收款人 */
  readonly payee?: string;
  /** 复核人 */
  readonly reviewer?: string;
  /** `1` 含税, `0` 不含税 */
  readonly taxFlag?: string;
  /** 清单标志 */
  readonly qsbz?: string;
  /** 清单名称 */
  readonly itemName?: string;
  /** 收购票 */
  readonly sgfp?: string;
  /** 原发票代码, of a red invoice */
  readonly originalInvoiceCode?: string;
  /** 原发票号码 */
  readonly originalInvoiceNo?: string;
  /** PDF 地址, alive about 60 days; `pdfUrl` in the answers to create and red */
  readonly pdfurl?: string;
  /** The cloud's original PDF, as its name says */
  readonly kdorgpdfurl?: string;
  /** 快照地址 */
  readonly snapshotUrl?: string;
  /** 微信卡包地址 */
  readonly wxCardBagUrl?: string;
  /** Not said what they are for; the reference calls them ignorable. */
  readonly hxbw?: string;
  readonly fwm?: string;
  readonly invoiceChannel?: string;
  readonly items: readonly HostedInvoiceItem[];
  /** `data` as it came, numbers exact. */
  readonly raw: JsonObject;
}

type TextFields<T> = Readonly<Record<Exclude<keyof T, 'items' | 'raw'>, true>>;

// Records, so that a field of the interface that is not read is a compile error.
const HEAD: TextFields<HostedInvoiceDetails> = {
  serialNo: true,
  orderNo: true,
  invoiceType: true,
  type: true,
  invoiceStatus: true,
  invalid: true,
  invalidDate: true,
  invoiceCode: true,
  invoiceNo: true,
  invoiceDate: true,
  checkCode: true,
  machineNo: true,
  cipherArea: true,
  salerName: true,
  salerTaxNo: true,
  salerAddressPhone: true,
  salerAccount: true,
  buyerName: true,
  buyerTaxNo: true,
  buyerAddressPhone: true,
  buyerAccount: true,
  buyerEmail: true,
  buyerMobilePhone: true,
  invoiceAmount: true,
  totalTaxAmount: true,
  totalAmount: true,
  totalAmountCn: true,
  remark: true,
  drawer: true,
  payee: true,
  reviewer: true,
  taxFlag: true,
  qsbz: true,
  itemName: true,
  sgfp: true,
  originalInvoiceCode: true,
  originalInvoiceNo: true,
  pdfurl: true,
  kdorgpdfurl: true,
  snapshotUrl: true,
  wxCardBagUrl: true,
  hxbw: true,
  fwm: true,
  invoiceChannel: true,
};
const ITEM: TextFields<HostedInvoiceItem> = {
  goodsName: true,
  goodsCode: true,
  specModel: true,
  unit: true,
  num: true,
  unitPrice: true,
  detailAmount: true,
  taxRate: true,
  taxAmount: true,
  discountType: true,
  preferentialPolicy: true,
  vatException: true,
  zeroTaxRateFlag: true,
};

/** Reads `data` of an answer, or `raw` of an invoice that hosted issuing gave. Anything but an object has no fields. */
export function hostedInvoiceDetails(data: unknown): HostedInvoiceDetails {
  const raw = isObject(data as JsonValue | undefined) ? (data as JsonObject) : {};
  const { items } = raw;
  return { ...texts(raw, HEAD), items: Array.isArray(items) ? (items as readonly JsonValue[]).filter(isObject).map(readItem) : [], raw };
}

function readItem(raw: JsonObject): HostedInvoiceItem {
  return { ...texts(raw, ITEM), raw };
}

function texts<Name extends string>(raw: JsonObject, names: Readonly<Record<Name, true>>): { readonly [N in Name]?: string } {
  const read: { [N in Name]?: string } = {};
  for (const name of Object.keys(names) as Name[]) {
    const text = asText(raw[name]);
    if (text !== undefined && text !== '') read[name] = text;
  }
  return read;
}
