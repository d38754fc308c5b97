import { checkGbkLength, type InvoiceLine, isDecimal, type Party, type PreparedRequest, type Problem } from '@piaozone/core';

/** One text of a request and how much of it the e-tax channel takes, bytes of GBK (business-rules §9). */
type Limit = readonly [path: string, text: string | undefined, maxBytes: number];

/** Characters; no source says that bytes are meant here (business-rules §9, §12). */
const REMARK_CHARACTERS = 200;
/** One device message caps invoices at this many lines (standard-edition §4), the e-tax channel at the other (business-rules §9). */
const DEVICE_LINES = 100;
const E_TAX_LINES = 2_000;

/**
 * Limits that the manuals print for the tax bureau's channels and the page of the interface does not: "create limits: none enforced" (standard-edition §9).
 * All of them at once.
 */
export function unpublishedRules(request: PreparedRequest): Problem[] {
  const { seller, buyer, drawer, lines } = request;
  const texts: Limit[] = [
    ['seller.name', seller.name, 100],
    ['seller.address', together(seller.address, seller.phone), 100],
    ['seller.bankName', seller.bankName, 100],
    ['seller.bankAccount', seller.bankAccount, 60],
    ['buyer.name', buyer.name, 100],
    ['buyer.address', together(buyer.address, buyer.phone), 100],
    ['buyer.bankAccount', together(buyer.bankName, buyer.bankAccount), 100],
    ['buyer.email', buyer.email, 72],
    ['drawer', drawer, 16],
    ...lines.flatMap(lineTexts),
  ];
  return [
    ...texts.flatMap(([path, text, maxBytes]) => (text === undefined ? [] : (checkGbkLength(text, maxBytes, path) ?? []))),
    ...remark(request),
    ...lineCount(request),
    ...zeroRates(request),
    ...mobile(buyer),
  ];
}

function lineTexts({ goodsName, unit, specification }: InvoiceLine, index: number): Limit[] {
  return [
    // The short name before it is the bureau's own part.
    [`lines[${index}].goodsName`, goodsName.replace(/^\*[^*]+\*/, ''), 100],
    [`lines[${index}].unit`, unit, 22],
    [`lines[${index}].specification`, specification, 40],
  ];
}

/** Two values that share one field on the invoice, with a blank between. */
function together(first: string | undefined, second: string | undefined): string | undefined {
  return first === undefined || second === undefined ? (first ?? second) : `${first} ${second}`;
}

function remark({ remark: text }: PreparedRequest): Problem[] {
  const length = [...(text ?? '')].length;
  if (length <= REMARK_CHARACTERS) return [];
  const message = {
    zh: `备注 ${length} 个字符，电子税局通道最多 ${REMARK_CHARACTERS} 个`,
    en: `the remark has ${length} characters, the e-tax channel takes ${REMARK_CHARACTERS}`,
  };
  return [{ path: 'remark', message }];
}

function lineCount({ kind, lines }: PreparedRequest): Problem[] {
  const [most, zh, en] = kind.startsWith('digital')
    ? [E_TAX_LINES, '电子税局通道上限', 'the e-tax channel stops at']
    : [DEVICE_LINES, '部分开票设备上限', 'some issuing devices stop at'];
  if (lines.length <= most) return [];
  return [{ path: 'lines', message: { zh: `明细 ${lines.length} 行，${zh} ${most} 行`, en: `${lines.length} lines; ${en} ${most}` } }];
}

function zeroRates({ kind, lines }: PreparedRequest): Problem[] {
  if (!kind.endsWith('special')) return [];
  return lines.flatMap(({ taxRate }, index) => {
    if (!isDecimal(taxRate) || Number(taxRate) !== 0) return [];
    const message = {
      zh: `第 ${index + 1} 行：专票不能有 0 税率；免税是优惠政策，不是零税率`,
      en: `line ${index + 1}: a 专票 must not have the rate 0; an exemption is a preference, not a rate`,
    };
    return [{ path: `lines[${index}].taxRate`, message }];
  });
}

function mobile({ mobile: number }: Party): Problem[] {
  if (number === undefined || /^1\d{10}$/.test(number)) return [];
  return [{ path: 'buyer.mobile', message: { zh: '须为 11 位手机号，不能是座机', en: 'must be a mobile number of 11 digits, not a landline' } }];
}
