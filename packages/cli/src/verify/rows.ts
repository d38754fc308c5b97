import type { Bilingual } from '@piaozone/core';
import {
  type BulkRecognition,
  type BulkVerification,
  INVOICE_TYPES,
  type ItemFailure,
  type RecognizedInvoice,
  type Verdict,
} from '@piaozone/standard';

/** One invoice of a file, or the file where it has none. */
export interface Row {
  readonly file: string;
  readonly result: ResultWord;
  readonly invoice: RecognizedInvoice | undefined;
  /** Code and text of the cloud, or what stands against the file. */
  readonly message: string;
}

export type ResultWord = Verdict | 'voided' | 'recognised' | 'crossed' | 'empty' | 'failed';

export const RESULT_WORDS: Readonly<Record<ResultWord, Bilingual>> = {
  passed: { zh: '通过', en: 'passed' },
  'not-passed': { zh: '不通过', en: 'not passed' },
  'not-found': { zh: '查无此票', en: 'not found' },
  later: { zh: '稍后再查', en: 'later' },
  limit: { zh: '当天次数已满', en: 'daily limit' },
  'not-checked': { zh: '未查验', en: 'not checked' },
  voided: { zh: '已作废', en: 'void' },
  recognised: { zh: '已识别', en: 'recognised' },
  crossed: { zh: '发票串号', en: 'crossed' },
  empty: { zh: '没有发票', en: 'no invoice' },
  failed: { zh: '失败', en: 'failed' },
};

/** Words that need nobody's attention. */
export const GOOD: ReadonlySet<ResultWord> = new Set<ResultWord>(['passed', 'recognised']);

export function verificationRows(result: BulkVerification): Row[] {
  const file = result.item.path;
  if (result.status === 'failed') return [failedRow(file, result.failure)];
  const { invoices, verdict, code, description, sameDay } = result.value;
  const hint = sameDay ? '；当天开具的发票次日再查 / issued today, ask again tomorrow' : '';
  const message = code === '0000' ? '' : `${code} ${description}${hint}`.trim();
  if (invoices.length === 0) return [{ file, result: verdict, invoice: undefined, message }];
  return invoices.map((one) => ({
    file,
    result: one.verdict === 'passed' && one.voided === true ? 'voided' : one.verdict,
    invoice: one.invoice,
    message,
  }));
}

export function recognitionRows(result: BulkRecognition): Row[] {
  const file = result.item.path;
  if (result.status === 'failed') return [failedRow(file, result.failure)];
  const { invoices, crossed, code, description } = result.value;
  const message = crossed ? `${code} ${description}`.trim() : '';
  if (invoices.length === 0) return [{ file, result: 'empty', invoice: undefined, message }];
  return invoices.map((invoice) => ({ file, result: crossed ? 'crossed' : 'recognised', invoice, message }));
}

function failedRow(file: string, { message, upstreamCode }: ItemFailure): Row {
  const code = upstreamCode === undefined ? '' : `${upstreamCode} `;
  return { file, result: 'failed', invoice: undefined, message: `${code}${message.zh} / ${message.en}` };
}

export const COLUMNS = ['文件 file', '结果 result', '票种 type', '代码 code', '号码 number', '日期 date', '价税合计 total', '说明 message'] as const;

export function cellsOf({ file, result, invoice, message }: Row): string[] {
  const type = invoice?.invoiceType;
  const label = type === undefined ? '' : `${type} ${INVOICE_TYPES.get(type) ?? ''}`.trim();
  const { zh, en } = RESULT_WORDS[result];
  return [
    file,
    `${zh} ${en}`,
    label,
    invoice?.invoiceCode ?? '',
    invoice?.invoiceNo ?? invoice?.electronicTicketNum ?? '',
    invoice?.invoiceDate ?? '',
    invoice?.totalAmount ?? '',
    message,
  ];
}
