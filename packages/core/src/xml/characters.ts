import { PiaozoneError } from '../errors.js';

/** What XML 1.0 cannot hold in any form, not even as a character reference; lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
/** In attribute values a reader turns tabs and line breaks into blanks, in content `\r` into `\n` (XML 1.0 §2.11, §3.3.3). */
const SPECIAL = /[&<>"'\t\n\r]/g;
const SPECIAL_IN_CONTENT = /[&<>\r]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}';
const NAME_START_HIGH = '\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NC_NAME = new RegExp(
  `^[${NAME_START}${NAME_START_HIGH}][-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}${NAME_START}${NAME_START_HIGH}]*$`,
  'u',
);

/** True for a name that needs no colon: what an element, an attribute or a prefix may be called. */
export function isXmlName(name: string): boolean {
  return NC_NAME.test(name);
}

/** The first character of `text` that XML 1.0 cannot hold, as `U+0007`. */
export function forbiddenCharacter(text: string): string | undefined {
  const found = FORBIDDEN.exec(text)?.[0];
  return found === undefined ? undefined : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * `text` as it may stand in element content and in attribute values; a reader gives back exactly `text`.
 * @param path names the text in the error
 * @throws request_invalid naming the code point of a character that XML 1.0 cannot hold
 */
export function escapeXml(text: string, path = 'text'): string {
  return escapeCharacters(text, SPECIAL, path);
}

/** The same for element content only. JSON travels in it: escaping its quotes too would nearly double the body. */
export function escapeContent(text: string, path: string): string {
  return escapeCharacters(text, SPECIAL_IN_CONTENT, path);
}

function escapeCharacters(text: string, special: RegExp, path: string): string {
  const forbidden = forbiddenCharacter(text);
  if (forbidden !== undefined) {
    throw new PiaozoneError({
      code: 'request_invalid',
      outcome: 'not-sent',
      message: { zh: '文本中有 XML 不能表示的字符', en: 'the text holds a character that XML cannot carry' },
      problems: [{ path, message: { zh: `含有字符 ${forbidden}，请从源数据中去掉`, en: `contains ${forbidden}; remove it from the source data` } }],
    });
  }
  return text.replace(special, (character) => ESCAPES[character] ?? character);
}
