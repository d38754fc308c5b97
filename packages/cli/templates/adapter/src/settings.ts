import { type BillFields, checkBillFields, configError, isSecret, Secret, SettingReader } from '@piaozone/core/adapter';
import { BILL_FIELDS } from './fields.js';

export interface MyErpSettings {
  /** Address of MyErp, e.g. `https://erp.example.com`. */
  readonly baseUrl: string;
  /** 账套. */
  readonly accountSet: string;
  readonly user: string;
  readonly password: string | Secret;
  /** Rows of one page. Default 100. */
  readonly pageSize?: number;
  /** Where the values of a bill stand in its row. Default: MyErp as it is delivered. */
  readonly billFields?: BillFields;
}

/** The settings after their check. */
export interface MyErpConfig {
  readonly baseUrl: string;
  readonly accountSet: string;
  readonly user: string;
  readonly password: Secret;
  readonly pageSize: number;
  readonly billFields: BillFields;
  /** For the log, at each connection. */
  readonly warnings: readonly string[];
}

/** The ERP's own limit. */
export const MAX_PAGE_SIZE = 500;
const DEFAULT_PAGE_SIZE = 100;
const KEYS = ['baseUrl', 'accountSet', 'user', 'password', 'pageSize', 'billFields'] as const satisfies readonly (keyof MyErpSettings)[];

/** @throws config_invalid with every problem at once, each named by its path; never with a value */
export function readMyErpSettings(input: MyErpSettings): MyErpConfig {
  const reader = new SettingReader();
  const warnings: string[] = [];
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', KEYS) ?? {};
  const { password, billFields = BILL_FIELDS } = settings;
  checkBillFields(reader, billFields, 'billFields');
  const config: MyErpConfig = {
    baseUrl: reader.baseUrl(settings['baseUrl'], 'baseUrl', ({ message }) => warnings.push(`baseUrl: ${message.zh} / ${message.en}`)),
    accountSet: reader.text(settings['accountSet'], 'accountSet'),
    user: reader.text(settings['user'], 'user'),
    password: isSecret(password) ? password : new Secret(reader.text(password, 'password')),
    pageSize: reader.count(settings['pageSize'], 'pageSize', MAX_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE,
    billFields: billFields as BillFields,
    warnings,
  };
  if (reader.problems.length > 0) throw configError(reader.problems);
  return config;
}
