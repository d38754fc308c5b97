import {
  type Bilingual,
  type Call,
  type ErpConnection,
  evidenceOf,
  type Finding,
  findingFor,
  findingOfError,
  isNetworkFailure,
  isPiaozoneError,
  isTlsFailure,
  type Line,
  type Locale,
  okFinding,
  type PiaozoneError,
  seekImportableUnit,
  skippedFinding,
} from '@piaozone/core/adapter';
import type { K3Config } from './settings/config.js';
import { isGateway } from './settings/read-settings.js';
import { unitRows } from './units.js';
import type { K3Client } from './wire/client.js';

const TITLES = {
  address: { zh: '星空企业版地址可访问', en: 'K3Cloud reachable' },
  'data-centre': { zh: '数据中心ID', en: 'id of the data centre' },
  login: { zh: '登录或签名', en: 'login or signature' },
  organizations: { zh: '读取组织机构', en: 'organizations can be read' },
  fields: { zh: '单据字段', en: 'keys of the bills' },
  units: { zh: '可引入的组织', en: 'organizations that can be imported' },
} as const satisfies Record<string, Bilingual>;

type Step = keyof typeof TITLES;
const STEPS = Object.keys(TITLES) as Step[];
/** What a step is taken for when its error is known to nobody; codes of `@piaozone/diagnosis`. */
const FALLBACK: Readonly<Partial<Record<Step, string>>> = { address: 'ERP_UNREACHABLE', login: 'ERP_LOGIN_REFUSED' };

/** The lines of the connection test (k3cloud §10). Throws only for an abort or a closed connection. */
export async function checkK3Cloud(
  connection: Pick<ErpConnection, 'listBusinessUnits'>,
  client: K3Client,
  config: K3Config,
  call: Call,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const steps: Readonly<Record<Exclude<Step, 'address'>, () => Promise<Finding>>> = {
    'data-centre': () => dataCentre(client, config, call),
    login: async () => {
      await unitRows(client, '', 1, call);
      return okFinding(line('login'));
    },
    organizations: async () => okFinding(line('organizations')),
    fields: () => fields(client, config, call),
    units: () => units(connection, call),
  };
  for (const [step, run] of Object.entries(steps) as [Exclude<Step, 'address'>, () => Promise<Finding>][]) {
    try {
      found.push(await run());
    } catch (error) {
      if (!isPiaozoneError(error) || error.code === 'closed' || call.signal?.aborted === true) throw error;
      // The list of data centres may be closed to clients; what is wrong then shows at the login.
      if (step === 'data-centre' && !isNetworkFailure(error) && !isTlsFailure(error)) found.push(skippedFinding(line(step), error.text));
      else return [okUnlessAt(error), ...found, ...brokenAt(step, error, client.locale)];
    }
  }
  return [okFinding(line('address')), ...found];

  function okUnlessAt(error: PiaozoneError): Finding {
    return isUnreached(error) ? unreached(error, client.locale) : okFinding(line('address'));
  }
}

function brokenAt(step: Step, error: PiaozoneError, locale: Locale): Finding[] {
  const rest = STEPS.slice(STEPS.indexOf(step));
  if (isUnreached(error)) return rest.map((one) => skippedFinding(line(one)));
  // The first call behind the login tells two steps apart by what it was refused for.
  const broken = step === 'login' && !isLoginTrouble(error) ? 'organizations' : step;
  return rest.map((one) => {
    if (one === broken) return failedFinding(line(one), error, locale, FALLBACK[one]);
    return STEPS.indexOf(one) < STEPS.indexOf(broken) ? okFinding(line(one)) : skippedFinding(line(one));
  });
}

function isLoginTrouble({ code }: PiaozoneError): boolean {
  return code === 'credentials_rejected' || code === 'erp_session_expired';
}

/** Nobody was there, or something that is no K3Cloud. */
function isUnreached(error: PiaozoneError): boolean {
  return isNetworkFailure(error) || isTlsFailure(error) || (error.upstreamCode === undefined && error.code !== 'request_invalid');
}

function unreached(error: PiaozoneError, locale: Locale): Finding {
  const found = failedFinding(line('address'), error, locale, FALLBACK.address);
  return found.remedy === undefined ? { ...found, remedy: CHECK_ADDRESS } : found;
}

/** The hint of the error names the settings of this adapter, so it goes before what the catalogue says of any ERP. */
function failedFinding(at: Line, error: PiaozoneError, locale: Locale, fallback: string | undefined): Finding {
  const found = findingOfError(at, error, locale, fallback);
  const remedy = error.hintText ?? found.remedy ?? CHECK_LOG;
  return { ...found, cause: found.cause ?? error.text, remedy, evidence: evidenceOf(error, locale) };
}

async function dataCentre(client: K3Client, { acctId, baseUrl }: K3Config, call: Call): Promise<Finding> {
  if (isGateway(baseUrl)) return skippedFinding(line('data-centre'), NO_LIST);
  const ids = await client.dataCentres(call);
  if (ids.includes(acctId)) return okFinding(line('data-centre'));
  if (ids.length === 0) return skippedFinding(line('data-centre'), NO_LIST);
  const evidence = `${ids.length} data centre(s)`;
  return { ...skippedFinding(line('data-centre')), status: 'failed', evidence, cause: NO_CENTRE, remedy: COPY_ACCT_ID };
}

async function fields(client: K3Client, { bills, writeBack }: K3Config, call: Call): Promise<Finding> {
  const missing: string[] = [];
  for (const { formId, headKeys, entryKeys, entryIdKey } of bills) {
    const known = await client.fieldKeys(formId, call);
    const wanted = [...headKeys, ...entryKeys, ...Object.values(writeBack.fields)].filter((key) => key !== 'FID' && key !== entryIdKey);
    for (const key of new Set(wanted.map((one) => one.split('.', 1)[0] ?? one))) if (!known.has(key.toLowerCase())) missing.push(`${formId}.${key}`);
  }
  if (missing.length === 0) return okFinding(line('fields'));
  return { ...skippedFinding(line('fields')), status: 'failed', evidence: missing.join(', ').slice(0, 500), cause: NO_FIELD, remedy: CHECK_FIELDS };
}

async function units(connection: Pick<ErpConnection, 'listBusinessUnits'>, call: Call): Promise<Finding> {
  const { importable, read, more, firstReason } = await seekImportableUnit(connection, call);
  if (importable) return okFinding(line('units'), String(read));
  const found = findingFor(line('units'), 'NO_IMPORTABLE_BUSINESS_UNIT', String(read), more ? 'warning' : 'failed');
  return { ...found, cause: firstReason ?? NO_UNITS, remedy: MAINTAIN };
}

function line(step: Step): Line {
  return { code: `k3cloud.${step}`, title: TITLES[step] };
}

const NO_LIST: Bilingual = { zh: '服务器没有给出数据中心列表', en: 'the server gives no list of data centres' };
const NO_CENTRE: Bilingual = { zh: '该服务器没有这个数据中心ID', en: 'this server has no such data centre' };
const COPY_ACCT_ID: Bilingual = {
  zh: '从 系统管理→第三方系统登录授权→生成测试链接 复制 acctID（数据中心ID，不是名称）',
  en: 'copy acctID from 系统管理→第三方系统登录授权→生成测试链接: the id of the data centre, not its name',
};
const NO_FIELD: Bilingual = { zh: '单据没有这些字段', en: 'the forms have no such fields' };
const CHECK_FIELDS: Bilingual = {
  zh: '在 BOS 中核对字段标识与 bills、writeBack 的设置',
  en: 'compare the keys in BOS with the settings bills and writeBack',
};
const NO_UNITS: Bilingual = {
  zh: '查询不到组织：集成用户没有组织的数据权限',
  en: 'no organization can be read: the integration user has no rights to any',
};
const MAINTAIN: Bilingual = {
  zh: '在 财务会计→发票管理→金税连接设置 中为业务组织填写企业名称与纳税人识别号，并核对 taxpayers',
  en: 'enter company name and tax number of the 业务组织 under 财务会计→发票管理→金税连接设置, and check taxpayers',
};
const CHECK_ADDRESS: Bilingual = {
  zh: '核对 baseUrl：应以 /k3cloud/ 结尾，协议（http/https）与服务器一致',
  en: 'check baseUrl: it ends in /k3cloud/, and its scheme (http or https) is that of the server',
};
const CHECK_LOG: Bilingual = { zh: '按所示原因核对设置，并查看 ERP 的日志', en: 'check the settings for the cause shown, and the log of the ERP' };
