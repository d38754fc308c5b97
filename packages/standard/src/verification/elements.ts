import { type Bilingual, type Locale, PiaozoneError, shanghaiDate, type Warning } from '@piaozone/core';
import { REQUIRED_ELEMENTS } from './invoice-types.js';

/** What is printed on an invoice and identifies it (standard-edition §6.8). Texts as printed; amounts decimal. */
export interface InvoiceElements {
  /** 发票种类, a number of `INVOICE_TYPES`; not sent, it tells which element is needed. */
  readonly invoiceType?: string;
  /** 发票代码; 数电 invoices have none */
  readonly invoiceCode?: string;
  /** 发票号码 */
  readonly invoiceNo: string;
  /** 开票日期. Its form is not published: a working client sends what recognition gave. */
  readonly invoiceDate: string;
  /** 不含税金额: wanted for 专票 and 机动车 */
  readonly invoiceMoney?: string;
  /** 价税合计: wanted for 二手车. Sent as `invoiceMoney` too where that is absent and the type is neither 4 nor 12, as a working client does. */
  readonly totalAmount?: string;
  /** 校验码; for 普票 the last six suffice */
  readonly checkCode?: string;
}

/** `warn`: sent all the same, with a warning. No official page states these rules. */
export type RuleLevel = 'off' | 'warn' | 'refuse';

/** The body of the call. */
export function elementsBody(elements: InvoiceElements, createUrl: boolean): Readonly<Record<string, string | undefined>> {
  const { invoiceType, invoiceCode, invoiceNo, invoiceDate, totalAmount, checkCode } = elements;
  const asMoney = invoiceType === '4' || invoiceType === '12' ? undefined : totalAmount;
  const invoiceMoney = elements.invoiceMoney ?? asMoney;
  return { invoiceCode, invoiceNo, invoiceDate, invoiceMoney, totalAmount, checkCode, isCreateUrl: createUrl ? '1' : undefined };
}

/** Number and date are wanted always. @throws request_invalid (outcome `not-sent`) with everything that stands against sending */
export function checkElements(elements: InvoiceElements, rules: RuleLevel, now: number, locale: Locale): Warning[] {
  const missing = (['invoiceNo', 'invoiceDate'] as const)
    .filter((name) => elements[name].trim() === '')
    .map((path) => ({ path, message: { zh: '不能为空', en: 'must not be empty' } }));
  const doubtful = rules === 'off' ? [] : doubts(elements, now);
  const problems = rules === 'refuse' ? [...missing, ...doubtful] : missing;
  if (problems.length === 0) return doubtful;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '查验要素不完整或不能查验', en: 'elements are missing, or the invoice cannot be verified' },
    problems,
    locale,
  });
}

function doubts(elements: InvoiceElements, now: number): { readonly path: string; readonly message: Bilingual }[] {
  const found: { readonly path: string; readonly message: Bilingual }[] = [];
  const needed = REQUIRED_ELEMENTS.get(elements.invoiceType ?? '');
  if (needed !== undefined && (elements[needed] ?? '') === '') {
    const type = elements.invoiceType;
    found.push({
      path: needed,
      message: { zh: `发票种类 ${type} 需要它，否则会白用一次查验`, en: `type ${type} wants it; without it a check is wasted` },
    });
  }
  const date = readDate(elements.invoiceDate);
  if (date === undefined) return found;
  const today = shanghaiDate(now);
  if (date > today) {
    found.push({ path: 'invoiceDate', message: { zh: '在今天（北京时间）之后', en: 'is after today (Asia/Shanghai)' } });
  } else if (date < `${Number(today.slice(0, 4)) - 5}${today.slice(4)}`) {
    found.push({
      path: 'invoiceDate',
      message: { zh: '超过五年，税局不再提供查验', en: 'is more than five years back, which the bureau does not verify' },
    });
  }
  return found;
}

/** `YYYY-MM-DD` of the forms dates are seen in (`20240131`, `2024-01-31 10:00:00`, `2024年01月31日`); others are left to the cloud. */
export function readDate(text: string): string | undefined {
  const [, year, month, day] = /^\s*(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})(?!\d)/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
