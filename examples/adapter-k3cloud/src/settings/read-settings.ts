import { checkWriteBackSources, configError, isSettingsObject, SettingReader, writeBackSources } from '@piaozone/core/adapter';
import type { BillPlan, K3Config } from './config.js';
import { checkKey, readBillForms } from './read-bills.js';
import { readLogin } from './read-login.js';
import type { K3CloudSettings, K3Taxpayers, K3WriteBack } from './types.js';

/** What every server gives (k3cloud §4). One that gave less than it was asked for would look like the end of a list. */
const MOST_ROWS = 2_000;
const CHINESE = 2052;
const KEYS = [
  'baseUrl',
  'acctId',
  'username',
  'login',
  'lcid',
  'taxpayers',
  'bills',
  'writeBack',
  'maxRows',
  'dateLiterals',
] as const satisfies readonly (keyof K3CloudSettings)[];

/** @throws config_invalid with every problem at once, each named by its path; never with a value */
export function readSettings(input: unknown): K3Config {
  // A filter is sent as it is.
  const reader = new SettingReader({ isContent: (path) => path.endsWith('.waiting') || path.endsWith('.filter') });
  const warnings: string[] = [];
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', KEYS) ?? {};
  const login = readLogin(reader, settings['login']);
  const bills = readBillForms(reader, settings['bills']);
  const config = {
    baseUrl: reader.baseUrl(settings['baseUrl'], 'baseUrl', ({ message }) => warnings.push(`baseUrl: ${message.zh} / ${message.en}`)),
    acctId: reader.text(settings['acctId'], 'acctId'),
    username: reader.text(settings['username'], 'username'),
    lcid: reader.oneOf(settings['lcid'], [2052, 3076, 1033] as const, 'lcid') ?? CHINESE,
    taxpayers: readTaxpayers(reader, settings['taxpayers']),
    bills,
    writeBack: readWriteBack(reader, settings['writeBack'], bills),
    maxRows: reader.count(settings['maxRows'], 'maxRows', MOST_ROWS) ?? MOST_ROWS,
    dateLiterals: reader.oneOf(settings['dateLiterals'], ['plain', 'oracle'] as const, 'dateLiterals') ?? 'plain',
    warnings,
  };
  if (config.acctId.includes(',')) reader.add('acctId', '是数据中心ID，不含逗号', 'is the id of a data centre and holds no comma');
  if (!isGateway(config.baseUrl) && !/\/k3cloud$/i.test(config.baseUrl)) {
    warnings.push('baseUrl: usually ends in /k3cloud/ ; without it the server answers 403 / 通常以 /k3cloud/ 结尾，否则服务器答 403');
  }
  if (isGateway(config.baseUrl) && login !== undefined && login.method !== 'signed-calls') {
    reader.add('login.method', '公有云网关只接受 signed-calls', 'must be signed-calls at the public-cloud gateway');
  }
  if (reader.problems.length > 0 || login === undefined) throw configError(reader.problems);
  return { ...config, login };
}

/** The address of Kingdee's gateway takes signed calls only, and has no list of data centres (k3cloud §9). */
export function isGateway(baseUrl: string): boolean {
  return /\/galaxyapi$/i.test(baseUrl);
}

function readTaxpayers(reader: SettingReader, value: unknown): K3Taxpayers {
  const nothing: K3Taxpayers = { organizations: {} };
  const taxpayers = reader.object(value, 'taxpayers', ['columns', 'organizations']);
  if (taxpayers === undefined) return nothing;
  const { columns, organizations } = taxpayers;
  if ((columns === undefined) === (organizations === undefined)) {
    reader.add('taxpayers', '须在 columns 与 organizations 中二选一', 'needs either columns or organizations');
  } else if (columns !== undefined) {
    const given = reader.object(columns, 'taxpayers.columns', ['formId', 'organizationNumber', 'companyName', 'taxNo', 'filter']);
    if (given === undefined) return nothing;
    const key = (name: string) => checkKey(reader, given[name], `taxpayers.columns.${name}`);
    const filter = reader.optionalText(given['filter'], 'taxpayers.columns.filter');
    const read = { formId: key('formId'), organizationNumber: key('organizationNumber'), companyName: key('companyName'), taxNo: key('taxNo') };
    return { columns: { ...read, ...(filter === undefined ? {} : { filter }) } };
  } else if (!isSettingsObject(organizations) || Object.keys(organizations).length === 0) {
    reader.add('taxpayers.organizations', '须为“组织编码 → 纳税人”的对象', 'must be an object: organization number → taxpayer');
  } else {
    for (const [number, one] of Object.entries(organizations)) {
      const path = `taxpayers.organizations.${number}`;
      const taxpayer = reader.object(one, path, ['taxNo', 'companyName']);
      for (const name of ['taxNo', 'companyName']) if (taxpayer !== undefined) reader.text(taxpayer[name], `${path}.${name}`);
    }
    return { organizations } as K3Taxpayers;
  }
  return nothing;
}

function readWriteBack(reader: SettingReader, value: unknown, bills: readonly BillPlan[]): K3WriteBack {
  const writeBack = reader.object(value, 'writeBack', ['fields', 'audited']);
  if (writeBack === undefined) return { fields: {}, audited: 'leave-out' };
  const audited = reader.oneOf(writeBack['audited'], ['leave-out', 'save'] as const, 'writeBack.audited');
  if (audited === undefined) reader.add('writeBack.audited', '须为 leave-out 或 save', 'must be leave-out or save');
  const fields = reader.object(writeBack['fields'], 'writeBack.fields', writeBackSources) ?? {};
  for (const [source, key] of Object.entries(fields)) checkKey(reader, key, `writeBack.fields.${source}`);
  // The bill itself is always found by FID and number.
  checkWriteBackSources(reader, ['bill.id', ...Object.keys(fields)], 'writeBack.fields');
  const numberKey = fields['invoice.numbers'] ?? fields['invoice.number'];
  for (const { formId, invoiceNumbers } of bills) {
    if (typeof numberKey === 'string' && !invoiceNumbers.includes(numberKey)) {
      const problem = [
        `发票号码写入的字段不在 ${formId} 的 invoiceNumbers 中`,
        `the number goes into a field that is not among invoiceNumbers of ${formId}`,
      ] as const;
      reader.add('writeBack.fields', ...problem);
    }
  }
  return { fields: fields as K3WriteBack['fields'], audited: audited ?? 'leave-out' };
}
