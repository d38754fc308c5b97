/** Entities that mails of office programs hold; others stay as they are. */
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', ensp: ' ', emsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Far more than any mail of this kind; longer text is cut, so that hostile input stays harmless. */
const MAX_CHARACTERS = 400_000;

/**
 * The lines of a pasted mail: HTML becomes text (a cell of a table is set off by a tab, a block by a line break), marks of quoted replies go.
 * Each pattern is linear: bounded, or without two ways to match the same text.
 */
export function mailLines(pasted: string): readonly string[] {
  const text = pasted.slice(0, MAX_CHARACTERS).replace(/\r\n?/g, '\n');
  return (looksLikeHtml(text) ? withoutTags(text) : text).split('\n').map((line) => line.replace(/^[> ]*>(?=\s)/, ''));
}

function looksLikeHtml(text: string): boolean {
  return /<(?:html|body|table|t[rdh]|div|p|br|span|font|b|li|h[1-6]|a)(?:\s[^<>]{0,2000})?\/?>/i.test(text);
}

function withoutTags(html: string): string {
  return decoded(
    withoutBlocks(html, 'script', 'style', 'head')
      // Line breaks of the source mean nothing in HTML.
      .replace(/[\n\t ]+/g, ' ')
      .replace(/<(?:br|\/(?:p|div|tr|li|h[1-6]|table|ul|ol))(?:\s[^<>]{0,2000})?\/?>/gi, '\n')
      .replace(/<\/t[dh]\s?>/gi, '\t')
      .replace(/<[a-z/!][^<>]{0,4000}>/gi, ''),
  );
}

/** Searched by index: a pattern with two ends would be tried from every start. */
function withoutBlocks(html: string, ...names: readonly string[]): string {
  let rest = html;
  for (const name of names) {
    const lower = rest.toLowerCase();
    const kept: string[] = [];
    let at = 0;
    for (;;) {
      const start = lower.indexOf(`<${name}`, at);
      const end = start < 0 ? -1 : lower.indexOf(`</${name}>`, start);
      if (end < 0) break;
      kept.push(rest.slice(at, start));
      at = end + name.length + 3;
    }
    rest = kept.join('') + rest.slice(at);
  }
  return rest;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
  });
}
