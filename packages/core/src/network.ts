import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { isPublicHost } from './environments.js';
import type { Problem } from './errors.js';
import { type ProxySettings, readProxy, readProxyFromEnvironment } from './transport/proxy.js';
import { type Rewrite, type RewriteRules, readRewrite } from './transport/rewrite.js';

export interface TlsOptions {
  /** PEM of private CAs (nginx in between, private deployment), trusted besides the public ones. Verification itself cannot be switched off. */
  readonly ca?: string | Buffer | ReadonlyArray<string | Buffer>;
  /** PEM certificate and key shown where a server asks for one. */
  readonly clientCertificate?: { readonly cert: string | Buffer; readonly key: string | Buffer; readonly passphrase?: string };
}

/** `ip:port` as the manuals write it, an http URL, or `'env'`; as an object with exceptions in the form of `NO_PROXY`. */
export type ProxyOption = string | { readonly url: string; readonly noProxy?: string | readonly string[] };

/** One way out of this machine, as given. */
export interface NetworkOptions {
  readonly proxy?: ProxyOption;
  readonly tls?: TlsOptions;
  readonly rewrite?: RewriteRules;
}

/** One way out of this machine, checked. */
export interface NetworkSettings {
  readonly proxy: ProxySettings | undefined;
  readonly tls: TlsOptions;
  readonly rewrite?: Rewrite;
}

export interface NetworkReading {
  /** Put before the names in problems, e.g. `erpNetwork.`. */
  readonly prefix: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly problems: Problem[];
  readonly warn: (problem: Problem) => void;
}

/** Checks one network; what is wrong goes to `problems`, without a value. */
export function readNetwork(given: NetworkOptions, reading: NetworkReading): NetworkSettings {
  const { prefix, problems, warn } = reading;
  const proxy = readProxyOption(given.proxy, `${prefix}proxy`, reading);
  const rewrite = readRewrite(given.rewrite, `${prefix}rewrite`, problems, warn);
  if (proxy !== undefined && rewrite !== undefined) checkRulesBehindProxy(rewrite, proxy, `${prefix}rewrite`, problems);
  return { proxy, tls: readTls(given.tls, `${prefix}tls`, problems), ...(rewrite === undefined ? {} : { rewrite }) };
}

function readProxyOption(given: ProxyOption | undefined, path: string, reading: NetworkReading): ProxySettings | undefined {
  const { problems, variables, warn } = reading;
  if (given === undefined || given === '') return undefined;
  const { url, noProxy = '' } = (typeof given === 'object' && given !== null ? given : { url: given }) as { url?: unknown; noProxy?: unknown };
  const exceptions = Array.isArray(noProxy) ? noProxy.join(' ') : noProxy;
  if (typeof url !== 'string' || typeof exceptions !== 'string') {
    problems.push({
      path,
      message: { zh: '须为 ip:端口、网址、"env" 或 { url, noProxy? }', en: 'must be ip:port, a URL, "env" or { url, noProxy? }' },
    });
    return undefined;
  }
  const settings = url === 'env' ? readProxyFromEnvironment(variables, problems, exceptions) : readProxy(url, path, problems, exceptions);
  for (const entry of settings?.ignoredExceptions ?? []) {
    const message = {
      zh: `NO_PROXY 中的 ${entry} 不被支持，相应目标会经过代理`,
      en: `${entry} in NO_PROXY is not understood; its targets go through the proxy`,
    };
    warn({ path, message });
  }
  return settings;
}

/**
 * Plain http through a proxy is neither free in its Host header, which the proxy writes from the URL (RFC 9110), nor in where a public name leads:
 * the proxy resolves it, so nothing here could keep it from the internet.
 */
function checkRulesBehindProxy(rewrite: Rewrite, proxy: ProxySettings, path: string, problems: Problem[]): void {
  for (const { origin, to, keptHost } of rewrite.rules) {
    if (to.protocol !== 'http:' || proxy.hopFor(to) === undefined) continue;
    if (keptHost === undefined && !isPublicHost(to.hostname)) continue;
    problems.push({
      path,
      message: {
        zh: `${origin} 的转发地址 ${to.host} 不能经过代理，请加入 noProxy`,
        en: `${to.host}, which stands in for ${origin}, must not be reached through the proxy; add it to noProxy`,
      },
    });
  }
}

function readTls(given: unknown, path: string, problems: Problem[]): TlsOptions {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null) {
    problems.push({ path, message: { zh: '须为 { ca?, clientCertificate? }', en: 'must be { ca?, clientCertificate? }' } });
    return {};
  }
  const { ca, clientCertificate } = given as TlsOptions;
  if (ca !== undefined && ![ca].flat().every(holdsCertificates)) {
    problems.push({
      path: `${path}.ca`,
      message: {
        zh: '须为证书的 PEM 文本（以 -----BEGIN CERTIFICATE----- 开头），不是文件路径',
        en: 'must be the PEM text of certificates (from -----BEGIN CERTIFICATE-----), not the path of a file',
      },
    });
  }
  if (clientCertificate !== undefined && !isPair(clientCertificate)) {
    problems.push({
      path: `${path}.clientCertificate`,
      message: {
        zh: 'cert 与 key 须为成对的 PEM 文本（不是文件路径），passphrase 须与私钥相符',
        en: 'cert and key must be PEM texts (not paths) that belong together, and passphrase that of the key',
      },
    });
  }
  return given;
}

/** Looked at one by one: Node passes over a `ca` that it cannot read. */
function holdsCertificates(pem: unknown): boolean {
  if (!isPem(pem)) return false;
  const blocks = pem.toString('latin1').match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END [A-Z\d ]+-----/g) ?? [];
  return blocks.length > 0 && blocks.every((block) => succeeds(() => new X509Certificate(block)));
}

function isPair(pair: TlsOptions['clientCertificate'] | null): boolean {
  return pair !== null && isPem(pair?.cert) && isPem(pair?.key) && succeeds(() => tls.createSecureContext(pair));
}

function isPem(text: unknown): text is string | Buffer {
  return (typeof text === 'string' || Buffer.isBuffer(text)) && text.includes('-----BEGIN ');
}

/** Messages of OpenSSL are not passed on: they may name what they read. */
function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
