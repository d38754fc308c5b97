import { checkGbkLength, decimalPlaces, type InvoiceLine, isDecimal, type PreparedRequest, type Problem } from '@piaozone/core';
import { together } from './bodies.js';
import { isDigital, kindCode, preferenceOf } from './codes.js';
import type { IssuingConfig } from './settings.js';

/** One text and how much of it fits. */
type Limit = readonly [path: string, text: string | undefined, most: number];

/** billNo and serialNo (flagship-and-cosmic §6.2, §6.3). */
const MAX_SERIAL = 50;
const PRICE_PLACES = 8;
/** (14,2): twelve digits before the point. */
const AMOUNT_DIGITS = 12;

interface Found {
  readonly errors: Problem[];
  readonly warnings: Problem[];
}

/** Everything this route cannot carry, at once. */
export function checkForFlagship(request: PreparedRequest, config: IssuingConfig): Found {
  const found: Found = { errors: [], warnings: [] };
  found.errors.push(...characters([['serialNo', request.serialNo, MAX_SERIAL]]), ...unmappedKind(request, config), ...preferences(request, config));
  if (config.mode === 'direct') checkDirect(request, config, found);
  else checkBill(request, config, found);
  return found;
}

/** §6.2. */
function checkBill(request: PreparedRequest, config: IssuingConfig, { errors, warnings }: Found): void {
  const { seller, buyer, drawer, payee, reviewer, remark, lines, kind, red } = request;
  errors.push(
    ...characters([
      ['seller.name', seller.name, 100],
      ['seller.address', together(seller.address, seller.phone), 100],
      ['seller.bankAccount', together(seller.bankName, seller.bankAccount), 100],
      ['buyer.name', buyer.name, 100],
      ['buyer.taxNo', buyer.taxNo, 20],
      ['buyer.mobile', buyer.mobile, 80],
      ['buyer.email', buyer.email, 300],
      ['drawer', drawer, 10],
      ['payee', payee, 10],
      ['reviewer', reviewer, 10],
    ]),
    ...bytes([
      ['buyer.address', together(buyer.address, buyer.phone), 100],
      ['buyer.bankAccount', together(buyer.bankName, buyer.bankAccount), 100],
      ['remark', remark, 230],
      ...lines.flatMap(lineTexts),
    ]),
    ...lines.flatMap(lineFigures),
  );
  if (kind.endsWith('special') && buyer.taxNo === undefined) {
    errors.push({ path: 'buyer.taxNo', message: { zh: '专用发票必须有购方税号', en: 'a 专票 needs the tax number of the buyer' } });
  }
  if (red === undefined) return;
  warnings.push({ path: 'color', message: RED_BY_HAND });
  if (isDigital(kind)) {
    if (config.blueNumberField === undefined) errors.push({ path: 'red', message: NO_BLUE_NUMBER });
    return;
  }
  errors.push(
    ...characters([
      ['red.originalInvoiceNo', red.originalInvoiceNo, 8],
      ['red.originalInvoiceCode', red.originalInvoiceCode, 12],
    ]),
  );
  if (red.originalInvoiceNo !== undefined && red.originalInvoiceCode === undefined) {
    errors.push({
      path: 'red.originalInvoiceCode',
      message: { zh: '税控发票须同时给出原发票代码', en: 'invoices of a tax-control device need the code of the blue invoice too' },
    });
  }
}

/** No limits are published for ALLE.*, beyond the key (§6.3). */
function checkDirect({ seller, buyer, red }: PreparedRequest, config: IssuingConfig, { errors, warnings }: Found): void {
  if (config.fields === undefined && red === undefined) {
    for (const [path, party] of [
      ['seller', seller],
      ['buyer', buyer],
    ] as const) {
      if (party.address !== undefined || party.phone !== undefined || party.bankName !== undefined || party.bankAccount !== undefined) {
        warnings.push({ path, message: NOT_PRINTED });
      }
    }
  }
  if (red === undefined) return;
  if (config.redReasons?.[red.reason] === undefined) {
    errors.push({
      path: 'red.reason',
      message: {
        zh: `红冲原因 ${red.reason} 的编码没有公开，请在 flagshipIssuing({ redReasons }) 中配置`,
        en: `the code of the reason ${red.reason} is not published: configure flagshipIssuing({ redReasons })`,
      },
    });
  }
}

function unmappedKind({ kind }: PreparedRequest, config: IssuingConfig): Problem[] {
  const { mode } = config;
  if (kindCode(kind, config) !== undefined) return [];
  const zh =
    mode === 'direct'
      ? `直开（direct）只开具数电发票，没有 ${kind} 的编码`
      : `${kind} 的 invoiceType 编码含义没有公开，请在 flagshipIssuing({ invoiceTypes }) 中配置`;
  const en =
    mode === 'direct'
      ? `direct issuing is for 数电 only and has no code for ${kind}`
      : `what invoiceType ${kind} has is not published: configure flagshipIssuing({ invoiceTypes })`;
  return [{ path: 'kind', message: { zh, en } }];
}

function preferences({ lines }: PreparedRequest, config: IssuingConfig): Problem[] {
  return lines.flatMap((line, index) => {
    const path = `lines[${index}].taxPreference`;
    if (line.taxPreference === undefined) return [];
    const codes = preferenceOf(line, config);
    if (codes !== undefined) return characters([[path, codes.privilegeContent, 50]]);
    return [
      {
        path,
        message: {
          zh: `第 ${index + 1} 行享受 ${line.taxPreference}，其编码没有公开，请在 flagshipIssuing({ taxPreferences }) 中配置`,
          en: `line ${index + 1} has the preference ${line.taxPreference}, whose codes are not published: configure flagshipIssuing({ taxPreferences })`,
        },
      },
    ];
  });
}

function lineTexts({ goodsName, specification, unit }: InvoiceLine, index: number): Limit[] {
  return [
    [`lines[${index}].goodsName`, goodsName, 92],
    [`lines[${index}].specification`, specification, 40],
    [`lines[${index}].unit`, unit, 22],
  ];
}

function lineFigures({ amount, taxAmount, unitPrice }: InvoiceLine, index: number): Problem[] {
  const problems = (
    [
      ['amount', amount],
      ['taxAmount', taxAmount],
    ] as const
  ).flatMap(([name, value]) => tooLarge(`lines[${index}].${name}`, value));
  if (isDecimal(unitPrice) && decimalPlaces(unitPrice) > PRICE_PLACES) {
    const path = `lines[${index}].unitPrice`;
    const places = decimalPlaces(unitPrice);
    problems.push({
      path,
      message: {
        zh: `单价 ${places} 位小数，最多 ${PRICE_PLACES} 位`,
        en: `the unit price has ${places} decimals, at most ${PRICE_PLACES} are taken`,
      },
    });
  }
  return problems;
}

function tooLarge(path: string, value: string): Problem[] {
  const digits = /^-?(\d*)/.exec(value)?.[1]?.length ?? 0;
  if (digits <= AMOUNT_DIGITS) return [];
  return [
    {
      path,
      message: { zh: `小数点前 ${digits} 位，最多 ${AMOUNT_DIGITS} 位`, en: `${digits} digits before the point, at most ${AMOUNT_DIGITS} are taken` },
    },
  ];
}

function characters(limits: readonly Limit[]): Problem[] {
  return limits.flatMap(([path, text, most]) => {
    const length = text === undefined ? 0 : [...text].length;
    return length <= most
      ? []
      : [{ path, message: { zh: `${length} 个字符，最多 ${most} 个`, en: `${length} characters, at most ${most} are taken` } }];
  });
}

function bytes(limits: readonly Limit[]): Problem[] {
  return limits.flatMap(([path, text, most]) => (text === undefined ? [] : (checkGbkLength(text, most, path) ?? [])));
}

const RED_BY_HAND = {
  zh: '负数开票申请单推送后由发票云处理（自动开票只对正数单据生效），可能需要人工在发票云开具',
  en: 'a negative bill is dealt with at the invoice cloud (automatic issuing is for positive bills only); a person may have to issue it there',
};
const NO_BLUE_NUMBER = {
  zh: '数电红字申请单中蓝票号码的字段名没有公开，请在 flagshipIssuing({ blueNumberField }) 中配置，或使用 mode: direct',
  en: 'the field for the number of a 数电 blue invoice is not published: configure flagshipIssuing({ blueNumberField }) or use mode: direct',
};
const NOT_PRINTED = {
  zh: '直开接口的地址、电话、银行字段名没有公开，不会发送；需要打印时请用 fields 配置',
  en: 'the names of address, phone and bank fields of direct issuing are not published, so they are not sent; give them by `fields` if they must be printed',
};
