import { configError, type Environment, joinUrl, PiaozoneError, type Problem } from '@piaozone/core';

/** Whoever has a page link acts for the bill: give it to its user only, log nothing of it. */
export interface PageKeys {
  readonly userKey: string;
  readonly linkKey: string;
}

/** `{base}/m4-web/fpzs/index`: the page on which a user collects invoices for a bill (standard-edition §6.9). */
export interface PcPage extends PageKeys {
  /** `gridParam`: upload at the PC and mini program, or these and 扫码枪 and 扫描仪. @default 'upload' */
  readonly inputs?: 'upload' | 'upload-and-scanners';
}

export function pcPage({ baseUrl }: Environment, { userKey, linkKey, inputs = 'upload' }: PcPage): string {
  const gridParam = inputs === 'upload' ? '1100' : '1111';
  return address(baseUrl, '/m4-web/fpzs/index', {
    userKey: needed(userKey, 'userKey'),
    linkKey: needed(linkKey, 'linkKey'),
    gridParam,
    sourceType: 'socket',
  });
}

/** `…/fpzs/expense/showInvoice`: one invoice of a bill. */
export function invoicePage({ baseUrl }: Environment, { userKey, serialNo }: { readonly userKey: string; readonly serialNo: string }): string {
  return address(baseUrl, '/m4-web/fpzs/expense/showInvoice', { userKey: needed(userKey, 'userKey'), serialNo: needed(serialNo, 'serialNo') });
}

/** `{base}/m4-web/dd/wap/index`: the page for telephones. The bill page stays open meanwhile. */
export interface MobilePage extends PageKeys {
  readonly app: 'dingding' | 'qywx' | 'other';
  /** 微信卡包. Default false. */
  readonly wechatCard?: boolean;
  /** 扫码, in DingTalk only. */
  readonly scan?: boolean;
  /** 附件. */
  readonly attachments?: boolean;
  readonly title?: string;
}

/** @throws config_invalid for scanning outside DingTalk */
export function mobilePage({ baseUrl }: Environment, page: MobilePage): string {
  const { app, wechatCard, scan, attachments, title } = page;
  const problems: Problem[] = [];
  if (!['dingding', 'qywx', 'other'].includes(app))
    problems.push({ path: 'app', message: { zh: '须为 dingding、qywx 或 other', en: 'must be dingding, qywx or other' } });
  if (scan === true && app !== 'dingding') problems.push({ path: 'scan', message: { zh: '扫码只支持钉钉', en: 'scanning exists in DingTalk only' } });
  if (problems.length > 0) throw configError(problems);
  return address(baseUrl, '/m4-web/dd/wap/index', {
    userKey: needed(page.userKey, 'userKey'),
    socketName: needed(page.linkKey, 'linkKey'),
    app,
    wechatCard: wechatCard === undefined ? undefined : String(wechatCard),
    model: yesNo(scan),
    attach: yesNo(attachments),
    title,
  });
}

/** What `wx.navigateToMiniProgram` (or the app's SDK) is given; the result comes back in `extMsg`. */
export interface MiniProgram {
  /** 原始 ID. */
  readonly userName: string;
  readonly path: string;
  /** Release version. */
  readonly miniprogramType: 0;
}

/** @param test whether the bill lives in the test environment */
export function miniProgram({ kind }: Pick<Environment, 'kind'>, userKey: string, test = kind === 'test'): MiniProgram {
  return {
    userName: test ? 'gh_cb39a37583e3' : 'gh_bfa83b5cd310',
    path: `pages/index/index?scene=${encodeURIComponent(needed(userKey, 'userKey'))}&source=app`,
    miniprogramType: 0,
  };
}

function yesNo(given: boolean | undefined): string | undefined {
  return given === undefined ? undefined : given ? 'yes' : 'no';
}

function address(baseUrl: string, path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${joinUrl(baseUrl, path)}?${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

function needed(value: string, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: `缺少 ${name}`, en: `${name} is missing` },
  });
}
