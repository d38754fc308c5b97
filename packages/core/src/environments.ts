import type { Problem } from './errors.js';

/** Which cloud a base leads to. Part of every derived serial number, so an address may change without changing what was issued. */
export type EnvironmentKind = 'production' | 'test' | 'custom';

/** `production`, `test`, or an own prefix: private deployment, nginx rewrite, mock. An own prefix that leads to the public cloud names its `kind`. */
export type EnvironmentInput = 'production' | 'test' | { readonly baseUrl: string; readonly kind?: EnvironmentKind };

export interface Environment {
  readonly kind: EnvironmentKind;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

/** standard-edition §1; the path of the test base belongs to it. */
export const PUBLIC_BASES = { production: 'https://api.piaozone.com', test: 'https://api-dev.piaozone.com/test' } as const;
const KINDS: ReadonlySet<string> = new Set<EnvironmentKind>(['production', 'test', 'custom']);
const PUBLIC_HOST = /(?:^|\.)piaozone\.com\.?$/i;

/**
 * Base and path put behind each other. RFC 3986 resolution would drop the `/test` of the test base.
 * @param path starts with a slash; a typed constant, never data
 */
export function joinUrl(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** True for hosts of the public cloud. */
export function isPublicHost(hostname: string): boolean {
  return PUBLIC_HOST.test(hostname);
}

/** Checks an environment; https is demanded for the public hosts only. */
export function readEnvironment(input: unknown, path: string, problems: Problem[], warn: (problem: Problem) => void): Environment | undefined {
  if (input === 'production' || input === 'test') return { kind: input, baseUrl: PUBLIC_BASES[input] };
  const { baseUrl: given, kind = 'custom' } = (typeof input === 'object' && input !== null ? input : {}) as {
    baseUrl?: unknown;
    kind?: EnvironmentKind;
  };
  if (typeof given !== 'string' || !KINDS.has(kind)) {
    problems.push({
      path,
      message: { zh: '须为 "production"、"test" 或 { baseUrl, kind? }', en: 'must be "production", "test" or { baseUrl, kind? }' },
    });
    return undefined;
  }
  const baseUrl = readBaseUrl(given, `${path}.baseUrl`, problems, warn);
  return baseUrl === undefined ? undefined : { kind, baseUrl };
}

/** A base URL of any side: absolute http(s), no credentials, no query, no stray blanks. Returned without trailing slash. */
export function readBaseUrl(given: string, path: string, problems: Problem[], warn?: (problem: Problem) => void): string | undefined {
  const refuse = (zh: string, en: string): undefined => {
    problems.push({ path, message: { zh, en } });
    return undefined;
  };
  if (given !== given.trim() || /\s/.test(given)) return refuse('地址中有空格或换行，请去掉', 'the address contains blanks; remove them');
  if (!URL.canParse(given)) return refuse('不是完整的网址，应形如 https://host/path', 'is not an absolute URL such as https://host/path');
  const url = new URL(given);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('只支持 http 与 https', 'only http and https are possible');
  if (url.username !== '' || url.password !== '') return refuse('网址里不能带账号密码', 'must not carry user name or password');
  if (url.search !== '' || url.hash !== '') return refuse('网址里不能带 ? 或 #', 'must not carry a query or fragment');
  if (url.protocol === 'http:') {
    if (PUBLIC_HOST.test(url.hostname)) {
      return refuse(
        '发票云公网地址必须用 https；经内网 nginx 以 http 转发时请用 rewrite 选项',
        'the public hosts of piaozone must be reached by https; for http to an inner nginx use the option rewrite',
      );
    }
    if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost' && url.hostname !== '[::1]') {
      warn?.({
        path,
        message: { zh: '使用 http 明文传输，仅限内网或经 nginx 转发的地址', en: 'is plain http: only for inner networks or addresses behind nginx' },
      });
    }
  }
  return given.replace(/\/+$/, '');
}
