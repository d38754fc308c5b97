const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for element content or a double-quoted attribute; characters XML 1.0 does not allow are left out. */
export function xmlText(value: string): string {
  return value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

/** `<name>text</name>` */
export function xmlElement(name: string, value: string): string {
  return `<${name}>${xmlText(value)}</${name}>`;
}
