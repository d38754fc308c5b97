import { type AssistItem, PiaozoneError, type Problem, sumDecimals, type Voucher, type VoucherLine } from '@piaozone/core/adapter';
import type { GlVoucherRow } from '../gl/beans.js';
import type { VoucherSettings } from '../settings/voucher-types.js';

const DEBIT = 1;
const MAX_ASSISTS = 8;
const ASSIST_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/**
 * The flat rows of one voucher, a row per line, its head repeated on each (eas-and-imaging §4.3). `voucherNumber` is always there, empty where none is wished.
 * @throws request_invalid for what the rows have no place for
 */
export function voucherRows(
  voucher: Voucher,
  settings: Pick<VoucherSettings, 'creditValue' | 'currency' | 'keyField' | 'constants'>,
): GlVoucherRow[] {
  const problems: Problem[] = voucher.lines.flatMap(({ assists = [] }, index) => (assists.length > MAX_ASSISTS ? [tooMany(index)] : []));
  if (problems.length > 0) throw invalid(problems);
  const { keyField, constants = {} } = settings;
  const head: GlVoucherRow = {
    ...constants,
    companyNumber: voucher.company,
    bookedDate: voucher.date,
    bizDate: voucher.businessDate ?? voucher.date,
    periodYear: voucher.period.year,
    periodNumber: voucher.period.number,
    voucherType: voucher.type,
    voucherNumber: voucher.number ?? '',
    ...(keyField === undefined ? {} : { [keyField]: voucher.key }),
    ...(voucher.attachments === undefined ? {} : { attaches: voucher.attachments }),
  };
  return voucher.lines.map((line, index) => ({ ...head, ...lineFields(line, index + 1, voucher.summary, settings) }));
}

/** What both sides of a voucher come to. */
export function voucherAmount({ lines }: Voucher): string {
  return sumDecimals(lines.flatMap(({ debit }) => debit ?? []));
}

function lineFields(
  line: VoucherLine,
  entrySeq: number,
  headSummary: string | undefined,
  { creditValue = 0, currency: usual }: Pick<VoucherSettings, 'creditValue' | 'currency'>,
): GlVoucherRow {
  const { debit, credit, currency = usual, rate, invoiceNumber, assists = [], summary = headSummary } = line;
  const originalAmount = line.originalAmount ?? debit ?? credit;
  return {
    entrySeq,
    accountNumber: line.account,
    entryDC: debit === undefined ? creditValue : DEBIT,
    ...(originalAmount === undefined ? {} : { originalAmount }),
    ...(debit === undefined ? {} : { debitAmount: debit }),
    ...(credit === undefined ? {} : { creditAmount: credit }),
    ...(summary === undefined ? {} : { voucherAbstract: summary }),
    ...(currency === undefined ? {} : { currencyNumber: currency }),
    ...(rate === undefined ? {} : { localRate: rate }),
    ...(invoiceNumber === undefined ? {} : { invoiceNumber }),
    ...assistFields(assists),
  };
}

function assistFields(assists: readonly AssistItem[]): GlVoucherRow {
  if (assists.length === 0) return {};
  const fields = ASSIST_NUMBERS.flatMap((number) => {
    const item = assists[number - 1];
    if (item === undefined) return [];
    const all = [
      [`asstActType${number}`, item.type],
      [`asstActNumber${number}`, item.number],
      [`asstActName${number}`, item.name],
    ] as const;
    return all.filter(([, text]) => text !== undefined);
  });
  return { asstSeq: 1, ...Object.fromEntries(fields) };
}

function tooMany(index: number): Problem {
  return {
    path: `lines[${index}].assists`,
    message: { zh: `EAS 一行最多 ${MAX_ASSISTS} 个核算项目`, en: `a row of EAS holds at most ${MAX_ASSISTS} items` },
  };
}

function invalid(problems: readonly Problem[]): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '凭证写不成 EAS 的行，没有发送', en: 'the voucher cannot be written as rows of EAS; nothing was sent' },
    problems,
  });
}
