/** An element with its names resolved; attributes are keyed `{namespace}local`, without braces when unqualified. */
export interface XmlElement {
  readonly namespace: string;
  readonly local: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The character data directly inside, in order, CDATA included. */
  readonly text: string;
  /** The same, one entry per run between two tags. */
  readonly texts: readonly string[];
}

/** Why a document was not read: `markup` = DOCTYPE or processing instruction, `malformed` = no well-formed XML. */
export class XmlRefused extends Error {
  readonly reason: 'markup' | 'malformed';

  constructor(reason: 'markup' | 'malformed', message: string) {
    super(message);
    this.reason = reason;
  }
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_.\-]*(?::[\p{L}_][\p{L}\p{N}_.\-]*)?`;
const TOKEN = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    String.raw`<!\[CDATA\[(?<cdata>[^]*?)\]\]>`,
    '<(?<markup>[?!])',
    String.raw`</(?<close>${NAME})\s*>`,
    String.raw`<(?<open>${NAME})(?<attributes>(?:\s+${NAME}\s*=\s*(?:"[^<"]*"|'[^<']*'))*)\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'uy',
);
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(?:"([^<"]*)"|'([^<']*)')`, 'gu');
const NOT_A_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ENTITIES: ReadonlyMap<string, string> = new Map(Object.entries({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }));

type Scope = ReadonlyMap<string, string>;

interface OpenElement {
  readonly tag: string;
  readonly scope: Scope;
  readonly element: XmlElement & { children: XmlElement[]; text: string; texts: string[] };
}

/** Reads a UTF-8 document strictly; throws {@link XmlRefused}. Written apart from the SDK's reader on purpose. */
export function readXml(bytes: Buffer): XmlElement {
  const source = decode(bytes)
    .replace(/^<\?xml\s[^>]*\?>/, '')
    .replace(/\r\n?/g, '\n');
  if (NOT_A_CHARACTER.test(source)) throw malformed('a character XML does not allow');
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match !== null; match = TOKEN.exec(source)) {
    const { cdata, markup, close, open: tag, attributes = '', empty, text } = match.groups as Record<string, string | undefined>;
    const parent = open.at(-1);
    if (markup !== undefined) throw new XmlRefused('markup', 'DOCTYPE or processing instruction');
    if (tag !== undefined) {
      if (parent === undefined && root !== undefined) throw malformed('two root elements');
      const started = startElement(tag, attributes, parent?.scope ?? new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
      root ??= started.element;
      parent?.element.children.push(started.element);
      if (empty === '') open.push(started);
    } else if (close !== undefined) {
      if (parent?.tag !== close) throw malformed(`</${close}> closes nothing`);
      open.pop();
    } else if (parent !== undefined) {
      addText(parent.element, cdata ?? characters(text ?? ''));
    } else if (cdata !== undefined || (text ?? '').trim() !== '') {
      throw malformed('text outside the root element');
    }
    if (TOKEN.lastIndex === source.length) break;
  }
  if (root === undefined || open.length > 0 || TOKEN.lastIndex !== source.length) throw malformed('the document breaks off or holds a stray <');
  return root;
}

function addText(element: OpenElement['element'], text: string): void {
  element.text += text;
  // One entry for each place among the children; places without text stay empty.
  const at = element.children.length;
  element.texts[at] = `${element.texts[at] ?? ''}${text}`;
}

function startElement(tag: string, source: string, outer: Scope): OpenElement {
  const given = new Map<string, string>();
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    if (given.has(name)) throw malformed(`attribute ${name} twice`);
    given.set(name, characters(double ?? single ?? ''));
  }
  const scope = new Map(outer);
  for (const [name, value] of given) {
    if (name === 'xmlns') scope.set('', value);
    else if (name.startsWith('xmlns:')) scope.set(name.slice('xmlns:'.length), value);
  }
  const attributes = new Map<string, string>();
  for (const [name, value] of given) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const [prefix, local] = split(name);
    attributes.set(prefix === '' ? local : `{${namespaceOf(prefix, scope)}}${local}`, value);
  }
  const [prefix, local] = split(tag);
  return { tag, scope, element: { namespace: namespaceOf(prefix, scope), local, attributes, children: [], text: '', texts: [] } };
}

function split(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function namespaceOf(prefix: string, scope: Scope): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') throw malformed(`prefix ${prefix} is not bound`);
  return namespace ?? '';
}

function characters(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+))?;?/g, (whole, decimal?: string, hex?: string, name?: string) => {
    const known = name === undefined ? characterOf(decimal, hex) : ENTITIES.get(name);
    if (!whole.endsWith(';') || known === undefined) throw malformed(`reference ${whole}`);
    return known;
  });
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return NOT_A_CHARACTER.test(character) ? undefined : character;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('not UTF-8');
  }
}

function malformed(message: string): XmlRefused {
  return new XmlRefused('malformed', message);
}
