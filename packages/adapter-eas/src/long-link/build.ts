import {
  configError,
  type EnvironmentInput,
  isPiaozoneError,
  type Problem,
  readEnvironment,
  type Secret,
  type SecretInput,
} from '@piaozone/core/adapter';
import { type CopyType, type LongLinkParts, longLinkAddress } from '@piaozone/standard';
import { Complaints } from '../imaging/plain-values.js';
import { E_VOUCHER_ADDRESSES, LONG_CONNECTION_ADDRESS, TEST_MODE, type TestModeFact } from './facts.js';

/** One organization in 金税互联设置 (税务管理-增值税发票管理-基础设置). */
export interface EasLongLinkSettings {
  readonly environment: EnvironmentInput;
  /** 企业税号, without blanks. */
  readonly taxNo: string;
  /** 发票云ID: enterprise level, never `TN_…`. */
  readonly clientId: string;
  /** 发票云密钥 and 加密密钥 of the same enterprise: with both the rows of the screen are complete. */
  readonly clientSecret?: SecretInput;
  readonly encryptKey?: SecretInput;
  /** `paperInvoiceFlag=1`: 普票 and 专票 of EAS mean 数电纸票. Default true, as in the address of the manual. */
  readonly paperInvoice?: boolean;
  /** Copies of 数电纸票. Default three of 专票 and two of 普票. */
  readonly copyType?: CopyType;
  /** `debugOpenInvoice=1`. To be said in the test environment: without it a real invoice is issued even there. Refused elsewhere. */
  readonly simulate?: boolean;
  /** Value of `request_path` on receiving; the published form leaves it empty. */
  readonly requestPath?: string;
  /** 乐企联用. */
  readonly leqi?: { readonly naturalId: string; readonly connectNaturalId: string };
  /** 长连接地址 and 电子凭证 address of an environment of one's own; the public ones are known. */
  readonly longConnectionAddress?: string;
  readonly eVoucherAddress?: string;
}

/** A row of 金税互联设置. */
export interface EasLongLinkRow {
  /** 操作类型. */
  readonly operationType: '开票' | '收票';
  /** http地址. */
  readonly address: string;
  /** 发票云ID. */
  readonly clientId: string;
  /** 发票云密钥. */
  readonly clientSecret: Secret | undefined;
  /** 加密密钥. */
  readonly encryptKey: Secret | undefined;
}

/** What is typed into EAS. */
export interface EasLongLink {
  readonly issuing: EasLongLinkRow;
  readonly receiving: EasLongLinkRow;
  /** 通讯基本设置; what belongs into 发票云官网地址 and 测试环境地址 is not published. */
  readonly communication: {
    /** 长连接地址. */
    readonly longConnectionAddress: string | undefined;
    /** 启用正式环境; `undefined` for an environment of one's own. */
    readonly productionEnabled: boolean | undefined;
  };
  /** 电子凭证; has no port. */
  readonly eVoucherAddress: string | undefined;
  /** What else test mode takes; empty elsewhere. */
  readonly testMode: readonly TestModeFact[];
}

/** Builds the addresses of 金税互联设置. @throws config_invalid with every problem at once */
export function easLongLink(settings: EasLongLinkSettings): EasLongLink {
  const { complaints, clientSecret, encryptKey } = readSecrets(settings);
  const environment = readEnvironment(settings.environment, 'environment', complaints.problems, () => {});
  if (environment?.kind === 'test' && settings.simulate === undefined) {
    complaints.add(
      'simulate',
      '测试环境须写明是否模拟开票（true 或 false）：链接不带 debugOpenInvoice=1 时会开出真实发票',
      'must be said in the test environment (true or false): without debugOpenInvoice=1 a real invoice is issued',
    );
  }
  if (environment === undefined) throw configError(complaints.problems);
  const issue = attempt(() => longLinkAddress(environment, issuingParts(settings)), complaints.problems);
  const { taxNo, clientId, requestPath = '', leqi } = settings;
  const receive = attempt(() => longLinkAddress(environment, { taxNo, clientId, requestPath, ...(leqi === undefined ? {} : { leqi }) }), []);
  if (complaints.problems.length > 0 || issue === undefined || receive === undefined) throw configError(complaints.problems);
  const triple = { clientId, clientSecret, encryptKey };
  const { kind } = environment;
  return {
    issuing: { operationType: '开票', address: issue, ...triple },
    receiving: { operationType: '收票', address: receive, ...triple },
    communication: {
      longConnectionAddress: settings.longConnectionAddress ?? (kind === 'custom' ? undefined : LONG_CONNECTION_ADDRESS),
      productionEnabled: kind === 'custom' ? undefined : kind === 'production',
    },
    eVoucherAddress: settings.eVoucherAddress ?? (kind === 'custom' ? undefined : E_VOUCHER_ADDRESSES[kind]),
    testMode: kind === 'test' ? TEST_MODE : [],
  };
}

function issuingParts({ taxNo, clientId, paperInvoice = true, copyType, simulate, leqi }: EasLongLinkSettings): LongLinkParts {
  return {
    taxNo,
    clientId,
    paperInvoice,
    ...(copyType === undefined ? {} : { copyType }),
    ...(simulate === undefined ? {} : { simulate }),
    ...(leqi === undefined ? {} : { leqi }),
  };
}

function readSecrets({ clientSecret, encryptKey }: EasLongLinkSettings) {
  const complaints = new Complaints();
  return {
    complaints,
    clientSecret: clientSecret === undefined ? undefined : complaints.secret(clientSecret, 'clientSecret'),
    encryptKey: encryptKey === undefined ? undefined : complaints.encryptKey(encryptKey, 'encryptKey'),
  };
}

/** The builder's problems join the others. */
function attempt(make: () => string, problems: Problem[]): string | undefined {
  try {
    return make();
  } catch (error) {
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
