import type { Bilingual } from '../../i18n/locale.js';
import { checkTaxNumber } from '../../model/tax-number.js';
import { cleanValue, RESIDUE_TEXTS, type Residue } from '../screens/clean-value.js';
import type { PartialTriple } from '../screens/types.js';
import { Secret } from '../secret.js';
import { type CredentialLevel, levelOf } from '../triple.js';
import type { MailMeaning } from './mail-labels.js';
import { type MailToken, mailPairs } from './mail-pairs.js';
import { mailLines } from './mail-text.js';

/** One authorization as the mail gives it; what is absent was not found. */
export interface MailAuthorization {
  readonly level: CredentialLevel;
  readonly triple: PartialTriple;
  readonly taxNo?: string;
  readonly companyName?: string;
}

/** What a mail of the activation holds. Secrets in it never print. */
export interface AuthorizationMail {
  readonly enterprises: readonly MailAuthorization[];
  /** The tenant's (`TN_…`). */
  readonly tenant?: MailAuthorization & { readonly tenantName?: string };
  /** 激活码; valid for 24 hours. */
  readonly activationCode?: Secret;
  /** 操作密钥 and 操作链接 of the activation mail; whoever has both can activate the order. */
  readonly operationKey?: Secret;
  readonly operationLink?: Secret;
  /** What was not found, or found incomplete. */
  readonly missing: readonly Bilingual[];
  /** What was repaired or looks wrong; never a value. */
  readonly warnings: readonly Bilingual[];
}

type Fields = Partial<Record<MailMeaning, string>>;
interface Draft {
  readonly fields: Fields;
  readonly heading: CredentialLevel | undefined;
}

const TRIPLE: readonly MailMeaning[] = ['clientId', 'clientSecret', 'encryptKey'];
const OWNERS: readonly MailMeaning[] = ['taxNo', 'companyName', 'tenantName'];
const SINGLE: readonly MailMeaning[] = ['activationCode', 'operationKey', 'operationLink'];
const KEY_BYTES = 16;

/**
 * Reads a pasted 授权邮件 or 激活邮件: plain text, tables, or HTML. Their layout is not published, so it goes by labels alone and takes no value without one;
 * what belongs together is told by the order. Linear in the length of the text.
 */
export function readAuthorizationMail(text: string): AuthorizationMail {
  return new MailReader().read(mailPairs(mailLines(text)));
}

class MailReader {
  readonly #drafts: Draft[] = [];
  readonly #single: Fields = {};
  readonly #missing: Bilingual[] = [];
  readonly #warnings: Bilingual[] = [];

  read(tokens: readonly MailToken[]): AuthorizationMail {
    this.#collect(tokens);
    const found = this.#drafts.filter(({ fields }) => TRIPLE.some((part) => fields[part] !== undefined)).map((draft) => this.#authorization(draft));
    const enterprises = found.filter(({ level }) => level === 'enterprise');
    const tenants = found.filter(({ level }) => level === 'tenant');
    if (tenants.length > 1) this.#warnings.push(SEVERAL_TENANTS);
    if (enterprises.length === 0) this.#missing.push(NO_ENTERPRISE);
    if (tenants.length === 0) this.#missing.push(NO_TENANT);
    if (this.#single.activationCode === undefined) this.#missing.push(NO_ACTIVATION_CODE);
    return {
      enterprises,
      ...(tenants[0] === undefined ? {} : { tenant: tenants[0] }),
      ...this.#secrets(),
      missing: this.#missing,
      warnings: this.#warnings,
    };
  }

  /** A new authorization begins with a heading, a row, or a label that the current one has already. */
  #collect(tokens: readonly MailToken[]): void {
    let draft: Draft = this.#begin(undefined);
    for (const token of tokens) {
      if (token.kind === 'heading') draft = this.#begin(token.level);
      else if (token.kind === 'record') draft = this.#begin(draft.heading);
      else if (token.kind === 'misfit') this.#warnings.push(MISFIT);
      else if (token.kind === 'unanswered') this.#missing.push(unanswered(token.label.means));
      else if (SINGLE.includes(token.label.means)) this.#put(this.#single, token.label.means, token.value);
      else {
        if (this.#isHomeless(draft, token.label.means)) continue;
        if (this.#isNext(draft, token.label.means)) draft = this.#begin(draft.heading);
        if (token.label.level !== undefined && draft.heading === undefined) draft = this.#adopt(draft, token.label.level);
        this.#put(draft.fields, token.label.means, token.value);
      }
    }
  }

  #isNext({ fields }: Draft, means: MailMeaning): boolean {
    if (fields[means] !== undefined) return true;
    return OWNERS.includes(means) && isWhole(fields);
  }

  /** An owner right behind an enterprise's triple that has none: before or behind, whose is it? A triple under the wrong tax number would be worse than none. */
  #isHomeless({ fields }: Draft, means: MailMeaning): boolean {
    if (!OWNERS.includes(means) || !isWhole(fields) || OWNERS.some((owner) => fields[owner] !== undefined)) return false;
    if (levelOf(fields.clientId ?? '') === 'tenant') return false;
    this.#warnings.push(homeless(means));
    return true;
  }

  #begin(heading: CredentialLevel | undefined): Draft {
    const draft: Draft = { fields: {}, heading };
    this.#drafts.push(draft);
    return draft;
  }

  /** A label that names its level (租户ClientID) starts an authorization of that level, or completes the one that has only an owner. */
  #adopt(draft: Draft, heading: CredentialLevel): Draft {
    const adopted: Draft = { fields: draft.fields, heading };
    this.#drafts[this.#drafts.indexOf(draft)] = adopted;
    return adopted;
  }

  #put(fields: Fields, means: MailMeaning, raw: string): void {
    const isCredential = !OWNERS.includes(means);
    const value = isCredential ? this.#firstWord(raw, means) : raw;
    const { bytes, residues } = cleanValue(value, means === 'encryptKey' ? KEY_BYTES : undefined);
    for (const residue of residues) if (isCredential && residue !== 'blanks') this.#warnings.push(repaired(means, residue));
    if (bytes.length === 0) this.#missing.push(unanswered(means));
    else if (fields[means] === undefined) fields[means] = bytes.toString('utf8');
    else if (fields[means] !== bytes.toString('utf8')) this.#warnings.push(twice(means));
  }

  /** No credential has a blank or Chinese punctuation inside; what follows is a remark. */
  #firstWord(raw: string, means: MailMeaning): string {
    const value = raw.trim();
    const end = value.search(/[\s（，；。、]/);
    if (end < 0) return value;
    this.#warnings.push(remark(means));
    return value.slice(0, end);
  }

  #authorization({ fields, heading }: Draft): MailAuthorization & { readonly tenantName?: string } {
    const { clientId, clientSecret, encryptKey, taxNo, companyName, tenantName } = fields;
    const owner = taxNo ?? companyName ?? tenantName;
    const level = clientId === undefined ? (heading ?? 'enterprise') : levelOf(clientId);
    if (clientId !== undefined && heading !== undefined && heading !== level) this.#warnings.push(levelsDiffer(heading));
    for (const part of TRIPLE) if (fields[part] === undefined) this.#missing.push(partMissing(part, level, owner));
    if (encryptKey !== undefined && Buffer.byteLength(encryptKey) !== KEY_BYTES) this.#warnings.push(keyLength(owner));
    if (level === 'enterprise' && taxNo === undefined) this.#missing.push(noTaxNo(companyName));
    if (taxNo !== undefined && checkTaxNumber(taxNo, 'taxNo').errors.length > 0) this.#warnings.push(badTaxNo(taxNo));
    return {
      level,
      triple: {
        ...(clientId === undefined ? {} : { clientId }),
        ...(clientSecret === undefined ? {} : { clientSecret: new Secret(clientSecret) }),
        ...(encryptKey === undefined ? {} : { encryptKey: new Secret(encryptKey) }),
      },
      ...(taxNo === undefined ? {} : { taxNo }),
      ...(companyName === undefined ? {} : { companyName }),
      ...(tenantName === undefined ? {} : { tenantName }),
    };
  }

  #secrets(): Pick<AuthorizationMail, 'activationCode' | 'operationKey' | 'operationLink'> {
    return Object.fromEntries(Object.entries(this.#single).map(([name, value]) => [name, new Secret(value)]));
  }
}

function isWhole(fields: Fields): boolean {
  return TRIPLE.every((part) => fields[part] !== undefined);
}

/** How the mails and the manuals call it. */
const NAMES: Record<MailMeaning, string> = {
  clientId: 'ClientID（授权账号）',
  clientSecret: 'ClientSecret（授权密钥）',
  encryptKey: 'EncryKey（加密key）',
  taxNo: '企业税号',
  companyName: '企业名称',
  tenantName: '租户名称',
  activationCode: '激活码',
  operationKey: '操作密钥',
  operationLink: '操作链接',
};

const NO_ENTERPRISE: Bilingual = { zh: '没有找到企业级授权', en: 'no enterprise-level authorization was found' };
const NO_TENANT: Bilingual = { zh: '没有找到租户级授权（ClientID 以 TN_ 开头）', en: 'no tenant-level authorization (client id TN_…) was found' };
const NO_ACTIVATION_CODE: Bilingual = { zh: '没有找到激活码', en: 'no activation code (激活码) was found' };
const SEVERAL_TENANTS: Bilingual = {
  zh: '有不止一组租户级授权，只取了第一组',
  en: 'there is more than one tenant-level authorization; only the first was taken',
};

const MISFIT: Bilingual = {
  zh: '表格中有一行的列数与表头不同，没有采用',
  en: 'a row of a table has another number of cells than its header; it was not taken',
};

function unanswered(means: MailMeaning): Bilingual {
  return { zh: `“${NAMES[means]}”后面没有值`, en: `${NAMES[means]} stands there without a value` };
}

function repaired(means: MailMeaning, residue: Residue): Bilingual {
  const text = RESIDUE_TEXTS[residue];
  return { zh: `“${NAMES[means]}”${text.zh}`, en: `${NAMES[means]} ${text.en}` };
}

function twice(means: MailMeaning): Bilingual {
  return { zh: `“${NAMES[means]}”有两个不同的值，只取了第一个`, en: `there are two different values for ${NAMES[means]}; the first was taken` };
}

function homeless(means: MailMeaning): Bilingual {
  return {
    zh: `“${NAMES[means]}”在一组授权之后，无法判断属于前一组还是后一组，没有采用`,
    en: `${NAMES[means]} stands behind a triple, so it could be of that one or of the next; it was not taken`,
  };
}

function remark(means: MailMeaning): Bilingual {
  return {
    zh: `“${NAMES[means]}”的值后面还有文字，只取了前面的部分，请核对`,
    en: `more text follows the value of ${NAMES[means]}; only the part before it was taken, check it`,
  };
}

function levelsDiffer(heading: CredentialLevel): Bilingual {
  return heading === 'tenant'
    ? {
        zh: '标为租户授权的 ClientID 不以 TN_ 开头，按企业级授权处理',
        en: 'a client id under 租户授权 does not start with TN_; it is taken as an enterprise-level one',
      }
    : {
        zh: '标为企业授权的 ClientID 以 TN_ 开头，按租户级授权处理',
        en: 'a client id under 企业授权 starts with TN_; it is taken as the tenant-level one',
      };
}

function partMissing(part: MailMeaning, level: CredentialLevel, owner: string | undefined): Bilingual {
  const of = owner ?? (level === 'tenant' ? '租户' : '企业');
  return {
    zh: `${of}的授权缺少 ${NAMES[part]}`,
    en: `the ${level}-level authorization${owner === undefined ? '' : ` of ${owner}`} lacks ${NAMES[part]}`,
  };
}

function keyLength(owner: string | undefined): Bilingual {
  return {
    zh: `${owner ?? ''}加密 key 不是 16 字节，可能没有复制完整`,
    en: `the encrypt key${owner === undefined ? '' : ` of ${owner}`} is not 16 bytes; the copy may be incomplete`,
  };
}

function noTaxNo(companyName: string | undefined): Bilingual {
  return { zh: `${companyName ?? '一组企业授权'}没有企业税号`, en: `${companyName ?? 'one enterprise-level authorization'} has no tax number` };
}

function badTaxNo(taxNo: string): Bilingual {
  return { zh: `税号 ${taxNo} 的格式不对`, en: `${taxNo} does not look like a tax number` };
}
