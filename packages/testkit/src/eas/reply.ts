import type { SeededRandom } from '../erp/random.js';
import { SOAP, SOAP_ENCODING, XSD, XSI } from './names.js';
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
import type { SoapCall } from './soap-request.js';
import { node, writeXml, type XmlNode } from './xml-write.js';

/** How replies look; which form a real EAS sends is unknown, so all three exist (eas-and-imaging §5.2). */
export interface WireStyle {
  /** 1 everything but strings behind `href`, 2 beans behind `href`, 3 everything inline. */
  replyForm: 1 | 2 | 3;
  /** Puts the `multiRef` elements in a seeded order instead of the order of their ids. */
  shuffleMultiRefs: boolean;
  pretty: boolean;
}

export type Strings = readonly (string | null)[];

/** What a method gives back, by its declared type; `undefined` is void. */
export type ReturnValue = { readonly type: PartType; readonly value: Value } | undefined;

const ENCODED = { 'soapenv:encodingStyle': SOAP_ENCODING };
const SOAPENC = { 'xmlns:soapenc': SOAP_ENCODING };
const NIL = { 'xsi:nil': 'true' };

export function envelope(body: readonly XmlNode[], pretty: boolean): string {
  const names = { 'xmlns:soapenv': SOAP, 'xmlns:xsd': XSD, 'xmlns:xsi': XSI };
  return writeXml(node('soapenv:Envelope', names, [node('soapenv:Body', {}, body)]), pretty);
}

/** The reply to one call; echoes the request's operation namespace, none included. */
export function replyEnvelope(call: SoapCall, value: ReturnValue, style: WireStyle, random: SeededRandom): string {
  return envelope(new ReplyWriter(style.replyForm).body(call, value, style.shuffleMultiRefs ? random : undefined), style.pretty);
}

class ReplyWriter {
  readonly #form: WireStyle['replyForm'];
  readonly #string: string;
  readonly #refs: XmlNode[] = [];
  /** One object given twice is written once. */
  readonly #idOf = new Map<BeanValue, string>();
  #prefixes = 1;

  constructor(form: WireStyle['replyForm']) {
    this.#form = form;
    this.#string = form === 1 ? 'soapenc:string' : 'xsd:string';
  }

  body({ namespace, operation }: SoapCall, result: ReturnValue, shuffle: SeededRandom | undefined): XmlNode[] {
    const content = result === undefined ? [] : [this.#value(`${operation}Return`, result.type, result.value, SOAPENC)];
    const response =
      namespace === ''
        ? node(`${operation}Response`, ENCODED, content)
        : node(`ns1:${operation}Response`, { ...ENCODED, 'xmlns:ns1': namespace }, content);
    return [response, ...(shuffle === undefined ? this.#refs : shuffle.shuffle(this.#refs))];
  }

  #value(name: string, type: PartType, value: Value, more: Readonly<Record<string, string>>): XmlNode {
    if (isArray(type)) return this.#array(name, type, value as readonly Value[] | null, more);
    if (isBean(type)) return this.#bean(name, type, value as BeanValue | null);
    return this.#simple(name, type, value as string | number | boolean | null, more);
  }

  #array(name: string, type: ArrayType, items: readonly Value[] | null, more: Readonly<Record<string, string>>): XmlNode {
    if (items === null) return node(name, { 'xsi:type': 'soapenc:Array', ...NIL, ...more });
    const prefix = this.#prefixOf(innermost(type));
    const arrayType = `${this.#typeName(innermost(type), prefix)}${'[]'.repeat(depth(type) - 1)}[${items.length}]`;
    const attributes = { 'soapenc:arrayType': arrayType, 'xsi:type': 'soapenc:Array', ...namesOf(innermost(type), prefix), ...more };
    return node(
      name,
      attributes,
      items.map((item) => this.#item(name, type.items, item, prefix)),
    );
  }

  /** A null row of rows has the type of a cell, as measured. */
  #item(name: string, type: PartType, item: Value, prefix: string): XmlNode {
    if (item !== null) return this.#value(name, type, item, {});
    return node(name, { 'xsi:type': this.#typeName(innermost(type), prefix), ...NIL });
  }

  #simple(name: string, type: SimpleType, value: string | number | boolean | null, more: Readonly<Record<string, string>>): XmlNode {
    const typed = { 'xsi:type': this.#typeName(type, ''), ...(type === 'string' && this.#form === 1 ? more : {}) };
    if (value === null) return node(name, { ...typed, ...NIL });
    if (type === 'string') return node(name, typed, String(value));
    const text = type === 'double' ? javaDouble(Number(value)) : String(value);
    return this.#form === 1 ? node(name, { href: `#${this.#behindHref(`xsd:${type}`, {}, () => text)}` }) : node(name, typed, text);
  }

  #bean(name: string, type: BeanType, value: BeanValue | null): XmlNode {
    const prefix = this.#prefixOf(type);
    const names = namesOf(type, prefix);
    const qualified = `${prefix}:${type.local}`;
    if (value === null) return node(name, { 'xsi:type': qualified, ...NIL, ...names });
    const content = () => Object.entries(type.fields).map(([field, kind]) => this.#simple(field, kind, fieldOf(value, field, kind), {}));
    if (this.#form === 3) return node(name, { 'xsi:type': qualified, ...names }, content());
    const id = this.#idOf.get(value) ?? this.#behindHref(qualified, names, content, value);
    return node(name, { href: `#${id}` });
  }

  /** The outer value takes its id and its place before those inside it, as in the measured replies. */
  #behindHref(type: string, names: Readonly<Record<string, string>>, content: () => XmlNode['content'], of?: BeanValue): string {
    const id = `id${this.#refs.length}`;
    if (of !== undefined) this.#idOf.set(of, id);
    const at = this.#refs.push(node('multiRef', {})) - 1;
    this.#refs[at] = node('multiRef', { id, 'soapenc:root': '0', ...ENCODED, 'xsi:type': type, ...SOAPENC, ...names }, content());
    return id;
  }

  #prefixOf(type: PartType): string {
    if (!isBean(type)) return '';
    this.#prefixes += 1;
    return `ns${this.#prefixes}`;
  }

  #typeName(type: PartType, prefix: string): string {
    if (isBean(type)) return `${prefix}:${type.local}`;
    return type === 'string' ? this.#string : `xsd:${String(type)}`;
  }
}

function innermost(type: PartType): Exclude<PartType, ArrayType> {
  return isArray(type) ? innermost(type.items) : type;
}

function depth(type: PartType): number {
  return isArray(type) ? 1 + depth(type.items) : 0;
}

function namesOf(type: PartType, prefix: string): Record<string, string> {
  return isBean(type) ? { [`xmlns:${prefix}`]: type.namespace } : {};
}

function fieldOf(bean: BeanValue, name: string, type: SimpleType): string | number | boolean | null {
  return bean[name] ?? defaultOf(type);
}

/** As `Double.toString` of Java writes it: `600.0`, `1.0E7`, `1.0E-4`. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
