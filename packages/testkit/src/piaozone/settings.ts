import type { Answer } from './answers.js';
import { type AsyncIssuingSettings, defaultAsyncIssuingSettings } from './async-issuing/settings.js';
import { defaultExpenseSettings, type ExpenseSettings } from './expense/settings.js';
import { defaultLongLinkSettings, type LongLinkSettings } from './long-link/settings.js';
import { defaultScanSettings, type ScanSettings } from './scan/settings.js';

/** How the mock behaves where the reference is silent or contradicts itself. May be changed while the mock runs. */
export interface PiaozoneSettings extends ExpenseSettings {
  /** A serial that was issued before: refused (standard-edition §6.1), answered with the first result (business-rules §11), or issued a second time (reliability §11.6 `dupAccept`). */
  repeatedSerial: 'refuse' | 'first-result' | 'issue-again';
  /** `errcode` beside 该流水号已经存在. */
  repeatedSerialCode: string;
  /** Whether asking again gives the live token, a further one, or one that ends the older. */
  tokenMode: 'same' | 'new-keeps-old' | 'new-kills-old';
  tokenLifeSeconds: number;
  /** A new token is refused this long (mock clock). */
  tokenPropagationDelayMs: number;
  /** What a missing, expired or killed token is answered with. */
  rejectedToken: Answer;
  /** What a query for a serial without invoice is answered with. */
  unknownSerial: Answer;
  /** What a throttled call is answered with. */
  throttled: Answer;
  timestamps: 'any-digits' | 'milliseconds';
  /** How far a 13-digit timestamp may be from the mock's clock; `undefined` = not looked at. */
  timestampWindowMs: number | undefined;
  /** Body forms that are taken: bare Base64 as application/json, the same as a JSON string, bare as text/plain. */
  bodyForms: readonly BodyForm[];
  /** Which grants may use hosted issuing. */
  grantLevels: readonly ('enterprise' | 'tenant')[];
  /** `true`: an enterprise grant issues for every tax number of the tenant; `false`: for its own only. */
  sharedAuthorization: boolean;
  /** Head fields of create that must be there and not empty. */
  requiredFields: readonly string[];
  /** Accepted `discountType` values; `1` (discount line) and `2` (discounted line) follow business-rules §9. */
  discountTypes: readonly string[];
  /** Accepted values of the line fields whose codes the reference does not hold. */
  lineCodes: LineCodes;
  /** Lines must add up to the totals, to the cent. */
  checkTotals: boolean;
  /** More than 100 lines are refused. */
  checkLineCount: boolean;
  /** 数电: code `"0"`, number of 20 digits. */
  digital: boolean;
  /** Fewest characters of the blue serial in a red request (`20位以上`). */
  minRedSerialLength: number;
  /**
   * 余量 checks the entitlement of the grant's enterprise: every service does "after tax number, key and entitlement were checked" (business-rules §1.3).
   * That this call does is mock-defined. Queries of what was issued never check it.
   */
  entitledReads: boolean;
  /** A query sees an invoice this long after it was issued (mock clock). */
  readLagMs: number;
  /** Life of download links. */
  linkLifeDays: number;
  /** Field names of the pdf/query answer: unknown to the reference, hence no default. Without them the route answers 501. */
  pdfFields: { readonly pdf: string; readonly snapshot: string } | undefined;
  longLink: LongLinkSettings;
  /** 数电异步开票 v4. */
  asyncIssuing: AsyncIssuingSettings;
  /** 扫码开票. */
  scan: ScanSettings;
}

/** Settings of one area each, kept beside its routes. */
const GROUPS = ['longLink', 'asyncIssuing', 'scan'] as const;
type SettingsGroup = (typeof GROUPS)[number];

/** Settings to take over; of a group, the named ones only. */
export type SettingsChange = {
  [Name in keyof PiaozoneSettings]?: Name extends SettingsGroup ? Partial<PiaozoneSettings[Name]> : PiaozoneSettings[Name];
};

export type BodyForm = 'bare' | 'quoted' | 'text-plain';

export interface LineCodes {
  readonly preferentialPolicy: readonly string[];
  readonly vatException: readonly string[];
  readonly zeroTaxRateFlag: readonly string[];
}

/** Fresh settings with every default. */
export function defaultSettings(): PiaozoneSettings {
  return {
    repeatedSerial: 'refuse',
    repeatedSerialCode: 'MOCK_SERIAL_EXISTS', // mock-defined
    tokenMode: 'new-kills-old', // the pessimistic answer of reliability §13, question 1
    tokenLifeSeconds: 129_600, // the sample of standard-edition §2
    tokenPropagationDelayMs: 0,
    // Code: business-rules §5; text: diagnosis.json PLATFORM_TOKEN_EXPIRED. That hosted issuing answers so is mock-defined.
    rejectedToken: { errcode: '1300', description: '用户登录信息失效，请重新登录' },
    unknownSerial: { errcode: 'MOCK_UNKNOWN_SERIAL', description: '没有该流水号的发票' }, // mock-defined
    throttled: { errcode: 'MOCK_THROTTLED', description: '请求过于频繁', httpStatus: 429 }, // mock-defined
    timestamps: 'any-digits',
    timestampWindowMs: undefined,
    bodyForms: ['bare', 'quoted', 'text-plain'],
    grantLevels: ['enterprise', 'tenant'],
    sharedAuthorization: true,
    // The fields of every sample of standard-edition §6.1; salerAddress is ticked there but missing from the printed sample.
    requiredFields: [
      ...['serialNo', 'invoiceType', 'type', 'taxFlag', 'inventoryFlag', 'salerTaxNo', 'buyerName'],
      ...['invoiceAmount', 'totalTaxAmount', 'totalAmount', 'drawer'],
    ],
    discountTypes: ['0'],
    lineCodes: { preferentialPolicy: ['0', '1'], vatException: [''], zeroTaxRateFlag: [''] },
    checkTotals: true,
    checkLineCount: true,
    digital: false,
    minRedSerialLength: 20,
    entitledReads: true,
    readLagMs: 0,
    linkLifeDays: 60, // business-rules §9, "about 60 days"
    pdfFields: undefined,
    longLink: defaultLongLinkSettings(),
    asyncIssuing: defaultAsyncIssuingSettings(),
    scan: defaultScanSettings(),
    ...defaultExpenseSettings(),
  };
}

/** Takes over the given settings; a name that does not exist is an error, so that a typing mistake does not pass silently. */
export function applySettings(settings: PiaozoneSettings, change: SettingsChange): void {
  checkNames(settings, change, '');
  for (const group of GROUPS) checkNames(settings[group], change[group] ?? {}, `${group}.`);
  const groups = GROUPS.map((group) => [group, { ...settings[group], ...change[group] }]);
  Object.assign(settings, change, Object.fromEntries(groups));
}

function checkNames(known: object, change: object, prefix: string): void {
  const unknown = Object.keys(change).filter((name) => !(name in known));
  if (unknown.length > 0) throw new TypeError(`mock piaozone has no setting ${unknown.map((name) => prefix + name).join(', ')}`);
}
