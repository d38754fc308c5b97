/** Prefix → namespace URI; an empty prefix is the default namespace. */
type Namespaces = Pick<ReadonlyMap<string, string>, 'get'>;

export interface XmlAttribute {
  readonly prefix: string;
  /** Local name. */
  readonly name: string;
  /** Namespace URI; empty for an attribute without prefix. */
  readonly namespace: string;
  readonly value: string;
}

/** An element with its names resolved. Text is exact: references decoded, CDATA merged, blanks kept. Names are data in arrays, never object keys. */
export class XmlElement {
  readonly prefix: string;
  /** Local name. */
  readonly name: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** Without the namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** In document order; neighbouring texts are one string. */
  readonly children: readonly (XmlElement | string)[];
  readonly #scope: Namespaces;

  constructor(init: Pick<XmlElement, 'prefix' | 'name' | 'namespace' | 'attributes' | 'children'> & { readonly scope: Namespaces }) {
    this.prefix = init.prefix;
    this.name = init.name;
    this.namespace = init.namespace;
    this.attributes = init.attributes;
    this.children = init.children;
    this.#scope = init.scope;
  }

  /** The element's own text, that of child elements not included. */
  get text(): string {
    const [only] = this.children;
    if (this.children.length === 1 && typeof only === 'string') return only;
    return this.children.filter((child) => typeof child === 'string').join('');
  }

  /** Child elements, all or those with this local name. */
  elements(name?: string): XmlElement[] {
    return this.children.filter((child) => typeof child !== 'string' && (name === undefined || child.name === name)) as XmlElement[];
  }

  /** The value of the attribute with this local name and namespace (default: no namespace). */
  attribute(name: string, namespace = ''): string | undefined {
    return this.attributes.find((attribute) => attribute.name === name && attribute.namespace === namespace)?.value;
  }

  /** What `prefix` stands for here, for qualified names inside values such as `xsi:type`; empty prefix = the default namespace. */
  namespaceOf(prefix: string): string | undefined {
    return this.#scope.get(prefix);
  }
}
