import {
  type CryptoBackend,
  configError,
  type EnvironmentKind,
  isDecimal,
  isSecret,
  nodeBackend,
  type Problem,
  Secret,
  type SecretInput,
} from '@piaozone/core';

/** Where self-built codes lead (standard-edition §6.5); the last segment says which kind of seller it is (business-rules §6). */
const BASES: Readonly<Record<'production' | 'test', string>> = { production: 'http://piaozone.com/scan/', test: 'http://scan.piaozone.com/demo/' };
const SEGMENTS = { direct: 'tyqr', other: 'qr' } as const;

/** Parts of a self-built link (扫码开票 B, 自定义). They stand in it as they are given. */
export interface ScanLinkParts {
  /** 门店id, from the vendor. */
  readonly key: string;
  /** 小票单号 (`ddh`): what the vendor asks your interface about. */
  readonly saleNo: string;
  /** 金额 (`je`): the very text is signed, so `900` and `900.00` make different links. */
  readonly amount: string;
  /** `timestamps`, the time of the code; the published samples have 13-digit milliseconds. */
  readonly timestamp: string | number;
  /** Belongs to `key`, one per tax number. In spite of its name it signs, so it is kept secret. */
  readonly publicKey: SecretInput;
}

export interface ScanLinkOptions {
  /** Case of the MD5 hex, which is not published. Default `lower`, as everywhere else on the platform. */
  readonly hexCase?: 'lower' | 'upper';
  /** Case of MD5(public_key + ddh) inside the other. Default that of `hexCase`. */
  readonly innerHexCase?: 'lower' | 'upper';
  /** 直营 (`tyqr`) or another channel (`qr`). Default `direct`. */
  readonly channel?: 'direct' | 'other';
  /** Default: `node:crypto`. */
  readonly crypto?: CryptoBackend;
}

/** A character that ends a part or a query, or travels only encoded: no source says how it would be signed then. */
const UNSAFE = /[^\w.~/:-]/;

/**
 * `k` of the link: `key,ddh,je,timestamps,md5,$` with a literal `$`, and md5 = MD5(key + ddh + MD5(public_key + ddh) + je).
 * @throws config_invalid naming every part that cannot stand in a link
 */
export function scanLinkText(parts: ScanLinkParts, options: ScanLinkOptions = {}): string {
  const { key, saleNo, amount, publicKey } = parts;
  const timestamp = String(parts.timestamp);
  const problems = checkParts(parts, timestamp);
  if (problems.length > 0) throw configError(problems);
  const { crypto = nodeBackend, hexCase = 'lower', innerHexCase = hexCase } = options;
  const inner = cased(keyedHash(publicKey, saleNo, crypto), innerHexCase);
  const md5 = cased(crypto.md5Hex(`${key}${saleNo}${inner}${amount}`), hexCase);
  return [key, saleNo, amount, timestamp, md5, '$'].join(',');
}

/**
 * The address behind the code on a receipt. Plain http, as the vendor prints it.
 * @param environment `custom` has no address of its own: give `{ baseUrl }` up to the slash before `tyqr`
 * @throws config_invalid as `scanLinkText`, and for an environment without an address
 */
export function scanLink(environment: EnvironmentKind | { readonly baseUrl: string }, parts: ScanLinkParts, options: ScanLinkOptions = {}): string {
  return `${baseOf(environment)}${SEGMENTS[options.channel ?? 'direct']}?k=${scanLinkText(parts, options)}`;
}

/** MD5(public_key + ddh). No string is made of the key, and its bytes are zeroed. */
function keyedHash(publicKey: SecretInput, saleNo: string, crypto: CryptoBackend): string {
  const secret = isSecret(publicKey) ? publicKey : new Secret(publicKey);
  return secret.use((bytes) => {
    const plain = Buffer.concat([bytes, Buffer.from(saleNo, 'utf8')]);
    try {
      return crypto.md5Hex(plain);
    } finally {
      plain.fill(0);
    }
  });
}

function cased(hex: string, hexCase: 'lower' | 'upper'): string {
  return hexCase === 'upper' ? hex.toUpperCase() : hex;
}

function baseOf(environment: EnvironmentKind | { readonly baseUrl: string }): string {
  if (typeof environment === 'object') return `${environment.baseUrl.replace(/\/+$/, '')}/`;
  if (environment === 'production' || environment === 'test') return BASES[environment];
  throw configError([
    {
      path: 'environment',
      message: {
        zh: '自定义环境请给出 { baseUrl }，即 tyqr 之前的地址',
        en: 'an environment of your own needs { baseUrl }: the address before tyqr',
      },
    },
  ]);
}

function checkParts({ key, saleNo, amount, publicKey }: ScanLinkParts, timestamp: string): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, zh: string, en: string) => problems.push({ path, message: { zh, en } });
  for (const [path, text] of [
    ['key', key],
    ['saleNo', saleNo],
    ['amount', amount],
    ['timestamp', timestamp],
  ] as const) {
    if (typeof text !== 'string' || text === '') refuse(path, '未填写', 'is missing or empty');
    else if (UNSAFE.test(text))
      refuse(path, '只能含字母、数字和 . _ ~ - / :', 'may hold letters, digits and . _ ~ - / : only; how others would be signed is not published');
  }
  if (typeof amount === 'string' && amount !== '' && (!isDecimal(amount) || amount.startsWith('-')))
    refuse('amount', '须为不带负号的十进制数字文本，例如 100.00', 'must be decimal text without a sign, such as 100.00');
  if (!isSecret(publicKey) && (publicKey === undefined || publicKey.length === 0)) refuse('publicKey', '未填写', 'is missing or empty');
  return problems;
}
