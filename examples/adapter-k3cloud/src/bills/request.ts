import {
  type Bill,
  type FieldRef,
  type InvoiceLine,
  type InvoiceRequest,
  PiaozoneError,
  type Problem,
  readInvoiceRequest,
} from '@piaozone/core/adapter';
import type { BillPlan } from '../settings/config.js';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const LINE_AMOUNTS = ['quantity', 'unitPrice', 'amount', 'taxRate', 'taxAmount'] as const satisfies readonly (keyof InvoiceLine)[];
const TOTALS = ['amount', 'taxAmount', 'totalAmount'] as const;

/**
 * The neutral request of a bill. Amounts keep their text; a tax rate that is read from a plain field is per cent there and a fraction here.
 * @throws request_invalid naming what is missing, masked by the ERP (`***`), or no number
 */
export function toRequest(bill: Bill, plans: readonly BillPlan[]): InvoiceRequest {
  const plan = plans.find(({ formId }) => formId === bill.type);
  if (plan === undefined) {
    throw unreadable([{ path: `${bill.number}.type`, message: { zh: `没有配置单据 ${bill.type}`, en: `${bill.type} is no form of the settings` } }]);
  }
  const request = readInvoiceRequest(bill, plan.fields);
  const problems = oddAmounts(request);
  if (problems.length > 0) throw unreadable(problems);
  if (!isPerCent(plan.fields.lines.fields.taxRate)) return request;
  return { ...request, lines: request.lines.map((line) => ({ ...line, taxRate: fractionOf(line.taxRate) })) };
}

/** `13` and `13.00` → `0.13`; by the text, since no amount passes through a JavaScript number. */
export function fractionOf(perCent: string): string {
  const [, sign = '', whole = '', decimals = ''] = DECIMAL.exec(perCent) ?? [];
  const digits = `${whole.padStart(3, '0')}${decimals}`;
  const point = Math.max(whole.length, 3) - 2;
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${sign}${integer}${fraction === '' ? '' : `.${fraction}`}`;
}

function isPerCent(ref: FieldRef | undefined): boolean {
  return typeof ref === 'string';
}

function oddAmounts({ bill, lines, totals }: InvoiceRequest): Problem[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ...TOTALS.map((name) => [`totals.${name}`, totals[name]] as const),
    ...lines.flatMap((line, index) => LINE_AMOUNTS.map((name) => [`lines[${index}].${name}`, line[name]] as const)),
  ];
  return all.flatMap(([path, text]) =>
    text === undefined || DECIMAL.test(text) ? [] : [{ path: `${bill.number}.${path}`, message: message(text) }],
  );
}

function message(text: string): Problem['message'] {
  if (/^\*+$/.test(text))
    return { zh: '被 ERP 屏蔽（***）：给集成用户授予查看金额的权限', en: 'is masked by the ERP (***): let the integration user see amounts' };
  return { zh: '不是数字', en: 'is no number' };
}

function unreadable(problems: readonly Problem[]): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '单据无法读取', en: 'the bill cannot be read' },
    problems,
  });
}
