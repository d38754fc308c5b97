// What the error pages show: one heading per ErrorCode and per diagnosis. The anchor is the code, unchanged, so a link to it holds for ever.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ERROR_CODES } from './error-codes.mjs';
import { escapeText } from './markdown.mjs';

const WORDS = {
  en: {
    outcome: 'Outcome',
    meaning: 'Meaning',
    action: 'What to do',
    texts: 'Texts',
    cause: 'Cause',
    remedy: 'Remedy',
    products: 'Products',
    codes: 'Upstream codes',
  },
  zh: { outcome: '结果', meaning: '含义', action: '怎么办', texts: '原文', cause: '原因', remedy: '处理', products: '产品', codes: '对方代码' },
};
const OUTCOMES = {
  'not-sent': { zh: '未发出', en: 'nothing was sent' },
  rejected: { zh: '已拒绝，未办理', en: 'refused, nothing was done' },
  unknown: { zh: '可能已办理，先查询', en: 'may have been done, query first' },
};
const CATEGORIES = {
  credentials: ['授权信息', 'Credentials'],
  entitlement: ['权益与许可', 'Entitlement'],
  environment: ['环境与地址', 'Environment'],
  network: ['网络与代理', 'Network and proxies'],
  platform: ['平台接口', 'Platform'],
  organization: ['组织与企业', 'Organizations'],
  account: ['账号', 'Accounts'],
  'tax-bureau-login': ['电子税局登录', 'Tax bureau login'],
  'face-authentication': ['扫脸认证', 'Face authentication'],
  issuing: ['开票', 'Issuing'],
  'red-letter': ['红冲', 'Red invoices'],
  validation: ['数据校验', 'Validation'],
  limit: ['额度与频率', 'Limits'],
  recognition: ['识别', 'Recognition'],
  verification: ['查验', 'Verification'],
  deduction: ['勾选抵扣', 'Deduction'],
  imaging: ['影像', 'Imaging'],
  callback: ['回调', 'Callbacks'],
  other: ['其他', 'Other'],
};
const ACTIONS = {
  'fix-config': ['改配置或数据', 'change settings or data'],
  'user-action': ['需人员操作', 'a person acts'],
  'renew-token': ['换新令牌', 'fresh token'],
  'retry-later': ['稍后重试', 'try again later'],
  wait: ['等待', 'wait'],
  'query-first': ['先查询', 'query first'],
  'contact-support': ['联系支持', 'ask the vendor'],
  none: ['无需处理', 'nothing to do'],
};
/** Longer lists of one meaning say nothing more. */
const MAX_TEXTS = 4;

/** The members of `ErrorCode`, from the source. */
export function declaredCodes(root) {
  const file = join(root, 'packages/core/src/errors.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const alias = source.statements.find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'ErrorCode');
  return alias.type.types.map((node) => node.literal.text);
}

/** @throws when a code is not described, or a description has no code */
export function renderErrorCodes(root, locale) {
  const declared = declaredCodes(root);
  const missing = declared.filter((code) => !(code in ERROR_CODES));
  const strange = Object.keys(ERROR_CODES).filter((code) => !declared.includes(code));
  if (missing.length + strange.length > 0)
    throw new Error(`scripts/docs/error-codes.mjs: not described: ${missing.join(', ') || '–'}; unknown to errors.ts: ${strange.join(', ') || '–'}`);
  return declared.map((code) => errorCode(code, ERROR_CODES[code], locale)).join('\n\n');
}

function errorCode(code, { outcomes, meaning, action }, locale) {
  const words = WORDS[locale];
  const shown = outcomes.map((outcome) => `\`${outcome}\` (${OUTCOMES[outcome][locale]})`).join(' · ');
  return `### ${code} {:#${code}:}

${meaning[locale]}

- **${words.outcome}**: ${shown}
- **${words.action}**: ${action[locale]}`;
}

/** All diagnoses, by category, our own findings before the upstream texts. */
export function renderDiagnoses(root, locale) {
  const read = (name) => JSON.parse(readFileSync(join(root, 'packages/diagnosis/data', name), 'utf8'));
  const entries = [...read('findings.json'), ...read('diagnosis.json')];
  const found = new Set(entries.map(({ category }) => category));
  const strange = [...found].filter((category) => !(category in CATEGORIES));
  if (strange.length > 0) throw new Error(`scripts/docs/error-pages.mjs has no title for ${strange.join(', ')}`);
  return Object.keys(CATEGORIES)
    .filter((category) => found.has(category))
    .map((category) => {
      const members = entries.filter((entry) => entry.category === category);
      return `## ${pick(CATEGORIES[category], locale)}\n\n${members.map((entry) => diagnosis(entry, locale)).join('\n\n')}`;
    })
    .join('\n\n');
}

function diagnosis({ code, title, messages = [], products = [], upstreamCodes = [], cause, remedy, action }, locale) {
  const words = WORDS[locale];
  const facts = [
    ...(messages.length === 0
      ? []
      : [
          `- **${words.texts}**: ${messages
            .slice(0, MAX_TEXTS)
            .map(quoted)
            .join(locale === 'zh' ? '；' : '; ')}`,
        ]),
    ...(upstreamCodes.length === 0 ? [] : [`- **${words.codes}**: ${upstreamCodes.map((each) => `\`${each}\``).join(' ')}`]),
    ...(products.length === 0 || products.includes('all') ? [] : [`- **${words.products}**: ${products.join(' · ')}`]),
    `- **${words.cause}**: ${escapeText(cause[locale])}`,
    `- **${words.remedy}** (${pick(ACTIONS[action], locale)}): ${escapeText(remedy[locale])}`,
  ];
  return `### ${code} {:#${code}:}\n\n${title === undefined ? '' : `${escapeText(title[locale])}\n\n`}${facts.join('\n')}`;
}

function quoted(text) {
  return `“${escapeText(text)}”`;
}

function pick([zh, en], locale) {
  return locale === 'zh' ? zh : en;
}
