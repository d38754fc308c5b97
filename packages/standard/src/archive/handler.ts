import {
  asText,
  type Bilingual,
  configError,
  isPiaozoneError,
  isSecret,
  type JsonObject,
  type Locale,
  type Logger,
  localize,
  nodeBackend,
  type Problem,
  type Runtime,
  Secret,
  type SecretInput,
  silentLogger,
  systemRuntime,
} from '@piaozone/core';
import {
  type ArchiveAnswer,
  type ArchiveErrorCodes,
  type ArchiveEvent,
  type ArchiveRequest,
  envelope,
  OTHER_CODE,
  pageAnswer,
  plain,
  readBody,
  readQuery,
} from './messages.js';
import { ARCHIVE_BASE_PATH, answerer, TOKEN_OPERATION } from './operations.js';
import type { ArchivePage, ArchiveProvider, ArchiveQuery } from './provider.js';
import { ArchiveTokens, type ClientSecret } from './tokens.js';

/** An enterprise whose archive the cloud pulls, with the id and secret it signs with. */
export interface ArchiveClient {
  readonly clientId: string;
  readonly clientSecret: SecretInput;
}

export interface ArchiveHandlerOptions {
  readonly provider: ArchiveProvider;
  /** At least one. */
  readonly clients: readonly ArchiveClient[];
  /** @default '/api/erp' */
  readonly basePath?: string;
  /** `expiresTime` of the tokens given out, seconds. Default 43 200, the template's sample. */
  readonly tokenLifetimeSeconds?: number;
  /**
   * How far the signed timestamp may be from our clock, milliseconds. Default 600 000: a sign that somebody read on its way is worth nothing later.
   * Read are 13-digit milliseconds and 10-digit seconds; `'any'` takes every text, for a cloud that writes others.
   */
  readonly timestampWindowMs?: number | 'any';
  /** Rows of a page where the request does not say. Default 100. */
  readonly defaultPageSize?: number;
  /** Default 1 000. */
  readonly maxPageSize?: number;
  /** Largest request body, bytes. Default 65 536. */
  readonly maxBodyBytes?: number;
  readonly errorCodes?: ArchiveErrorCodes;
  readonly runtime?: Pick<Runtime, 'now'>;
  readonly logger?: Logger;
  /** Language of descriptions and logs. Default `zh-CN`. */
  readonly locale?: Locale;
  /** One per request. An error thrown here is ignored. */
  readonly onEvent?: (event: ArchiveEvent) => void;
}

type Refusal = { readonly code: keyof ArchiveErrorCodes; readonly text: Bilingual; readonly event: ArchiveEvent };

/**
 * Answers the archive's questions to the ERP (standard-edition §6.11): `POST {erp}/api/erp/…?access_token=`. Independent of any web framework;
 * see `nodeArchiveHandler` and `fetchArchiveHandler`.
 */
export class ArchiveHandler {
  readonly #options: ArchiveHandlerOptions;
  readonly #tokens: ArchiveTokens;
  readonly #prefix: string;
  readonly #locale: Locale;
  /** Largest request body, bytes; bindings stop reading there. */
  readonly maxBodyBytes: number;

  /** @throws config_invalid with every problem at once */
  constructor(options: ArchiveHandlerOptions) {
    const problems: Problem[] = [];
    checkOptions(options, problems);
    const clients = readClients(options.clients, problems);
    this.#locale = options.locale ?? 'zh-CN';
    if (problems.length > 0) throw configError(problems, this.#locale);
    this.#options = options;
    this.#tokens = new ArchiveTokens(clients, nodeBackend);
    this.#prefix = `${(options.basePath ?? ARCHIVE_BASE_PATH).replace(/\/+$/, '')}/`;
    this.maxBodyBytes = options.maxBodyBytes ?? 65_536;
  }

  /** Never rejects: what the provider throws is logged by its code and answered as a failure. */
  async receive(request: ArchiveRequest): Promise<ArchiveAnswer> {
    const { path, query } = split(request.path);
    const operation = path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : undefined;
    const answer = operation === undefined ? undefined : operation === TOKEN_OPERATION ? 'token' : answerer(operation, this.#options.provider);
    if (operation === undefined || answer === undefined)
      return this.#end(plain(404), { operation: undefined, outcome: 'refused', reason: 'no-route' });
    if (request.method !== 'POST') return this.#end(plain(405, { allow: 'POST' }), { operation, outcome: 'refused', reason: 'method' });
    if (request.body.length > this.maxBodyBytes) return this.#end(plain(413), { operation, outcome: 'refused', reason: 'too-large' });
    const body = readBody(request.body);
    if (answer === 'token') return body === undefined ? this.#unreadable(operation) : this.#token(operation, body);
    const owner = this.#tokens.ownerOf(query.get('access_token') ?? '', this.#seconds());
    if (owner === undefined)
      return this.#refuse({ code: 'accessToken', text: NO_TOKEN, event: { operation, outcome: 'refused', reason: 'access-token' } });
    if (body === undefined) return this.#unreadable(operation);
    if (answer === 'absent')
      return this.#refuse({ code: 'notProvided', text: NOT_PROVIDED, event: { operation, outcome: 'refused', reason: 'not-provided' } });
    const { defaultPageSize = 100, maxPageSize = 1_000 } = this.#options;
    const asked = readQuery(body, owner, { defaultPageSize, maxPageSize });
    if ('refused' in asked)
      return this.#refuse({ code: 'request', text: asked.refused, event: { operation, outcome: 'refused', reason: 'request' } });
    return this.#ask(operation, answer, asked);
  }

  async #ask(operation: string, answer: (query: ArchiveQuery) => Promise<ArchivePage<unknown>>, query: ArchiveQuery): Promise<ArchiveAnswer> {
    try {
      const page = await answer(query);
      assertPage(page, query);
      return this.#end(pageAnswer(page, query), { operation, outcome: 'answered' });
    } catch (error) {
      // Not its message: what an ERP's driver prints may hold anything.
      const name = isPiaozoneError(error) ? error.message : error instanceof Error ? error.name : typeof error;
      this.#options.logger?.warn(localize(PROVIDER_FAILED, this.#locale), { operation, error: name });
      return this.#refuse({ code: 'failed', text: FAILED, event: { operation, outcome: 'failed', reason: 'provider' } });
    }
  }

  #token(operation: string, body: JsonObject): ArchiveAnswer {
    const [clientId = '', signature = '', timestamp = ''] = ['clientId', 'sign', 'timestamp'].map((name) => asText(body[name]));
    const refused = (reason: 'credentials' | 'timestamp', text: Bilingual) =>
      this.#refuse({ code: 'credentials', text, event: { operation, outcome: 'refused', reason } });
    if (!this.#tokens.signed(clientId, timestamp, signature)) return refused('credentials', BAD_SIGN);
    if (!this.#inTime(timestamp)) {
      (this.#options.logger ?? silentLogger).warn(localize(STALE, this.#locale), { timestamp: timestamp.slice(0, 24) });
      return refused('timestamp', STALE);
    }
    const expiresTime = this.#options.tokenLifetimeSeconds ?? 43_200;
    const data = { accessToken: this.#tokens.issue(clientId, this.#seconds() + expiresTime), expiresTime };
    return this.#end(envelope('0000', '操作成功', { data }), { operation, outcome: 'token' });
  }

  #inTime(timestamp: string): boolean {
    const { timestampWindowMs = 600_000 } = this.#options;
    if (timestampWindowMs === 'any') return true;
    const signedAt = /^\d{13}$/.test(timestamp) ? Number(timestamp) : /^\d{10}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN;
    return Math.abs((this.#options.runtime ?? systemRuntime).now() - signedAt) <= timestampWindowMs;
  }

  #seconds(): number {
    return Math.floor((this.#options.runtime ?? systemRuntime).now() / 1_000);
  }

  #unreadable(operation: string): ArchiveAnswer {
    return this.#refuse({ code: 'request', text: UNREADABLE, event: { operation, outcome: 'refused', reason: 'request' } });
  }

  #refuse({ code, text, event }: Refusal): ArchiveAnswer {
    return this.#end(envelope(this.#options.errorCodes?.[code] ?? OTHER_CODE, localize(text, this.#locale)), event);
  }

  #end(answer: ArchiveAnswer, event: ArchiveEvent): ArchiveAnswer {
    try {
      this.#options.onEvent?.(event);
    } catch {
      // A listener disturbs no answer.
    }
    return answer;
  }
}

/** By hand: `new URL` would resolve dots and take an absolute request line for a host. */
function split(path: string): { readonly path: string; readonly query: URLSearchParams } {
  const end = path.indexOf('?');
  return end < 0 ? { path, query: new URLSearchParams() } : { path: path.slice(0, end), query: new URLSearchParams(path.slice(end + 1)) };
}

function assertPage(page: ArchivePage<unknown>, { pageSize }: ArchiveQuery): void {
  const { items, total } = page;
  const sound = Array.isArray(items) && Number.isSafeInteger(total) && total >= items.length && items.length <= pageSize;
  // A page that is longer than asked for would be cut by the reader, and rows would be lost without a word.
  if (!sound) throw new RangeError('page');
}

function readClients(given: unknown, problems: Problem[]): ClientSecret[] {
  const clients = Array.isArray(given) ? (given as ArchiveClient[]) : [];
  if (clients.length === 0) problems.push({ path: 'clients', message: { zh: '至少需要一个', en: 'needs at least one' } });
  return clients.map(({ clientId, clientSecret }, index) => {
    const path = `clients[${index}]`;
    if (typeof clientId !== 'string' || clientId === '' || clientId !== clientId.trim()) {
      problems.push({ path: `${path}.clientId`, message: { zh: '未填写或首尾有空格', en: 'is empty or padded with blanks' } });
    } else if (clients.findIndex((other) => other.clientId === clientId) !== index) {
      problems.push({ path: `${path}.clientId`, message: { zh: '重复', en: 'is given twice' } });
    }
    const secret = isSecret(clientSecret) ? clientSecret : new Secret(clientSecret ?? '');
    if (secret.use((bytes) => bytes.length) === 0) problems.push({ path: `${path}.clientSecret`, message: { zh: '未填写', en: 'is empty' } });
    return { clientId, clientSecret: secret };
  });
}

function checkOptions({ provider, ...options }: ArchiveHandlerOptions, problems: Problem[]): void {
  for (const name of ['tokenLifetimeSeconds', 'timestampWindowMs', 'defaultPageSize', 'maxPageSize', 'maxBodyBytes'] as const) {
    const value = options[name];
    if (value === undefined || (name === 'timestampWindowMs' && value === 'any')) continue;
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      problems.push({ path: name, message: { zh: '须为正整数', en: 'must be a whole number of at least 1' } });
  }
  if (provider?.vouchers?.billRelations !== undefined || provider?.bills?.voucherRelations !== undefined) return;
  problems.push({
    path: 'provider',
    message: {
      zh: '至少提供一种凭证与单据的关系：vouchers.billRelations 或 bills.voucherRelations',
      en: 'needs one relation between vouchers and bills: vouchers.billRelations or bills.voucherRelations',
    },
  });
}

const NO_TOKEN: Bilingual = { zh: 'access_token 无效或已过期', en: 'access_token is not valid, or over' };
const NOT_PROVIDED: Bilingual = { zh: '本系统未提供该接口', en: 'this system does not provide it' };
const UNREADABLE: Bilingual = { zh: '请求内容不是 JSON 对象', en: 'the request is no JSON object' };
const BAD_SIGN: Bilingual = { zh: '签名认证不通过', en: 'the signature does not fit' };
const STALE: Bilingual = {
  zh: 'timestamp 与本机时间相差过大，或不是 13 位毫秒、10 位秒（见 timestampWindowMs）',
  en: 'timestamp is too far from our clock, or neither 13-digit milliseconds nor 10-digit seconds (see timestampWindowMs)',
};
const FAILED: Bilingual = { zh: '本系统处理失败', en: 'this system failed' };
const PROVIDER_FAILED: Bilingual = { zh: '档案接口的数据提供方出错', en: 'the provider of an archive interface failed' };
