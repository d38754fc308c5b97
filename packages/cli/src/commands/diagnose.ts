import { type Action, type Bilingual, type Category, type Diagnosis, diagnose } from '@piaozone/diagnosis';
import { EXIT_FAILED, QuietExit } from '../failure.js';
import { type CommandIo, readStart } from '../io.js';

export interface DiagnoseOptions {
  readonly json?: true;
  readonly lang?: 'zh' | 'en';
}

/** Far more than is looked at; a log piped in may be endless. */
const MAX_INPUT_BYTES = 65_536;

/**
 * What a message of the product means. Prints texts of the catalogue only, never the message: it may hold a login link, or move the cursor of a terminal.
 * @throws QuietExit 1 when nothing matches
 */
export async function diagnoseCommand(words: readonly string[], { json, lang }: DiagnoseOptions, io: CommandIo): Promise<void> {
  const message = words.length === 1 && words[0] === '-' ? decoded(await readStart(io, MAX_INPUT_BYTES)) : words.join(' ');
  const found = diagnose(message);
  if (json === true) io.stdout.write(`${JSON.stringify(found === undefined ? { code: null } : answerOf(found))}\n`);
  else io.stdout.write(`${(found === undefined ? inLanguages(NO_MATCH, lang) : explain(found, lang)).join('\n')}\n`);
  if (found === undefined) throw new QuietExit(EXIT_FAILED);
}

/** Chinese Windows consoles and logs are often not UTF-8; the last character of a cut input may be incomplete. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('gb18030').decode(bytes, { stream: true });
  }
}

function answerOf({ code, action, cause, remedy }: Diagnosis): object {
  return { code, action, cause: { zh: cause.zh, en: cause.en }, remedy: { zh: remedy.zh, en: remedy.en } };
}

function explain({ code, category, action, cause, remedy }: Diagnosis, lang: DiagnoseOptions['lang']): string[] {
  const zh = [`类别：${CATEGORIES[category]}（${category}）`, `处理：${ACTIONS[action].zh}（${action}）`, `原因：${cause.zh}`, `解决：${remedy.zh}`];
  const en = [`kind:   ${category}`, `action: ${ACTIONS[action].en} (${action})`, `cause:  ${cause.en}`, `remedy: ${remedy.en}`];
  if (lang !== undefined) return [code, ...(lang === 'zh' ? zh : en)];
  return [code, '', ...zh, '', ...en];
}

function inLanguages({ zh, en }: Bilingual, lang: DiagnoseOptions['lang']): string[] {
  if (lang === undefined) return [zh, en];
  return [lang === 'zh' ? zh : en];
}

const NO_MATCH: Bilingual = {
  zh: '没有收录这条提示：以提示原文为准，连同 traceId 提供给金蝶支持',
  en: 'this message is not known: go by its own words, and give it to Kingdee’s support together with the traceId',
};

const ACTIONS: Readonly<Record<Action, Bilingual>> = {
  'fix-config': { zh: '修改设置或请求数据', en: 'settings or request data must change' },
  'user-action': { zh: '需要人去登录、扫码、确认或申请', en: 'a person must log in, scan, confirm or apply' },
  'renew-token': { zh: '换新令牌或会话后重试一次', en: 'fetch a fresh token or session and repeat once' },
  'retry-later': { zh: '稍后重试', en: 'try again later' },
  wait: { zh: '等待锁定或额度释放', en: 'wait for a lock or quota' },
  'query-first': {
    zh: '结果不明：先按同一流水号查询，不要换号重发',
    en: 'the outcome is open: query by the same serial number, never send under another one',
  },
  'contact-support': { zh: '联系金蝶处理', en: 'only the vendor can act' },
  none: { zh: '提示或最终结果，无需处理', en: 'information or final' },
};

const CATEGORIES: Readonly<Record<Category, string>> = {
  credentials: '授权与密钥',
  entitlement: '权益与许可',
  environment: '地址、版本与客户端',
  network: '网络',
  platform: 'ERP 接口平台',
  organization: '组织',
  account: '电子税局账号',
  'tax-bureau-login': '电子税局登录',
  'face-authentication': '扫脸认证',
  issuing: '开票',
  'red-letter': '红字',
  validation: '数据校验',
  limit: '额度与频率',
  recognition: '识别',
  verification: '查验',
  deduction: '勾选抵扣',
  imaging: '影像',
  callback: '回调与推送',
  other: '其他',
};
