import { escapeContent, escapeXml, isXmlName } from './characters.js';

/** What to write. Names are constants of the protocol or checked settings; texts and attribute values may be anything. */
export interface XmlNode {
  /** With prefix where it has one; declaring the prefix is the caller's part. */
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, value: string])[];
  readonly children?: readonly (XmlNode | string)[];
}

/**
 * Writes `node` so that a reader gets back the same names, values and order; an empty element has a start and an end tag.
 * @throws request_invalid for a character XML cannot carry, naming element and code point
 * @throws TypeError for an impossible name: names are never data
 */
export function serializeXml(node: XmlNode): string {
  const name = checkedName(node.name);
  const attributes = (node.attributes ?? []).map(([key, value]) => ` ${checkedName(key)}="${escapeXml(value, `${name}/@${key}`)}"`).join('');
  const content = (node.children ?? []).map((child) => (typeof child === 'string' ? escapeContent(child, name) : serializeXml(child))).join('');
  return `<${name}${attributes}>${content}</${name}>`;
}

function checkedName(name: string): string {
  if (name.split(':').length > 2 || !name.split(':').every(isXmlName)) throw new TypeError('not an XML name');
  return name;
}
