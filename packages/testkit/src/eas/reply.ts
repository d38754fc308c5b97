import type { SeededRandom } from '../erp/random.js';
import { SOAP, SOAP_ENCODING, XSD, XSI } from './names.js';
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

export interface Bean {
  readonly type: { readonly namespace: string; readonly local: string };
  readonly fields: readonly (readonly [name: string, value: string | number | null])[];
}

export type Strings = readonly (string | null)[];

/** What a method may return; `undefined` is void. */
export type ReturnValue =
  | { readonly kind: 'string'; readonly value: string | null }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'bean'; readonly value: Bean }
  | { readonly kind: 'strings'; readonly value: Strings | null }
  | { readonly kind: 'rows'; readonly value: readonly (Strings | null)[] | null }
  | undefined;

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
  #ids = 0;
  #prefixes = 1;

  constructor(form: WireStyle['replyForm']) {
    this.#form = form;
    this.#string = form === 1 ? 'soapenc:string' : 'xsd:string';
  }

  body({ namespace, operation }: SoapCall, value: ReturnValue, shuffle: SeededRandom | undefined): XmlNode[] {
    const content = value === undefined ? [] : [this.#value(`${operation}Return`, value)];
    const response =
      namespace === ''
        ? node(`${operation}Response`, ENCODED, content)
        : node(`ns1:${operation}Response`, { ...ENCODED, 'xmlns:ns1': namespace }, content);
    return [response, ...(shuffle === undefined ? this.#refs : shuffle.shuffle(this.#refs))];
  }

  #value(name: string, value: Exclude<ReturnValue, undefined>): XmlNode {
    switch (value.kind) {
      case 'string':
        return this.#text(name, value.value, this.#form === 1 ? SOAPENC : {});
      case 'boolean':
        return this.#simple(name, 'xsd:boolean', String(value.value));
      case 'bean':
        return this.#bean(name, value.value);
      case 'strings':
        return value.value === null ? nullArray(name) : this.#strings(name, value.value, SOAPENC);
      case 'rows':
        return value.value === null ? nullArray(name) : this.#rows(name, value.value);
    }
  }

  #text(name: string, value: string | null, more: Readonly<Record<string, string>> = {}): XmlNode {
    const type = { 'xsi:type': this.#string, ...more };
    return value === null ? node(name, { ...type, ...NIL }) : node(name, type, value);
  }

  #strings(name: string, items: Strings, more: Readonly<Record<string, string>>): XmlNode {
    // The item type of form 1 is mock-defined: measured arrays are those of form 2.
    const type = { 'soapenc:arrayType': `${this.#string}[${items.length}]`, 'xsi:type': 'soapenc:Array', ...more };
    return node(
      name,
      type,
      items.map((item) => this.#text(name, item)),
    );
  }

  #rows(name: string, rows: readonly (Strings | null)[]): XmlNode {
    const type = { 'soapenc:arrayType': `${this.#string}[][${rows.length}]`, 'xsi:type': 'soapenc:Array', ...SOAPENC };
    return node(
      name,
      type,
      rows.map((row) => (row === null ? nullItem(name) : this.#strings(name, row, {}))),
    );
  }

  #simple(name: string, type: string, text: string): XmlNode {
    if (this.#form !== 1) return node(name, { 'xsi:type': type }, text);
    return this.#behindHref(name, type, {}, () => text);
  }

  #bean(name: string, { type, fields }: Bean): XmlNode {
    this.#prefixes += 1;
    const prefix = `ns${this.#prefixes}`;
    const names = { [`xmlns:${prefix}`]: type.namespace };
    const content = () =>
      fields.map(([field, value]) => (typeof value === 'number' ? this.#simple(field, 'xsd:int', String(value)) : this.#text(field, value)));
    const qualified = `${prefix}:${type.local}`;
    return this.#form === 3 ? node(name, { 'xsi:type': qualified, ...names }, content()) : this.#behindHref(name, qualified, names, content);
  }

  /** The outer value takes its id and its place before those inside it, as in the measured replies. */
  #behindHref(name: string, type: string, names: Readonly<Record<string, string>>, content: () => XmlNode['content']): XmlNode {
    const id = `id${this.#ids}`;
    this.#ids += 1;
    const at = this.#refs.push(node('multiRef', {})) - 1;
    this.#refs[at] = node('multiRef', { id, 'soapenc:root': '0', ...ENCODED, 'xsi:type': type, ...SOAPENC, ...names }, content());
    return node(name, { href: `#${id}` });
  }
}

function nullArray(name: string): XmlNode {
  return node(name, { 'xsi:type': 'soapenc:Array', ...NIL, ...SOAPENC });
}

function nullItem(name: string): XmlNode {
  return node(name, { 'xsi:type': 'soapenc:Array', ...NIL });
}
