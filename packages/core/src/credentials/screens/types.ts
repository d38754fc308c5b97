import type { Bilingual } from '../../i18n/locale.js';
import type { Secret } from '../secret.js';

/** A value of the triple, whatever a screen calls it. */
export type TriplePart = 'clientId' | 'clientSecret' | 'encryptKey';

/** A field that is no part of the triple. */
export interface SettingMeaning {
  /** Name in {@link ScreenReading.settings}. Common ones: `url`, `proxy`, `ownAuthorization` (是否使用原授权), `taxNo`, `companyName`, `organization`. */
  readonly setting: string;
  /** `yes-no` becomes a boolean, `secret` a {@link Secret}; absent = text. */
  readonly form?: 'yes-no' | 'secret';
}

export interface ScreenField {
  /** As they stand on the screen; `Client id（授权码）` is found by either half too. 密钥 and 秘钥, EncryKey and EncryptKey count as the same. */
  readonly labels: readonly string[];
  readonly means: TriplePart | SettingMeaning;
  /** What people take this field for; told whenever it is filled. */
  readonly trap?: Bilingual;
}

/** One settings screen of an ERP, as data of its adapter. */
export interface AuthorizationScreen {
  /** Title, exact. */
  readonly title: string;
  /** Ways to it, exact, with `→` between. */
  readonly menus: readonly string[];
  /** Whose triple it holds: `main` any one enterprise, `organization` the one of its own tax number, `tenant` `TN_…`; `settings` none. */
  readonly holds: 'main' | 'organization' | 'tenant' | 'settings';
  readonly fields: readonly ScreenField[];
}

/** What the reader has to say; never a value. */
export interface ScreenFinding {
  /** `error`: cannot be used as it is. `warning`: repaired, or suspicious. `note`: a trap of the screen. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Label as it was given. */
  readonly label?: string;
  readonly message: Bilingual;
  /** Code of `@piaozone/diagnosis`, where there is one. */
  readonly diagnosis?: string;
}

/** A value of the triple that was not given, and where it stands. */
export interface MissingPart {
  readonly part: TriplePart;
  /** This screen first, if it has the field; then the other screens of the ERP that have it. */
  readonly where: readonly { readonly screen: string; readonly label: string; readonly menu: string }[];
}

export interface PartialTriple {
  readonly clientId?: string;
  readonly clientSecret?: Secret;
  readonly encryptKey?: Secret;
}

/** What one filled screen says. Secrets in it never print. */
export interface ScreenReading {
  readonly screen: AuthorizationScreen;
  readonly triple: PartialTriple;
  readonly settings: Readonly<Record<string, string | boolean | Secret>>;
  readonly missing: readonly MissingPart[];
  readonly findings: readonly ScreenFinding[];
}
