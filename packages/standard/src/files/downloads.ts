import { type Call, configError, isPiaozoneError, type Locale, type Piaozone, type PiaozoneError, type Problem } from '@piaozone/core';
import { DOWNLOAD, downloadError } from './errors.js';
import { type CheckedLink, type LinkRules, Links } from './links.js';
import { type OpenContext, type OpenedFile, type OpenFile, openByClient, openDirectly, type ResolveHost } from './open.js';
import { FolderSink, MemorySink, Seen, type Sink } from './sinks.js';
import type { FileKind } from './sniff.js';

export interface DownloadSettings extends LinkRules {
  /** Default 67 108 864 (64 MiB). */
  readonly maxBytes?: number;
  /** Whole download with redirects and tries, milliseconds. Default 120 000. */
  readonly timeoutMs?: number;
  /** Redirects that are followed, each checked like the link itself. Default 3, 0 = none. */
  readonly maxRedirects?: number;
  /** Further tries after a broken connection; they go on where it broke if the server can. Default 2. */
  readonly maxRetries?: number;
  /**
   * `direct`: straight to the host, at an address that was looked at. `client`: by the client's proxy, private authorities and rewrites, where nobody here sees
   * the address; then `allowedHosts` should name hosts one by one. Default `direct`.
   */
  readonly network?: 'direct' | 'client';
  /** PEM of an authority trusted besides the public ones; `direct` only. */
  readonly ca?: string | Buffer;
  /** Default: the system's. */
  readonly resolve?: ResolveHost;
}

export interface DownloadOptions {
  /** What must come. Default: any of the three. */
  readonly kind?: FileKind;
}

/** A file that came whole and is what it should be. */
export interface DownloadedFile {
  /** By its content. */
  readonly kind: FileKind;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Files of invoices by the links of the cloud's answers (PDF, OFD, XML). A link is data from outside: only https and listed hosts, no inner address, no redirect
 * that is not checked, no credential sent, content told by its own bytes (reliability T19, T21, T33, F65). Links live about 60 days, so keep the file.
 */
export class FileDownloads {
  readonly #piaozone: Piaozone;
  readonly #settings: DownloadSettings;
  readonly #links: Links;
  readonly #open: OpenFile;

  /** @throws config_invalid with every problem at once */
  constructor(piaozone: Piaozone, settings: DownloadSettings = {}) {
    checkNumbers(settings, piaozone.locale);
    this.#piaozone = piaozone;
    this.#settings = settings;
    this.#links = new Links(settings, piaozone.locale);
    const { network = 'direct', ca, resolve } = settings;
    this.#open =
      network === 'client'
        ? openByClient(piaozone)
        : openDirectly({ ...(ca === undefined ? {} : { ca }), ...(resolve === undefined ? {} : { resolve }) });
  }

  /** The bytes. @throws request_invalid for a link that is not followed; business_rejected where the cloud says why there is no file; response_invalid, response_too_large, server, connection, timeout, aborted; `reason` says more */
  async read(link: string, call: Call, options: DownloadOptions = {}): Promise<DownloadedFile & { readonly bytes: Buffer }> {
    const { result, ...file } = await this.#download(link, call, options, new MemorySink());
    return { ...file, bytes: result };
  }

  /**
   * Into `folder`, under the hash of its content: `{sha256}.pdf`. The file appears when it is whole and on the disk; the same file twice is one file.
   * Bytes go to the disk as they come, unless `network` is `client`.
   * @throws store_failed, and as `read`
   */
  async save(link: string, folder: string, call: Call, options: DownloadOptions = {}): Promise<DownloadedFile & { readonly path: string }> {
    const unique = `${this.#piaozone.newRequestId()}-${process.pid}-${Math.floor(this.#piaozone.runtime.random() * 1e9)}`;
    const { result, ...file } = await this.#download(link, call, options, new FolderSink(folder, unique));
    return { ...file, path: result };
  }

  async #download<T>(link: string, call: Call, { kind: wanted }: DownloadOptions, sink: Sink<T>): Promise<DownloadedFile & { readonly result: T }> {
    const limit = this.#limit(call.signal);
    const seen = new Seen();
    try {
      await this.#fetch(this.#links.check(link), { signal: limit.signal, call, sink, seen });
      const { kind, size, sha256 } = seen.end(wanted);
      return { kind, size, sha256, result: await sink.finish(kind, sha256) };
    } catch (error) {
      await sink.discard();
      const failure = limit.signal.aborted ? limit.signal.reason : error;
      throw isPiaozoneError(failure) ? failure.with({ operation: DOWNLOAD, requestId: call.requestId, locale: this.#piaozone.locale }) : failure;
    } finally {
      limit.end();
    }
  }

  /** Tries until the body has come whole. */
  async #fetch<T>(link: CheckedLink, course: Course<T>): Promise<void> {
    const { maxRetries = 2 } = this.#settings;
    // Told by the first answer; a file that has changed meanwhile has another one, and comes from its beginning.
    let etag: string | undefined;
    for (let tries = 0; ; tries += 1) {
      try {
        const opened = await this.#follow(link, course, etag);
        const tag = opened.headers['etag'];
        etag = tag?.startsWith('"') === true && opened.headers['accept-ranges'] !== 'none' ? tag : undefined;
        await this.#receive(opened, course);
        return;
      } catch (error) {
        if (tries >= maxRetries || course.signal.aborted || !isPiaozoneError(error, 'connection')) throw error;
      }
    }
  }

  /** The answer that is no redirect. */
  async #follow<T>(link: CheckedLink, { signal, call, seen }: Course<T>, etag: string | undefined): Promise<OpenedFile> {
    const { maxRedirects = 3 } = this.#settings;
    let target = link;
    const headers: Record<string, string> = etag === undefined || seen.size === 0 ? {} : { range: `bytes=${seen.size}-`, 'if-range': etag };
    for (let redirects = 0; ; redirects += 1) {
      const context: OpenContext = { signal, call, headers, maxBytes: this.#maxBytes, timeoutMs: this.#timeoutMs };
      const opened = await this.#open(target, context);
      const { location } = opened.headers;
      if (!REDIRECTS.has(opened.status) || location === undefined) return opened;
      opened.close();
      if (redirects >= maxRedirects) {
        throw downloadError('redirects', {
          zh: `文件链接跳转超过 ${maxRedirects} 次`,
          en: `the link of the file redirects more than ${maxRedirects} times`,
        });
      }
      target = this.#links.check(location, target.url);
    }
  }

  async #receive<T>({ status, headers, body, close }: OpenedFile, { sink, seen }: Course<T>): Promise<void> {
    try {
      const goesOn = status === 206 && headers['content-range']?.startsWith(`bytes ${seen.size}-`) === true;
      if (status !== 200 && !goesOn) throw badStatus(status);
      const encoding = headers['content-encoding'] ?? 'identity';
      // Nothing else was asked for; what unpacks may unpack to anything.
      if (encoding !== 'identity') throw downloadError('encoding', { zh: '文件被压缩传输', en: 'the file came compressed' });
      if (!goesOn && seen.size > 0) {
        seen.reset();
        await sink.restart();
      }
      const announced = Number(headers['content-length'] ?? 0) + seen.size;
      if (announced > this.#maxBytes) throw this.#tooLarge();
      for await (const piece of body) {
        if (seen.size + piece.length > this.#maxBytes) throw this.#tooLarge();
        seen.add(piece);
        await sink.write(piece);
      }
    } finally {
      close();
    }
  }

  get #maxBytes(): number {
    return this.#settings.maxBytes ?? 64 * 1024 * 1024;
  }

  get #timeoutMs(): number {
    return this.#settings.timeoutMs ?? 120_000;
  }

  #tooLarge(): PiaozoneError {
    return downloadError(
      'too-large',
      { zh: `文件超过 ${this.#maxBytes} 字节`, en: `the file is larger than ${this.#maxBytes} bytes` },
      { code: 'response_too_large' },
    );
  }

  /** One signal for caller and time limit. */
  #limit(caller: AbortSignal | undefined): { readonly signal: AbortSignal; end(): void } {
    const controller = new AbortController();
    const timeoutMs = this.#timeoutMs;
    const cancel = this.#piaozone.runtime.schedule(timeoutMs, () => {
      const message = { zh: `下载超过 ${timeoutMs} 毫秒`, en: `the download took more than ${timeoutMs} ms` };
      controller.abort(downloadError('timeout', message, { code: 'timeout', outcome: 'unknown' }));
    });
    const onAbort = () =>
      controller.abort(downloadError('aborted', { zh: '已取消', en: 'aborted by the caller' }, { code: 'aborted', outcome: 'unknown' }));
    if (caller?.aborted === true) onAbort();
    caller?.addEventListener('abort', onAbort, { once: true });
    return {
      signal: controller.signal,
      end() {
        cancel();
        caller?.removeEventListener('abort', onAbort);
      },
    };
  }
}

interface Course<T> {
  readonly signal: AbortSignal;
  readonly call: Call;
  readonly sink: Sink<T>;
  readonly seen: Seen;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function badStatus(status: number): PiaozoneError {
  const over = status === 403 || status === 404 || status === 410;
  return downloadError(
    'status',
    { zh: `下载失败，HTTP ${status}`, en: `the download failed with HTTP ${status}` },
    {
      code: 'server',
      status,
      ...(over
        ? { hint: { zh: '链接约 60 天失效：重新查询发票取新链接', en: 'links live about 60 days: query the invoice again for a new one' } }
        : {}),
    },
  );
}

function checkNumbers(settings: DownloadSettings, locale: Locale): void {
  const problems: Problem[] = [];
  for (const [name, least] of [
    ['maxBytes', 1],
    ['timeoutMs', 1],
    ['maxRedirects', 0],
    ['maxRetries', 0],
  ] as const) {
    const value = settings[name];
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue;
    problems.push({ path: name, message: { zh: `须为不小于 ${least} 的整数`, en: `must be a whole number of at least ${least}` } });
  }
  if (problems.length > 0) throw configError(problems, locale);
}
