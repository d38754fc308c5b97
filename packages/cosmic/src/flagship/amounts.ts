import { type Decimal, type ExactNumber, exactNumber } from '@piaozone/core';

/** Writes an amount as the settings have it; `0.10` stays `0.10` either way. */
export type WriteAmount = (value: Decimal | undefined) => ExactNumber | Decimal | undefined;

export function amountWriter(form: 'number' | 'text'): WriteAmount {
  return form === 'text' ? (value) => value : (value) => (value === undefined ? undefined : exactNumber(value));
}

/** A copy of `fields` with the named members written as amounts. */
export function withAmounts<T extends object>(
  fields: T,
  names: readonly (keyof T & string)[],
  write: WriteAmount,
): Readonly<Record<string, unknown>> {
  const copy: Record<string, unknown> = Object.fromEntries(Object.entries(fields));
  for (const name of names) {
    const value = copy[name];
    if (typeof value === 'string') copy[name] = write(value);
  }
  return copy;
}
