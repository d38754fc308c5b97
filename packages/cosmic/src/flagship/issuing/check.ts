import {
  type Bilingual,
  type Call,
  type Finding,
  findingOfError,
  isPiaozoneError,
  type Line,
  type Locale,
  localize,
  okFinding,
  type PiaozoneError,
  skippedFinding,
} from '@piaozone/core';
import type { FlagshipCalls } from '../client.js';

const LINE: Line = { code: 'piaozone.flagship', title: { zh: '发票云旗舰版接口', en: 'flagship interfaces of the invoice cloud' } };

/** Of no request: a query for it has no effect, and any answer of the interface itself shows that the way there is open. */
const NO_SERIAL = 'PIAOZONE-CONNECTION-TEST';

const NO_TAX_NO: Bilingual = {
  zh: '没有配置 testTaxNo：公开资料没有不带税号的只读接口，不做有副作用的检测',
  en: 'testTaxNo is not set: no published read of this interface goes without a tax number, and nothing with an effect is tried',
};
const ANSWERED: Bilingual = {
  zh: '登录、接口授权、业务系统编码与税号均被接受',
  en: 'login, API rights, business system and tax number are accepted',
};

/** The cloud's side of 连接测试: one query by the tax number of an imported organization. Never throws for what it tests. */
export async function checkFlagship(flagship: FlagshipCalls, testTaxNo: string | undefined, locale: Locale, call: Call): Promise<Finding[]> {
  if (testTaxNo === undefined) return [skippedFinding(LINE, NO_TAX_NO)];
  const data = { sellerTaxpayerId: testTaxNo, serialNo: NO_SERIAL };
  try {
    await flagship.sim({ interfaceCode: 'BILL.INVOICE.QUERY', data, effect: 'read', taxNo: testTaxNo }, call);
    return [okFinding(LINE, localize(ANSWERED, locale))];
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'closed' || call.signal?.aborted) throw error;
    return [findingOf(error, locale)];
  }
}

/** A refusal of no known meaning is most likely about the serial number, which nobody ever used: the way is open, what is said is shown. */
function findingOf(error: PiaozoneError, locale: Locale): Finding {
  if (error.code === 'business_rejected' && error.diagnosis === undefined) return findingOfError(LINE, error, locale, undefined, 'warning');
  return findingOfError(LINE, error, locale);
}
