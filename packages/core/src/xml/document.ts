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

const HTML_START = /^\s*<(?:!doctype\s+html|html|head|body)\b/i;
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*["']([A-Za-z][-\w.]*)["'])?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/;
/** The library overlooks what stands behind a self-closed root: nothing but one tag may follow the last `<`. */
const LAST_TAG = /^<(?:[^"'>]|"[^"]*"|'[^']*')*>\s*$/;

/**
 * The document as text, checked for all that must be refused before a parser sees it: size, encoding, HTML, DOCTYPE, forbidden characters, too many elements.
 * @throws response_invalid
 */
export function readDocument(input: Buffer | string, limits: Required<XmlLimits>): string {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (bytes > limits.maxBytes) throw broken(`超过 ${limits.maxBytes} 字节`, `it is larger than ${limits.maxBytes} bytes`);
  const text = typeof input === 'string' ? input : decode(input);
  const document = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (document.trim() === '') throw unreadable({ zh: '应答是空的，应为 XML', en: 'the answer is empty where XML was expected' });
  if (HTML_START.test(document)) {
    throw unreadable({
      zh: `收到的是 HTML 网页（${bytes} 字节），不是 XML；多半是代理、网关或登录页`,
      en: `an HTML page came (${bytes} bytes), not XML; most likely from a proxy, a gateway or a login page`,
    });
  }
  if (!/^\s*</.test(document)) throw unreadable({ zh: `收到的不是 XML（${bytes} 字节）`, en: `what came is not XML (${bytes} bytes)` });
  const declaration = DECLARATION.exec(document);
  if (declaration === null && /^<\?xml\s/.test(document)) throw broken('XML 声明不正确', 'its XML declaration is wrong');
  if (!/^utf-?8$/i.test(declaration?.[1] ?? 'utf-8')) throw broken('编码声明不是 UTF-8', 'it declares another encoding than UTF-8');
  const forbidden = forbiddenCharacter(document);
  if (forbidden !== undefined) throw broken(`含有 XML 不允许的字符 ${forbidden}`, `it contains ${forbidden}, which XML forbids`);
  scanMarkup(document, limits.maxElements);
  if (!LAST_TAG.test(document.slice(document.lastIndexOf('<')))) throw broken('根元素之后还有内容', 'something follows its root element');
  return document;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw broken('不是有效的 UTF-8', 'it is not valid UTF-8');
  }
}

/** One pass over the markup. Comments and CDATA are skipped, so that only a real `<!DOCTYPE` is refused. */
function scanMarkup(document: string, maxElements: number): void {
  let elements = 0;
  for (let at = document.indexOf('<'); at >= 0; at = document.indexOf('<', at + 1)) {
    if (document.startsWith('<!--', at)) at = endOf(document, '-->', at + 4);
    else if (document.startsWith('<![CDATA[', at)) at = endOf(document, ']]>', at + 9);
    else if (document.startsWith('<?', at)) at = endOf(document, '?>', at + 2);
    else if (document.startsWith('<!', at)) throw broken('不接受 DOCTYPE 或其他声明', 'a DOCTYPE or another declaration is not accepted');
    else if (!document.startsWith('</', at)) elements += 1;
    if (elements > maxElements) throw broken(`元素超过 ${maxElements} 个`, `it has more than ${maxElements} elements`);
  }
}

function endOf(document: string, terminator: string, from: number): number {
  const end = document.indexOf(terminator, from);
  if (end < 0) throw broken('不完整', 'it is cut off');
  return end + terminator.length - 1;
}
