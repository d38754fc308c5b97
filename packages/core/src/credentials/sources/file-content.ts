import type { Bilingual } from '../../i18n/locale.js';
import { Secret } from '../secret.js';
import { tripleVariable } from './environment.js';
import { JsonSyntax, readSecretJson, type SecretJson } from './secret-json.js';

/** What is wrong with a file's content; holds places, never content. */
export class FileContentError extends Error {
  override readonly name = 'FileContentError';
  constructor(readonly text: Bilingual) {
    super(text.en);
  }
}

export interface FileShape {
  /** Of the variables of an env file. */
  readonly prefix: string;
  /** Member of the JSON object that holds the triple; absent = the whole text. */
  readonly property: string | undefined;
}

interface TripleParts {
  clientId?: string;
  clientSecret?: Secret;
  encryptKey?: Secret;
}

const [EQUALS, LF, CR] = [0x3d, 0x0a, 0x0d];
const FIELDS = ['clientId', 'clientSecret', 'encryptKey'] as const;

/**
 * The triple of a JSON file (`{clientId, clientSecret, encryptKey}`, or two of them in an array, newest first) or of an env file
 * (`PIAOZONE_CLIENT_ID=…` lines). Works on bytes, so that no secret becomes a string; the caller zeroes `bytes` afterwards.
 * What is missing or badly copied is left for the check of the triple. @throws FileContentError
 */
export function readFileContent(bytes: Buffer, shape: FileShape): TripleParts | readonly TripleParts[] {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new FileContentError({ zh: '文件是 UTF-16 编码，请另存为 UTF-8', en: 'the file is UTF-16; save it as UTF-8' });
  }
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const first = text.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b ? fromJson(text, shape.property) : fromLines(text, shape.prefix);
}

function fromJson(text: Buffer, property: string | undefined): TripleParts | readonly TripleParts[] {
  let json: SecretJson;
  try {
    json = readSecretJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntax)) throw error;
    const { offset } = error;
    throw new FileContentError({
      zh: `第 ${offset} 字节处不是有效的 JSON（或名称重复）`,
      en: `not valid JSON (or a repeated name) at byte ${offset}`,
    });
  }
  const found = property === undefined ? json : isMembers(json) ? json.get(property) : undefined;
  if (found === undefined) throw new FileContentError({ zh: `没有名为 ${property} 的成员`, en: `there is no member ${property}` });
  const parts = Array.isArray(found) ? found.map(partsOf) : partsOf(found);
  erase(json);
  return parts;
}

function partsOf(json: SecretJson): TripleParts {
  const members: ReadonlyMap<string, SecretJson> = isMembers(json) ? json : new Map();
  const parts: TripleParts = {};
  for (const field of FIELDS) {
    const value = members.get(field);
    if (value instanceof Uint8Array) put(parts, field, value);
  }
  return parts;
}

function isMembers(json: SecretJson | undefined): json is ReadonlyMap<string, SecretJson> {
  return json instanceof Map;
}

function erase(json: SecretJson): void {
  if (json instanceof Uint8Array) json.fill(0);
  else if (isMembers(json)) for (const member of json.values()) erase(member);
  else if (Array.isArray(json)) for (const item of json as readonly SecretJson[]) erase(item);
}

/** `NAME=value`, `export NAME=value`, `#` at the start of a line; matching quotes around a value are taken off. A value ends with its line and is not trimmed. */
function fromLines(text: Buffer, prefix: string): readonly TripleParts[] {
  const [newest, previous]: [TripleParts, TripleParts] = [{}, {}];
  for (let start = 0, line = 1; start < text.length; line += 1) {
    const feed = text.indexOf(LF, start);
    const end = feed < 0 ? text.length : feed;
    readLine(text.subarray(start, text[end - 1] === CR && end > start ? end - 1 : end), line, prefix, newest, previous);
    start = end + 1;
  }
  return Object.keys(previous).length === 0 ? [newest] : [newest, previous];
}

function readLine(bytes: Buffer, line: number, prefix: string, newest: TripleParts, previous: TripleParts): void {
  const equals = bytes.indexOf(EQUALS);
  if (equals < 0) return;
  const name = bytes
    .subarray(0, equals)
    .toString('latin1')
    .trim()
    .replace(/^export\s+/, '');
  const variable = tripleVariable(name, prefix);
  if (variable === undefined) return;
  const parts = variable.previous ? previous : newest;
  if (parts[variable.field] !== undefined) {
    throw new FileContentError({ zh: `第 ${line} 行重复了 ${name}`, en: `line ${line} repeats ${name}` });
  }
  put(parts, variable.field, unquoted(bytes.subarray(equals + 1)));
}

function unquoted(value: Buffer): Buffer {
  const [first, last] = [value[0], value.at(-1)];
  return value.length >= 2 && first === last && (first === 0x22 || first === 0x27) ? value.subarray(1, -1) : value;
}

function put(parts: TripleParts, field: (typeof FIELDS)[number], value: Uint8Array): void {
  if (field === 'clientId') parts.clientId = Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
  else parts[field] = new Secret(value);
}
