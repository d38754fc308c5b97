/** What is written: a text (start and end tag even when empty) or elements (one empty tag when there are none). */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
}

export function node(name: string, attributes: Readonly<Record<string, string>>, content: XmlNode['content'] = []): XmlNode {
  return { name, attributes, content };
}

/** Writes a document as Axis does: other than ASCII as character references. Pretty-printing never touches texts. */
export function writeXml(root: XmlNode, pretty: boolean): string {
  return `<?xml version="1.0" encoding="utf-8"?>${pretty ? '\n' : ''}${write(root, pretty ? '\n' : '')}`;
}

function write({ name, attributes = {}, content }: XmlNode, newline: string): string {
  const start = `${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('')}`;
  if (typeof content === 'string') return `<${start}>${escapeXml(content)}</${name}>`;
  if (content.length === 0) return `<${start}/>`;
  const inner = newline === '' ? '' : `${newline} `;
  return `<${start}>${content.map((child) => inner + write(child, inner)).join('')}${newline}</${name}>`;
}

/**
 * As Axis 1.4 writes texts (measured): line breaks and tabs as they are, and what needs two UTF-16 units as **two** references,
 * which no strict XML reader takes. A character XML forbids is the caller's mistake.
 */
export function escapeXml(text: string): string {
  return text.replace(/[^\t\n\r\x20-\x7f]|[&<>"]/g, (unit) => {
    switch (unit) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${codeOf(unit).toString(16).toUpperCase()};`;
    }
  });
}

function codeOf(unit: string): number {
  const code = unit.charCodeAt(0);
  if (code < 0x20 || code === 0xfffe || code === 0xffff) throw new Error(`XML has no character U+${code.toString(16).padStart(4, '0')}`);
  return code;
}
