import { configError, type Finding, type Locale, type Problem, type Secret } from '@piaozone/core/adapter';
import {
  ADDRESS_WRONG,
  checkImagingAddress,
  checkImagingPort,
  checkInterfaceAddress,
  checkPrefixAddress,
  checkPushAddress,
  checkReceivingAddress,
  type ImagingDeployment,
  PRIVATE_PORT,
  PUBLIC_IMAGING,
  portOf,
} from './addresses.js';
import { readBillCodes } from './bill-codes.js';
import { type CheckedEnterprise, checkSameAsReceiving, readEnterprises } from './enterprises.js';
import { isPrintable } from './image-number.js';
import { IMAGING_MODES, type ImagingMode, type ImagingModeFacts } from './modes.js';
import { Complaints } from './plain-values.js';
import { problemFindings } from './problem-findings.js';
import type { PushTableRow } from './push-table.js';
import type { CoverTemplate, EasImagingSettings } from './settings.js';

/** Checked; every secret prints as nothing. */
export interface EasImaging {
  /** 多影像系统配置. */
  readonly system: {
    readonly deployment: ImagingDeployment;
    readonly address: string;
    readonly port: number;
    readonly clientId: string;
    readonly clientSecret: Secret;
  };
  /** 对接业务系统配置. */
  readonly businessSystem: {
    /** 业务系统. */
    readonly system: 'EAS';
    readonly prefixAddress: string;
    readonly dataCentre: string;
    readonly eassiName: 'eas';
    readonly userName: string;
    readonly password: Secret;
  };
  /** 企业授权; only operations staff add and delete. */
  readonly enterprises: readonly CheckedEnterprise[];
  readonly mode: ImagingMode;
  readonly modeFacts: ImagingModeFacts;
  /** What the head office enters into AWS收票推送表; empty where the mode needs none. For {@link pushTableForm}. */
  readonly pushTable: readonly PushTableRow[];
  readonly imageNumbers: { readonly prefix: string; readonly billCodes: ReadonlyMap<string, string> };
  readonly coverTemplate: CoverTemplate;
}

const EASSI_NAME = 'eas';
const BUSINESS_SYSTEM = 'IMAGING_BUSINESS_SYSTEM_CHECK_FAILED';
const MODE = 'EAS_IMAGING_MODE_INCOMPLETE';
const TOP = ['system', 'businessSystem', 'enterprises', 'mode', 'environment', 'receiving', 'openHosts', 'imageNumbers', 'coverTemplate'] as const;

/** @throws config_invalid with every problem at once, each with a code of `@piaozone/diagnosis` where there is one */
export function easImaging(settings: EasImagingSettings): EasImaging {
  const { value, problems } = readImaging(settings);
  if (value === undefined) throw configError(problems);
  return value;
}

/** Every problem at once; does no I/O and repeats no secret. */
export function checkEasImaging(settings: unknown): readonly Problem[] {
  return readImaging(settings).problems;
}

/** Lines for a connection test. */
export function easImagingFindings(settings: unknown, locale: Locale): Finding[] {
  const line = { code: 'eas.imaging', title: { zh: 'EAS 影像配置', en: 'EAS imaging configuration' } };
  return problemFindings(line, checkEasImaging(settings), 'CONFIG_INVALID', locale);
}

type Members = Readonly<Record<string, unknown>>;

function readImaging(settings: unknown): { readonly value: EasImaging | undefined; readonly problems: readonly Problem[] } {
  const complaints = new Complaints();
  const given = complaints.object(settings, '', TOP);
  if (given === undefined) return { value: undefined, problems: [{ ...NOTHING, path: 'settings' }] };
  const system = readSystem(given['system'], complaints);
  const businessSystem = readBusinessSystem(given['businessSystem'], complaints);
  const enterprises = readEnterprises(given['enterprises'], 'enterprises', complaints);
  checkAuthorized(system?.clientId, enterprises, complaints);
  const mode = readMode(given['mode'], complaints);
  const pushAddress = mode === undefined ? '' : checkModeNeeds(mode, given, system?.deployment, enterprises, complaints);
  const imageNumbers = readImageNumbers(given['imageNumbers'], complaints);
  const coverTemplate = readCoverTemplate(given['coverTemplate'], complaints);
  const { problems } = complaints;
  const complete =
    system !== undefined && businessSystem !== undefined && mode !== undefined && imageNumbers !== undefined && coverTemplate !== undefined;
  if (problems.length > 0 || !complete) return { value: undefined, problems };
  const pushTable = pushAddress === '' ? [] : enterprises.map(({ name, taxNo, clientId }) => ({ name, taxNo, clientId, pushAddress }));
  const value = { system, businessSystem, enterprises, mode, modeFacts: IMAGING_MODES[mode], pushTable, imageNumbers, coverTemplate };
  return { value, problems };
}

const NOTHING = { message: { zh: '未填写，应为对象', en: 'is missing; an object is needed' } } as const;

function readSystem(value: unknown, complaints: Complaints): EasImaging['system'] | undefined {
  const given = complaints.object(value, 'system', ['deployment', 'address', 'port', 'clientId', 'clientSecret', 'interfaceAddresses']);
  if (given === undefined) return undefined;
  const clientId = complaints.clientId(given['clientId'], 'system.clientId');
  const clientSecret = complaints.secret(given['clientSecret'], 'system.clientSecret');
  const { deployment } = given;
  if (deployment !== 'demo' && deployment !== 'production' && deployment !== 'private') {
    complaints.add('system.deployment', '只能是 demo、production、private', 'must be demo, production or private', ADDRESS_WRONG);
    return undefined;
  }
  const address = given['address'] ?? (deployment === 'private' ? undefined : PUBLIC_IMAGING[deployment].address);
  const url = checkImagingAddress(address, deployment, 'system.address', complaints);
  if (url === undefined) return undefined;
  const port = given['port'] ?? (deployment === 'private' ? PRIVATE_PORT : portOf(url));
  checkImagingPort(port, deployment, url, 'system.port', complaints);
  const interfaces =
    given['interfaceAddresses'] === undefined ? {} : complaints.object(given['interfaceAddresses'], 'system.interfaceAddresses', anyKeys(given));
  for (const [label, each] of Object.entries(interfaces ?? {})) checkInterfaceAddress(each, url, `system.interfaceAddresses.${label}`, complaints);
  if (clientId === '' || clientSecret === undefined) return undefined;
  return { deployment, address: String(address), port: Number(port), clientId, clientSecret };
}

/** Labels of the screen are not published: any will do. */
function anyKeys(given: Members): string[] {
  const addresses = given['interfaceAddresses'];
  return typeof addresses === 'object' && addresses !== null ? Object.keys(addresses) : [];
}

function readBusinessSystem(value: unknown, complaints: Complaints): EasImaging['businessSystem'] | undefined {
  const at = 'businessSystem';
  const given = complaints.object(value, at, ['prefixAddress', 'dataCentre', 'eassiName', 'userName', 'password']);
  if (given === undefined) return undefined;
  const prefixAddress = checkPrefixAddress(given['prefixAddress'], `${at}.prefixAddress`, complaints);
  const dataCentre = complaints.text(given['dataCentre'], `${at}.dataCentre`, BUSINESS_SYSTEM);
  const { eassiName = EASSI_NAME } = given;
  if (eassiName !== EASSI_NAME) complaints.add(`${at}.eassiName`, 'EASSI名称须为 eas', 'EASSI名称 must be eas', BUSINESS_SYSTEM);
  const userName = complaints.text(given['userName'], `${at}.userName`, BUSINESS_SYSTEM);
  const password = complaints.secret(given['password'], `${at}.password`);
  return password === undefined ? undefined : { system: 'EAS', prefixAddress, dataCentre, eassiName: EASSI_NAME, userName, password };
}

/** Imaging refuses a client id it has no 企业授权 for. */
function checkAuthorized(clientId: string | undefined, enterprises: readonly CheckedEnterprise[], complaints: Complaints): void {
  if (clientId === undefined || enterprises.length === 0 || enterprises.some((each) => each.clientId === clientId)) return;
  complaints.add('system.clientId', '不在影像系统的企业授权列表中', 'is not in 企业授权 of imaging', 'IMAGING_CLIENT_NOT_AUTHORIZED');
}

function readMode(value: unknown, complaints: Complaints): ImagingMode | undefined {
  if (typeof value === 'string' && Object.hasOwn(IMAGING_MODES, value)) return value as ImagingMode;
  const names = Object.keys(IMAGING_MODES);
  complaints.add('mode', `只能是 ${names.join('、')}；附件模式已停用`, `must be one of ${names.join(', ')}; 附件 is retired`, MODE);
  return undefined;
}

/** @returns 推送地址, `''` where none is needed or it is wrong */
function checkModeNeeds(
  mode: ImagingMode,
  given: Members,
  deployment: ImagingDeployment | undefined,
  enterprises: readonly CheckedEnterprise[],
  complaints: Complaints,
): string {
  const { needsReceiving, needsPushTable, hosts } = IMAGING_MODES[mode];
  const { environment } = given;
  if (environment !== 'production' && environment !== 'test') {
    complaints.add('environment', '只能是 production 或 test', 'must be production or test', MODE);
  } else if (deployment === 'private') {
    const open = Array.isArray(given['openHosts']) ? given['openHosts'] : [];
    const closed = hosts[environment].filter((host) => !open.includes(host));
    if (closed.length > 0)
      complaints.add('openHosts', `影像服务器须能访问 ${closed.join('、')}`, `the imaging server must be able to reach ${closed.join(', ')}`, MODE);
  }
  if (!needsReceiving && given['receiving'] === undefined) return '';
  if (given['receiving'] === undefined) {
    complaints.add('receiving', '该模式需要收票', 'is needed: this mode works with 收票', MODE);
    return '';
  }
  const receiving = complaints.object(given['receiving'], 'receiving', ['enterprises', 'pushAddress', 'receivingAddress']);
  if (receiving === undefined) return '';
  checkSameAsReceiving(receiving['enterprises'], 'receiving.enterprises', enterprises, complaints);
  if (receiving['receivingAddress'] !== undefined) checkReceivingAddress(receiving['receivingAddress'], 'receiving.receivingAddress', complaints);
  if (!needsPushTable) return '';
  if (receiving['pushAddress'] !== undefined) return checkPushAddress(receiving['pushAddress'], 'receiving.pushAddress', complaints);
  complaints.add('receiving.pushAddress', '该模式需要 AWS收票推送表，请填推送地址', 'is needed: this mode wants a row in AWS收票推送表', MODE);
  return '';
}

function readImageNumbers(value: unknown, complaints: Complaints): EasImaging['imageNumbers'] | undefined {
  const at = 'imageNumbers';
  const given = complaints.object(value, at, ['enabled', 'prefix', 'billCodes', 'syntax']);
  if (given === undefined) return undefined;
  if (given['enabled'] !== true) {
    complaints.add(
      `${at}.enabled`,
      '须启用影像编码生成策略：没有影像编号，影像系统一定不接收',
      '影像编码生成策略 must be enabled: imaging takes nothing without an image number',
      MODE,
    );
  }
  const prefix = complaints.text(given['prefix'], `${at}.prefix`);
  if (prefix !== '' && !isPrintable(prefix)) complaints.add(`${at}.prefix`, '只能是可打印的英文字符', 'must be printable ASCII');
  const syntax = complaints.object(given['syntax'], `${at}.syntax`, ['separator']);
  if (syntax === undefined) return undefined;
  const read = readBillCodes(given['billCodes'], { separator: String(syntax['separator'] ?? '') }, `${at}.billCodes`);
  complaints.problems.push(...read.problems);
  return { prefix: prefix.toUpperCase(), billCodes: read.codes };
}

function readCoverTemplate(value: unknown, complaints: Complaints): CoverTemplate | undefined {
  const given = complaints.object(value, 'coverTemplate', ['codeKind', 'corner']);
  if (given === undefined) return undefined;
  const { codeKind, corner } = given;
  if (codeKind !== 'qr') {
    complaints.add(
      'coverTemplate.codeKind',
      '套打模板须用二维码：影像系统只识别二维码，不识别条形码',
      'the print template must show a QR code: imaging reads no bar code',
      'EAS_IMAGING_COVER_BAR_CODE',
    );
  }
  if (corner === 'top-left' || corner === 'top-right') return codeKind === 'qr' ? { codeKind, corner } : undefined;
  complaints.add(
    'coverTemplate.corner',
    '二维码须在左上角或右上角',
    'the code must stand at the top left or top right',
    'EAS_IMAGING_COVER_BAR_CODE',
  );
  return undefined;
}
