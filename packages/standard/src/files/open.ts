import dns, { type LookupAddress } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Call, Piaozone, PiaozoneError } from '@piaozone/core';
import { isPublicAddress } from './addresses.js';
import { DOWNLOAD, downloadError } from './errors.js';
import type { CheckedLink } from './links.js';

/** The beginning of an answer; its body is read once or closed. */
export interface OpenedFile {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Buffer>;
  close(): void;
}

export interface OpenContext {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly call: Call;
}

/** One GET without redirects, cookies or credentials. */
export type OpenFile = (link: CheckedLink, context: OpenContext) => Promise<OpenedFile>;

export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

const HEADERS = { accept: '*/*', 'accept-encoding': 'identity' } as const;

/** Through the module object: tests replace its members. */
const resolveByDns: ResolveHost = (hostname) =>
  new Promise((resolve, reject) => dns.lookup(hostname, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error))));

/**
 * Straight to the host: its name is resolved once, every address it has must be a public one, and the connection goes to an address that was looked at, whatever
 * the name leads to by then (reliability T19).
 */
export function openDirectly({ ca, resolve = resolveByDns }: { readonly ca?: string | Buffer; readonly resolve?: ResolveHost }): OpenFile {
  return async (link, context) => {
    const { url } = link;
    const addresses = await pinned(link, resolve, context.signal);
    return new Promise((settle, reject) => {
      const secure = url.protocol === 'https:';
      const options: https.RequestOptions = {
        host: bare(url.hostname),
        port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
        path: `${url.pathname}${url.search}`,
        headers: { ...HEADERS, ...context.headers },
        agent: false,
        lookup: lookupOf(addresses),
        signal: context.signal,
        // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the default off.
        ...(secure ? { rejectUnauthorized: true, ...(isIP(bare(url.hostname)) === 0 ? { servername: url.hostname } : {}) } : {}),
        ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] as (string | Buffer)[] }),
      };
      const request = (secure ? https : http).request(options, (response) => settle(opened(response)));
      request.on('error', (error) => reject(broken(error)));
      request.end();
    });
  };
}

/**
 * By the client's own network: its proxy, private authorities and rewrites, retries and events. The name is resolved by the proxy or at connection time, so
 * only the allow-list stands between a link and an inner host; a file is held in memory.
 */
export function openByClient(piaozone: Piaozone): OpenFile {
  return async ({ url }, { call, headers, maxBytes, timeoutMs, signal }) => {
    const { requestId } = call;
    const response = await piaozone.http.call({
      operation: DOWNLOAD,
      effect: 'read',
      requestId,
      tenant: url.host,
      request: { method: 'GET', url: url.href, headers: { accept: HEADERS.accept, ...headers } },
      maxResponseBytes: maxBytes,
      timeoutMs,
      signal,
      classify: (answer) => ({ kind: 'ok', value: answer }),
    });
    const { 'content-encoding': _, ...kept } = response.headers;
    return { status: response.status, headers: kept, body: once(response.body), close: () => {} };
  };
}

async function pinned({ url, inner }: CheckedLink, resolve: ResolveHost, signal: AbortSignal): Promise<readonly LookupAddress[]> {
  const host = bare(url.hostname);
  const family = isIP(host);
  const found = family !== 0 ? [{ address: host, family }] : await resolve(host).catch((error: unknown) => Promise.reject(broken(error)));
  if (signal.aborted) throw signal.reason;
  if (found.length === 0) throw broken({ code: 'ENOTFOUND' });
  // One inner address among public ones is what a rebinding name looks like.
  if (!inner && !found.every(({ address }) => isPublicAddress(address))) {
    throw downloadError(
      'address',
      { zh: `主机 ${host} 指向内网或保留地址，未下载`, en: `${host} leads to an inner or reserved address; nothing was fetched` },
      { code: 'request_invalid', outcome: 'not-sent' },
    );
  }
  return found;
}

function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [head] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, head?.address ?? '', head?.family);
  };
}

function opened(response: IncomingMessage): OpenedFile {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers as Readonly<Record<string, string | undefined>>,
    body: pieces(response),
    close: () => response.destroy(),
  };
}

async function* pieces(response: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const piece of response) yield piece as Buffer;
  } catch (error) {
    throw broken(error);
  }
}

async function* once(body: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield body;
}

function broken(error: unknown): PiaozoneError {
  const { code } = error as { code?: unknown };
  return downloadError(
    'network',
    {
      zh: `下载中断（${typeof code === 'string' ? code : '网络错误'}）`,
      en: `the download broke off (${typeof code === 'string' ? code : 'network error'})`,
    },
    { code: 'connection', outcome: 'unknown' },
  );
}

/** IPv6 literals stand in brackets. */
function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
