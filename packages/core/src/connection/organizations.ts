import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { Authorization } from '../credentials/authorization.js';
import { isPiaozoneError } from '../errors.js';
import { type Locale, localize } from '../i18n/locale.js';
import { eachItem } from '../integration/paging.js';
import type { Finding } from '../model/finding.js';
import { findingFor, findingOfError, type Line, okFinding, skippedFinding } from './findings.js';

/** Whether a tax number has a triple of its own. */
export type OwnTriple = (taxNo: string) => Promise<boolean>;

const LINE: Line = {
  code: 'piaozone.organizations',
  title: { zh: '每个组织有自己的授权（是否使用原授权：是）', en: 'each organization has its own triple (是否使用原授权: 是)' },
};
const EXPENSE: Line = { code: 'piaozone.expense', title: { zh: '费用、应付模块的发票云配置', en: '发票云配置 for expense and payables' } };
/** Units looked at; a connection test is no import. */
const UNITS_READ = 2_000;
const NAMED = 10;

/** As a call would find out; `undefined` where one triple serves every tax number. */
export function ownTripleIn(authorization: Authorization): OwnTriple | undefined {
  if (authorization.mode === 'shared') return undefined;
  return async (taxNo) => {
    try {
      await authorization.slotFor({ level: 'enterprise', taxNo, operation: 'doctor' }).obtain();
      return true;
    } catch (error) {
      if (isPiaozoneError(error, 'credential_level')) return false;
      throw error;
    }
  };
}

/** With 是否使用原授权 = 是, every importable unit of the ERP needs the triple of its own tax number. */
export async function organizationFindings(erp: ErpConnection | undefined, ownTriple: OwnTriple, locale: Locale, call: Call): Promise<Finding[]> {
  if (erp === undefined) {
    return [skippedFinding(LINE, { zh: '读不到 ERP 的组织，无法逐个核对', en: 'the units of the ERP cannot be read to compare them' })];
  }
  try {
    const missing = new Map<string, string>();
    let read = 0;
    for await (const { importability, taxNo, number } of eachItem((query) => erp.listBusinessUnits(query, call))) {
      read += 1;
      if (importability.importable && taxNo !== undefined && !missing.has(taxNo) && !(await ownTriple(taxNo))) missing.set(taxNo, number);
      if (read >= UNITS_READ) break;
    }
    if (missing.size === 0) return [okFinding(LINE, localize({ zh: `核对了 ${read} 个业务单元`, en: `${read} unit(s) compared` }, locale))];
    const named = [...missing].slice(0, NAMED).map(([taxNo, number]) => `${number} ${taxNo}`);
    const more = missing.size > NAMED ? ` … (${missing.size})` : '';
    return [findingFor(LINE, 'ORGANIZATION_TRIPLE_MISSING', `${localize(WITHOUT, locale)}${named.join(', ')}${more}`)];
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    return [findingOfError(LINE, error, locale)];
  }
}

/** Said in either mode: those modules look at a record of their own, which nothing outside the ERP can see (business-rules §2). */
export function expenseAdvice(): Finding {
  return findingFor(EXPENSE, 'EXPENSE_MODULE_NOT_CONFIGURED', '', 'skipped');
}

const WITHOUT = { zh: '没有自己授权的组织：', en: 'units without a triple of their own: ' };
