import { isIP } from 'node:net';
import { isPublicHost } from '../environments.js';
import type { Problem } from '../errors.js';
import { bareHost } from './no-proxy.js';

/**
 * Where requests below a prefix go instead. `to` takes the place of the prefix; Host header, SNI and the name in the certificate follow it, unless
 * `keepHost` keeps those of the original: for an nginx that tells its `server`s apart by the cloud's names (business-rules §7.4).
 */
export type RewriteTarget = string | { readonly to: string; readonly keepHost?: boolean };

/** Prefix (`https://host` or `https://host/path`) → replacement. The longest prefix wins; a prefix ends at a path segment; nothing is rewritten twice. */
export type RewriteRules = Readonly<Record<string, RewriteTarget>>;

/** One checked rule. Paths are without trailing slash, hence empty for a whole host. */
export interface RewriteRule {
  readonly origin: string;
  readonly path: string;
  readonly to: URL;
  readonly toPath: string;
  /** Host and port of the original, where they are kept. */
  readonly keptHost: string | undefined;
}

/** Fixed at construction. A rule changes the way only: signatures, serial numbers and the environment's kind stay those of the original. */
export class Rewrite {
  readonly #byOrigin: ReadonlyMap<string, readonly RewriteRule[]>;

  /** @param rules longest path first */
  constructor(rules: readonly RewriteRule[]) {
    const byOrigin = new Map<string, readonly RewriteRule[]>();
    for (const rule of rules) byOrigin.set(rule.origin, [...(byOrigin.get(rule.origin) ?? []), rule]);
    this.#byOrigin = byOrigin;
  }

  /** Rules of one origin as `URL.origin` writes it, longest path first. */
  rulesFor(origin: string): readonly RewriteRule[] {
    return this.#byOrigin.get(origin) ?? [];
  }

  get rules(): readonly RewriteRule[] {
    return [...this.#byOrigin.values()].flat();
  }

  /** Where `url` leads; itself when no rule covers it. A rule for https holds for wss too, and keeps the kind of scheme: `wss` to an http address is `ws`. */
  apply(url: URL): URL {
    const socket = url.protocol === 'ws:' || url.protocol === 'wss:';
    const origin = socket ? `${url.protocol.replace('ws', 'http')}//${url.host}` : url.origin;
    const rule = this.rulesFor(origin).find(({ path }) => isBelow(url.pathname, path));
    if (rule === undefined) return url;
    const { protocol, host } = rule.to;
    const scheme = socket ? protocol.replace('http', 'ws') : protocol;
    return new URL(`${scheme}//${host}${rewritePath(rule, url.pathname)}${url.search}`);
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.rules.map(({ origin, path, to, toPath }) => [`${origin}${path}`, `${to.origin}${toPath}`]));
  }
}

/** Whether `pathname` is the path of a prefix or lies below it; `/test` does not cover `/testing`. */
export function isBelow(pathname: string, path: string): boolean {
  return pathname.startsWith(path) && (pathname.length === path.length || pathname.charCodeAt(path.length) === SLASH);
}

/** @param pathname path that {@link isBelow} the rule's, query included or not */
export function rewritePath({ path, toPath }: RewriteRule, pathname: string): string {
  const rewritten = `${toPath}${pathname.slice(path.length)}`;
  return rewritten.startsWith('/') ? rewritten : `/${rewritten}`;
}

const SLASH = 0x2f;

/** Checks rules; one warning for all that turn https into plain http. */
export function readRewrite(input: unknown, path: string, problems: Problem[], warn: (problem: Problem) => void): Rewrite | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    problems.push({ path, message: { zh: '须为 { "原前缀": "新前缀" } 形式的对象', en: 'must be an object { "prefix": "replacement" }' } });
    return undefined;
  }
  const before = problems.length;
  const rules: RewriteRule[] = [];
  for (const [index, [from, target]] of Object.entries(input).entries()) {
    const rule = readRule(from, target, `${path}[${index}]`, problems);
    if (rule === undefined) continue;
    if (rules.some((other) => other.origin === rule.origin && other.path === rule.path)) {
      problems.push({ path: `${path}[${index}]`, message: { zh: '同一前缀出现了两次', en: 'names a prefix that another entry names already' } });
    }
    rules.push(rule);
  }
  if (problems.length > before) return undefined;
  const plain = rules
    .filter(({ origin, to }) => origin.startsWith('https:') && to.protocol === 'http:')
    .map(({ origin }) => origin.slice('https://'.length));
  if (plain.length > 0) {
    const hosts = [...new Set(plain)].join(', ');
    warn({
      path,
      message: {
        zh: `${hosts} 将以 http 明文发往内网转发地址，请确认该地址只在内网`,
        en: `${hosts} will be reached by plain http through an inner address; make sure that it is in the inner network`,
      },
    });
  }
  return new Rewrite(rules.sort((a, b) => b.path.length - a.path.length));
}

function readRule(from: string, target: unknown, path: string, problems: Problem[]): RewriteRule | undefined {
  const { to, keepHost = false } = (typeof target === 'object' && target !== null ? target : { to: target }) as { to?: unknown; keepHost?: unknown };
  const source = readPrefix(from, path, problems);
  const place = readPrefix(to, `${path}.to`, problems);
  if (typeof keepHost !== 'boolean') {
    problems.push({ path: `${path}.keepHost`, message: { zh: '须为 true 或 false', en: 'must be true or false' } });
  }
  if (source === undefined || place === undefined) return undefined;
  if (keepHost === true && isIP(bareHost(source.hostname)) !== 0) {
    problems.push({ path: `${path}.keepHost`, message: { zh: '只能保留域名，不能保留 IP 地址', en: 'keeps host names only, no addresses' } });
  }
  if (place.protocol === 'http:' && isPublicHost(place.hostname) && place.hostname !== source.hostname) {
    problems.push({
      path: `${path}.to`,
      message: {
        zh: '发票云公网域名只有在映射自己（hosts 指向内网 nginx）时才可用 http',
        en: 'a public host of piaozone may be plain http only in place of itself, with the hosts file leading to an inner nginx',
      },
    });
    return undefined;
  }
  return {
    origin: source.origin,
    path: pathOf(source),
    to: place,
    toPath: pathOf(place),
    keptHost: keepHost === true ? source.host : undefined,
  };
}

/** The text itself is never repeated: it may hold a password. */
function readPrefix(text: unknown, path: string, problems: Problem[]): URL | undefined {
  const refuse = (zh: string, en: string): undefined => {
    problems.push({ path, message: { zh, en } });
    return undefined;
  };
  if (typeof text !== 'string' || /\s/.test(text) || !URL.canParse(text)) {
    return refuse('不是完整的网址，应形如 https://host/path', 'is not an absolute URL such as https://host/path');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('只支持 http 与 https', 'only http and https are possible');
  if (url.username !== '' || url.password !== '') return refuse('网址里不能带账号密码', 'must not carry user name or password');
  if (url.search !== '' || url.hash !== '') return refuse('网址里不能带 ? 或 #', 'must not carry a query or fragment');
  if (bareHost(url.hostname) === '') return refuse('缺少主机名', 'has no host');
  return url;
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, '');
}
