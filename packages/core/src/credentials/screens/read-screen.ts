import { configError } from '../../errors.js';
import type { Bilingual } from '../../i18n/locale.js';
import { checkTaxNumber } from '../../model/tax-number.js';
import { Secret, type SecretInput } from '../secret.js';
import { levelOf } from '../triple.js';
import { cleanValue, RESIDUE_TEXTS } from './clean-value.js';
import { LabelIndex, plainLabel } from './labels.js';
import type { AuthorizationScreen, MissingPart, ScreenField, ScreenFinding, ScreenReading, TriplePart } from './types.js';

const PARTS: readonly TriplePart[] = ['clientId', 'clientSecret', 'encryptKey'];
const ENCRYPT_KEY_BYTES = 16;
const YES: ReadonlySet<string> = new Set(['是', 'true', '1', 'yes', 'y', '启用']);
const NO: ReadonlySet<string> = new Set(['否', 'false', '0', 'no', 'n', '禁用']);

/** What a person has typed or copied into a screen: label → value. */
export type ScreenValues = Readonly<Record<string, SecretInput | boolean | undefined>>;

/**
 * Reads one filled screen of an ERP by its own labels: the values of the triple, other settings, what is missing and which screen has it.
 * @param title as on the screen
 * @param screens the table of the ERP's adapter
 * @throws config_invalid for a title that is not in the table, naming those that are
 */
export function readScreen(screens: readonly AuthorizationScreen[], title: string, values: ScreenValues): ScreenReading {
  const screen = screens.find((known) => plainLabel(known.title) === plainLabel(title));
  if (screen === undefined) throw unknownScreen(screens, title);
  return new Reader(screens, screen).read(values);
}

class Reader {
  readonly #screens: readonly AuthorizationScreen[];
  readonly #screen: AuthorizationScreen;
  readonly #index = new LabelIndex<ScreenField>();
  readonly #findings: ScreenFinding[] = [];
  readonly #texts = new Map<ScreenField, Buffer>();

  constructor(screens: readonly AuthorizationScreen[], screen: AuthorizationScreen) {
    this.#screens = screens;
    this.#screen = screen;
    for (const field of screen.fields) for (const label of field.labels) this.#index.add(label, field);
  }

  read(values: ScreenValues): ScreenReading {
    const settings: Record<string, string | boolean | Secret> = {};
    for (const [label, value] of Object.entries(values)) this.#take(label, value, settings);
    const parts = Object.fromEntries(PARTS.map((part) => [part, this.#bytesOf(part)])) as Record<TriplePart, Buffer | undefined>;
    this.#check(parts);
    const { clientId, clientSecret, encryptKey } = parts;
    const triple = {
      ...(clientId === undefined ? {} : { clientId: clientId.toString('utf8') }),
      ...(clientSecret === undefined ? {} : { clientSecret: new Secret(clientSecret) }),
      ...(encryptKey === undefined ? {} : { encryptKey: new Secret(encryptKey) }),
    };
    for (const bytes of this.#texts.values()) bytes.fill(0);
    const missing = this.#screen.holds === 'settings' ? [] : PARTS.filter((part) => parts[part] === undefined).map((part) => this.#where(part));
    return { screen: this.#screen, triple, settings, missing, findings: this.#findings };
  }

  #take(label: string, value: ScreenValues[string], settings: Record<string, string | boolean | Secret>): void {
    const field = this.#index.find(label);
    if (field === undefined) {
      this.#say('warning', label, { zh: `“${this.#screen.title}”没有这个字段`, en: `${this.#screen.title} has no such field` });
      return;
    }
    const { means } = field;
    if (typeof value === 'boolean' || value === undefined) {
      if (typeof value === 'boolean' && typeof means === 'object') settings[means.setting] = value;
      return;
    }
    const { bytes, residues } = cleanValue(value, means === 'encryptKey' ? ENCRYPT_KEY_BYTES : undefined);
    for (const residue of residues) {
      if (residue === 'blanks-inside' && typeof means === 'object') continue;
      this.#say('warning', label, RESIDUE_TEXTS[residue], typeof means === 'object' ? undefined : 'TRIPLE_HAS_BLANKS');
    }
    if (bytes.length === 0) return;
    if (field.trap !== undefined) this.#say('note', label, field.trap);
    if (typeof means === 'object') this.#setting(label, means, bytes, settings);
    else this.#keep(label, field, bytes);
  }

  /** Two labels of one field may both be given, if they agree. */
  #keep(label: string, field: ScreenField, bytes: Buffer): void {
    const known = this.#texts.get(field);
    if (known === undefined) this.#texts.set(field, bytes);
    else if (!known.equals(bytes))
      this.#say('error', label, { zh: '同一字段给出了两个不同的值', en: 'two different values were given for the same field' });
  }

  #setting(label: string, means: Exclude<ScreenField['means'], string>, bytes: Buffer, settings: Record<string, string | boolean | Secret>): void {
    if (means.form === 'secret') {
      settings[means.setting] = new Secret(bytes);
      bytes.fill(0);
      return;
    }
    const text = bytes.toString('utf8');
    if (means.form === 'yes-no') {
      const answer = text.toLowerCase();
      if (YES.has(answer) || NO.has(answer)) settings[means.setting] = YES.has(answer);
      else this.#say('error', label, { zh: '须为“是”或“否”', en: 'must be 是 or 否' });
      return;
    }
    settings[means.setting] = text;
    if (means.setting === 'taxNo') for (const { message } of checkTaxNumber(text, label).errors) this.#say('error', label, message);
  }

  #check({ clientId, clientSecret, encryptKey }: Record<TriplePart, Buffer | undefined>): void {
    const level = clientId === undefined ? undefined : levelOf(clientId.toString('utf8'));
    const expected = this.#screen.holds === 'tenant' ? 'tenant' : 'enterprise';
    if (level !== undefined && level !== expected) this.#say('error', this.#labelOf('clientId'), ...LEVEL_FINDINGS[expected]);
    if (clientSecret !== undefined && levelOf(clientSecret.toString('latin1', 0, 3)) === 'tenant') {
      this.#say('error', this.#labelOf('clientSecret'), ID_AS_SECRET, 'CLIENT_ID_SECRET_SWAPPED');
    } else if (clientId !== undefined && clientSecret?.equals(clientId) === true) {
      this.#say('error', this.#labelOf('clientSecret'), SAME_VALUE, 'CLIENT_ID_SECRET_SWAPPED');
    }
    if (encryptKey !== undefined && encryptKey.length !== ENCRYPT_KEY_BYTES) {
      this.#say('error', this.#labelOf('encryptKey'), wrongLength(encryptKey.length), 'ENCRYPT_KEY_LENGTH');
    }
  }

  /** Of the same level: an organization's value is of no use where the tenant's is wanted. */
  #where(part: TriplePart): MissingPart {
    const isTenant = this.#screen.holds === 'tenant';
    const others = this.#screens.filter(
      (screen) => screen !== this.#screen && screen.holds !== 'settings' && (screen.holds === 'tenant') === isTenant,
    );
    const where = [this.#screen, ...others].flatMap(({ title, menus, fields }) => {
      const field = fields.find(({ means }) => means === part);
      return field === undefined ? [] : menus.map((menu) => ({ screen: title, label: field.labels[0] ?? '', menu }));
    });
    return { part, where };
  }

  #bytesOf(part: TriplePart): Buffer | undefined {
    for (const [{ means }, bytes] of this.#texts) if (means === part) return bytes;
    return undefined;
  }

  #labelOf(part: TriplePart): string {
    return this.#screen.fields.find(({ means }) => means === part)?.labels[0] ?? part;
  }

  #say(severity: ScreenFinding['severity'], label: string, message: Bilingual, diagnosis?: string): void {
    this.#findings.push({ severity, label, message, ...(diagnosis === undefined ? {} : { diagnosis }) });
  }
}

const ID_AS_SECRET: Bilingual = {
  zh: '以 TN_ 开头，是租户 ClientID 而不是密钥：两项填反了，或填错了位置',
  en: 'starts with TN_: a tenant client id, no secret; the two were swapped or put in the wrong place',
};

const SAME_VALUE: Bilingual = {
  zh: '与 ClientID 的值相同：此处应填 ClientSecret（授权密钥）',
  en: 'is the same value as the client id: ClientSecret (授权密钥) belongs here',
};

const LEVEL_FINDINGS: Record<'enterprise' | 'tenant', readonly [Bilingual, string]> = {
  enterprise: [
    {
      zh: '填的是租户级授权（TN_ 开头），此处需要企业级授权：请换用授权邮件中的企业授权',
      en: 'is a tenant-level id (TN_…); the enterprise triple of the authorization mail belongs here',
    },
    'TENANT_TRIPLE_AS_ENTERPRISE',
  ],
  tenant: [
    {
      zh: '填的是企业级授权，此处需要租户级授权（TN_ 开头）：请换用授权邮件中的租户授权',
      en: 'is an enterprise-level id; the tenant triple (TN_…) of the authorization mail belongs here',
    },
    'ENTERPRISE_TRIPLE_AS_TENANT',
  ],
};

function wrongLength(found: number): Bilingual {
  return {
    zh: `加密 key 必须正好 ${ENCRYPT_KEY_BYTES} 字节，现为 ${found} 字节`,
    en: `the encrypt key must be exactly ${ENCRYPT_KEY_BYTES} bytes, found ${found}`,
  };
}

function unknownScreen(screens: readonly AuthorizationScreen[], title: string) {
  const known = screens.map((screen) => screen.title).join('、');
  return configError([{ path: title, message: { zh: `没有这个界面；已知：${known}`, en: `no such screen; known: ${known}` } }]);
}
