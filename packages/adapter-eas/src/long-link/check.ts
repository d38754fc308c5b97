import {
  type Environment,
  type EnvironmentInput,
  type Finding,
  type Locale,
  type Problem,
  readEnvironment,
  type SecretInput,
} from '@piaozone/core/adapter';
import { checkLongLinkAddress } from '@piaozone/standard';
import { Complaints } from '../imaging/plain-values.js';
import { problemFindings } from '../imaging/problem-findings.js';
import { E_VOUCHER_ADDRESSES, LONG_CONNECTION_ADDRESS } from './facts.js';

/** What stands on the screens of EAS; what is left out is not looked at. */
export interface TypedEasLongLink {
  readonly environment: EnvironmentInput;
  /** 企业税号 that the addresses must be for. */
  readonly taxNo?: string;
  /** http地址 of 操作类型 开票 and 收票. */
  readonly issuingAddress?: string;
  readonly receivingAddress?: string;
  /** 发票云ID, 发票云密钥, 加密密钥. */
  readonly clientId?: string;
  readonly clientSecret?: SecretInput;
  readonly encryptKey?: SecretInput;
  /** 长连接地址 of 通讯基本设置. */
  readonly longConnectionAddress?: string;
  /** 启用正式环境 of 通讯基本设置. */
  readonly productionEnabled?: boolean;
  /** 电子凭证 address. */
  readonly eVoucherAddress?: string;
}

/** The general meaning of a long link that is wrong in any way. */
const WRONG_LINK = 'ENTERPRISE_LINK_CONFIG_INVALID';

/** Every mistake of 金税互联设置 at once, each with a code of `@piaozone/diagnosis`. Does no I/O and repeats no value. */
export function checkEasLongLink(typed: TypedEasLongLink): Problem[] {
  const complaints = new Complaints();
  const environment = readEnvironment(typed.environment, 'environment', complaints.problems, () => {});
  if (environment === undefined) return complaints.problems;
  const { taxNo, clientId } = typed;
  if (taxNo !== undefined) complaints.token(taxNo, 'taxNo', WRONG_LINK);
  if (clientId !== undefined) complaints.clientId(clientId, 'clientId');
  if (typed.clientSecret !== undefined) complaints.secret(typed.clientSecret, 'clientSecret');
  if (typed.encryptKey !== undefined) complaints.encryptKey(typed.encryptKey, 'encryptKey');
  checkCommunication(typed, environment, complaints);
  const links = [
    { address: typed.issuingAddress, purpose: 'issue', path: 'issuingAddress' },
    { address: typed.receivingAddress, purpose: 'receive', path: 'receivingAddress' },
  ] as const;
  const wrong = links.flatMap(({ address, purpose, path }) => {
    if (address === undefined) return [];
    const problems = checkLongLinkAddress(address, purpose, environment, path).map(explained);
    return problems.length > 0 ? problems : checkMeaning(address, purpose, path, { taxNo, clientId });
  });
  return [...complaints.problems, ...wrong];
}

/** Lines for a connection test. */
export function easLongLinkFindings(typed: TypedEasLongLink, locale: Locale): Finding[] {
  return problemFindings(
    { code: 'eas.long-link', title: { zh: 'EAS 金税互联设置', en: 'EAS 金税互联设置 (long link)' } },
    checkEasLongLink(typed),
    WRONG_LINK,
    locale,
  );
}

function explained(problem: Problem): Problem {
  return { ...problem, diagnosis: problem.diagnosis ?? WRONG_LINK };
}

/** Of an address that is well formed: whether it says what this organization needs. */
function checkMeaning(
  address: string,
  purpose: 'issue' | 'receive',
  path: string,
  { taxNo, clientId }: { readonly taxNo: string | undefined; readonly clientId: string | undefined },
): Problem[] {
  const complaints = new Complaints();
  const query = new URL(address).searchParams;
  if (taxNo !== undefined && query.get('taxNo') !== taxNo) {
    complaints.add(`${path}.taxNo`, '与该组织的企业税号不一致', 'differs from the tax number of this organization', 'LONG_LINK_CLIENT_ID_INVALID');
  }
  if (clientId !== undefined && query.get('clientId') !== clientId) {
    complaints.add(`${path}.clientId`, '与发票云ID不一致', 'differs from 发票云ID', 'LONG_LINK_CLIENT_ID_INVALID');
  }
  if (purpose === 'receive' && [...query.keys()].at(-1) !== 'request_path') {
    complaints.add(
      path,
      'request_path= 须放在地址最后：部分 EAS 版本会在其后拼接路径',
      'request_path= must stand last: some versions of EAS append a path to it',
      'DOWNLOAD_LINK_CLIENT_ID_INVALID',
    );
  }
  return complaints.problems;
}

function checkCommunication(typed: TypedEasLongLink, { kind }: Environment, complaints: Complaints): void {
  if (kind === 'custom') return;
  const { longConnectionAddress, eVoucherAddress, productionEnabled } = typed;
  if (longConnectionAddress !== undefined && longConnectionAddress !== LONG_CONNECTION_ADDRESS) {
    complaints.add('longConnectionAddress', `须为 ${LONG_CONNECTION_ADDRESS}`, `must be ${LONG_CONNECTION_ADDRESS}`, WRONG_LINK);
  }
  const certificate = E_VOUCHER_ADDRESSES[kind];
  if (eVoucherAddress !== undefined && eVoucherAddress !== certificate) {
    complaints.add(
      'eVoucherAddress',
      `须为 ${certificate}，不带端口`,
      `must be ${certificate}, without a port`,
      isOther(eVoucherAddress, kind) ? 'ENVIRONMENT_MISMATCH' : WRONG_LINK,
    );
  }
  if (productionEnabled !== undefined && productionEnabled !== (kind === 'production')) {
    complaints.add(
      'productionEnabled',
      kind === 'production' ? '正式环境须勾选“启用正式环境”' : '测试环境须取消勾选“启用正式环境”，否则开出真实发票',
      kind === 'production'
        ? '启用正式环境 must be ticked for production'
        : 'untick 启用正式环境 for the test environment, or real invoices are issued',
      'ENVIRONMENT_MISMATCH',
    );
  }
}

function isOther(address: string, kind: 'production' | 'test'): boolean {
  return address === E_VOUCHER_ADDRESSES[kind === 'test' ? 'production' : 'test'];
}
