import type { Bilingual, ErrorCode, FailureOutcome } from '@piaozone/core/adapter';
import { apiGrant, gatewayGrant, gatewayIdentityPlace } from './hints.js';

/** What a code of the platform or its gateway means for the call that got it. */
export interface CodeMeaning {
  readonly code: ErrorCode;
  /** `rejected` only where nothing can have been done; what the tables leave open stays `unknown` (reliability §5). */
  readonly outcome: FailureOutcome;
  readonly hint?: Bilingual;
}

const refused = (hint?: Bilingual): CodeMeaning => ({ code: 'erp_rejected', outcome: 'rejected', ...(hint === undefined ? {} : { hint }) });
const open = (hint?: Bilingual): CodeMeaning => ({ code: 'erp_rejected', outcome: 'unknown', ...(hint === undefined ? {} : { hint }) });

const badParameter: Bilingual = { zh: '核对请求参数、字段映射与每页条数', en: 'check request fields, field map and page size' };
const wrongCall: Bilingual = {
  zh: '核对接口路径，以及该接口是否以 POST、JSON 方式发布',
  en: 'check the path, and that the API is published for POST with JSON',
};
const appState: Bilingual = {
  zh: '第三方应用、网关标识或接口已停用、过期或尚未生效，请在第三方应用与 API 管理中启用或续期',
  en: 'the third-party app, its identity or the API is disabled, expired or not active yet: enable or renew it',
};
const slowDown: CodeMeaning = {
  code: 'rate_limited',
  outcome: 'unknown',
  hint: { zh: '降低并发或申请更高的流控档位', en: 'send less at the same time, or ask for a higher rate tier' },
};
const extension: Bilingual = {
  zh: '接口背后的脚本或插件出错，可能已部分生效：先查看该单据，并请 ERP 开发者处理',
  en: 'a script or plug-in behind the API failed and may have done a part: look at the bill first, and let its developer see to it',
};
const internal: CodeMeaning = { code: 'server', outcome: 'unknown' };

/** flagship-and-cosmic §3. 401 is missing on purpose: it renews the session. */
const MEANINGS: Readonly<Record<string, CodeMeaning>> = {
  '400': refused(badParameter),
  '403': refused(apiGrant),
  '404': refused(wrongCall),
  '405': refused(wrongCall),
  '406': refused(wrongCall),
  '415': refused(wrongCall),
  '429': slowDown,
  '500': internal,
  '601': open({ zh: 'ERP 报告数据重复：先在 ERP 查看该单据再处理', en: 'the ERP reports duplicate data: look at the bill there first' }),
  '602': refused({ zh: 'ERP 中找不到该数据', en: 'the ERP cannot find it' }),
  '603': refused(badParameter),
  '604': open({
    zh: 'ERP 记得 30 分钟内收到过同一请求，但不说明那一次是否成功：先查看该单据；30 分钟后重跑会再次回写，或配置 writeBack.readBack 由程序核对',
    en: 'the ERP got the same request within 30 minutes and does not say how it ended: look at the bill; a run after 30 minutes writes again, or set writeBack.readBack to let the adapter compare',
  }),
  // Whether a part was written before it failed is not said.
  '611': open({
    zh: 'ERP 没能更新数据：按其文字改正，先查看该单据',
    en: 'the ERP could not update the data: correct what it says, and look at the bill first',
  }),
  '612': refused({ zh: '给接口用户授予该数据的权限', en: 'grant the API user the right to these data' }),
  '701': open(extension),
  '702': open(extension),
  '999': open({
    zh: 'ERP 的业务异常，没有专用错误码：原因看其文字，先查看该单据',
    en: 'an error of the ERP without code of its own: see its text, and look at the bill first',
  }),
  '2055': open({ zh: '接口调用额度已用完', en: 'the quota of API calls is used up' }),
  '2500': internal,
  '2501': refused(gatewayIdentityPlace),
  '2504': refused(gatewayGrant),
  '2505': refused(gatewayGrant),
  '2506': refused(gatewayIdentityPlace),
  '2508': refused(gatewayIdentityPlace),
  '2510': refused(appState),
  '2511': refused(appState),
  '2512': refused(appState),
  '2519': refused(appState),
  '2520': refused(appState),
  '2526': slowDown,
  '2528': slowDown,
  '2529': refused(gatewayIdentityPlace),
  '2530': refused(gatewayGrant),
  '2551': refused(gatewayIdentityPlace),
};

/** Codes the gateway gives when `x-acgw-identity` is missing, wrong, expired or of another tenant. */
export const IDENTITY_CODES: ReadonlySet<string> = new Set(['2501', '2506', '2508', '2512', '2529', '2551']);

/** The session is good, but the app or its user may not make this call. */
export const GRANT_CODES: ReadonlySet<string> = new Set(['403', '612', '2504', '2505', '2530']);

/** The platform saw the same thing before: only a look at the data tells what became of it. */
export const REPEAT_CODES: ReadonlySet<string> = new Set(['601', '604']);

export const SUCCESS_CODES: ReadonlySet<string> = new Set(['0', 'success']);

export function meaningOf(code: string): CodeMeaning {
  return MEANINGS[code] ?? open();
}
