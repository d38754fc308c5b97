const PAIR = /&#x(D[89AB][0-9A-F]{2});&#x(D[C-F][0-9A-F]{2});|<!\[CDATA\[|<!--/gi;
/** What every such reference begins with, in either case of its digits. */
const STARTS = ['&#xD', '&#xd'];

/**
 * Axis 1.4 writes a character beyond the BMP, such as the 𠮷 of a name, as two references (`&#xD842;&#xDFB7;`; measured). No XML reader may take them, so they
 * are put together first. Half a pair stays and is refused by the reader. What is no reply of that kind is given back as it is.
 */
export function joinSurrogates(body: Buffer): Buffer | string {
  if (!STARTS.some((start) => body.includes(start, 0, 'latin1'))) return body;
  const document = decode(body);
  if (document === undefined) return body;
  let joined = '';
  let from = 0;
  PAIR.lastIndex = 0;
  for (let found = PAIR.exec(document); found !== null; found = PAIR.exec(document)) {
    const [text, high, low] = found;
    if (high === undefined || low === undefined) {
      // In CDATA and comments an ampersand is an ampersand.
      const end = document.indexOf(text === '<!--' ? '-->' : ']]>', PAIR.lastIndex);
      if (end < 0) break;
      PAIR.lastIndex = end;
      continue;
    }
    joined += document.slice(from, found.index) + String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    from = PAIR.lastIndex;
  }
  return joined + document.slice(from);
}

function decode(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
