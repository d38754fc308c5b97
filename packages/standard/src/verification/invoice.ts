import { isObject, type JsonObject, type JsonValue } from '@piaozone/core';
import { type KeptFile, keptFiles } from '../kept-files.js';
import { textFields } from '../text-fields.js';

/** One line of a recognised invoice. Only the rate is proved in these answers; the other names are those of hosted issuing (standard-edition §6.1, §6.8). */
export interface RecognizedItem {
  /** 商品名称 */
  readonly goodsName?: string;
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
  /** 税率 */
  readonly taxRate?: string;
  /** 税额 */
  readonly taxAmount?: string;
  readonly raw: JsonObject;
}

/**
 * An invoice as recognition and verification give it (standard-edition §6.8, §8). Texts as they came; missing, `null` and empty are absent. Structures of VAT
 * invoices are not published: names beyond those a working client reads are of §6.1. Whatever else came is in `raw`.
 */
export interface RecognizedInvoice {
  /** 流水号 at the cloud */
  readonly serialNo?: string;
  /** 发票种类, a number of `INVOICE_TYPES` */
  readonly invoiceType?: string;
  /** 发票代码; 数电 invoices have none */
  readonly invoiceCode?: string;
  /** 发票号码 */
  readonly invoiceNo?: string;
  /** 开票日期 */
  readonly invoiceDate?: string;
  /** 校验码 */
  readonly checkCode?: string;
  /** 销方名称 */
  readonly salerName?: string;
  /** 销方税号 */
  readonly salerTaxNo?: string;
  /** 销方开户行及账号 */
  readonly salerAccount?: string;
  /** 购方名称 */
  readonly buyerName?: string;
  /** 购方税号 */
  readonly buyerTaxNo?: string;
  /** 金额 */
  readonly amount?: string;
  /** 不含税金额 */
  readonly invoiceMoney?: string;
  /** 不含税金额, its name in issuing */
  readonly invoiceAmount?: string;
  /** 税额 */
  readonly taxAmount?: string;
  /** 税额, its name in issuing */
  readonly totalTaxAmount?: string;
  /** 价税合计 */
  readonly totalAmount?: string;
  /** 税率 */
  readonly taxRate?: string;
  /** 作废标志: `N` is not void; further values are not published */
  readonly cancelMark?: string;
  /** 电子客票号码: the number of type 10 */
  readonly electronicTicketNum?: string;
  /** 备注 */
  readonly remark?: string;
  /** `1` 未用, `30` 在用, `60` 已用, `65` 已入账 */
  readonly expendStatus?: string;
  /** 采集时间 */
  readonly billCreateTime?: string;
  /** `1` 通过, `2` 不通过, `3` 未查验 */
  readonly checkStatus?: string;
  /** Links; the cloud calls these four deprecated in favour of `files`. */
  readonly downloadUrl?: string;
  readonly pdfurl?: string;
  readonly kdcloudUrl?: string;
  readonly snapshotUrl?: string;
  readonly xbrlLocalUrl?: string;
  readonly xbrlName?: string;
  readonly xbrlUrl?: string;
  readonly receiveXbrlLocalUrl?: string;
  readonly receiveXbrlName?: string;
  readonly receiveXbrlUrl?: string;
  readonly items: readonly RecognizedItem[];
  readonly files: readonly KeptFile[];
  /** As it came, numbers exact. `trainTicket` and `airTicket` read the fields of types 9 and 28 from it. */
  readonly raw: JsonObject;
}

type Texts<T> = Readonly<Record<Exclude<keyof T, 'items' | 'files' | 'raw'>, true>>;

// Records, so that a field of the interface that is not read is a compile error.
const HEAD: Texts<RecognizedInvoice> = {
  serialNo: true,
  invoiceType: true,
  invoiceCode: true,
  invoiceNo: true,
  invoiceDate: true,
  checkCode: true,
  salerName: true,
  salerTaxNo: true,
  salerAccount: true,
  buyerName: true,
  buyerTaxNo: true,
  amount: true,
  invoiceMoney: true,
  invoiceAmount: true,
  taxAmount: true,
  totalTaxAmount: true,
  totalAmount: true,
  taxRate: true,
  cancelMark: true,
  electronicTicketNum: true,
  remark: true,
  expendStatus: true,
  billCreateTime: true,
  checkStatus: true,
  downloadUrl: true,
  pdfurl: true,
  kdcloudUrl: true,
  snapshotUrl: true,
  xbrlLocalUrl: true,
  xbrlName: true,
  xbrlUrl: true,
  receiveXbrlLocalUrl: true,
  receiveXbrlName: true,
  receiveXbrlUrl: true,
};
const ITEM: Texts<RecognizedItem> = {
  goodsName: true,
  specModel: true,
  unit: true,
  num: true,
  unitPrice: true,
  detailAmount: true,
  taxRate: true,
  taxAmount: true,
};
export function recognizedInvoice(raw: JsonObject): RecognizedInvoice {
  return {
    ...textFields(raw, HEAD),
    items: objects(raw['items']).map((item) => ({ ...textFields(item, ITEM), raw: item })),
    files: keptFiles(raw),
    raw,
  };
}

/** True for an object that speaks of an invoice; data of a refusal (a login page, say) does not. */
export function isInvoice(value: JsonValue): value is JsonObject {
  if (!isObject(value)) return false;
  const { invoiceNo, invoiceCode, invoiceType, electronicTicketNum, printingSequenceNo } = textFields(value, IDENTITY);
  return [invoiceNo, invoiceCode, invoiceType, electronicTicketNum, printingSequenceNo].some((text) => text !== undefined);
}

const IDENTITY = { invoiceNo: true, invoiceCode: true, invoiceType: true, electronicTicketNum: true, printingSequenceNo: true } as const;

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}
