import { configError, isSecret, isSettingsObject, type Locale, Secret, type SecretInput, SettingReader } from '@piaozone/core/adapter';
import type { CosmicAccessSettings } from '../settings/types.js';

/** How the flagship edition (旗舰版) is called; see {@link FlagshipClientSettings} for the part that needs no address. */
export interface FlagshipSettings extends FlagshipClientSettings {
  /** The platform the invoice apps run on: Kingdee's 发票云 tenant or the customer's own ERP (flagship-and-cosmic §1). Issuing for an ERP takes the ERP's. */
  readonly access?: CosmicAccessSettings;
}

export interface FlagshipClientSettings {
  /** 业务系统编码 (发票云→系统管理→业务系统), ASCII letters and digits. */
  readonly businessSystemCode: string;
  /** Where the business system encrypts its messages (报文加密). */
  readonly encryption?: EncryptionSettings;
  /** How amounts are written in `sim` bodies and `billSave`. `number` is what the published sample of `BILL.PUSH` has; whether texts pass is not published. Default `number`. */
  readonly amounts?: 'number' | 'text';
  /** Pages after which a list that does not end is given up. Default 10 000. */
  readonly maxPages?: number;
}

export interface EncryptionSettings {
  /** 加密密码 of the business system. */
  readonly password: SecretInput;
  /** Interfaces that are encrypted. Default both: they are sent for the same business system. */
  readonly families?: readonly ('sim' | 'deduction')[];
}

const DEFAULT_MAX_PAGES = 10_000;
const MAX_PAGES = 1_000_000;

export interface CheckedFlagshipSettings {
  readonly businessSystemCode: string;
  /** Prints without its secret. */
  readonly encryption: { readonly password: Secret; readonly families: readonly ('sim' | 'deduction')[] } | undefined;
  readonly amounts: 'number' | 'text';
  readonly maxPages: number;
}

/** @throws config_invalid with every problem at once */
export function readFlagshipSettings(input: FlagshipClientSettings, locale?: Locale): CheckedFlagshipSettings {
  const reader = new SettingReader();
  const settings = isSettingsObject(input) ? (input as unknown as Readonly<Record<string, unknown>>) : {};
  const businessSystemCode = reader.text(settings['businessSystemCode'], 'businessSystemCode');
  if (businessSystemCode !== '' && !/^[A-Za-z0-9_]+$/.test(businessSystemCode)) {
    reader.add('businessSystemCode', '只能由半角字母和数字组成', 'consists of ASCII letters and digits only');
  }
  const encryption = settings['encryption'] === undefined ? undefined : reader.object(settings['encryption'], 'encryption', ['password', 'families']);
  if (encryption !== undefined) checkEncryption(reader, encryption);
  const amounts = reader.oneOf(settings['amounts'], ['number', 'text'], 'amounts') ?? 'number';
  const maxPages = reader.count(settings['maxPages'], 'maxPages', MAX_PAGES) ?? DEFAULT_MAX_PAGES;
  if (reader.problems.length > 0) throw configError(reader.problems, locale);
  return { businessSystemCode, encryption: input.encryption === undefined ? undefined : wrapped(input.encryption), amounts, maxPages };
}

function wrapped({ password, families = ['sim', 'deduction'] }: EncryptionSettings): CheckedFlagshipSettings['encryption'] {
  return { password: isSecret(password) ? password : new Secret(password), families };
}

function checkEncryption(reader: SettingReader, { password, families }: Readonly<Record<string, unknown>>): void {
  if (!isSecret(password) && !(password instanceof Uint8Array)) {
    const text = reader.text(password, 'encryption.password');
    if (text !== text.trim()) reader.add('encryption.password', '首尾有空格', 'has blanks at its start or end');
  }
  if (families === undefined) return;
  for (const [index, family] of reader.list(families, 'encryption.families').entries()) {
    if (reader.oneOf(family, ['sim', 'deduction'], `encryption.families[${index}]`) === undefined) {
      reader.add(`encryption.families[${index}]`, '只能是 sim、deduction', 'must be one of sim, deduction');
    }
  }
}
