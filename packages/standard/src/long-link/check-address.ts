import { type Environment, joinUrl, levelOf, type Problem } from '@piaozone/core';
import { COPY_TYPES, LONG_LINK_PATH, SIMULATE } from './address.js';

/** What the address is typed in for: 开票地址 or 收票地址. */
export type LongLinkPurpose = 'issue' | 'receive';

/** @param diagnosis code of `@piaozone/diagnosis` for what the cloud or ERP would answer, where one is known */
type Refuse = (zh: string, en: string, diagnosis?: string) => void;

const APPENDED = {
  zh: '不要在长连接地址后拼接 /fpdk/…（如 /fpdk/queryinvoice）',
  en: 'must not have /fpdk/… (such as /fpdk/queryinvoice) appended',
};
/** What is known of the answer to a name in other letters, or to a value with blanks. */
const MISSPELT: Readonly<Record<string, string>> = { clientId: 'LONG_LINK_CLIENT_ID_INVALID', request_path: 'DOWNLOAD_LINK_CLIENT_ID_INVALID' };
const BLANKS: Readonly<Record<string, string>> = { clientId: 'TRIPLE_HAS_BLANKS' };

/** Names as they are read; the server compares letters exactly. */
const NAMES = ['taxNo', 'clientId', 'request_path', 'paperInvoiceFlag', 'invoiceCopyType', 'debugOpenInvoice', 'naturalId', 'connectNaturalId'];

/**
 * Checks an address as somebody typed it into an ERP screen against the mistakes the manuals warn of (business-rules §7.1, standard-edition §6.2).
 * @param address never repeated in a problem: it may carry a secret by mistake
 * @param path what the problems are reported under, e.g. the label of the screen's field
 */
export function checkLongLinkAddress(address: string, purpose: LongLinkPurpose, environment: Environment, path: string): Problem[] {
  const problems: Problem[] = [];
  const refuse: Refuse = (zh, en, diagnosis) => problems.push({ path, message: { zh, en }, ...(diagnosis === undefined ? {} : { diagnosis }) });
  if (/^\s|\s$/.test(address)) refuse('地址首尾有空格或换行，请去掉', 'has blanks or line breaks at its start or end; remove them');
  const text = address.trim();
  const question = text.indexOf('?');
  const location = question < 0 ? text : text.slice(0, question);
  const query = question < 0 ? '' : text.slice(question + 1);
  if (!/^https?:\/\//i.test(location) || /\s/.test(location) || !URL.canParse(location)) {
    refuse('不是完整的网址', 'is not a complete http(s) address');
    return problems;
  }
  checkLocation(location, environment, refuse);
  if (question < 0) refuse('缺少 ?taxNo=…&clientId=…', 'lacks ?taxNo=…&clientId=…');
  else checkQuery(query, purpose, environment, refuse);
  return problems;
}

function checkLocation(location: string, { baseUrl, kind }: Environment, refuse: Refuse): void {
  if (/\/fpdk\//i.test(location)) {
    refuse(APPENDED.zh, APPENDED.en, 'DOWNLOAD_LINK_CLIENT_ID_INVALID');
    return;
  }
  const expected = joinUrl(baseUrl, LONG_LINK_PATH);
  if (location === expected) return;
  if (location.replace(/\/+$/, '') === expected) {
    refuse('“?” 前多了斜杠，请去掉', 'has a slash before the "?"; remove it', 'REQUEST_PARAMETERS_EMPTY');
    return;
  }
  if (new URL(location).host !== new URL(expected).host) {
    refuse(
      `主机与所选环境（${kind}）不符，应以 ${expected} 开头`,
      `leads to another host than the chosen environment (${kind}); it should start with ${expected}`,
      'ENVIRONMENT_MISMATCH',
    );
    return;
  }
  refuse(`路径不对，应以 ${expected} 开头`, `has the wrong path; it should start with ${expected}`);
}

function checkQuery(query: string, purpose: LongLinkPurpose, environment: Environment, refuse: Refuse): void {
  if (query.includes('/fpdk/')) refuse(APPENDED.zh, APPENDED.en, 'DOWNLOAD_LINK_CLIENT_ID_INVALID');
  const values = readQuery(query, refuse);
  for (const name of ['taxNo', 'clientId'] as const) {
    const value = values.get(name);
    if (value === undefined || value === '') refuse(`缺少 ${name}`, `lacks ${name}`);
    else if (value.trim() !== value || /\s/.test(value)) refuse(`${name} 前后或中间有空格`, `${name} has blanks around or inside it`, BLANKS[name]);
  }
  if (levelOf((values.get('clientId') ?? '').trim()) === 'tenant') {
    refuse(
      'clientId 是租户级（TN_ 开头），此处须用企业级授权',
      'clientId is a tenant id (TN_…); the enterprise id belongs here',
      'TENANT_TRIPLE_AS_ENTERPRISE',
    );
  }
  const copyType = values.get('invoiceCopyType');
  if (copyType !== undefined && !(COPY_TYPES as readonly string[]).includes(copyType)) {
    refuse(`invoiceCopyType 须为 ${COPY_TYPES.join('、')} 之一`, `invoiceCopyType must be one of ${COPY_TYPES.join(', ')}`);
  }
  for (const flag of ['paperInvoiceFlag', 'debugOpenInvoice'] as const) {
    const value = values.get(flag);
    if (value !== undefined && value !== '1') refuse(`${flag} 只能为 1，不需要时整个去掉`, `${flag} can only be 1; leave it out otherwise`);
  }
  if (values.has('debugOpenInvoice') && environment.kind !== 'test') refuse(SIMULATE.zh, SIMULATE.en);
  if (values.has('naturalId') !== values.has('connectNaturalId')) {
    refuse('乐企的 naturalId 与 connectNaturalId 须同时填写', 'naturalId and connectNaturalId (Leqi) belong together');
  }
  if (purpose === 'receive' && !values.has('request_path')) {
    refuse(
      '收票地址须带 request_path=（值可为空）',
      'a receiving address needs request_path= (its value may be empty)',
      'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    );
  }
}

/** Values by exact name; a name in other letters is reported, as the server does not know it. */
function readQuery(query: string, refuse: Refuse): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    const proper = NAMES.find((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (proper !== undefined && proper !== name) {
      refuse(`参数名 ${name} 须写作 ${proper}（区分大小写）`, `the parameter ${name} must be spelled ${proper}, letter by letter`, MISSPELT[proper]);
    }
    // Under its proper name, so that one mistake is not reported as two.
    if (proper !== undefined) values.set(proper, value);
  }
  return values;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
