export { escapeXml, isXmlName } from './characters.js';
export type { XmlLimits } from './document.js';
export { type XmlAttribute, XmlElement } from './element.js';
export { loadXml, XmlReader } from './reader.js';
export { serializeXml, type XmlNode } from './serialize.js';
