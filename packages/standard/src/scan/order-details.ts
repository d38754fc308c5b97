import { compareDecimals, type Decimal, decimalPlaces, isDecimal, type LineNature, type Party, type Problem } from '@piaozone/core';

/** One line of an order, as 查询开票明细 wants it (standard-edition §6.5). */
export interface OrderDetailsLine {
  /** 商品名称 */
  readonly name: string;
  /** 数量, on the wire `qrty`, a text */
  readonly quantity: string;
  /** 金额, on the wire `mount`; negative on a discount line */
  readonly amount: Decimal;
  /** 行性质, on the wire `character`: 0 正常, 1 折扣, 2 被折扣; a discount stands directly after its line */
  readonly nature: LineNature;
  /** 含税标志, an int whose values the page does not explain; hosted issuing has `1` 含税 and `0` 不含税 */
  readonly taxFlag: number;
  /** 税率, at most 2 decimals, such as `0.13` */
  readonly taxRate: Decimal;
  /** 税收分类编码, on the wire `taxNumber` */
  readonly taxCode: string;
  /** 规格, on the wire `spec` */
  readonly specification?: string;
  readonly unit?: string;
  /** 企业自编码 */
  readonly ownNumber?: string;
  /** 零税率标识, on the wire `zeroRaxFlag`: 1 免税, 2 不征税, 3 普通零税率; needed at rate 0 */
  readonly zeroRate?: 'exempt' | 'not-taxed' | 'zero-rated';
  /** 享受优惠政策, on the wire `prePolicy` 1; needs `vatException` */
  readonly preferential?: boolean;
  /** 增值税特殊管理 */
  readonly vatException?: string;
}

/** What the cloud is told about an order when its code is scanned. */
export interface OrderDetails {
  readonly lines: readonly OrderDetailsLine[];
  /** Proposed to the buyer on the page. */
  readonly buyer?: Partial<Party>;
  readonly totalDiscount?: Decimal;
  /** At most 200 characters */
  readonly remark?: string;
}

const REMARK_CHARACTERS = 200;
const NATURES: Readonly<Record<LineNature, number>> = { normal: 0, discount: 1, discounted: 2 };
const ZERO_RATES: Readonly<Record<NonNullable<OrderDetailsLine['zeroRate']>, string>> = { exempt: '1', 'not-taxed': '2', 'zero-rated': '3' };

/** One value of an answer: text, an exact number as text, or parts. JSON and XML are written from it. */
export type AnswerValue = string | boolean | { readonly number: string } | readonly AnswerFields[] | AnswerFields;
/** `undefined` = left out. */
export interface AnswerFields {
  readonly [name: string]: AnswerValue | undefined;
}

const number = (text: string | number): AnswerValue => ({ number: String(text) });

/** The fields of a successful answer, misspelt as the page has them (`qrty`, `mount`, `zeroRaxFlag`) and in its order. */
export function detailFields({ lines, buyer, totalDiscount, remark }: OrderDetails): AnswerFields {
  return {
    result: 'success',
    data: lines.map(lineFields),
    buyerInfo: buyer === undefined ? undefined : buyerFields(buyer),
    totalDiscount: totalDiscount === undefined ? undefined : number(totalDiscount),
    remark,
    msg: '',
    code: number(0),
    success: true,
  };
}

function lineFields(line: OrderDetailsLine): AnswerFields {
  const { preferential, zeroRate } = line;
  return {
    name: line.name,
    qrty: line.quantity,
    mount: number(line.amount),
    character: number(NATURES[line.nature]),
    taxFlag: number(line.taxFlag),
    taxRate: number(line.taxRate),
    taxNumber: line.taxCode,
    spec: line.specification,
    unit: line.unit,
    ownNumber: line.ownNumber,
    zeroRaxFlag: zeroRate === undefined ? undefined : ZERO_RATES[zeroRate],
    prePolicy: preferential === undefined ? undefined : number(preferential ? 1 : 0),
    vatException: line.vatException,
  };
}

function buyerFields(buyer: Partial<Party>): AnswerFields {
  return {
    buyerName: buyer.name,
    buyerTaxNo: buyer.taxNo,
    buyerAddress: buyer.address,
    buyerFixedTelephone: buyer.phone,
    buyerAccount: buyer.bankAccount,
    buyerMobilePhone: buyer.mobile,
    buyerBank: buyer.bankName,
    buyerEmail: buyer.email,
  };
}

/** Everything the page's rules refuse, and what cannot be written; all of it at once. */
export function checkOrderDetails({ lines, totalDiscount, remark }: OrderDetails): Problem[] {
  const problems: Problem[] = [];
  const refuse: Refuse = (path, zh, en) => problems.push({ path, message: { zh, en } });
  if (!Array.isArray(lines) || lines.length === 0) refuse('lines', '没有明细行', 'there are no lines');
  else for (const [index, line] of lines.entries()) checkLine(line, lines[index - 1], `lines[${index}]`, refuse);
  if (totalDiscount !== undefined && !isDecimal(totalDiscount)) refuse('totalDiscount', ...NOT_DECIMAL);
  if (remark !== undefined && [...remark].length > REMARK_CHARACTERS)
    refuse('remark', `超过 ${REMARK_CHARACTERS} 个字符`, `is longer than ${REMARK_CHARACTERS} characters`);
  return problems;
}

type Refuse = (path: string, zh: string, en: string) => void;
const NOT_DECIMAL = ['须为十进制数字文本，例如 100.00', 'must be decimal text such as 100.00'] as const;

function checkLine(line: OrderDetailsLine, before: OrderDetailsLine | undefined, at: string, refuse: Refuse): void {
  for (const name of ['name', 'quantity', 'taxCode'] as const) {
    const text: unknown = line[name];
    if (typeof text !== 'string' || text.trim() === '') refuse(`${at}.${name}`, '必填，没有给出', 'is required and missing');
  }
  const { amount, taxRate, taxFlag, nature, zeroRate, preferential, vatException = '' } = line;
  if (!isDecimal(amount)) refuse(`${at}.amount`, ...NOT_DECIMAL);
  if (!isDecimal(taxRate)) refuse(`${at}.taxRate`, ...NOT_DECIMAL);
  else {
    if (decimalPlaces(taxRate) > 2) refuse(`${at}.taxRate`, '最多 2 位小数', 'has at most 2 decimals');
    if (compareDecimals(taxRate, '0') === 0 && zeroRate === undefined) refuse(`${at}.zeroRate`, '税率为 0 时必须有零税率标识', 'is needed at rate 0');
  }
  if (!Number.isSafeInteger(taxFlag)) refuse(`${at}.taxFlag`, '须为整数', 'must be a whole number');
  if (NATURES[nature] === undefined) refuse(`${at}.nature`, '只能是 normal、discount、discounted', 'must be normal, discount or discounted');
  if (preferential === true && vatException.trim() === '') refuse(`${at}.vatException`, '享受优惠政策时必填', 'is needed with a preference');
  if (nature !== 'discount') return;
  if (before?.nature !== 'discounted') refuse(`${at}.nature`, '折扣行必须紧跟被折扣行', 'a discount stands directly after its discounted line');
  if (isDecimal(amount) && compareDecimals(amount, '0') >= 0) refuse(`${at}.amount`, '折扣行金额必须为负', 'a discount is negative');
}
