import { isIP } from 'node:net';
import { configError, type Locale, type PiaozoneError, type Problem } from '@piaozone/core';
import { downloadError } from './errors.js';

/** Where files may come from. */
export interface LinkRules {
  /** Host names; one that begins with a dot stands for all below it. https on port 443. Default `['.piaozone.com']`. */
  readonly allowedHosts?: readonly string[];
  /** Origins (`http://10.0.0.5:8080`) of an own network or a mock, where http and inner addresses are meant. Exactly these, with their ports. Default none. */
  readonly innerOrigins?: readonly string[];
}

/** A link that may be followed. */
export interface CheckedLink {
  readonly url: URL;
  /** Its address may be an inner one. */
  readonly inner: boolean;
}

export class Links {
  readonly #hosts: readonly string[];
  readonly #inner: ReadonlySet<string>;

  /** @throws config_invalid with every problem at once */
  constructor({ allowedHosts = ['.piaozone.com'], innerOrigins = [] }: LinkRules, locale: Locale) {
    const problems: Problem[] = [];
    allowedHosts.forEach((host, index) => {
      // `.com` would let everybody in.
      if (/^\.?(?:[a-z0-9-]+\.)+[a-z0-9-]+$/.test(host) && isIP(host) === 0) return;
      const message = {
        zh: '须为小写域名，如 img.piaozone.com 或 .piaozone.com',
        en: 'must be a host name in lower case such as img.piaozone.com or .piaozone.com',
      };
      problems.push({ path: `allowedHosts[${index}]`, message });
    });
    innerOrigins.forEach((origin, index) => {
      if (URL.canParse(origin) && new URL(origin).origin === origin && /^https?:/.test(origin)) return;
      problems.push({
        path: `innerOrigins[${index}]`,
        message: { zh: '须为 http(s)://主机:端口，不带路径', en: 'must be http(s)://host:port without a path' },
      });
    });
    if (problems.length > 0) throw configError(problems, locale);
    this.#hosts = allowedHosts;
    this.#inner = new Set(innerOrigins);
  }

  /** @param base the address that redirected here @throws request_invalid (outcome `not-sent`) for a link that is not to be followed */
  check(link: string, base?: URL): CheckedLink {
    // Parsers differ in what they do with these, and drop some of them without a word.
    if (typeof link !== 'string' || link === '' || /[\s\\\p{Cc}]/u.test(link)) throw refused('link', '不是完整的网址', 'is no address');
    if (!URL.canParse(link, base?.href)) throw refused('link', '不是完整的网址', 'is no address');
    const url = new URL(link, base);
    if (url.username !== '' || url.password !== '') throw refused('link', '带有账号密码', 'carries an account');
    if (this.#inner.has(url.origin)) return { url, inner: true };
    if (url.protocol !== 'https:') throw refused('scheme', '不是 https', 'is not https');
    const { hostname } = url;
    const listed = this.#hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
    if (url.port !== '' || !listed)
      throw refused('host', `主机 ${url.host} 不在 allowedHosts 中`, `is at ${url.host}, which is not among allowedHosts`);
    return { url, inner: false };
  }
}

function refused(reason: 'link' | 'scheme' | 'host', zh: string, en: string): PiaozoneError {
  return downloadError(
    reason,
    { zh: `文件链接${zh}，未下载`, en: `the link of the file ${en}; nothing was fetched` },
    { code: 'request_invalid', outcome: 'not-sent' },
  );
}
