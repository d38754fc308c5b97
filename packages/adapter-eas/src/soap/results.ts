import { PiaozoneError } from '@piaozone/core/adapter';
import { isSoapRecord, type SoapRecord, type SoapValue } from './reply.js';

/** A row of a `string[][]`: nil cells keep their place. */
export type EasRow = readonly (string | null)[];

/** Reads one declared return type. @throws response_invalid when the value contradicts it */
export type ResultReader<T> = (value: SoapValue | undefined) => T;

export const readVoid: ResultReader<void> = (value) => {
  if (value !== undefined && value !== null) throw contradicts('空 / void');
};

export const readText: ResultReader<string | null> = (value) => (value === null || typeof value === 'string' ? value : refuse('string'));

/** What an int means is unknown for every operation (eas-and-imaging §12); it is given as it came. */
export const readInt: ResultReader<number> = (value) => (typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? Number(value) : refuse('int'));

export const readBoolean: ResultReader<boolean> = (value) =>
  value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : refuse('boolean');

/** `null` = EAS answered a null array. */
export const readTexts: ResultReader<EasRow | null> = (value) => {
  if (value === null) return null;
  if (!isList(value)) return refuse('string[]');
  return value.map((cell) => (cell === null || typeof cell === 'string' ? cell : refuse('string[]')));
};

/** `null` = EAS answered a null array; a nil row stays `null` in its place. */
export const readRows: ResultReader<readonly (EasRow | null)[] | null> = (value) => {
  if (value === null) return null;
  return isList(value) ? value.map(readTexts) : refuse('string[][]');
};

/** Beans; a nil one stays `null` in its place. */
export const readBeans: ResultReader<readonly (SoapRecord | null)[] | null> = (value) => {
  if (value === null) return null;
  if (!isList(value)) return refuse('bean[]');
  return value.map((bean) => (bean === null || isSoapRecord(bean) ? bean : refuse('bean[]')));
};

export function isList(value: SoapValue | undefined): value is readonly SoapValue[] {
  return Array.isArray(value);
}

function refuse(type: string): never {
  throw contradicts(type);
}

function contradicts(type: string): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: `EAS 的返回值与声明的类型 ${type} 不符`, en: `what EAS returned contradicts the declared type ${type}` },
  });
}
