import { type Decimal, PiaozoneError, type Problem } from '@piaozone/core/adapter';
import type { SoapPart } from './envelope.js';

/** Types the published WSDLs declare. Only strings are nillable (eas-and-imaging §4.3). */
export type ScalarType = 'string' | 'int' | 'double' | 'boolean' | 'flag';

/** Field name → type, for a bean. */
export type BeanType = Readonly<Record<string, ScalarType>>;

/** A part: a scalar, or an array of beans. */
export type PartType = ScalarType | { readonly items: BeanType };

/**
 * What a value may be: `null` = nil, a double is exact decimal text, never a binary number. A flag is written `1` or `0`, which Axis takes for int and
 * boolean alike.
 */
export type ScalarValue<T extends ScalarType> = T extends 'string'
  ? string | null
  : T extends 'int'
    ? number
    : T extends 'double'
      ? Decimal
      : T extends 'flag'
        ? boolean | 0 | 1
        : boolean;

export type BeanValue<B extends BeanType> = { readonly [F in keyof B]?: ScalarValue<B[F]> };
export type PartValue<T extends PartType> = T extends ScalarType
  ? ScalarValue<T>
  : T extends { readonly items: infer B extends BeanType }
    ? readonly BeanValue<B>[]
    : never;
/** Every part is needed: Axis picks the overload by their number (eas-and-imaging §5.1). */
export type PartValues<P extends Readonly<Record<string, PartType>>> = { readonly [N in keyof P]: PartValue<P[N]> };

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const MAX_DECIMAL_CHARACTERS = 64;
const MAX_INT = 2_147_483_647;
/** More would bury the first ones; a voucher with one wrong field has it on every row. */
const MAX_PROBLEMS = 50;

/**
 * The parts in the order of `types`, checked here because one unknown field or one empty number makes EAS refuse the whole call in words nobody understands.
 * @throws request_invalid with the problems by path, e.g. `col[2].debitAmount`
 */
export function typedParts(types: Readonly<Record<string, PartType>>, values: Readonly<Record<string, unknown>>): SoapPart[] {
  const problems: Problem[] = [];
  for (const name of unknownKeys(values, types)) add(problems, name, '没有这个参数', 'there is no such part');
  const parts = Object.entries(types).map(([name, type]) => ({ name, value: partValue(type, own(values, name), name, problems) }));
  refuse(problems);
  return parts;
}

export function add(problems: Problem[], path: string, zh: string, en: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push({ path, message: { zh, en } });
}

/** @throws request_invalid when there are any */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: {
      zh: `EAS 调用参数有 ${problems.length} 处问题，没有发送`,
      en: `${problems.length} problem(s) in the values for EAS, nothing was sent`,
    },
    problems,
  });
}

function partValue(type: PartType, value: unknown, path: string, problems: Problem[]): SoapPart['value'] {
  if (typeof type === 'string') return scalarText(type, value, path, problems);
  if (!Array.isArray(value)) {
    add(problems, path, '须为列表', 'must be a list');
    return '';
  }
  return value.map((bean: unknown, index) => ({ name: 'item', value: beanFields(type.items, bean, `${path}[${index}]`, problems) }));
}

/** In the order of the bean's own list, whatever that of the caller: the same voucher is the same bytes. */
function beanFields(type: BeanType, bean: unknown, path: string, problems: Problem[]): SoapPart[] {
  if (typeof bean !== 'object' || bean === null || Array.isArray(bean)) {
    add(problems, path, '须为对象', 'must be an object');
    return [];
  }
  for (const name of unknownKeys(bean, type))
    add(problems, `${path}.${name}`, '该服务的字段中没有它；EAS 会拒绝整个调用', 'is no field of this service; EAS would refuse the whole call');
  return Object.entries(type).flatMap(([name, scalar]) => {
    const value = own(bean, name);
    return value === undefined ? [] : [{ name, value: scalarText(scalar, value, `${path}.${name}`, problems) }];
  });
}

/** An absent field of a bean keeps EAS' default, which is not the same as nil. */
function scalarText(type: ScalarType, value: unknown, path: string, problems: Problem[]): string | null {
  const text = TEXT[type](value);
  if (text !== undefined) return text;
  const [zh, en] = EXPECTED[type];
  add(problems, path, zh, en);
  return '';
}

const TEXT: Readonly<Record<ScalarType, (value: unknown) => string | null | undefined>> = {
  string: (value) => (typeof value === 'string' || value === null ? value : undefined),
  int: (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= -MAX_INT - 1 && value <= MAX_INT ? String(value) : undefined),
  double: (value) => (typeof value === 'string' && value.length <= MAX_DECIMAL_CHARACTERS && DECIMAL.test(value) ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  flag: (value) => (value === true || value === 1 ? '1' : value === false || value === 0 ? '0' : undefined),
};
const EXPECTED: Readonly<Record<ScalarType, readonly [zh: string, en: string]>> = {
  string: ['须为文本（或 null）', 'must be a text (or null)'],
  int: ['须为 32 位整数，不能为空', 'must be a 32-bit whole number, never empty'],
  double: ['须为十进制数字文本，例如 600.00，不能为空', 'must be decimal text such as 600.00, never empty'],
  boolean: ['须为 true 或 false', 'must be true or false'],
  flag: ['须为 true、false、1 或 0', 'must be true, false, 1 or 0'],
};

/** What is `undefined` is absent. */
function unknownKeys(values: object, known: object): string[] {
  return Object.keys(values).filter((name) => !Object.hasOwn(known, name) && own(values, name) !== undefined);
}

function own(values: object, name: string): unknown {
  return Object.hasOwn(values, name) ? (values as Readonly<Record<string, unknown>>)[name] : undefined;
}
