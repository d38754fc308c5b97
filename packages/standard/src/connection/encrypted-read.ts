import {
  type Bilingual,
  type Call,
  diagnosisOf,
  type Finding,
  findingOfError,
  isNetworkFailure,
  isPiaozoneError,
  localize,
  okFinding,
  type Piaozone,
  type PiaozoneError,
  skippedFinding,
} from '@piaozone/core';
import type { HostedService } from '../hosted/service.js';
import { ENCRYPT_KEY, ENTITLEMENT, QUOTA } from './lines.js';

/** A serial number nobody issues under: it names the asker, and no generator of ours makes letters like these. */
const NO_SUCH_SERIAL = 'PIAOZONE-DOCTOR-NO-SUCH-SERIAL-NO';

/**
 * One encrypted read proves the encrypt key: the cloud must have read the question to have an opinion about the serial number.
 * Entitlement is checked on the same way (business-rules §1.3), so its refusal shows here too.
 */
export async function checkService(piaozone: Piaozone, service: HostedService, call: Call): Promise<Finding[]> {
  const error = await failureOf(service.query({ serialNo: NO_SUCH_SERIAL, sellerTaxNo: undefined, color: 'blue' }, call));
  const { locale } = piaozone;
  const category = error === undefined ? undefined : diagnosisOf(error)?.category;
  if (error !== undefined && category === 'entitlement') {
    return [skippedFinding(ENCRYPT_KEY, REFUSED_BEFORE), findingOfError(ENTITLEMENT, error, locale), skippedFinding(QUOTA)];
  }
  if (error !== undefined && !isOpinion(error)) {
    return [
      { ...findingOfError(ENCRYPT_KEY, error, locale, undefined), ...keyEvidence(error, piaozone) },
      skippedFinding(ENTITLEMENT),
      skippedFinding(QUOTA),
    ];
  }
  const said = error?.upstreamMessage;
  const key = okFinding(ENCRYPT_KEY, localize(said === undefined ? READ : { zh: `${READ.zh}：${said}`, en: `${READ.en}: ${said}` }, locale));
  return [key, ...(await entitlementAndQuota(piaozone, service, call))];
}

/** What the cloud answers about the serial number is undocumented; a text about keys, tokens or the network is no answer about it. */
function isOpinion(error: PiaozoneError): boolean {
  if (isNetworkFailure(error) || error.code !== 'business_rejected') return false;
  const known = diagnosisOf(error);
  return known === undefined || (known.category !== 'credentials' && known.category !== 'environment' && known.category !== 'limit');
}

function keyEvidence(error: PiaozoneError, { locale }: Piaozone): Pick<Finding, 'evidence'> {
  const { upstreamCode, upstreamMessage, text } = error;
  const said = upstreamMessage === undefined ? localize(text, locale) : [upstreamCode, upstreamMessage].filter(Boolean).join(' ');
  return { evidence: error.code === 'business_rejected' ? `${said}; ${localize(ONLY_THE_KEY, locale)}` : said };
}

/** 余量 as the one entitlement an interface tells (standard-edition §6.1); enterprises without a tax-control quota may not have it. */
async function entitlementAndQuota(piaozone: Piaozone, service: HostedService, call: Call): Promise<Finding[]> {
  const { locale } = piaozone;
  try {
    const left = await service.remainingQuota({}, call);
    return [...entitled(piaozone), quotaFinding(left)];
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    if (diagnosisOf(error)?.category === 'entitlement') return [findingOfError(ENTITLEMENT, error, locale), skippedFinding(QUOTA)];
    return [...entitled(piaozone), findingOfError(QUOTA, error, locale, undefined, 'warning')];
  }
}

/** What the cloud did not refuse may still be declared as over or ending. */
function entitled({ entitlements, locale }: Piaozone): Finding[] {
  const declared = entitlements.findings().filter(({ status }) => status !== 'skipped');
  return [okFinding(ENTITLEMENT, localize(NOT_REFUSED, locale)), ...declared];
}

function quotaFinding(left: string): Finding {
  return { ...okFinding(QUOTA, left), status: left === '0' ? 'warning' : 'ok' };
}

async function failureOf(query: ReturnType<HostedService['query']>): Promise<PiaozoneError | undefined> {
  try {
    const result = await query;
    return result.state === 'cannot-tell' || result.state === 'failed' ? opinionOf(result.error) : undefined;
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    return error;
  }
}

/** A success without data is an answer about the serial number as well. */
function opinionOf(error: PiaozoneError): PiaozoneError | undefined {
  return error.upstreamCode === undefined && error.code === 'response_invalid' ? undefined : error;
}

const READ: Bilingual = { zh: '发票云解开了加密的查询', en: 'the cloud decrypted the query' };
const REFUSED_BEFORE: Bilingual = { zh: '在解密之前已因权益被拒绝', en: 'refused for the entitlement before anything was decrypted' };
const NOT_REFUSED: Bilingual = { zh: '发票云未因权益拒绝查询', en: 'the cloud did not refuse the query for its entitlement' };
const ONLY_THE_KEY: Bilingual = {
  zh: '令牌已取得，说明 ClientID 与密钥正确，不对的只能是加密 key',
  en: 'a token was granted, so id and secret are right and only the encrypt key can be wrong',
};
