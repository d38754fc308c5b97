import { diagnose, type PiaozoneError, parseExact } from '@piaozone/core';
import { readEnvelope } from '../envelope.js';
import { downloadError } from './errors.js';

export type FileKind = 'pdf' | 'ofd' | 'xml';

/** Bytes at either end that tell what a file is. The directory of a zip stands at its end, behind it a comment of up to 65,535 bytes. */
export const HEAD_BYTES = 1_024;
export const TAIL_BYTES = 22 + 65_535 + 16_384;

/**
 * What a file is by its own bytes; neither its name nor its declared type is looked at.
 * @param tail its last bytes, all of a short file
 * @throws business_rejected for a refusal of the cloud in place of the file, response_invalid for anything else but PDF, OFD and XML
 */
export function sniff(head: Buffer, tail: Buffer): FileKind {
  if (head.subarray(0, HEAD_BYTES).includes('%PDF-')) return 'pdf';
  if (head.subarray(0, 4).equals(ZIP) && isOfd(tail)) return 'ofd';
  if (isXml(head)) return 'xml';
  const refusal = refusalIn(head);
  if (refusal !== undefined) throw refusal;
  throw downloadError('content', {
    zh: `收到的不是 PDF、OFD 或 XML（${seemsPage(head) ? '是网页，链接可能已过期' : '内容无法识别'}）`,
    en: `what came is neither PDF nor OFD nor XML (${seemsPage(head) ? 'it is a web page: the link may be over' : 'unknown content'})`,
  });
}

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const DIRECTORY_ENTRY = Buffer.from('PK\x01\x02', 'latin1');
const DIRECTORY_END = Buffer.from('PK\x05\x06', 'latin1');

/** A zip whose directory names `OFD.xml` at its root. */
function isOfd(tail: Buffer): boolean {
  const end = tail.lastIndexOf(DIRECTORY_END);
  if (end < 0) return false;
  for (let at = tail.indexOf(DIRECTORY_ENTRY); at >= 0 && at + 46 <= end; at = tail.indexOf(DIRECTORY_ENTRY, at + 4)) {
    const length = tail.readUInt16LE(at + 28);
    if (tail.toString('latin1', at + 46, at + 46 + length) === 'OFD.xml') return true;
  }
  return false;
}

/** The cloud answers an invoice link by its envelope where there is nothing behind it, e.g. 0302 发票数据未上传 (standard-edition §4). */
function refusalIn(head: Buffer): PiaozoneError | undefined {
  const text = textOf(head);
  if (!text.startsWith('{')) return undefined;
  try {
    const envelope = readEnvelope(parseExact(text));
    if (envelope === undefined || envelope.description === '') return undefined;
    const { code: upstreamCode, description: upstreamMessage } = envelope;
    const diagnosis = diagnose(upstreamMessage) ?? diagnose(`${upstreamCode} ${upstreamMessage}`);
    const message = { zh: `没有拿到文件：${upstreamMessage}`, en: `no file came: ${upstreamMessage}` };
    const error = downloadError('content', message, { code: 'business_rejected' });
    return error.with({ upstreamCode, upstreamMessage, ...(diagnosis === undefined ? {} : { diagnosis }) });
  } catch {
    // Cut, or no JSON at all: then it is just no invoice file.
    return undefined;
  }
}

function isXml(head: Buffer): boolean {
  const text = textOf(head);
  // A document type may name other files; an invoice has none.
  return /^<(?:\?xml[\s?]|[A-Za-z_\p{L}])/u.test(text) && !/<!doctype/i.test(text) && !seemsPage(head);
}

function seemsPage(head: Buffer): boolean {
  return /^<(?:!doctype|html)|<html[\s>]/i.test(textOf(head));
}

function textOf(head: Buffer): string {
  return head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
}
