import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { EnterpriseDirectory } from '../entitlement/directory.js';
import { checkEnterprises } from '../entitlement/erp-enterprises.js';
import { isPiaozoneError } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import { eachItem } from '../integration/paging.js';
import type { EnterpriseRecord } from '../model/enterprise-record.js';
import type { Finding } from '../model/finding.js';
import { findingOfError, type Line } from './findings.js';

const LINE: Line = { code: 'erp.enterprises', title: { zh: '企业信息', en: 'enterprise information (企业信息)' } };
/** Records looked at; a connection test is no import. */
const RECORDS_READ = 5_000;

/** 企业信息 of an ERP that shows it, held against the directory. Nothing where the ERP does not. */
export async function enterpriseFindings(
  erp: ErpConnection | undefined,
  directory: EnterpriseDirectory | undefined,
  locale: Locale,
  call: Call,
): Promise<Finding[]> {
  if (erp?.listEnterprises === undefined) return [];
  const list = erp.listEnterprises.bind(erp);
  try {
    const records: EnterpriseRecord[] = [];
    for await (const record of eachItem((query) => list(query, call))) {
      records.push(record);
      if (records.length >= RECORDS_READ) break;
    }
    return checkEnterprises(records, directory === undefined ? {} : { authorized: directory.enterprises }, locale);
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    return [findingOfError(LINE, error, locale)];
  }
}
