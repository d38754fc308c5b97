import { isList, type ResultReader, readTexts } from '../soap/results.js';

/**
 * One text of the answer to `importVoucher`. Its codes are unknown (eas-and-imaging §12): nothing here says whether a voucher was made. A member is
 * absent where the text has no such field, or where `||` inside a message leaves it open which one it is.
 */
export interface ImportedVoucher {
  /** As EAS gave it. */
  readonly text: string;
  readonly errorCode?: string;
  readonly voucherType?: string;
  readonly year?: string;
  readonly month?: string;
  readonly message?: string;
  readonly voucherNumber?: string;
  readonly resultCode?: string;
}

const FIELDS = ['errorCode', 'voucherType', 'year', 'month', 'message', 'voucherNumber', 'resultCode'] as const;
/** Of a text with more fields than there are, only those before the message stand firm. */
const BEFORE_MESSAGE = 4;

export function parseImportedVoucher(text: string): ImportedVoucher {
  const values = text.split('||');
  const known = values.length > FIELDS.length ? values.slice(0, BEFORE_MESSAGE) : values;
  // A text without any separator is no list of fields.
  const fields = values.length === 1 ? [] : known.map((value, index) => [FIELDS[index], value]);
  return { text, ...Object.fromEntries(fields) };
}

/** A nil item stays `null` in its place; `null` = EAS answered a null array. */
export const readImported: ResultReader<readonly (ImportedVoucher | null)[] | null> = (value) => {
  const texts = readTexts(value);
  return texts === null || !isList(texts) ? null : texts.map((text) => (text === null ? null : parseImportedVoucher(text)));
};
