import { compareDecimals, type Decimal, isDecimal, multiplyDecimals, type Problem, subtractDecimals, sumDecimals } from '@piaozone/core';
import type { RequestChecker } from '../checks.js';
import type { FlagshipBill, FlagshipBillLine } from './bill.js';

const MONEY_PLACES = 2;
const PRICE_PLACES = 8;
/** 数电专票; which of the 税控 codes are 专票 is not part of the interface's description. */
const SPECIAL = '08xdp';

const LENGTHS = {
  billNo: 50,
  batch: 50,
  sellerName: 100,
  sellerAddressAndTel: 100,
  sellerBankAndAccount: 100,
  buyerName: 100,
  buyerTaxpayerId: 20,
  buyerRecipientPhone: 80,
  buyerRecipientMail: 300,
  drawer: 10,
  payee: 10,
  reviewer: 10,
  originalInvoiceCode: 12,
  originalInvoiceNumber: 8,
  redInfoBillNo: 16,
} as const satisfies Partial<Record<keyof FlagshipBill, number>>;
const GBK = { buyerAddressAndTel: 100, buyerBankAndAccount: 100, remark: 230 } as const satisfies Partial<Record<keyof FlagshipBill, number>>;
const LINE_GBK = { goodsName: 92, specification: 40, units: 22 } as const satisfies Partial<Record<keyof FlagshipBillLine, number>>;

/** What the reference states about a bill. @returns what is only advised against: the amount rules, which the cloud decides */
export function checkBill(checker: RequestChecker, bill: FlagshipBill, path: string): Problem[] {
  for (const name of ['billNo', 'invoiceProperty', 'invoiceType', 'includeTaxFlag', 'buyerName'] as const)
    checker.needed(bill[name], `${path}.${name}`);
  for (const [name, max] of Object.entries(LENGTHS)) checker.characters(bill[name as keyof typeof LENGTHS], max, `${path}.${name}`);
  for (const [name, max] of Object.entries(GBK)) checker.gbk(bill[name as keyof typeof GBK], max, `${path}.${name}`);
  checker.oneOf(bill.invoiceProperty, ['0', '1'], `${path}.invoiceProperty`);
  for (const name of ['totalAmount', 'deduction'] as const) checker.decimal(bill[name], MONEY_PLACES, `${path}.${name}`);
  if (isEmpty(bill.sellerTaxpayerId) && isEmpty(bill.orgCode)) {
    checker.add(`${path}.sellerTaxpayerId`, 'sellerTaxpayerId 与 orgCode 至少填一个', 'one of sellerTaxpayerId and orgCode is required');
  }
  if (bill.invoiceType === SPECIAL && isEmpty(bill.buyerTaxpayerId)) {
    checker.add(`${path}.buyerTaxpayerId`, '专票必须填写购方税号', 'is required for 专票');
  }
  if (bill.taxedType === '2' && bill.totalAmount === undefined) checker.add(`${path}.totalAmount`, '差额征税时必填', 'is required for 差额');
  if (/^(?:08|10)xdp$/.test(bill.invoiceType) && !isEmpty(bill.blueInvoiceCode)) {
    checker.add(`${path}.blueInvoiceCode`, '数电票没有发票代码，须留空', 'must be empty: digital invoices have no code');
  }
  checker.some(bill.billDetail, Number.POSITIVE_INFINITY, `${path}.billDetail`);
  return [
    ...(bill.billDetail ?? []).flatMap((line, index, lines) => checkLine(checker, line, lines[index - 1], `${path}.billDetail[${index}]`)),
    ...totalWarning(bill, path),
  ];
}

function checkLine(checker: RequestChecker, line: FlagshipBillLine, before: FlagshipBillLine | undefined, path: string): Problem[] {
  for (const name of ['lineProperty', 'detailId', 'goodsName', 'revenueCode', 'amount', 'taxRate'] as const)
    checker.needed(line[name], `${path}.${name}`);
  checker.oneOf(line.lineProperty, ['0', '1', '2'], `${path}.lineProperty`);
  checker.characters(line.detailId, 50, `${path}.detailId`);
  checker.characters(line.privilegeContent, 50, `${path}.privilegeContent`);
  for (const [name, max] of Object.entries(LINE_GBK)) checker.gbk(line[name as keyof typeof LINE_GBK], max, `${path}.${name}`);
  if (line.revenueCode !== '' && line.revenueCode !== undefined && !/^\d{19}$/.test(line.revenueCode)) {
    checker.add(`${path}.revenueCode`, '须为 19 位数字', 'must be 19 digits');
  }
  for (const name of ['amount', 'taxAmount', 'includeTaxAmount', 'discountAmount'] as const)
    checker.decimal(line[name], MONEY_PLACES, `${path}.${name}`);
  for (const name of ['price', 'includeTaxPrice', 'quantity'] as const) checker.decimal(line[name], PRICE_PLACES, `${path}.${name}`);
  if (line.taxRate !== '' && line.taxRate !== undefined && rateOf(line.taxRate) === undefined) {
    checker.add(`${path}.taxRate`, '须写作 0.13、13% 或 13', 'is written 0.13, 13% or 13');
  }
  if (line.lineProperty === '1' && before?.lineProperty !== '0') {
    checker.add(`${path}.lineProperty`, '折扣行（1）须紧跟在被折扣行（0）之后', 'a discount line (1) stands directly behind its discounted line (0)');
  }
  const price = line.price ?? line.includeTaxPrice;
  if ((price === undefined) !== (line.quantity === undefined)) {
    checker.add(`${path}.${price === undefined ? 'price' : 'quantity'}`, '单价与数量须同时填写或同时不填', 'price and quantity: both or none');
  }
  return lineWarnings(line, path);
}

const CENT = '0.01';
const SIX_CENTS = '0.06';

/** Tolerances of the FAQ (§6.2). The cloud decides, so they only warn. */
function lineWarnings(line: FlagshipBillLine, path: string): Problem[] {
  const { amount, price, quantity, taxAmount, includeTaxAmount, taxRate, lineProperty } = line;
  const warnings: Problem[] = [];
  const warn = (name: string, zh: string, en: string) => warnings.push({ path: `${path}.${name}`, message: { zh, en } });
  if (off(product(price, quantity), amount, CENT)) {
    warn('amount', `单价×数量与金额相差超过 ${CENT}`, `price × quantity and amount differ by more than ${CENT}`);
  }
  const allowed = lineProperty === '1' ? CENT : SIX_CENTS;
  if (off(product(amount, rateOf(taxRate)), taxAmount, allowed)) {
    warn('taxAmount', `金额×税率与税额相差超过 ${allowed}`, `amount × rate and tax differ by more than ${allowed}`);
  }
  if (off(total([amount, taxAmount]), includeTaxAmount, SIX_CENTS)) {
    warn(
      'includeTaxAmount',
      `价税合计与金额加税额相差超过 ${SIX_CENTS}`,
      `the total with tax differs from amount plus tax by more than ${SIX_CENTS}`,
    );
  }
  return warnings;
}

/** The header is the sum of the lines; of which of their amounts is not said, so either will do. */
function totalWarning({ totalAmount, billDetail = [] }: FlagshipBill, path: string): Problem[] {
  const net = total(billDetail.map(({ amount }) => amount));
  const gross = total([net, ...billDetail.map(({ taxAmount = '0' }) => taxAmount)]);
  if (!off(net, totalAmount, '0') || !off(gross, totalAmount, '0')) return [];
  return [{ path: `${path}.totalAmount`, message: { zh: '合计与各行之和不符', en: 'is not the sum of the lines' } }];
}

/** `0.13`, `13%` and `13` are the same rate; what is over 1 is a percentage. */
function rateOf(text: string | undefined): Decimal | undefined {
  const percent = text?.endsWith('%') === true;
  const digits = percent ? text.slice(0, -1) : text;
  if (!isDecimal(digits) || digits.startsWith('-')) return undefined;
  return percent || compareDecimals(digits, '1') >= 0 ? multiplyDecimals(digits, CENT) : digits;
}

/** False where one of the two is unknown. */
function off(computed: Decimal | undefined, given: Decimal | undefined, tolerance: Decimal): boolean {
  if (computed === undefined || !isDecimal(given)) return false;
  return compareDecimals(subtractDecimals(computed, given).replace('-', ''), tolerance) > 0;
}

function product(a: string | undefined, b: string | undefined): Decimal | undefined {
  return isDecimal(a) && isDecimal(b) ? multiplyDecimals(a, b) : undefined;
}

function total(values: readonly (string | undefined)[]): Decimal | undefined {
  const known = values.filter(isDecimal);
  return known.length === values.length ? sumDecimals(known) : undefined;
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
