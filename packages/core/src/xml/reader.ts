import type { SaxesParser } from 'saxes';
import { isPiaozoneError } from '../errors.js';
import { DEFAULT_LIMITS, declares, documentPieces, explainRefusal, type XmlLimits } from './document.js';
import type { XmlElement } from './element.js';
import { broken } from './errors.js';
import { TreeBuilder } from './tree.js';

/** One pass over a document. The library's own types stay inside this file: they do not compile under every option a consumer may have. */
interface Pass {
  write(piece: string): unknown;
  close(): unknown;
}

/** Loads the XML library at first use: few programs need it. */
export async function loadXml(): Promise<XmlReader> {
  const { SaxesParser } = await import('saxes');
  return new XmlReader((tree) => passInto(tree, new SaxesParser(EXACT)));
}

/** Reads XML as data: values stay text, names are resolved, nothing outside the document is ever fetched. Made by {@link loadXml}. */
export class XmlReader {
  readonly #newPass: (tree: TreeBuilder) => Pass;

  constructor(newPass: (tree: TreeBuilder) => Pass) {
    this.#newPass = newPass;
  }

  /**
   * The root element of a whole document.
   * @throws response_invalid for anything that is not well-formed XML within the limits: HTML, cut, DOCTYPE, undeclared prefixes, unknown entities
   */
  parse(input: Buffer | string, limits: XmlLimits = {}): XmlElement {
    const bounds = { ...DEFAULT_LIMITS, ...limits };
    const tree = new TreeBuilder(bounds);
    const parser = this.#newPass(tree);
    try {
      for (const piece of documentPieces(input, bounds)) parser.write(piece);
      parser.close();
    } catch (error) {
      // The library's own messages quote the document; ours does not.
      throw isPiaozoneError(error) ? error : explainRefusal(input);
    }
    if (tree.root === undefined) throw broken('必须正好有一个根元素', 'it must have exactly one root element');
    return tree.root;
  }
}

/** Without an error handler the library throws at the first fault. Namespaces are ours: the library looks every name up anew. */
function passInto(tree: TreeBuilder, parser: SaxesParser<typeof EXACT>): Pass {
  parser.on('doctype', () => {
    throw declares();
  });
  parser.on('opentagstart', () => tree.admit());
  parser.on('attribute', (attribute) => tree.attribute(attribute));
  parser.on('opentag', ({ name }) => tree.open(name));
  parser.on('closetag', () => tree.close());
  parser.on('text', (text) => tree.text(text));
  parser.on('cdata', (text) => tree.text(text));
  return parser;
}

/** Version 1.1 would change line ends and let control characters in, whatever the document declares. */
const EXACT = { xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true } as const;
