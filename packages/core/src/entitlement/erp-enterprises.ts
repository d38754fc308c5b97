import { type Line, okFinding } from '../connection/findings.js';
import { groupedFindings, type Trouble } from '../connection/grouped-findings.js';
import { type Bilingual, type Locale, localize } from '../i18n/locale.js';
import type { EnterpriseRecord } from '../model/enterprise-record.js';
import type { Finding } from '../model/finding.js';
import type { Enterprise } from '../model/organization.js';
import { checkTaxNumber } from '../model/tax-number.js';
import { taxChannelOf } from './tax-channel-words.js';
import { comparable, differenceOf } from './written-difference.js';

/** What 企业信息 of the ERP is held against. */
export interface EnterpriseComparison {
  /** As the authorization mail or the enterprise directory has them. Absent = only the records themselves are looked at. */
  readonly authorized?: readonly Pick<Enterprise, 'taxNo' | 'name' | 'unitNumbers' | 'taxChannel' | 'licences'>[];
  /** The records of an earlier reading: one that was licensed then keeps name and tax number. */
  readonly previous?: readonly EnterpriseRecord[];
}

const LINE: Line = { code: 'erp.enterprises', title: { zh: '企业信息与授权一致', en: 'enterprise information agrees with the authorization' } };

/**
 * 企业信息 of the ERP against the authorization: name and tax number must be the same to the character, are frozen once licensed, and each channel
 * must be known (seed 002 §三, business-rules §3.3, §3.4). One line for each kind of trouble, naming the records; one `ok` line when there is none.
 */
export function checkEnterprises(records: readonly EnterpriseRecord[], comparison: EnterpriseComparison, locale: Locale): Finding[] {
  const before = new Map((comparison.previous ?? []).map((record) => [record.number, record]));
  const index = new AuthorizedIndex(comparison.authorized ?? []);
  const names = new Map<string, string>();
  const troubles = records.flatMap((record) => [
    ...ownTroubles(record, names),
    ...(comparison.authorized === undefined ? [] : differences(record, index)),
    ...changes(record, before.get(record.number)),
  ]);
  if (troubles.length > 0) return groupedFindings(LINE, troubles, locale);
  const compared =
    comparison.authorized === undefined
      ? {
          zh: `查看了 ${records.length} 条；没有给出企业目录，未与授权比对`,
          en: `${records.length} record(s) seen; no enterprise directory to compare with`,
        }
      : { zh: `比对了 ${records.length} 条企业信息`, en: `${records.length} record(s) compared` };
  return [okFinding(LINE, localize(compared, locale))];
}

/** What can be seen without knowing what is right. */
function ownTroubles(record: EnterpriseRecord, names: Map<string, string>): Trouble[] {
  const { number, name, taxNo } = record;
  const missing = [...(name === undefined ? ['企业名称'] : []), ...(taxNo === undefined ? ['税号'] : [])];
  const shape = taxNo === undefined ? [] : checkTaxNumber(taxNo, number).errors.map(({ message }) => message);
  const other = taxNo === undefined || name === undefined ? undefined : names.get(comparable(taxNo));
  if (taxNo !== undefined && name !== undefined) names.set(comparable(taxNo), other ?? name);
  return [
    ...(missing.length === 0 ? [] : [trouble('ENTERPRISE_INFORMATION_INCOMPLETE', 'failed', number, both(missing.join('、')))]),
    ...shape.map((message) => trouble('ENTERPRISE_INFORMATION_INCOMPLETE', 'failed', number, message)),
    ...(other === undefined || other === name
      ? []
      : [
          trouble('ENTERPRISE_DIFFERS_FROM_AUTHORIZATION', 'failed', number, {
            zh: `税号 ${taxNo} 另有名称“${other}”`,
            en: `${taxNo} has another name too: “${other}”`,
          }),
        ]),
    ...channelTroubles(record),
  ];
}

function channelTroubles({ number, issuingChannel, receivingChannel }: EnterpriseRecord): Trouble[] {
  const channels = [
    ['开票通道', issuingChannel],
    ['收票通道', receivingChannel],
  ] as const;
  return channels.flatMap(([label, word]) => {
    if (word === undefined || taxChannelOf(word) !== undefined) return [];
    return [trouble('TAX_CHANNEL_UNKNOWN', 'warning', number, both(`${label}“${word}”`))];
  });
}

function differences(record: EnterpriseRecord, index: AuthorizedIndex): Trouble[] {
  const { number, name, taxNo, licensed } = record;
  const found = index.find(record);
  if (found === undefined) {
    return taxNo === undefined ? [] : [trouble('TAX_NO_NOT_IN_TENANT', 'warning', number, both(taxNo))];
  }
  const frozen = licensed === true || (found.licences ?? []).some(({ state }) => state === 'authorized');
  const code = frozen ? 'ENTERPRISE_CHANGED_AFTER_LICENSING' : 'ENTERPRISE_DIFFERS_FROM_AUTHORIZATION';
  return [
    ...(taxNo === undefined ? [] : unlike(code, number, '税号', taxNo, found.taxNo)),
    ...(name === undefined ? [] : unlike(code, number, '企业名称', name, found.name)),
    ...otherChannel(record, found.taxChannel),
    ...(licensed === false ? [trouble('ENTITLEMENT_NOT_LICENSED', 'warning', number, both(found.taxNo))] : []),
  ];
}

function otherChannel({ number, issuingChannel, receivingChannel }: EnterpriseRecord, declared: Enterprise['taxChannel']): Trouble[] {
  if (declared === undefined) return [];
  const known = [issuingChannel, receivingChannel].flatMap((word) => (word === undefined ? [] : (taxChannelOf(word) ?? [])));
  if (known.length === 0 || known.includes(declared)) return [];
  const text = { zh: `通道为 ${known.join('、')}，目录中为 ${declared}`, en: `channel ${known.join(', ')}, in the directory ${declared}` };
  return [trouble('ENTERPRISE_DIFFERS_FROM_AUTHORIZATION', 'warning', number, text)];
}

/** Against an earlier reading: whatever the authorization says, a licensed record does not change. */
function changes({ number, name, taxNo }: EnterpriseRecord, before: EnterpriseRecord | undefined): Trouble[] {
  if (before?.licensed !== true) return [];
  return [
    ...(before.taxNo === undefined || before.taxNo === taxNo ? [] : [changed(number, '税号', before.taxNo, taxNo)]),
    ...(before.name === undefined || before.name === name ? [] : [changed(number, '企业名称', before.name, name)]),
  ];
}

function changed(number: string, label: string, was: string, is: string | undefined): Trouble {
  const text = { zh: `${label}由“${was}”改为“${is ?? ''}”`, en: `${label} was “${was}”, is “${is ?? ''}”` };
  return trouble('ENTERPRISE_CHANGED_AFTER_LICENSING', 'failed', number, text);
}

function unlike(code: string, number: string, label: string, is: string, authorized: string): Trouble[] {
  if (is === authorized) return [];
  const how = differenceOf(is, authorized);
  const text = {
    zh: `${label}“${is}”与授权的“${authorized}”不一致（${how.zh}）`,
    en: `${label} “${is}” is not the authorized “${authorized}” (${how.en})`,
  };
  return [trouble(code, 'failed', number, text)];
}

function trouble(diagnosis: string, status: Trouble['status'], number: string, { zh, en }: Bilingual): Trouble {
  return { diagnosis, status, text: { zh: `${number}：${zh}`, en: `${number}: ${en}` } };
}

function both(text: string): Bilingual {
  return { zh: text, en: text };
}

type Authorized = NonNullable<EnterpriseComparison['authorized']>[number];

/** Finds whom a record means even where it is written otherwise: by tax number, else by the units mapped to it, else by name. */
class AuthorizedIndex {
  readonly #byTaxNo = new Map<string, Authorized>();
  readonly #byUnit = new Map<string, Authorized>();
  readonly #byName = new Map<string, Authorized>();

  constructor(authorized: readonly Authorized[]) {
    for (const enterprise of authorized) {
      this.#byTaxNo.set(comparable(enterprise.taxNo), enterprise);
      this.#byName.set(comparable(enterprise.name), enterprise);
      for (const unit of enterprise.unitNumbers) this.#byUnit.set(unit, enterprise);
    }
  }

  find({ number, name, taxNo }: EnterpriseRecord): Authorized | undefined {
    return (
      (taxNo === undefined ? undefined : this.#byTaxNo.get(comparable(taxNo))) ??
      this.#byUnit.get(number) ??
      (name === undefined ? undefined : this.#byName.get(comparable(name)))
    );
  }
}
