import { type Locale, PiaozoneError } from '@piaozone/core/adapter';

/** Where a list goes on: behind the internal id `after` of `form`. Never by row number: a bill that was written back leaves the list and moves the others up. */
export interface Position {
  readonly form: string;
  /** Digits; `0` = from the beginning. */
  readonly after: string;
}

export function writeCursor({ form, after }: Position): string {
  return Buffer.from(`1:${form}:${after}`, 'utf8').toString('base64url');
}

/** @throws request_invalid for anything {@link writeCursor} did not make for one of `forms` */
export function readCursor(cursor: string, forms: readonly string[], locale: Locale): Position {
  const [, form = '', after = ''] = /^1:([\w.]+):(\d{1,30})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (forms.includes(form)) return { form, after };
  const message = { zh: '分页游标无效，或属于另一个列表', en: 'the cursor is invalid or belongs to another list' };
  throw new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', locale, message });
}
