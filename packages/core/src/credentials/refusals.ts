import { diagnose } from '@piaozone/diagnosis';
import { PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { CredentialLevel } from './triple.js';

/** What the manuals print on screen when an organization has no authorization of its own (seed 002, FAQ; business-rules §2). */
const SCREEN_TEXT = '当前组织没有发票云收票特性许可';

/** The organization is not configured in the mode 是否使用原授权 = 是. Nothing was sent. */
export function organizationMissing(taxNo: string): PiaozoneError {
  const diagnosis = diagnose(SCREEN_TEXT);
  return refusal(
    {
      zh: `无特性分组 / ${SCREEN_TEXT}：税号 ${taxNo} 没有自己的授权`,
      en: `the organization with tax number ${taxNo} has no authorization of its own (无特性分组 / ${SCREEN_TEXT})`,
    },
    {
      zh: '是否使用原授权为“是”时，每个组织各用本企业税号的授权，A 组织配置了不等于 B 组织可用。请在“财务云→费用核算→发票设置→发票云配置”或“系统服务云（6.0+ 为基础服务云）→基础资料→财务数据→发票云配置”（同一份数据，任选其一）为该组织配置三项授权，并写入 authorization.organizations；确认当前组织没有选错',
      en: 'with 是否使用原授权 = 是 every organization uses the triple of its own tax number; that A is configured gives B no right. Configure it in the ERP under 财务云→费用核算→发票设置→发票云配置 or 系统服务云 (6.0+: 基础服务云)→基础资料→财务数据→发票云配置 (the same record, either path), and give it as authorization.organizations; make sure the right organization is selected',
    },
    diagnosis,
  );
}

/** The operation is documented for the other level than the caller asked for. */
export function wrongLevel(level: CredentialLevel): PiaozoneError {
  return refusal(WRONG_LEVEL[level].message, WRONG_LEVEL[level].hint);
}

export function tenantMissing(): PiaozoneError {
  return refusal(
    { zh: '此接口需要租户级授权，但未配置', en: 'this operation needs the tenant-level authorization, which is not configured' },
    {
      zh: '在 authorization.tenant 填授权邮件中的租户授权（ClientID 以 TN_ 开头）',
      en: 'give the tenant triple of the authorization mail (client id TN_…) as authorization.tenant',
    },
  );
}

export function tenantOfUnknown(taxNo: string): PiaozoneError {
  return refusal(
    { zh: `税号 ${taxNo} 所属租户的授权未找到`, en: `no tenant authorization was found for tax number ${taxNo}` },
    {
      zh: '核对租户授权目录中该税号的记录（ClientID 以 TN_ 开头）',
      en: 'check the entry of this tax number in the directory of tenant triples (client id TN_…)',
    },
  );
}

/** A call without tax number where the tenant is found by tax number. */
export function tenantNeedsTaxNo(): PiaozoneError {
  return refusal(
    { zh: '租户授权按税号查找，但此调用没有税号', en: 'the tenant triple is found by tax number, but this call has none' },
    {
      zh: '为此调用给出税号，或在 authorization.tenant 直接填一组租户授权',
      en: 'give the call a tax number, or give one tenant triple as authorization.tenant',
    },
  );
}

/** `credentialFor` cannot wait for a source that was never read. */
export function notReadYet(): PiaozoneError {
  return refusal(
    { zh: '授权来源尚未读取', en: 'the source of the credentials has not been read yet' },
    { zh: '先调用 authorization.load()', en: 'call authorization.load() first' },
  );
}

/**
 * A source that gives nothing. Nothing was sent.
 * @param cause only its name and code survive: the error of a vault may hold anything
 */
export function unavailable(name: string, text: Bilingual, cause?: unknown): PiaozoneError {
  return new PiaozoneError({
    code: 'credentials_unavailable',
    outcome: 'not-sent',
    message: { zh: `授权来源 ${name}：${text.zh}`, en: `the source of the credentials, ${name}: ${text.en}` },
    hint: { zh: '检查该来源是否可用、程序是否有权读取', en: 'check that the source works and that this program may read it' },
    cause,
  });
}

export function tookTooLong(limitMs: number): Bilingual {
  return { zh: `超过 ${limitMs} 毫秒没有给出授权`, en: `gave no credentials within ${limitMs} ms` };
}

export function failedReading(): Bilingual {
  return { zh: '读取时出错', en: 'failed while being read' };
}

function refusal(message: Bilingual, hint: Bilingual, diagnosis?: ReturnType<typeof diagnose>): PiaozoneError {
  return new PiaozoneError({
    code: 'credential_level',
    outcome: 'not-sent',
    message,
    hint,
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
}

const WRONG_LEVEL: Record<CredentialLevel, { readonly message: Bilingual; readonly hint: Bilingual }> = {
  enterprise: {
    message: { zh: '此接口只能用企业级授权', en: 'this operation is documented for the enterprise level only' },
    hint: { zh: '去掉 level: "tenant"，使用企业授权三元组', en: 'remove level: "tenant" and use the enterprise triple' },
  },
  tenant: {
    message: { zh: '此接口只能用租户级授权', en: 'this operation is documented for the tenant level only' },
    hint: {
      zh: '去掉 level: "enterprise"，并在 authorization.tenant 填租户授权（TN_ 开头）',
      en: 'remove level: "enterprise" and give the tenant triple (TN_…) as authorization.tenant',
    },
  },
};
