import { createHash } from 'node:crypto';
import { type Locale, requireBillValues, type WriteBack, type WriteBackSource, writeBackValues } from '@piaozone/core/adapter';
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
export function mapSources(map: Readonly<Partial<Record<WriteBackSource, string>>>, result: WriteBack, locale: Locale): Record<string, string> {
  requireBillValues(result, Object.keys(map), locale);
  const values = writeBackValues(result);
  const members = (Object.entries(map) as [WriteBackSource, string][]).map(([source, property]) => [property, values[source]] as const);
  return Object.fromEntries(members.filter((member): member is [string, string] => member[1] !== undefined));
}

/** The same for every attempt to write this invoice into this bill, in any process. */
export function idempotencyKey(accountSet: string, { bill, serialNo, invoice }: WriteBack): string {
  // Length prefixes keep `ab` + `c` apart from `a` + `bc`.
  const text = [accountSet, bill.type, bill.number, bill.id ?? '', serialNo, invoice.number]
    .map((part) => `${Buffer.byteLength(part)}:${part}`)
    .join('|');
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32);
}
