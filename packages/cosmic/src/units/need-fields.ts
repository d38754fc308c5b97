import { type FieldRef, type Fields, type JsonObject, type Locale, PiaozoneError, readFields } from '@piaozone/core/adapter';

/**
 * The values a unit cannot do without.
 * @throws response_invalid naming the setting and the ERP's field
 */
export function needFields<K extends string>(
  row: JsonObject,
  fields: Fields<K>,
  needed: readonly K[],
  at: string,
  locale: Locale,
): Record<K, string> {
  const values = readFields(row, fields);
  const missing = needed.filter((name) => values[name] === undefined);
  if (missing.length === 0) return values as Record<K, string>;
  throw new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    locale,
    message: { zh: 'ERP 返回的行缺少必需的值', en: 'a row of the ERP lacks what is needed' },
    problems: missing.map((name) => {
      const path = pathOf(fields[name]);
      return { path: `${at}.${name}`, message: { zh: `字段 ${path} 没有值`, en: `field ${path} has no value` } };
    }),
  });
}

function pathOf(ref: FieldRef | undefined): string {
  if (typeof ref === 'string') return ref;
  return ref !== undefined && 'path' in ref ? ref.path : '';
}
