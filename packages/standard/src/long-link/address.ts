import { configError, type Environment, joinUrl, levelOf, type Problem } from '@piaozone/core';

/** Path of the 数电 long link v3 (standard-edition §1, §6.2; business-rules §7.1). No slash follows it. */
export const LONG_LINK_PATH = '/bill-websocket/v3/invoicewebsocket/push';

/** Copies of 数电纸票: the digits are 普票 and 专票 copies. Without it 专票 have three, 普票 two. */
export const COPY_TYPES = ['56', '53', '26', '23'] as const;
export type CopyType = (typeof COPY_TYPES)[number];

/** What an issuing or receiving long link says. */
export interface LongLinkParts {
  /** Tax number of the enterprise, without blanks. */
  readonly taxNo: string;
  /** Client id of the enterprise (never `TN_…`); spelled `clientId` in the address. */
  readonly clientId: string;
  /** Receiving links carry `request_path`; its values are unpublished, so `''` (a compatibility switch) is what manuals show. */
  readonly requestPath?: string;
  /** 数电纸票 instead of 数电票. */
  readonly paperInvoice?: boolean;
  /** Only with `paperInvoice`. */
  readonly copyType?: CopyType;
  /** `debugOpenInvoice=1`: simulated issuing. Only the test environment simulates; anywhere else a real invoice would be issued, so it is refused there. */
  readonly simulate?: boolean;
  /** Leqi: id of the tax number, and of the unit through which it is connected (business-rules §4.8). */
  readonly leqi?: { readonly naturalId: string; readonly connectNaturalId: string };
  /** Pins one desktop client of the tenant; without it any that is online gets the request. */
  readonly nameLink?: string;
}

/**
 * The address for the screens 开票地址 / 收票地址 (金税连接设置, 金税互联设置) and for {@link LongLinkService}.
 * @throws config_invalid listing every part that the address cannot carry
 */
export function longLinkAddress(environment: Environment, parts: LongLinkParts): string {
  const problems = checkParts(environment, parts);
  if (problems.length > 0) throw configError(problems);
  const { taxNo, clientId, requestPath, paperInvoice, copyType, simulate, leqi, nameLink } = parts;
  const query: [string, string][] = [
    ['taxNo', taxNo],
    ['clientId', clientId],
  ];
  if (paperInvoice === true) query.push(['paperInvoiceFlag', '1']);
  if (copyType !== undefined) query.push(['invoiceCopyType', copyType]);
  if (leqi !== undefined) query.push(['naturalId', leqi.naturalId], ['connectNaturalId', leqi.connectNaturalId]);
  if (nameLink !== undefined) query.push(['nameLink', nameLink]);
  if (simulate === true) query.push(['debugOpenInvoice', '1']);
  if (requestPath !== undefined) query.push(['request_path', requestPath]);
  const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${joinUrl(environment.baseUrl, LONG_LINK_PATH)}?${text}`;
}

function checkParts(environment: Environment, parts: LongLinkParts): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, zh: string, en: string) => problems.push({ path, message: { zh, en } });
  for (const name of ['taxNo', 'clientId'] as const) {
    const value: unknown = parts[name];
    if (typeof value !== 'string' || value === '') refuse(name, '未填写', 'is missing or empty');
    else if (/\s/.test(value)) refuse(name, '含有空格或换行，请去掉', 'contains blanks or line breaks; remove them');
  }
  if (typeof parts.clientId === 'string' && levelOf(parts.clientId.trim()) === 'tenant') {
    refuse('clientId', '长连接只能用企业级授权（不以 TN_ 开头）', 'the long link takes the enterprise level only, not a TN_ id');
  }
  if (parts.copyType !== undefined && !COPY_TYPES.includes(parts.copyType)) {
    refuse('copyType', `须为 ${COPY_TYPES.join('、')} 之一`, `must be one of ${COPY_TYPES.join(', ')}`);
  }
  if (parts.copyType !== undefined && parts.paperInvoice !== true) {
    refuse('copyType', '联次只对数电纸票有效，请同时设置 paperInvoice', 'copies exist for paper invoices only: set paperInvoice too');
  }
  if (parts.simulate === true && environment.kind !== 'test') refuse('simulate', SIMULATE.zh, SIMULATE.en);
  return problems;
}

/** Shared with the check of a typed address. */
export const SIMULATE = {
  zh: '模拟开票（debugOpenInvoice）只在测试环境有效，其他环境会开出真实发票',
  en: 'simulated issuing (debugOpenInvoice) exists in the test environment only; elsewhere a real invoice is issued',
} as const;
