import { PiaozoneError, type Voucher, type VoucherSearch } from '@piaozone/core/adapter';
import type { GlFacade } from '../gl/gl-facade.js';
import type { EasCallOptions } from '../session/eas-caller.js';
import type { VoucherListLookup, VoucherLookupSettings, VoucherTextLookup } from '../settings/voucher-types.js';
import type { EasRow } from '../soap/results.js';
import { voucherAmount } from './rows.js';

const NOTHING_TO_ASK: VoucherSearch = { state: 'cannot-tell' };

/** Looks for a voucher by reads only. What the reads answer is unknown, so each step is a setting. @throws what EAS answers */
export async function lookUp(
  gl: GlFacade,
  settings: VoucherLookupSettings | undefined,
  voucher: Voucher,
  options: EasCallOptions,
): Promise<VoucherSearch> {
  if (settings === undefined) return NOTHING_TO_ASK;
  switch (settings.operation) {
    case 'findVoucher':
    case 'getVoucher':
      return inList(gl, settings, voucher, options);
    default:
      return byText(gl, settings, voucher, options);
  }
}

async function inList(gl: GlFacade, settings: VoucherListLookup, voucher: Voucher, options: EasCallOptions): Promise<VoucherSearch> {
  const wanted = settings.equals === 'key' ? voucher.key : voucher.number;
  if (wanted === undefined) return NOTHING_TO_ASK;
  for await (const row of listOf(gl, settings, voucher, options)) {
    if (row?.[settings.column] === wanted) return { state: 'found', ...numberIn(row, settings.numberColumn) };
  }
  return { state: 'absent' };
}

async function* listOf(
  gl: GlFacade,
  { operation, separator }: VoucherListLookup,
  { company, period: { year, number } }: Voucher,
  options: EasCallOptions,
): AsyncGenerator<EasRow | null, void> {
  if (operation === 'getVoucher') {
    yield* gl.voucherRows({ orgNumber: company, year: String(year), period: String(number) }, {}, options);
    return;
  }
  const texts = (await gl.findVoucher({ comNumber: company, year, periodNnumber: number }, options)) ?? [];
  for (const text of texts) yield text === null ? null : columnsOf(text, separator);
}

async function byText(gl: GlFacade, settings: VoucherTextLookup, voucher: Voucher, options: EasCallOptions): Promise<VoucherSearch> {
  const { number } = voucher;
  if (number === undefined) return NOTHING_TO_ASK;
  const { separator, column = 0, found, absent = [], nothingMeansAbsent = false } = settings;
  const text = await ask(gl, settings, { ...voucher, number }, options);
  if (text === null || text.trim() === '') return nothingMeansAbsent ? { state: 'absent' } : unreadable(settings, '');
  const columns = columnsOf(text, separator);
  const told = columns[column] ?? '';
  if (absent.includes(told)) return { state: 'absent' };
  const isThere = found === 'any-other' ? told.trim() !== '' : found.includes(told);
  return isThere ? { state: 'found', ...numberIn(columns, settings.numberColumn) } : unreadable(settings, told);
}

function ask(
  gl: GlFacade,
  { operation, companyIds = {} }: VoucherTextLookup,
  voucher: Voucher & { readonly number: string },
  options: EasCallOptions,
): Promise<string | null> {
  const { company, period, type, number } = voucher;
  const head = { year: period.year, periodNumber: period.number };
  if (operation === 'checkVoucher') return gl.checkVoucher({ comNumber: company, ...head, number, amount: voucherAmount(voucher) }, options);
  const companyId = Object.hasOwn(companyIds, company) ? (companyIds[company] ?? company) : company;
  return gl.exploreVoucher({ companyId, ...head, voucherType: type, number }, options);
}

function columnsOf(text: string, separator: string | undefined): readonly string[] {
  return separator === undefined ? [text] : text.split(separator);
}

function numberIn(row: EasRow, column: number | undefined): { readonly number?: string } {
  const number = column === undefined ? null : (row[column] ?? null);
  return number === null || number.trim() === '' ? {} : { number };
}

function unreadable({ operation }: VoucherTextLookup, told: string): VoucherSearch {
  const shown = told.slice(0, 80);
  const error = new PiaozoneError({
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: {
      zh: `${operation} 的应答不在 vouchers.lookup 的设置中：${shown === '' ? '（空）' : shown}`,
      en: `what ${operation} answered is not among those of vouchers.lookup: ${shown === '' ? '(nothing)' : shown}`,
    },
  });
  return { state: 'cannot-tell', error };
}
