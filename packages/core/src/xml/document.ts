import { forbiddenCharacter } from './characters.js';
import { broken, unreadable } from './errors.js';

/** Upper bounds that make a hostile document cheap to refuse. */
export interface XmlLimits {
  /** Bytes of the document in UTF-8. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Depth of nested elements. Default 64. */
  readonly maxDepth?: number;
  /** Default 200 000. */
  readonly maxElements?: number;
}

export const DEFAULT_LIMITS = { maxBytes: 8 * 1024 * 1024, maxDepth: 64, maxElements: 200_000 } as const satisfies XmlLimits;

/** Enough for the declaration and the first tag, small enough that a kept value does not hold megabytes of its document in memory. */
const PIECE = 64 * 1024;
const HTML_START = /^\s*<(?:!doctype\s+html|html|head|body)\b/i;
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*["']([A-Za-z][-\w.]*)["'])?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/;

/**
 * The document in pieces, without byte order mark. Size, encoding and what is no XML at all are refused before the first piece.
 * @throws response_invalid
 */
export function* documentPieces(input: Buffer | string, { maxBytes }: Pick<Required<XmlLimits>, 'maxBytes'>): Generator<string, void> {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (bytes > maxBytes) throw broken(`超过 ${maxBytes} 字节`, `it is larger than ${maxBytes} bytes`);
  let first = true;
  for (const piece of typeof input === 'string' ? textPieces(input) : decodedPieces(input)) {
    if (first) checkStart(piece, bytes);
    first = false;
    yield piece;
  }
  if (first) throw empty();
}

function* textPieces(text: string): Generator<string, void> {
  // Bytes hold no half of a surrogate pair once they are decoded; a text may.
  const forbidden = forbiddenCharacter(text);
  if (forbidden !== undefined) throw forbids(forbidden);
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

function* decodedPieces(bytes: Buffer): Generator<string, void> {
  // Takes the byte order mark off by itself.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (from: number) => {
    try {
      return decoder.decode(bytes.subarray(from, from + PIECE), { stream: from + PIECE < bytes.length });
    } catch {
      throw broken('不是有效的 UTF-8', 'it is not valid UTF-8');
    }
  };
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = decode(from);
    if (piece !== '') yield piece;
  }
}

function checkStart(start: string, bytes: number): void {
  if (start.trim() === '') throw empty();
  if (HTML_START.test(start)) {
    throw unreadable({
      zh: `收到的是 HTML 网页（${bytes} 字节），不是 XML；多半是代理、网关或登录页`,
      en: `an HTML page came (${bytes} bytes), not XML; most likely from a proxy, a gateway or a login page`,
    });
  }
  if (!/^\s*</.test(start)) throw unreadable({ zh: `收到的不是 XML（${bytes} 字节）`, en: `what came is not XML (${bytes} bytes)` });
  const declaration = DECLARATION.exec(start);
  if (declaration === null && /^<\?xml\s/.test(start)) throw broken('XML 声明不正确', 'its XML declaration is wrong');
  if (!/^utf-?8$/i.test(declaration?.[1] ?? 'utf-8')) throw broken('编码声明不是 UTF-8', 'it declares another encoding than UTF-8');
}

/** What exactly is wrong with a document the parser refused, where a person could act on it. Only for documents that are refused: it reads them once more. */
export function explainRefusal(input: Buffer | string): Error {
  const document = typeof input === 'string' ? input : input.toString('utf8');
  const forbidden = forbiddenCharacter(document);
  if (forbidden !== undefined) return forbids(forbidden);
  if (hasDeclarations(document)) return declares();
  return broken('格式不正确', 'it is not well-formed');
}

export function declares(): Error {
  return broken('不接受 DOCTYPE 或其他声明', 'a DOCTYPE or another declaration is not accepted');
}

function forbids(character: string): Error {
  return broken(`含有 XML 不允许的字符 ${character}`, `it contains ${character}, which XML forbids`);
}

function empty(): Error {
  return unreadable({ zh: '应答是空的，应为 XML', en: 'the answer is empty where XML was expected' });
}

/** Comments, CDATA and instructions are skipped, so that only a real `<!DOCTYPE` counts. */
function hasDeclarations(document: string): boolean {
  for (let at = document.indexOf('<'); at >= 0; at = document.indexOf('<', at + 1)) {
    const end = SKIPPED.find(([start]) => document.startsWith(start, at))?.[1];
    if (end === undefined && document.startsWith('<!', at)) return true;
    if (end === undefined) continue;
    at = document.indexOf(end, at + 2);
    if (at < 0) return false;
  }
  return false;
}

const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
