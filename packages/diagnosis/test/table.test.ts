import { describe, expect, it } from 'vitest';
import { diagnose, diagnosisCodes } from '../src/index.js';
import { entries } from './support/data.js';

const texts = entries.flatMap(({ code, messages, examples }) => [...messages, ...examples].map((text) => ({ code, text })));

/** What does not resolve to its own entry. */
function misread(change: (text: string) => string | undefined): string[] {
  return texts.flatMap(({ code, text }) => {
    const changed = change(text);
    if (changed === undefined) return [];
    const found = diagnose(changed)?.code;
    return found === code ? [] : [`${code} read as ${found}: ${changed}`];
  });
}

const HALF = { '，': ',', '：': ':', '；': ';', '！': '!', '？': '?', '（': '(', '）': ')', '“': '"', '”': '"', '【': '[', '】': ']' };
const FULL = { ',': '，', ':': '：', ';': '；', '!': '！', '?': '？', '(': '（', ')': '）' };

function swapped(text: string, table: Readonly<Record<string, string>>): string {
  return [...text].map((character) => table[character] ?? character).join('');
}

/** The placeholders of the messages: `{taxNo}`, `***`, `XXX`. */
const PLACEHOLDER = /\{[A-Za-z]+\}|\*{3,}|X{3,}/g;

/** `undefined` for a text without placeholder: nothing would be tested. */
function filled(text: string, value: string): string | undefined {
  const changed = text.replace(PLACEHOLDER, value);
  return changed === text ? undefined : changed;
}

describe('every text of the data file', () => {
  it('is there', () => {
    expect(entries).toHaveLength(460);
    expect(texts.length).toBeGreaterThan(1000);
    expect(diagnosisCodes()).toEqual(entries.map(({ code }) => code));
  });

  it('resolves to its entry', () => {
    expect(misread((text) => text)).toEqual([]);
  });

  it('gives the entry as it stands in the data', () => {
    for (const { code, category, action, cause, remedy, messages } of entries) {
      expect(diagnose(messages[0] ?? '')).toStrictEqual({ code, category, action, cause, remedy });
    }
  });

  it.each([
    ['punctuation of half width', (text: string) => swapped(text, HALF)],
    ['punctuation of full width', (text: string) => (/[A-Za-z"]/.test(text) ? undefined : swapped(text, FULL))],
    ['letters, digits and punctuation of full width', (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ['capitals', (text: string) => text.toUpperCase()],
    ['small letters', (text: string) => text.toLowerCase()],
    ['blanks between all Chinese characters', (text: string) => text.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, ' ')],
    ['line breaks between Chinese characters', (text: string) => text.replace(/(?<=\p{Script=Han}{3})(?=\p{Script=Han})/gu, '\r\n')],
    ['invisible characters', (text: string) => [...text].join('\u200b')],
    ['a byte order mark and a line break', (text: string) => `\ufeff${text}\r\n`],
    ['quotation marks', (text: string) => `"${text}"`],
    ['Chinese quotation marks', (text: string) => `“${text}”`],
  ])('resolves with %s', (_, change) => {
    expect(misread(change)).toEqual([]);
  });

  it.each(['150****1099', '914***********3456', '150xxxxxxxx', '***', 'XXX', '7', '91440300MA5F123456'])(
    'resolves with the variable part %s',
    (value) => {
      // One entry names a line of the invoice: it takes line numbers, not tax numbers.
      expect(misread((text) => (/您.*行商品名称/.test(text) && value.length > 8 ? undefined : filled(text, value)))).toEqual([]);
    },
  );

  it.each(['https://host.test/etax/login/0123456789abcdef', 'https//host.test/etax/login/0123456789abcdef'])('resolves with the link %s', (link) => {
    const linked = misread((text) => (text.includes('{url}') ? text.replace('{url}', link).replace(PLACEHOLDER, '***') : undefined));
    expect(linked).toEqual([]);
  });

  it('resolves with other numbers where a number is a value', () => {
    for (const [text, code] of [
      ['该发票今日已查验4次，超过税局当日查验次数，请明日再上传', 'VERIFICATION_DAILY_LIMIT'],
      ['第12行商品税率:0.03不合法,请使用如下税率：0.01', 'TAX_RATE_NOT_ALLOWED'],
      ['解析失败，多页pdf超过120页', 'PDF_TOO_MANY_PAGES'],
      ['作废（超48小时未确认）', 'RED_CONFIRMATION_EXPIRED'],
      ['账号137****0000在电子税局登录已失效，请通知该用户在金蝶发票云公众号中完成登录操作。', 'BUREAU_LOGIN_NOTIFY_USER'],
      ['税号:110101199001011234,不在租户:TN_0001 范围内', 'TAX_NO_NOT_IN_TENANT'],
    ] as const) {
      expect({ text, code: diagnose(text)?.code }).toEqual({ text, code });
    }
  });

  it('resolves amid other text, unless it is too general to be found there', () => {
    const general = (text: string) => misread((candidate) => (candidate === text ? `开票失败 ${candidate} (traceId: 8f3a2b)` : undefined));
    const lost = new Set(texts.flatMap(({ code, text }) => (general(text).length === 0 ? [] : [code])));
    // Their patterns are anchored on purpose: what is left of them in a sentence means nothing by itself.
    expect([...lost].sort()).toMatchInlineSnapshot(`
      [
        "BUREAU_FILE_NOT_READY",
        "BUREAU_LOGIN_FORM_INCOMPLETE",
        "CHANNEL_FAULT_OUTCOME_UNKNOWN",
        "GALAXY_SCHEME_NULL_NUMBER",
        "INVOICE_ALREADY_REIMBURSED",
        "MOBILE_IMAGE_BUTTON_WRONG",
        "PAYLOAD_DECRYPTION_FAILED",
        "PLATFORM_UNAUTHORIZED",
        "POLLING_NO_MESSAGE",
        "PUSHED_LINK_EXPIRED",
        "RECOGNITION_INVOICE_MISMATCHED",
        "SALES_ORDER_ITEM_NAME_EMPTY",
        "SALES_ORDER_SAVE_FAILED",
        "SNAPSHOT_NOT_GENERATED",
        "TAX_SOFTWARE_EXPIRED",
        "VERIFICATION_NOT_PASSED",
        "WECHAT_NO_ENTERPRISE",
      ]
    `);
  });

  it('resolves inside a JSON answer, plain or with escapes', () => {
    const json = (text: string) => JSON.stringify({ errcode: 'X', description: text, data: null });
    const escaped = (text: string) => json(text).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const lost = [...misread(json), ...misread(escaped)].map((line) => line.split(' ')[0]);
    expect([...new Set(lost)].sort()).toMatchInlineSnapshot(`
      [
        "CHANNEL_FAULT_OUTCOME_UNKNOWN",
        "GALAXY_SCHEME_NULL_NUMBER",
        "IMAGE_MISSING",
        "PERSONAL_INVOICE_BLOCKED",
      ]
    `);
  });
});
