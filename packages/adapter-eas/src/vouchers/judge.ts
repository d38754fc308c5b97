import { type CreatedVoucher, PiaozoneError } from '@piaozone/core/adapter';
import type { ImportedVoucher } from '../gl/imported-voucher.js';
import type { VoucherAnswerSettings } from '../settings/voucher-types.js';
import type { VoucherImport } from '../voucher/voucher-service.js';

/** One item of an import's answer: field name or column number → text. */
export type AnswerItem = Readonly<Record<string, string | null | undefined>>;

/** The answer of either service in one shape; a nil item is an empty one. */
export function itemsOf(answer: readonly (ImportedVoucher | null)[] | null | VoucherImport): readonly AnswerItem[] {
  if (answer === null) return [];
  if (!('kind' in answer)) return answer.map((item) => ({ ...item }));
  if (answer.kind === 'infos') return answer.infos.map((info) => ({ ...info }));
  return answer.kind === 'rows' ? answer.rows.map((row) => Object.fromEntries((row ?? []).map((cell, column) => [String(column), cell]))) : [];
}

const USUAL_NUMBER = ['voucherNumber', 'easNumber'] as const;

/**
 * What the answer proves. One voucher was sent: every item has to say the same, or nothing is known.
 * @param shown makes a text of EAS fit for an error
 * @throws erp_rejected when EAS surely made none; business_unrecognised, outcome unknown, for everything that is not known
 */
export function judgeImport(
  items: readonly AnswerItem[],
  settings: VoucherAnswerSettings | undefined,
  shown: (text: string) => string,
): CreatedVoucher {
  const codes = settings === undefined ? [] : items.map((item) => own(item, settings.field));
  if (settings !== undefined && isAll(codes, settings.successCodes)) return numberOf(items, settings);
  const text = shown(items.map(textOf).join(' ; ')).slice(0, 300);
  const upstream = { ...(codes[0] === undefined ? {} : { upstreamCode: shown(codes[0]).slice(0, 80) }), upstreamMessage: text };
  if (isAll(codes, settings?.refusedCodes ?? [])) {
    throw new PiaozoneError({
      code: 'erp_rejected',
      outcome: 'rejected',
      message: { zh: `EAS 拒绝了凭证：${text}`, en: `EAS refused the voucher: ${text}` },
      ...upstream,
    });
  }
  const why =
    settings === undefined
      ? { zh: '没有设置 vouchers.result', en: 'vouchers.result is not set' }
      : { zh: '结果码不在设置中', en: 'no code of the settings' };
  throw new PiaozoneError({
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: { zh: `EAS 对凭证的应答无法判断（${why.zh}）：${text}`, en: `what EAS answered to the voucher cannot be judged (${why.en}): ${text}` },
    ...upstream,
  });
}

function isAll(codes: readonly (string | undefined)[], wanted: readonly string[]): boolean {
  return codes.length > 0 && codes.every((code) => code !== undefined && wanted.includes(code));
}

function numberOf(items: readonly AnswerItem[], { numberField }: VoucherAnswerSettings): CreatedVoucher {
  const fields = numberField === undefined ? USUAL_NUMBER : [numberField];
  const number = items.flatMap((item) => fields.map((field) => own(item, field))).find((text) => text !== undefined && text.trim() !== '');
  return number === undefined ? {} : { number };
}

function textOf(item: AnswerItem): string {
  return (
    own(item, 'text') ??
    Object.values(item)
      .flatMap((text) => text ?? [])
      .join(' | ')
  );
}

function own(item: AnswerItem, field: string): string | undefined {
  return Object.hasOwn(item, field) ? (item[field] ?? undefined) : undefined;
}
