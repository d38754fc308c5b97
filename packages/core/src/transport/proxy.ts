import { configError, type Problem } from '../errors.js';
import { bareHost, NoProxy } from './no-proxy.js';

/** One proxy. Its account never shows: not in `inspect`, not in JSON, not in an error. */
export class ProxyHop {
  readonly host: string;
  readonly port: number;
  readonly #authorization: string | undefined;

  constructor(host: string, port: number, account?: { readonly user: string; readonly password: string }) {
    this.host = host;
    this.port = port;
    if (account !== undefined) this.#authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64')}`;
  }

  /** Value of `proxy-authorization`; for the hop to the proxy only. */
  authorization(): string | undefined {
    return this.#authorization;
  }

  /** `host:port`, the form that may be shown. */
  toString(): string {
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Which proxy, if any, leads to a target. Fixed at construction; nothing is read from the environment later. */
export class ProxySettings {
  readonly #http: ProxyHop | undefined;
  readonly #https: ProxyHop | undefined;
  readonly #exceptions: NoProxy;

  /** @param noProxy see {@link NoProxy} */
  constructor(hops: { readonly http?: ProxyHop; readonly https?: ProxyHop }, noProxy = '') {
    this.#http = hops.http;
    this.#https = hops.https;
    this.#exceptions = new NoProxy(noProxy);
  }

  /** Entries of `NO_PROXY` that are not understood, for a warning: their targets go through the proxy. */
  get ignoredExceptions(): readonly string[] {
    return this.#exceptions.ignored;
  }

  /** The hop for `target`, or undefined for a direct connection. */
  hopFor(target: URL): ProxyHop | undefined {
    const hop = target.protocol === 'https:' ? this.#https : this.#http;
    return hop === undefined || this.#exceptions.covers(bareHost(target.hostname), portOf(target)) ? undefined : hop;
  }

  toJSON(): { http?: string; https?: string } {
    return {
      ...(this.#http === undefined ? {} : { http: this.#http.toString() }),
      ...(this.#https === undefined ? {} : { https: this.#https.toString() }),
    };
  }
}

/**
 * A proxy for every target: `ip:port` as the manuals write it, or `http://user:password@host:port` with user and password percent-encoded.
 * @throws config_invalid; the text itself is never repeated, it may hold a password
 */
export function parseProxy(text: string, path = 'proxy'): ProxySettings {
  const problems: Problem[] = [];
  const settings = readProxy(text, path, problems);
  if (settings === undefined) throw configError(problems);
  return settings;
}

/** Like {@link parseProxy}, but adds to `problems` instead of throwing. */
export function readProxy(text: string, path: string, problems: Problem[], noProxy = ''): ProxySettings | undefined {
  const hop = readHop(text, path, problems);
  return hop === undefined ? undefined : new ProxySettings({ http: hop, https: hop }, noProxy);
}

/**
 * What `proxy: 'env'` asks for: `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` of `env`, read once; lower case wins, an empty value counts as none.
 * `ALL_PROXY` is not read. Undefined when no proxy is set or a value is wrong (then `problems` says which).
 * @param noProxy exceptions besides those of `NO_PROXY`
 */
export function readProxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
  noProxy = '',
): ProxySettings | undefined {
  const lookUp = (name: string) => env[name.toLowerCase()] || (isForgeable(name, env) ? '' : env[name]) || '';
  const hopOf = (name: string) => (lookUp(name) === '' ? undefined : readHop(lookUp(name), name, problems));
  const http = hopOf('HTTP_PROXY');
  const https = hopOf('HTTPS_PROXY');
  if (http === undefined && https === undefined) return undefined;
  return new ProxySettings(
    { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) },
    `${lookUp('NO_PROXY')} ${noProxy}`,
  );
}

/** Below CGI a visitor's header `Proxy:` becomes `HTTP_PROXY` ("httpoxy"); curl and Go ignore it there too. */
function isForgeable(name: string, env: Readonly<Record<string, string | undefined>>): boolean {
  return name === 'HTTP_PROXY' && Boolean(env['REQUEST_METHOD']);
}

function readHop(text: string, path: string, problems: Problem[]): ProxyHop | undefined {
  const refuse = (zh: string, en: string): undefined => {
    problems.push({ path, message: { zh, en } });
    return undefined;
  };
  if (text.trim() === '' || /\s/.test(text)) return refuse('代理为空或含有空格', 'is empty or contains blanks');
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) return refuse('不是 ip:端口 或 http://host:port', 'is not ip:port or http://host:port');
  const url = new URL(withScheme);
  if (url.protocol !== 'http:')
    return refuse('只支持 http 代理（https 目标经 CONNECT）', 'only http proxies are possible (https targets go by CONNECT)');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return refuse('代理地址不能带路径', 'must not carry a path');
  // URL drops `:80`, so the text decides whether a port was written: a guessed proxy port is wrong nearly always.
  if (!/:\d+\/?$/.test(withScheme)) return refuse('缺少端口，应形如 172.18.1.1:10086', 'has no port; write it like 172.18.1.1:10086');
  const host = bareHost(url.hostname);
  const port = Number(url.port || 80);
  if (url.username === '' && url.password === '') return new ProxyHop(host, port);
  try {
    return new ProxyHop(host, port, { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) });
  } catch {
    return refuse('代理账号或密码中的 % 须写成 %25', 'a % in user or password of the proxy must be written %25');
  }
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
