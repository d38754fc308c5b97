import type { XmlElement, XmlNode } from '../../src/xml/index.js';

/** An element as plain data, for comparisons: qualified names, attributes as pairs. */
export function plain(element: XmlElement): unknown {
  const qualified = (part: { prefix: string; name: string }) => (part.prefix === '' ? part.name : `${part.prefix}:${part.name}`);
  return {
    name: qualified(element),
    attributes: element.attributes.map((attribute) => [qualified(attribute), attribute.value]),
    children: element.children.map((child) => (typeof child === 'string' ? child : plain(child))),
  };
}

/** What {@link plain} must give for a node that was serialised: neighbouring texts joined, empty ones gone. */
export function expected(node: XmlNode): unknown {
  const children: unknown[] = [];
  for (const child of node.children ?? []) {
    if (typeof child !== 'string') children.push(expected(child));
    else if (typeof children.at(-1) === 'string') children[children.length - 1] = `${String(children.at(-1))}${child}`;
    else if (child !== '') children.push(child);
  }
  return { name: node.name, attributes: node.attributes ?? [], children };
}
