import { isXmlName } from './characters.js';
import type { XmlAttribute } from './element.js';
import { broken } from './errors.js';

/** An attribute as it stands, references decoded. */
export interface RawAttribute {
  readonly name: string;
  readonly value: string;
}

/** A name taken apart, its namespace found. */
export interface ResolvedName {
  readonly prefix: string;
  readonly name: string;
  /** Empty for none. */
  readonly namespace: string;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const COLON = 58;
/** What is kept of things that repeat; those that do not, such as ids, must not fill the memory. */
const MAX_KEPT = 500;

/** The namespaces of a place in the document. Replies repeat few names and declarations very often, so each is looked at once. */
export class Scope {
  readonly #outer: Scope | undefined;
  readonly #declared: ReadonlyMap<string, string>;
  readonly #names = new Map<string, ResolvedName>();
  #last: (RawAttribute & { readonly attributes: readonly XmlAttribute[] }) | undefined;
  #inner: Map<string, Scope> | undefined;

  constructor(outer?: Scope, declared: ReadonlyMap<string, string> = ROOT) {
    this.#outer = outer;
    this.#declared = declared;
  }

  /** What `prefix` stands for; an empty prefix is the default namespace. */
  get(prefix: string): string | undefined {
    return this.#declared.get(prefix) ?? this.#outer?.get(prefix);
  }

  /** The scope below an element with these attributes: this one, if they declare nothing. @throws response_invalid */
  below(attributes: readonly RawAttribute[]): Scope {
    if (!attributes.some(isDeclaration)) return this;
    const declarations = attributes.filter(isDeclaration);
    const key = declarations.map(({ name, value }) => `${name}=${value}`).join(' ');
    const known = this.#inner?.get(key);
    if (known !== undefined) return known;
    const scope = new Scope(this, readDeclarations(declarations));
    this.#inner ??= new Map();
    if (this.#inner.size < MAX_KEPT) this.#inner.set(key, scope);
    return scope;
  }

  /** @throws response_invalid for impossible names and undeclared prefixes */
  element(qualified: string): ResolvedName {
    const known = this.#names.get(qualified);
    if (known !== undefined) return known;
    const name = this.#resolve(qualified, this.get('') ?? '');
    // No honest document has them, and they poison the objects that a reader may make of names.
    if (MAGIC.has(name.name)) throw broken('名称不合法', 'it has an impossible name');
    if (this.#names.size < MAX_KEPT) this.#names.set(qualified, name);
    return name;
  }

  /** The attributes that declare nothing. One that comes alone comes again and again (`xsi:type`): equal ones in a row are one. @throws response_invalid */
  attributes(raw: readonly RawAttribute[]): readonly XmlAttribute[] {
    const only = raw[0];
    if (raw.length !== 1 || only === undefined) return this.#read(raw);
    const { name, value } = only;
    const last = this.#last;
    if (last !== undefined && last.name === name && last.value === value) return last.attributes;
    const attributes = this.#read(raw);
    this.#last = { name, value, attributes };
    return attributes;
  }

  #read(raw: readonly RawAttribute[]): readonly XmlAttribute[] {
    const attributes: XmlAttribute[] = [];
    for (const { name: qualified, value } of raw) {
      if (declaredPrefix(qualified) !== undefined) continue;
      // Without prefix it has no namespace, whatever the default is.
      const { prefix, name, namespace } = this.#resolve(qualified, '');
      if (attributes.some((other) => other.name === name && other.namespace === namespace))
        throw broken('同一属性出现两次', 'an attribute occurs twice');
      attributes.push({ prefix, name, namespace, value });
    }
    return attributes;
  }

  #resolve(qualified: string, unprefixed: string): ResolvedName {
    const colon = qualified.indexOf(':');
    const prefix = colon < 0 ? '' : qualified.slice(0, colon);
    const name = qualified.slice(colon + 1);
    if (!isXmlName(name) || (colon >= 0 && !isXmlName(prefix))) throw broken('名称不合法', 'it has an impossible name');
    const namespace = colon < 0 ? unprefixed : this.get(prefix);
    if (namespace === undefined) throw broken('用了未声明的命名空间前缀', 'it uses an undeclared namespace prefix');
    return { prefix, name, namespace };
  }
}

const MAGIC: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const ROOT: ReadonlyMap<string, string> = new Map([
  ['', ''],
  ['xml', XML_NAMESPACE],
]);

function readDeclarations(declarations: readonly RawAttribute[]): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  for (const { name, value } of declarations) {
    const prefix = declaredPrefix(name) ?? '';
    const reserved = prefix === 'xmlns' || (prefix === 'xml') !== (value === XML_NAMESPACE);
    if (reserved || (prefix !== '' && (value === '' || !isXmlName(prefix))))
      throw broken('命名空间声明不正确', 'it has an impossible namespace declaration');
    declared.set(prefix, value);
  }
  return declared;
}

function isDeclaration({ name }: RawAttribute): boolean {
  return declaredPrefix(name) !== undefined;
}

/** The prefix an attribute declares; `undefined` for an ordinary one. */
function declaredPrefix(qualified: string): string | undefined {
  if (!qualified.startsWith('xmlns')) return undefined;
  if (qualified.length === 5) return '';
  return qualified.charCodeAt(5) === COLON ? qualified.slice(6) : undefined;
}
