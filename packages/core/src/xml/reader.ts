import type { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeReferences, isXmlName } from './characters.js';
import { DEFAULT_LIMITS, readDocument, type XmlLimits } from './document.js';
import { type XmlAttribute, XmlElement } from './element.js';
import { broken } from './errors.js';

interface Library {
  readonly XMLParser: typeof XMLParser;
  readonly XMLValidator: typeof XMLValidator;
}

/** A node as the library gives it in document order: one key besides the attributes. */
type RawNode = Readonly<Record<string, unknown>>;
type Scope = ReadonlyMap<string, string>;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const MARK = '@';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const ROOT_SCOPE: Scope = new Map([
  ['', ''],
  ['xml', XML_NAMESPACE],
]);

/** Loads the XML library at first use: it costs more than the rest of the SDK together. */
export async function loadXml(): Promise<XmlReader> {
  return new XmlReader(await import('fast-xml-parser'));
}

/** Reads XML as data: values stay text, names are resolved, nothing outside the document is ever fetched. Made by {@link loadXml}. */
export class XmlReader {
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
  }

  /**
   * The root element of a whole document.
   * @throws response_invalid for anything that is not well-formed XML within the limits: HTML, cut, DOCTYPE, undeclared prefixes, unknown entities
   */
  parse(input: Buffer | string, limits: XmlLimits = {}): XmlElement {
    const bounds = { ...DEFAULT_LIMITS, ...limits };
    const document = readDocument(input, bounds);
    const [root, ...rest] = this.#nodes(document, bounds.maxDepth).filter((node) => !isBlank(node));
    if (root === undefined || rest.length > 0 || isText(root)) throw broken('必须正好有一个根元素', 'it must have exactly one root element');
    return readElement(root, ROOT_SCOPE, bounds.maxDepth);
  }

  /** The library's parser repairs broken input silently; only its validator tells. */
  #nodes(document: string, maxDepth: number): RawNode[] {
    const { XMLParser, XMLValidator } = this.#library;
    try {
      if (XMLValidator.validate(document) === true) return new XMLParser({ ...EXACT, maxNestedTags: maxDepth }).parse(document) as RawNode[];
    } catch {
      // Its messages quote the document; ours does not.
    }
    throw broken('格式不正确', 'it is not well-formed');
  }
}

/** Everything that could change a value is off; references are decoded by us, because the library's decoder depends on the option set. */
const EXACT = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: MARK,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
  onDangerousProperty: (name: string) => name,
} as const;

function readElement(node: RawNode, outer: Scope, depthLeft: number): XmlElement {
  if (depthLeft <= 0) throw broken('嵌套过深', 'it is nested too deeply');
  const qualified = nameOf(node);
  const attributes = readAttributes(node[ATTRIBUTES]);
  const scope = declare(attributes, outer);
  const { prefix, name } = split(qualified);
  return new XmlElement({
    prefix,
    name,
    namespace: resolve(prefix, scope),
    attributes: attributes.filter(({ declares }) => declares === undefined).map(({ qualified: at, value }) => attribute(at, value, scope)),
    children: readChildren(node[qualified] as readonly RawNode[], scope, depthLeft - 1),
    scope,
  });
}

function readChildren(nodes: readonly RawNode[], scope: Scope, depthLeft: number): (XmlElement | string)[] {
  const children: (XmlElement | string)[] = [];
  for (const node of nodes) {
    if (!isText(node)) {
      children.push(readElement(node, scope, depthLeft));
      continue;
    }
    const before = children.at(-1);
    if (typeof before === 'string') children[children.length - 1] = before + textOf(node);
    else children.push(textOf(node));
  }
  return children.filter((child) => child !== '');
}

interface RawAttribute {
  readonly qualified: string;
  readonly value: string;
  /** The prefix this attribute declares; `undefined` for an ordinary one. */
  readonly declares: string | undefined;
}

function readAttributes(raw: unknown): RawAttribute[] {
  return Object.entries((raw ?? {}) as Readonly<Record<string, string>>).map(([marked, text]) => {
    const qualified = marked.slice(MARK.length);
    if (text.includes('<')) throw broken('属性值中有 <', 'an attribute value holds a <');
    const value = decodeReferences(text.replace(/[\t\n]/g, ' '));
    const declares = qualified === 'xmlns' ? '' : qualified.startsWith('xmlns:') ? qualified.slice('xmlns:'.length) : undefined;
    return { qualified, value, declares };
  });
}

function declare(attributes: readonly RawAttribute[], outer: Scope): Scope {
  const declared = attributes.filter(({ declares }) => declares !== undefined);
  if (declared.length === 0) return outer;
  const scope = new Map(outer);
  for (const { declares = '', value } of declared) {
    const reserved = declares === 'xmlns' || (declares === 'xml') !== (value === XML_NAMESPACE);
    if (reserved || (declares !== '' && (value === '' || !isXmlName(declares))))
      throw broken('命名空间声明不正确', 'it has an impossible namespace declaration');
    scope.set(declares, value);
  }
  return scope;
}

function attribute(qualified: string, value: string, scope: Scope): XmlAttribute {
  const { prefix, name } = split(qualified);
  return { prefix, name, namespace: prefix === '' ? '' : resolve(prefix, scope), value };
}

function split(qualified: string): { prefix: string; name: string } {
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  const name = qualified.slice(colon + 1);
  if (!isXmlName(name) || (colon >= 0 && !isXmlName(prefix))) throw broken('名称不合法', 'it has an impossible name');
  return { prefix, name };
}

function resolve(prefix: string, scope: Scope): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined) throw broken('用了未声明的命名空间前缀', 'it uses an undeclared namespace prefix');
  return namespace;
}

function nameOf(node: RawNode): string {
  return Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
}

function isText(node: RawNode): boolean {
  return TEXT in node || CDATA in node;
}

function isBlank(node: RawNode): boolean {
  return TEXT in node && String(node[TEXT]).trim() === '';
}

function textOf(node: RawNode): string {
  if (TEXT in node) return decodeReferences(String(node[TEXT]));
  return (node[CDATA] as readonly RawNode[]).map((part) => String(part[TEXT])).join('');
}
