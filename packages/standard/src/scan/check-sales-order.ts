import { compareDecimals, type Decimal, gbkByteLength, isDecimal, type Problem, subtractDecimals, sumDecimals } from '@piaozone/core';
import type { SalesOrder, SalesOrderItem, SalesOrderSettings } from './sales-order.js';
import { type SalesOrderErrorCode, salesOrderProblem } from './sales-order-codes.js';

type Limit = readonly [code: SalesOrderErrorCode, path: string, text: string | undefined, most: number | undefined];

/**
 * What the cloud would refuse an order for, by the printed codes and nothing else (standard-edition §4): all of it at once. Figures that are no decimal
 * text are problems without a code, since they cannot be written.
 */
export function checkSalesOrder(order: SalesOrder, settings: Pick<SalesOrderSettings, 'lengthUnit' | 'maxLengths'> = {}): Problem[] {
  const items: readonly SalesOrderItem[] = Array.isArray(order.items) ? order.items : [];
  return [
    ...missing(order, items),
    ...figures(order, items),
    ...tooLong([...headLimits(order, settings), ...items.flatMap((item, index) => itemLimits(item, index, settings))], settings),
    ...items.flatMap(lineRules),
    ...amountRules(order, items),
  ];
}

function missing(order: SalesOrder, items: readonly SalesOrderItem[]): Problem[] {
  const required: (readonly [SalesOrderErrorCode, string, string | undefined])[] = [
    ['0520', 'issuerTaxNo', order.issuerTaxNo],
    ['00552', 'saleNo', order.saleNo],
    ['00553', 'saleDate', order.saleDate],
    ['00554', 'invoiceType', order.invoiceType],
    ['00555', 'taxDiscNum', order.taxDiscNum],
    ['00550', 'invoiceAmount', order.invoiceAmount],
    ['00551', 'totalAmount', order.totalAmount],
    ...items.flatMap(({ goodsName, amount, taxRate }, index): (readonly [SalesOrderErrorCode, string, string | undefined])[] => [
      ['00559', `items[${index}].goodsName`, goodsName],
      ['00563', `items[${index}].amount`, amount],
      ['00564', `items[${index}].taxRate`, taxRate],
    ]),
  ];
  const problems = required.filter(([, , text]) => isBlank(text)).map(([code, path]) => salesOrderProblem(code, path));
  return items.length === 0 ? [...problems, salesOrderProblem('00556', 'items')] : problems;
}

function figures(order: SalesOrder, items: readonly SalesOrderItem[]): Problem[] {
  const named: (readonly [string, unknown])[] = [
    ...(['totalAmount', 'invoiceAmount', 'totalDiscount', 'discountedPortion'] as const).map((name) => [name, order[name]] as const),
    ...items.flatMap((item, index) =>
      (['amount', 'taxRate', 'quantity', 'unitPrice', 'taxAmount'] as const).map((name) => [`items[${index}].${name}`, item[name]] as const),
    ),
  ];
  const problems = named
    .filter(([, value]) => !isBlank(value) && !isDecimal(value))
    .map(([path]): Problem => ({ path, message: { zh: '须为十进制数字文本，例如 100.00', en: 'must be decimal text such as 100.00' } }));
  const { termValidity } = order;
  if (termValidity === undefined || Number.isSafeInteger(termValidity)) return problems;
  return [...problems, { path: 'termValidity', message: { zh: '须为整数', en: 'must be a whole number' } }];
}

function headLimits(order: SalesOrder, { maxLengths = {} }: Pick<SalesOrderSettings, 'maxLengths'>): Limit[] {
  return [
    ['00548', 'saleNo', order.saleNo, 40],
    ['00549', 'remark', order.remark, 230],
    ['00504', 'buyerName', order.buyerName, 100],
    ['00506', 'buyerTelephoneAddress', order.buyerTelephoneAddress, 100],
    ['00505', 'buyerAccount', order.buyerAccount, 100],
    ['00579', 'buyerEmail', order.buyerEmail, maxLengths.buyerEmail],
    ['00544', 'buyerMobilePhone', order.buyerMobilePhone, maxLengths.buyerMobilePhone],
    ['0581', 'buyerTaxNo', order.buyerTaxNo, maxLengths.buyerTaxNo],
  ];
}

function itemLimits(item: SalesOrderItem, index: number, { maxLengths = {} }: Pick<SalesOrderSettings, 'maxLengths'>): Limit[] {
  return [
    ['00507', `items[${index}].goodsName`, item.goodsName, 90],
    ['00508', `items[${index}].specification`, item.specification, 40],
    ['00509', `items[${index}].unit`, item.unit, 20],
    ['00581', `items[${index}].ownNumber`, item.ownNumber, maxLengths.ownNumber],
  ];
}

function tooLong(limits: readonly Limit[], { lengthUnit = 'characters' }: Pick<SalesOrderSettings, 'lengthUnit'>): Problem[] {
  const lengthOf = lengthUnit === 'gbk-bytes' ? gbkByteLength : (text: string) => [...text].length;
  return limits.flatMap(([code, path, text, most]) => {
    if (text === undefined || most === undefined) return [];
    const length = lengthOf(text);
    return length <= most ? [] : [salesOrderProblem(code, path, { zh: `${length} > ${most}`, en: `${length} > ${most}` })];
  });
}

function lineRules(item: SalesOrderItem, index: number): Problem[] {
  const problems: Problem[] = [];
  const refuse = (code: SalesOrderErrorCode, field: keyof SalesOrderItem) => problems.push(salesOrderProblem(code, `items[${index}].${field}`));
  const { goodsCode = '', preferentialPolicy, vatException, taxRate, zeroTaxRateFlag } = item;
  if (goodsCode.length !== 19) refuse('00560', 'goodsCode');
  if (preferentialPolicy !== undefined && preferentialPolicy !== '0' && preferentialPolicy !== '1') refuse('00561', 'preferentialPolicy');
  if (preferentialPolicy === '1' && isBlank(vatException)) refuse('00562', 'vatException');
  if (isDecimal(taxRate) && compareDecimals(taxRate, '0') === 0 && isBlank(zeroTaxRateFlag)) refuse('00583', 'zeroTaxRateFlag');
  return problems;
}

function amountRules(order: SalesOrder, items: readonly SalesOrderItem[]): Problem[] {
  const problems: Problem[] = [];
  const { totalAmount, invoiceAmount, totalDiscount = '0', discountedPortion, discountType } = order;
  const amounts = items.map(({ amount }) => amount);
  if (items.length > 0 && amounts.every(isDecimal)) differ('00569', 'totalAmount', totalAmount, sumDecimals(amounts), problems);
  if (!isDecimal(totalDiscount)) return problems;
  if (isDecimal(totalAmount)) differ('00568', 'invoiceAmount', invoiceAmount, subtractDecimals(totalAmount, totalDiscount), problems);
  if (compareDecimals(totalDiscount, '0') > 0 && isBlank(discountType)) problems.push(salesOrderProblem('00580', 'discountType'));
  if (isDecimal(discountedPortion) && compareDecimals(totalDiscount, discountedPortion) > 0) {
    const detail = `${totalDiscount} > ${discountedPortion}`;
    problems.push(salesOrderProblem('00567', 'totalDiscount', { zh: detail, en: detail }));
  }
  return problems;
}

function differ(code: SalesOrderErrorCode, path: string, given: unknown, expected: Decimal, problems: Problem[]): void {
  if (!isDecimal(given) || compareDecimals(given, expected) === 0) return;
  const difference = subtractDecimals(given, expected);
  problems.push(
    salesOrderProblem(code, path, {
      zh: `${given}，应为 ${expected}，相差 ${difference}`,
      en: `${given} where ${expected} is due, difference ${difference}`,
    }),
  );
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
