import { PiaozoneError, type Problem } from '../errors.js';

const LEAD_FIRST = 0x81;
const LEAD_LAST = 0xfe;
const TRAIL_FIRST = 0x40;
const TRAIL_LAST = 0xfe;
const DELETE = 0x7f;
const LINE_FEED = 0x0a;

let twoBytes: Uint8Array | undefined;

/**
 * Bytes of a text in GBK, as the bureau counts: ASCII 1, the two-byte characters of the runtime's GBK table 2, everything else 4 as in GB18030.
 * A handful of symbols (such as `€`) differ between runtimes. @throws config_invalid on a Node built without full ICU.
 */
export function gbkByteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += 1;
    else {
      twoBytes ??= buildTable();
      bytes += twoBytes[code] === 1 ? 2 : 4;
    }
  }
  return bytes;
}

/** A problem at `path` if `text` is longer than `maxBytes` in GBK. The limits are the route's. @throws config_invalid like {@link gbkByteLength}. */
export function checkGbkLength(text: string, maxBytes: number, path: string): Problem | undefined {
  const bytes = gbkByteLength(text);
  if (bytes <= maxBytes) return undefined;
  return {
    path,
    message: { zh: `按 GBK 计 ${bytes} 字节，最多 ${maxBytes} 字节`, en: `${bytes} bytes in GBK, at most ${maxBytes} are allowed` },
  };
}

/** One flag per code point of the basic plane, from decoding every two-byte sequence once: 126 × 190 lines of one character. */
function buildTable(): Uint8Array {
  const decoder = gbkDecoder();
  const table = new Uint8Array(0x10000);
  for (let lead = LEAD_FIRST; lead <= LEAD_LAST; lead += 1) {
    const row: number[] = [];
    for (let trail = TRAIL_FIRST; trail <= TRAIL_LAST; trail += 1) if (trail !== DELETE) row.push(lead, trail, LINE_FEED);
    for (const decoded of decoder.decode(Uint8Array.from(row)).split('\n')) {
      // An unassigned pair decodes to U+FFFD, with or without its second byte.
      if (decoded.length === 1 && decoded !== '\ufffd') table[decoded.charCodeAt(0)] = 1;
    }
  }
  return table;
}

function gbkDecoder() {
  try {
    return new TextDecoder('gbk');
  } catch {
    throw new PiaozoneError({
      code: 'config_invalid',
      outcome: 'not-sent',
      message: {
        zh: '此 Node 运行时不含完整 ICU，没有 GBK 编码表，无法检查 GBK 字节长度',
        en: 'this Node runtime was built without full ICU and has no GBK table, so GBK lengths cannot be checked',
      },
      hint: {
        zh: '请使用官方 Node 安装包（自带完整 ICU），或用 NODE_ICU_DATA 指定完整数据',
        en: 'use an official Node build (full ICU is included), or point NODE_ICU_DATA at the full data',
      },
    });
  }
}
