import { SOAP_ENCODING, XSD } from './names.js';
import { type ArrayType, type BeanType, isArray, isBean, type PartType } from './part-types.js';
import { node, type XmlNode } from './xml-write.js';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

interface Described {
  readonly url: string;
  readonly typeNamespace: string;
  readonly operations: readonly { readonly parts: readonly { readonly type: PartType }[]; readonly returns: PartType | 'void' }[];
  readonly declaresFault: boolean;
}

/** Prefixes and schemas of the types a service uses: beans by their namespaces, arrays in the namespace of the URL. */
export class WsdlTypes {
  /** `xmlns:tns1` is the service's own namespace, the others are those of the beans. */
  readonly prefixes: Readonly<Record<string, string>>;
  readonly #what: Described;
  readonly #namespaces: readonly string[];
  readonly #beans: readonly BeanType[];
  readonly #arrays: readonly ArrayType[];

  constructor(what: Described) {
    this.#what = what;
    const used = what.operations
      .flatMap(({ parts, returns }) => [...parts.map(({ type }) => type), ...(returns === 'void' ? [] : [returns])])
      .flatMap(withItems);
    this.#beans = [...new Set(used.filter(isBean))];
    this.#namespaces = [...new Set([what.typeNamespace, ...this.#beans.map(({ namespace }) => namespace)])];
    this.prefixes = Object.fromEntries(this.#namespaces.map((namespace, index) => [`xmlns:tns${index + 1}`, namespace]));
    const arrays = new Map(used.filter(isArray).map((type) => [this.nameOf(type), type]));
    this.#arrays = [...arrays.values()];
  }

  /** Qualified name: `xsd:int`, `tns1:WSContext`, `impl:ArrayOf_xsd_string`. */
  nameOf(type: PartType): string {
    if (isArray(type)) return `impl:${this.#arrayName(type)}`;
    return isBean(type) ? `tns${this.#namespaces.indexOf(type.namespace) + 1}:${type.local}` : `xsd:${type}`;
  }

  schemas(): XmlNode[] {
    const own = this.#namespaces.map((namespace) => {
      const beans = this.#beans.filter((bean) => bean.namespace === namespace).map(beanType);
      const fault = this.#what.declaresFault && namespace === this.#what.typeNamespace ? [complexType('WSInvokeException', [])] : [];
      return schema(namespace, [...beans, ...fault]);
    });
    return this.#arrays.length === 0
      ? own
      : [
          ...own,
          schema(
            this.#what.url,
            this.#arrays.map((type) => this.#arrayType(type)),
          ),
        ];
  }

  #arrayName({ items }: ArrayType): string {
    if (isArray(items)) return `ArrayOf${this.#arrayName(items)}`;
    return `ArrayOf_${this.nameOf(items).replace(':', '_')}`;
  }

  #arrayType(type: ArrayType): XmlNode {
    const items = isArray(type.items) ? `${this.nameOf(type.items.items)}[][]` : `${this.nameOf(type.items)}[]`;
    return node('complexType', { name: this.#arrayName(type) }, [
      node('complexContent', {}, [
        node('restriction', { base: 'soapenc:Array' }, [node('attribute', { ref: 'soapenc:arrayType', 'wsdl:arrayType': items })]),
      ]),
    ]);
  }
}

function withItems(type: PartType): PartType[] {
  return isArray(type) ? [type, ...withItems(type.items)] : [type];
}

function schema(namespace: string, types: readonly XmlNode[]): XmlNode {
  const names = { xmlns: XSD, 'xmlns:soapenc': SOAP_ENCODING, 'xmlns:wsdl': WSDL, targetNamespace: namespace };
  return node('schema', names, [node('import', { namespace: SOAP_ENCODING }), ...types]);
}

function beanType({ local, fields }: BeanType): XmlNode {
  const elements = Object.entries(fields).map(([name, type]) =>
    node('element', { name, ...(type === 'string' ? { nillable: 'true' } : {}), type: `xsd:${type}` }),
  );
  return complexType(local, elements);
}

function complexType(name: string, elements: readonly XmlNode[]): XmlNode {
  return node('complexType', { name }, [node('sequence', {}, elements)]);
}
