import {
  configError,
  type Deduplication,
  type InvoiceKind,
  type InvoiceLine,
  isPiaozoneError,
  type Locale,
  type PreparedRequest,
  type Problem,
  type RedReason,
  type TaxPreference,
} from '@piaozone/core';
import { SettingReader } from '@piaozone/core/adapter';
import { type CheckedFlagshipSettings, type FlagshipSettings, readFlagshipSettings } from '../settings.js';

/** Wire fields of a line under a tax preference (flagship-and-cosmic §6.2). */
export interface FlagshipTaxPreferenceCodes {
  /** 零税率标识: `1` 出口退税, `2` 不征税, `3` 普通零税率. */
  readonly zeroTaxRateFlag?: string;
  /** 是否享受优惠 */
  readonly privilegeFlag?: '0' | '1';
  /** 优惠政策内容, at most 50 characters. */
  readonly privilegeContent?: string;
}

/** How the cloud says that it does not know a bill or serial number. Not published: without it a fruitless query proves nothing. */
export interface UnknownRequestAnswer {
  readonly codes?: readonly string[];
  /** Parts of `message`. */
  readonly texts?: readonly string[];
  /** A successful answer that shows nothing of it means "unknown". */
  readonly emptyData?: boolean;
}

/** Names of an invoice's fields in the answer of `BILL.INVOICE.QUERY`; see {@link FlagshipRouteSettings.invoiceFields}. */
export interface FlagshipInvoiceFields {
  /** 发票号码 */
  readonly number?: string;
  /** 发票代码 */
  readonly code?: string;
  /** 价税合计 */
  readonly totalAmount?: string;
  /** 税额合计 */
  readonly taxAmount?: string;
  /** 发票状态 */
  readonly status?: string;
  /** Why it was not issued. */
  readonly errorMessage?: string;
}

/** Issuing by the flagship edition (旗舰版). What the reference leaves open has no default that pretends to know. */
export interface FlagshipRouteSettings extends FlagshipSettings {
  /**
   * `bill-push` (default): 开票申请单 by `BILL.PUSH`; the cloud checks, splits and issues it, and a query by bill number shows what became of it.
   * `direct`: 数电 only, `ALLE.INVOICE.OPEN` and `ALLE.INVOICE.RED`; one request, one invoice.
   */
  readonly mode?: 'bill-push' | 'direct';
  /**
   * What the cloud does with a repeated billNo or serialNo. Default for `bill-push`: `unique-key`, since a repeat is answered 10127 (flagship-and-cosmic §6.2);
   * for `direct`: `unknown`, since a safe repeat is published for one channel only (§6.3).
   */
  readonly dedup?: Deduplication;
  /** 组织编码 sent in place of the seller's tax number; it must be mapped to an imported organization. Queries still go by the tax number. */
  readonly orgCode?: (request: PreparedRequest) => string | undefined;
  /** `1` (default): the cloud issues blue bills by itself; `0`: a person issues them there. Only for `bill-push`. */
  readonly autoInvoice?: '0' | '1';
  /**
   * Invoice kind → `invoiceType` of kinds other than 数电, e.g. one of 004, 007, 025, 026, 028, which are published without their meanings (§6.2): ask the vendor.
   * A bill of a kind that is not here is refused. Only for `bill-push`.
   */
  readonly invoiceTypes?: Readonly<Partial<Record<InvoiceKind, string>>>;
  /**
   * Field of a red bill that carries the number of a 数电 blue invoice. Its name is not published; without it such red bills are refused here.
   * Only for `bill-push`.
   */
  readonly blueNumberField?: string;
  /** 红冲原因 → `redReason` of `ALLE.INVOICE.RED`. Only the sample `01` is published, not what it means: reasons that are not here are refused. Only for `direct`. */
  readonly redReasons?: Readonly<Partial<Record<RedReason, string>>>;
  /** Tax preference → wire fields; adds to the published zero-rate flags. A line with a preference that is nowhere is refused. */
  readonly taxPreferences?: Readonly<Partial<Record<TaxPreference, FlagshipTaxPreferenceCodes>>>;
  /** Default: the names the callbacks have (§9); the page of the query itself is not held. */
  readonly invoiceFields?: FlagshipInvoiceFields;
  readonly unknownRequest?: UnknownRequestAnswer;
  /** How long after sending an invoice may still appear, milliseconds; not published. */
  readonly maxProcessingMs?: number;
  /** Tax number of an imported organization, for the connection test: a query by it proves login, rights and business system. Without it that line is skipped. */
  readonly testTaxNo?: string;
  /** Further fields of the request, e.g. `deviceNo`, `specialType`; they never replace what comes from the bill. */
  readonly fields?: (request: PreparedRequest) => Readonly<Record<string, unknown>>;
  /** The same for a line, e.g. `goodsCode`. */
  readonly lineFields?: (line: InvoiceLine, index: number, request: PreparedRequest) => Readonly<Record<string, unknown>>;
}

/** What the mapping and the queries go by. */
export interface IssuingConfig extends Omit<FlagshipRouteSettings, 'access' | 'encryption'> {
  readonly mode: 'bill-push' | 'direct';
  readonly amounts: CheckedFlagshipSettings['amounts'];
}

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * @param found what is wrong with the way to the cloud
 * @throws config_invalid with every problem at once
 */
export function readIssuingSettings(settings: FlagshipRouteSettings, found: readonly Problem[], locale: Locale): IssuingConfig {
  const problems: Problem[] = [...problemsOf(settings), ...found];
  try {
    const { amounts } = readFlagshipSettings(settings, locale);
    if (problems.length === 0) {
      const { access: _, encryption: __, ...rest } = settings;
      return { ...rest, mode: settings.mode ?? 'bill-push', amounts };
    }
  } catch (error) {
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    problems.unshift(...error.problems);
  }
  throw configError(problems, locale);
}

function problemsOf(settings: FlagshipRouteSettings): readonly Problem[] {
  const reader = new SettingReader();
  reader.oneOf(settings.mode, ['bill-push', 'direct'], 'mode');
  reader.oneOf(settings.dedup, ['unique-key', 'first-result', 'unknown'], 'dedup');
  reader.oneOf(settings.autoInvoice, ['0', '1'], 'autoInvoice');
  name(reader, settings.blueNumberField, 'blueNumberField');
  for (const [field, wire] of Object.entries(settings.invoiceFields ?? {})) name(reader, wire, `invoiceFields.${field}`);
  for (const [kind, code] of Object.entries(settings.invoiceTypes ?? {})) reader.text(code, `invoiceTypes.${kind}`);
  for (const [reason, code] of Object.entries(settings.redReasons ?? {})) reader.text(code, `redReasons.${reason}`);
  for (const call of ['orgCode', 'fields', 'lineFields'] as const) {
    if (settings[call] !== undefined && typeof settings[call] !== 'function') reader.add(call, '应为函数', 'must be a function');
  }
  return reader.problems;
}

function name(reader: SettingReader, value: unknown, path: string): void {
  const text = reader.optionalText(value, path);
  if (text !== undefined && text !== '' && !PLAIN_NAME.test(text)) reader.add(path, '应为接口字段名', 'must be the name of a field of the interface');
}

export const NO_ACCESS: Problem = {
  path: 'access',
  message: {
    zh: '未填写，且所接 ERP 不是苍穹平台的连接，无法得知发票云地址；请填写 access（baseUrl、accountId、app、user），或使用星瀚、星空旗舰版适配器',
    en: 'is missing, and the ERP connection is none on the 苍穹 platform that would show the way: set access (baseUrl, accountId, app, user), or use the adapter of 星瀚 or 星空旗舰版',
  },
};
