import type { Problem } from '../errors.js';
import { checkAmounts } from './amount-rules.js';
import type { CheckResult } from './check-result.js';
import type { InvoiceKind, InvoiceLine, InvoiceRequest, LineNature, RedReason, RedReference } from './invoice.js';
import { type AmountRuleOptions, atLine } from './line-rules.js';
import type { Party } from './party.js';
import { checkTaxNumber } from './tax-number.js';
import { checkChoice, checkText, type TextRule } from './text-rules.js';

// Records, so that a new member of the type is a compile error here.
const KINDS: Readonly<Record<InvoiceKind, true>> = {
  'electronic-general': true,
  'electronic-special': true,
  'paper-general': true,
  'paper-special': true,
  'paper-roll': true,
  'digital-general': true,
  'digital-special': true,
};
const NATURES: Readonly<Record<LineNature, true>> = { normal: true, discounted: true, discount: true };
const REASONS: Readonly<Record<RedReason, true>> = { 'sales-return': true, 'issued-in-error': true, 'service-ended': true, 'sales-allowance': true };

interface Found {
  readonly errors: Problem[];
  readonly warnings: Problem[];
}

/**
 * Everything about a request that holds on every route: required fields, texts, tax codes, tax numbers, red reference, amounts.
 * Byte limits and codes belong to the routes. Reports all problems at once and never throws for bad content.
 */
export function checkInvoiceRequest(request: InvoiceRequest, options: AmountRuleOptions = {}): CheckResult {
  const found: Found = { errors: [], warnings: [] };
  if (!hasParts(request, found.errors)) return found;
  const text = textChecker(found);
  text(request.serialNo, 'serialNo', { key: true });
  text(request.bill.type, 'bill.type', { required: true, key: true });
  text(request.bill.number, 'bill.number', { required: true, key: true });
  text(request.drawer, 'drawer', { required: true });
  text(request.payee, 'payee');
  text(request.reviewer, 'reviewer');
  text(request.remark, 'remark', { multiline: true });
  checkChoice(request.color, ['blue', 'red'], 'color', found.errors);
  checkChoice(request.kind, Object.keys(KINDS), 'kind', found.errors);
  checkParty(request.seller, 'seller', { required: true }, found);
  checkParty(request.buyer, 'buyer', {}, found);
  for (const [index, line] of request.lines.entries()) checkLineTexts(line, index, found);
  checkRed(request, found);
  const amounts = checkAmounts(request, options);
  return { errors: [...found.errors, ...amounts.errors], warnings: [...found.warnings, ...amounts.warnings] };
}

/** The rest reads members of these; an adapter written in JavaScript may have forgotten one. */
function hasParts(request: InvoiceRequest, errors: Problem[]): boolean {
  for (const part of ['bill', 'seller', 'buyer', 'totals'] as const) {
    if (!isRecord(request[part])) errors.push({ path: part, message: { zh: '必填，没有给出', en: 'is required and missing' } });
  }
  if (!Array.isArray(request.lines)) errors.push({ path: 'lines', message: { zh: '必须是明细行的数组', en: 'must be an array of lines' } });
  else {
    for (const [index, line] of request.lines.entries()) {
      if (!isRecord(line)) errors.push({ path: `lines[${index}]`, message: atLine(index, '不是明细行', 'is no invoice line') });
    }
  }
  if (request.red !== undefined && !isRecord(request.red)) errors.push({ path: 'red', message: { zh: '不是红冲信息', en: 'is no red reference' } });
  return errors.length === 0;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textChecker({ errors, warnings }: Found) {
  return (value: unknown, path: string, rule: TextRule = {}) => checkText(value, path, rule, errors, warnings);
}

function checkParty(party: Party, path: string, taxNoRule: TextRule, found: Found): void {
  const text = textChecker(found);
  text(party.name, `${path}.name`, { required: true });
  for (const field of ['address', 'phone', 'bankName', 'bankAccount', 'email', 'mobile'] as const) text(party[field], `${path}.${field}`);
  if (typeof party.taxNo === 'string') {
    const checked = checkTaxNumber(party.taxNo, `${path}.taxNo`);
    found.errors.push(...checked.errors);
    found.warnings.push(...checked.warnings);
  } else text(party.taxNo, `${path}.taxNo`, taxNoRule);
}

function checkLineTexts(line: InvoiceLine, index: number, { errors, warnings }: Found): void {
  const own: Found = { errors: [], warnings: [] };
  const text = textChecker(own);
  checkChoice(line.nature, Object.keys(NATURES), `lines[${index}].nature`, own.errors);
  text(line.goodsName, `lines[${index}].goodsName`, { required: true });
  text(line.specification, `lines[${index}].specification`);
  text(line.unit, `lines[${index}].unit`);
  text(line.taxPreference, `lines[${index}].taxPreference`);
  if (typeof line.taxCode !== 'string' || !/^\d{19}$/.test(line.taxCode)) {
    own.errors.push({ path: `lines[${index}].taxCode`, message: { zh: '税收分类编码必须是 19 位数字', en: 'the tax code must be 19 digits' } });
  }
  const placed = ({ path, message }: Problem): Problem => ({ path, message: atLine(index, message.zh, message.en) });
  errors.push(...own.errors.map(placed));
  warnings.push(...own.warnings.map(placed));
}

function checkRed({ color, red }: InvoiceRequest, found: Found): void {
  if (red === undefined) {
    if (color === 'red')
      found.errors.push({ path: 'red', message: { zh: '红票必须指明被红冲的蓝票', en: 'a red request must name the blue invoice it reverses' } });
    return;
  }
  if (color === 'blue')
    found.errors.push({ path: 'red', message: { zh: '蓝票不能带红冲信息', en: 'a blue request must not carry a red reference' } });
  const text = textChecker(found);
  const keys = ['originalBillNumber', 'originalSerialNo', 'originalInvoiceNo'] as const satisfies readonly (keyof RedReference)[];
  for (const key of keys) text(red[key], `red.${key}`, { key: true });
  text(red.originalInvoiceCode, 'red.originalInvoiceCode', { key: true });
  checkChoice(red.reason, Object.keys(REASONS), 'red.reason', found.errors);
  if (keys.every((key) => red[key] === undefined)) {
    found.errors.push({
      path: 'red',
      message: {
        zh: '原单据编号、原流水号、原发票号码至少给出一个',
        en: 'give at least one of original bill number, serial number and invoice number',
      },
    });
  }
}
