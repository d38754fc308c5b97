import { LabelIndex, plainLabel } from '../screens/labels.js';
import type { CredentialLevel } from '../triple.js';

/** What a label of the mails stands for. */
export type MailMeaning =
  | 'clientId'
  | 'clientSecret'
  | 'encryptKey'
  | 'taxNo'
  | 'companyName'
  | 'tenantName'
  | 'activationCode'
  | 'operationKey'
  | 'operationLink';

export interface MailLabel {
  readonly means: MailMeaning;
  /** What the label itself says about the level, e.g. 租户ClientID. */
  readonly level: CredentialLevel | undefined;
}

/** Every spelling the reference knows (business-rules §1.1, §1.2); the layout of the mails is unknown, so nothing but labels is gone by. */
const LABELS: Record<MailMeaning, readonly string[]> = {
  clientId: ['ClientID（授权账号）', 'Client id（授权码）', 'client_id', '授权账号', '授权码', '发票云授权码', '发票云授权id', '授权id'],
  clientSecret: ['ClientSecret（授权密钥）', 'client_secret', '授权密钥', '发票云授权密钥'],
  encryptKey: ['EncryKey（加密key）', 'Encrypt Key（加密密钥）', 'encrypt_key', '加密key', '加密密钥'],
  taxNo: ['企业税号', '税号', '纳税人识别号', '统一社会信用代码'],
  companyName: ['企业名称', '公司名称', '企业工商登记名'],
  tenantName: ['租户名称'],
  activationCode: ['激活码'],
  operationKey: ['操作密钥'],
  operationLink: ['操作链接'],
};

const INDEX = new LabelIndex<MailMeaning>();
for (const [means, labels] of Object.entries(LABELS) as [MailMeaning, readonly string[]][]) for (const label of labels) INDEX.add(label, means);

/** 租户级授权账号, 企业ClientID …: the level, then the label. */
const LEVEL_PREFIX = /^(租户|企业)级?(?:授权)?的?(?=.)/;

/** Longest label that is looked at, characters. */
const LONGEST_LABEL = 40;

/** What a text means as a label; `undefined` if it is none. */
export function mailLabel(text: string): MailLabel | undefined {
  if (text.length > LONGEST_LABEL) return undefined;
  const whole = INDEX.find(text);
  if (whole !== undefined) return { means: whole, level: undefined };
  const plain = plainLabel(text);
  const prefix = LEVEL_PREFIX.exec(plain);
  if (prefix === null) return undefined;
  for (const start of new Set([prefix[0].length, (prefix[1] ?? '').length])) {
    const means = INDEX.find(plain.slice(start));
    if (means !== undefined) return { means, level: prefix[1] === '租户' ? 'tenant' : 'enterprise' };
  }
  return undefined;
}

/** A heading such as 租户级授权信息 or 企业授权： that says whose triple follows; no label and no value. */
export function headingLevel(line: string): CredentialLevel | undefined {
  if (line.length > LONGEST_LABEL) return undefined;
  const heading = /^(?:[\d一二三四五六七八九十]{1,3}[.、)]?)?(租户|企业)级?(?:别)?(?:的)?授权(?:信息|配置|明细|列表)?(?:\(.{0,30}\))?$/.exec(
    plainLabel(line),
  );
  return heading === null ? undefined : heading[1] === '租户' ? 'tenant' : 'enterprise';
}
