import {
  asText,
  type CallbackContent,
  type CallbackProfile,
  type CallbackResponse,
  isObject,
  type JsonObject,
  type JsonValue,
  loadXml,
  readCallbackJson,
  stringifyExact,
  undecodableCallback,
  type XmlElement,
  type XmlReader,
} from '@piaozone/core';

/** 回推 after a scan: what was issued for one sales order (standard-edition §7.1). Missing, `null` and empty are absent. */
export interface ScanPush {
  /** 销售单编号 / 小票单号 */
  readonly saleNo: string;
  /** `PT` 普通, `ZY` 专用, `DZ` 电子; others pass through */
  readonly invoiceType?: string;
  /** 1 扫码, 2 小程序; on the wire `InvoiceSouce` (sic), the correct spelling is read too. Missing in the official sample. */
  readonly invoiceSource?: string;
  /** 发票抬头 */
  readonly invoiceTitle?: string;
  /** 开票金额, decimal text */
  readonly invoiceAmount?: string;
  /** 开票时间, `yyyy-MM-dd HH:mm:ss` */
  readonly invoiceTime?: string;
  /** 发票号码 */
  readonly invoiceNo?: string;
  /** 发票代码 */
  readonly invoiceCode?: string;
  /** 税号 */
  readonly taxNo?: string;
  /** 开户行及账号 */
  readonly invoiceBank?: string;
  /** 地址电话 */
  readonly invoiceAddr?: string;
  /** PDF 地址. Nobody signed the push: never fetch it without a check of its host. */
  readonly invoiceUrl?: string;
  /** 开票公司 */
  readonly invoiceCompany?: string;
  readonly openId?: string;
  /** Milliseconds; a number in the sample, a text in the table */
  readonly timestamp?: string;
  /** Every field as it came; of XML the texts of the elements. */
  readonly raw: JsonObject;
}

type Field = Exclude<keyof ScanPush, 'raw'>;

/** Wire names; the first is the printed one. */
const NAMES: Readonly<Record<Field, readonly [string, ...string[]]>> = {
  saleNo: ['SaleNo'],
  invoiceType: ['InvoiceType'],
  invoiceSource: ['InvoiceSouce', 'InvoiceSource'],
  invoiceTitle: ['InvoiceTitle'],
  invoiceAmount: ['InvoiceAmount'],
  invoiceTime: ['InvoiceTime'],
  invoiceNo: ['InvoiceNo'],
  invoiceCode: ['InvoiceCode'],
  taxNo: ['TaxNo'],
  invoiceBank: ['InvoiceBank'],
  invoiceAddr: ['InvoiceAddr'],
  invoiceUrl: ['InvoiceUrl'],
  invoiceCompany: ['InvoiceCompany'],
  openId: ['OpenId'],
  timestamp: ['Timestamp'],
};

export interface ScanPushSettings {
  /** What is answered to a push that is stored. The page leaves it to the customer (`返回结果：自行定义`). Default 200 `{"success":true}`. */
  readonly accepted?: CallbackResponse;
}

/**
 * 回推 as a profile of core's callback receiver, JSON or XML. One message is one issued invoice: a repeat is told by sales order, code and number. What cannot be
 * read is kept for a person. The pushes are not signed, so a route needs its `pathToken`, and handlers check what they are told.
 */
export async function scanPushProfile({ accepted = ACCEPTED }: ScanPushSettings = {}): Promise<CallbackProfile<ScanPush>> {
  const xml = await loadXml();
  const answers = { accepted, refused: REFUSED, unavailable: UNAVAILABLE };
  return {
    id: 'standard-scan-push',
    keepUndecodable: true,
    decode: (content) => [readPush(fieldsOf(content, xml))],
    identify: ({ saleNo, invoiceCode, invoiceNo }) => [saleNo, invoiceCode, invoiceNo],
    acknowledge: ({ outcome }) => answers[outcome],
    encode,
  };
}

const ACCEPTED: CallbackResponse = { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '{"success":true}' };
const REFUSED: CallbackResponse = { status: 400, headers: {}, body: '' };
const UNAVAILABLE: CallbackResponse = { status: 503, headers: {}, body: '' };

/** By what it looks like: the page names no content types. @throws callback_invalid */
function fieldsOf({ body }: CallbackContent, xml: XmlReader): JsonObject {
  const start = Buffer.from(body.subarray(0, 64))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start.startsWith('<')) return xmlFields(xml.parse(Buffer.from(body)));
  const value: JsonValue = readCallbackJson(body);
  if (!isObject(value)) throw undecodableCallback();
  return value;
}

/** The root, or the one element below it that holds the fields: what is around them is not published. @throws callback_invalid */
function xmlFields(root: XmlElement): JsonObject {
  const holders = [root, ...root.elements()].filter((element) => element.elements('SaleNo').length > 0);
  const [holder] = holders;
  if (holder === undefined || holders.length > 1) throw undecodableCallback();
  const fields = new Map<string, string>();
  for (const { name, text } of holder.elements()) {
    // One name twice: nobody can say which one counts.
    if (fields.has(name) && fields.get(name) !== text) throw undecodableCallback();
    fields.set(name, text);
  }
  return Object.fromEntries(fields);
}

/** @throws callback_invalid without a sales order: then nothing says what it is about */
function readPush(raw: JsonObject): ScanPush {
  const texts: { [F in Field]?: string } = {};
  for (const [field, names] of Object.entries(NAMES) as [Field, readonly string[]][]) {
    const text = names
      .map((name) => asText(Object.hasOwn(raw, name) ? raw[name] : undefined)?.trim())
      .find((value) => value !== undefined && value !== '');
    if (text !== undefined) texts[field] = text;
  }
  const { saleNo } = texts;
  if (saleNo === undefined) throw undecodableCallback();
  return { ...texts, saleNo, raw };
}

/** As the official sample: JSON, `Timestamp` a number where it is one. */
function encode([push]: readonly ScanPush[]): CallbackContent {
  if (push === undefined) throw new TypeError('a push is one message');
  const { raw, ...texts } = push;
  const body: Record<string, JsonValue> = { ...raw };
  for (const [field, value] of Object.entries(texts) as [Field, string][]) body[NAMES[field][0]] ??= value;
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: Buffer.from(stringifyExact(body), 'utf8') };
}
