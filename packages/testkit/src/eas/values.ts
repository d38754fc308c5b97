import { illegalNumber, invalidBoolean, nullPointer, saxException } from './faults.js';
import { SOAP_ENCODING } from './names.js';
import {
  type ArrayType,
  type BeanType,
  type BeanValue,
  defaultOf,
  isArray,
  isBean,
  type PartType,
  type SimpleType,
  type Value,
} from './part-types.js';
import { isNil, type References, xsiTypeOf } from './soap-request.js';
import type { XmlElement } from './xml-read.js';

const NESTED = 'SimpleDeserializer encountered a child element, which is NOT expected, in something it was trying to deserialize.';
const JAVA_TYPES: Readonly<Record<SimpleType, string>> = { string: 'class java.lang.String', int: 'int', double: 'double', boolean: 'boolean' };

/** What Axis makes of an element that has no value of its own type. */
export const NO_MATCH = Symbol('no match');

/** Reads one part or array item as Axis 1.4 does (measured; eas-and-imaging §5.1). Throws the fault, gives {@link NO_MATCH} where no overload fits. */
export function readValue(given: XmlElement, type: PartType, references: References): Value | typeof NO_MATCH {
  const element = references.resolve(given);
  if (element === undefined || isNil(element)) return null;
  if (isArray(type)) return readArray(element, type, references);
  if (isBean(type)) return readBean(element, type, references);
  checkDeclaredType(element, type);
  return readSimple(element, type);
}

/** The text of a string part; nil is null. */
export function textOf(part: XmlElement, references: References): string | null {
  const element = references.resolve(part);
  if (element === undefined || isNil(element)) return null;
  if (element.children.length > 0) throw saxException(NESTED);
  return element.text;
}

function readArray(element: XmlElement, type: ArrayType, references: References): Value | typeof NO_MATCH {
  if (element.text.trim() !== '') throw saxException('Found character data inside an array element while deserializing');
  const declared = element.attributes.get(`{${SOAP_ENCODING}}arrayType`)?.replace(/^.*:|\[.*$/g, '');
  if (declared === 'string' && type.items !== 'string' && !isArray(type.items)) return NO_MATCH;
  const items: Value[] = [];
  for (const child of element.children) {
    const value = readValue(child, type.items, references);
    if (value === NO_MATCH) return NO_MATCH;
    items.push(value);
  }
  return items;
}

/** Fields in any order and namespace, the last of a name wins; text between them is dropped, an unknown one fails the whole call. */
function readBean(element: XmlElement, type: BeanType, references: References): BeanValue {
  const bean: Record<string, string | number | boolean | null> = {};
  for (const [name, field] of Object.entries(type.fields)) bean[name] = defaultOf(field);
  for (const child of element.children) {
    const field = Object.hasOwn(type.fields, child.local) ? type.fields[child.local] : undefined;
    if (field === undefined) throw saxException(`Invalid element in ${type.javaClass} - ${child.local}`);
    const target = references.resolve(child);
    if (target === undefined || (isNil(target) && field !== 'string')) continue;
    const value = isNil(target) ? null : readSimple(target, field);
    if (value === null && field !== 'string') throw nullPointer();
    bean[child.local] = value;
  }
  return bean;
}

function readSimple(element: XmlElement, type: SimpleType): string | number | boolean | null {
  if (element.children.length > 0) throw saxException(NESTED);
  if (type === 'string') return element.text;
  const text = element.text.trim();
  if (text === '') return null;
  if (type === 'boolean') return booleanOf(text);
  return type === 'int' ? intOf(text) : doubleOf(text);
}

/** `xsi:type` of a part must be that of its signature. */
function checkDeclaredType(element: XmlElement, type: SimpleType): void {
  const declared = xsiTypeOf(element);
  if (declared !== 'string' && declared !== 'int' && declared !== 'double' && declared !== 'boolean') return;
  if (declared === type) return;
  throw saxException(`Bad types (${JAVA_TYPES[declared]} -> ${JAVA_TYPES[type]})`);
}

/** Only the first character counts. */
function booleanOf(text: string): boolean {
  if (/^[1tT]/.test(text)) return true;
  if (/^[0fF]/.test(text)) return false;
  throw invalidBoolean();
}

function intOf(text: string): number {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value < -(2 ** 31) || value >= 2 ** 31) throw illegalNumber(text);
  return value;
}

function doubleOf(text: string): number {
  if (text === 'INF' || text === 'Infinity') return Number.POSITIVE_INFINITY;
  if (text === '-INF' || text === '-Infinity') return Number.NEGATIVE_INFINITY;
  if (text === 'NaN') return Number.NaN;
  const digits = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?$/.exec(text)?.[1];
  if (digits === undefined) throw illegalNumber(text);
  return Number(digits);
}
