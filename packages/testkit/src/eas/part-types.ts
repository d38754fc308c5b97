/** Types of parts, bean fields and results, as the WSDLs of EAS use them. */
export type SimpleType = 'string' | 'int' | 'double' | 'boolean';

export interface BeanType {
  readonly kind: 'bean';
  readonly namespace: string;
  readonly local: string;
  /** Named by the fault for an unknown field. */
  readonly javaClass: string;
  /** In the order in which Axis writes them. */
  readonly fields: Readonly<Record<string, SimpleType>>;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly items: PartType;
}

export type PartType = SimpleType | BeanType | ArrayType;

export interface PartSpec {
  readonly name: string;
  readonly type: PartType;
}

/** One bean as a facade gets it: fields that were not sent have the default of Java: null, 0, false. */
export type BeanValue = Readonly<Record<string, string | number | boolean | null>>;

/** One argument or result of a facade. */
export type Value = string | number | boolean | null | BeanValue | readonly Value[];

export const array = (items: PartType): ArrayType => ({ kind: 'array', items });

export function isArray(type: PartType): type is ArrayType {
  return typeof type === 'object' && type.kind === 'array';
}

export function isBean(type: PartType): type is BeanType {
  return typeof type === 'object' && type.kind === 'bean';
}

/** What a field or a part holds that was not sent. */
export function defaultOf(type: SimpleType): string | number | boolean | null {
  if (type === 'string') return null;
  return type === 'boolean' ? false : 0;
}

/** `text:s number:i` as in the tables of eas-and-imaging: string, int, double, boolean; other marks are looked up. */
export function parts(list: string, others: Readonly<Record<string, PartType>> = {}): PartSpec[] {
  const known: Readonly<Record<string, PartType>> = { s: 'string', i: 'int', d: 'double', b: 'boolean', ...others };
  return list
    .split(' ')
    .filter((item) => item !== '')
    .map((item) => {
      const [name = '', mark = ''] = item.split(':');
      const type = known[mark];
      if (type === undefined) throw new Error(`no type for ${item}`);
      return { name, type };
    });
}
