import { createHash } from 'node:crypto';
import { type Locale, PiaozoneError, readField, type WriteBack } from '@piaozone/core/adapter';
import type { RequestFields, WriteBackSettings } from '../settings/types.js';

/**
 * `result` under the ERP's property names.
 * @throws request_invalid when the bill lacks a value that the ERP needs to find it
 */
export function writeBackBody({ body, constants, arrayKey }: WriteBackSettings, result: WriteBack, locale: Locale): RequestFields {
  const fields = { ...constants, ...mapSources(body, result, locale) };
  return arrayKey === undefined ? fields : { [arrayKey]: [fields] };
}

/** Invoice values that are absent are left out; those of the bill must be there. */
export function mapSources(map: Readonly<Record<string, string>>, result: WriteBack, locale: Locale): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [source, property] of Object.entries(map)) {
    const text = readField(result, source);
    if (text !== undefined) fields[property] = text;
    else if (source.startsWith('bill.')) throw billLacks(source, result, locale);
  }
  return fields;
}

/** The same for every attempt to write this invoice into this bill, in any process. */
export function idempotencyKey(accountSet: string, { bill, serialNo, invoice }: WriteBack): string {
  // Length prefixes keep `ab` + `c` apart from `a` + `bc`.
  const text = [accountSet, bill.type, bill.number, bill.id ?? '', serialNo, invoice.number]
    .map((part) => `${Buffer.byteLength(part)}:${part}`)
    .join('|');
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32);
}

function billLacks(source: string, { bill }: WriteBack, locale: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: `单据 ${bill.number} 无法回写`, en: `bill ${bill.number} cannot be written back` },
    problems: [
      {
        path: source,
        message: {
          zh: `没有值；在 bills.fields 中映射 ${source.slice('bill.'.length)}`,
          en: `has no value; map ${source.slice('bill.'.length)} in bills.fields`,
        },
      },
    ],
  });
}
