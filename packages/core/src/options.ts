import { type Authorization, type AuthorizationInput, readAuthorization } from './credentials/authorization.js';
import { isMockClientId } from './credentials/triple.js';
import type { CryptoBackend } from './crypto/backend.js';
import { nodeBackend } from './crypto/node-backend.js';
import type { EncType } from './crypto/signer.js';
import { type Environment, type EnvironmentInput, readEnvironment } from './environments.js';
import { configError, type Problem } from './errors.js';
import { type Locale, localize } from './i18n/locale.js';
import { type Logger, silentLogger } from './i18n/log.js';
import { type Runtime, systemRuntime } from './runtime.js';
import { type ProxySettings, readProxy, readProxyFromEnvironment } from './transport/proxy.js';
import type { AttemptEvent, Sender } from './transport/types.js';

/** How a refused access token shows. No reference holds the answer to an expired token, so it is a setting; see {@link DEFAULT_TOKEN_REJECTION}. */
export interface TokenRejection {
  /** Values of `errcode`, as text. */
  readonly codes: readonly string[];
  /** Parts of `description`. */
  readonly texts: readonly string[];
  /** HTTP statuses. */
  readonly statuses: readonly number[];
}

/**
 * Candidates only: `1300` is "platform token expired" in the vendor's client and on the polling channel (standard-edition §4, business-rules §5);
 * 401 is the usual status. The real answer of 标准版 is undocumented.
 */
export const DEFAULT_TOKEN_REJECTION: TokenRejection = { codes: ['1300'], texts: [], statuses: [401] };

export interface TlsOptions {
  /** PEM of a private CA (nginx in between, private deployment), trusted besides the public ones. Verification itself cannot be switched off. */
  readonly ca?: string | Buffer;
  /** PEM certificate and key shown where a server asks for one. */
  readonly clientCertificate?: { readonly cert: string | Buffer; readonly key: string | Buffer; readonly passphrase?: string };
}

/** One way out of this machine. */
export interface NetworkSettings {
  readonly proxy: ProxySettings | undefined;
  readonly tls: TlsOptions;
}

/** Everything a client can be told. Environment variables stand in for what is left out; an explicit value wins. */
export interface PiaozoneOptions {
  /** `production`, `test` or an own prefix. Variable: `PIAOZONE_ENVIRONMENT` (`production`, `test` or a URL). No default: a forgotten setting must not issue real invoices. */
  readonly environment?: EnvironmentInput;
  /** 是否使用原授权. Variables: `PIAOZONE_CLIENT_ID`, `PIAOZONE_CLIENT_SECRET`, `PIAOZONE_ENCRYPT_KEY` (shared mode), `PIAOZONE_TENANT_CLIENT_ID` … for the tenant. */
  readonly authorization?: AuthorizationInput;
  /** `ip:port` as the manuals write it, an http URL, or `'env'`. Default none (没有则不配). Variable: `PIAOZONE_PROXY`. */
  readonly proxy?: string;
  readonly tls?: TlsOptions;
  /** How ERPs are reached. Default: directly, since `proxy` is the way to the cloud and ERPs mostly stand in the same network. */
  readonly erpNetwork?: { readonly proxy?: string; readonly tls?: TlsOptions };
  /** Language of messages. Default `zh-CN`. Variable: `PIAOZONE_LOCALE`. */
  readonly locale?: Locale;
  /** Signing mode sent as `encType`: 0 MD5, 1 SHA-256, 2 HMAC-SHA256. Default 0, the only one proved by published samples. */
  readonly encType?: EncType;
  /** Whole call including login, retries and body, milliseconds. Default 60 000. */
  readonly timeoutMs?: number;
  /** Repeats after the first attempt of what may be repeated. Default 2. */
  readonly maxRetries?: number;
  /** Largest answer accepted, bytes after decompression. Default 33 554 432 (32 MiB). */
  readonly maxResponseBytes?: number;
  readonly tokenRejection?: Partial<TokenRejection>;
  /** Default: `node:crypto`. `cryptoJsBackend` of `@piaozone/core/crypto-js` has the same results. */
  readonly crypto?: CryptoBackend;
  readonly logger?: Logger;
  /** One event per attempt, without headers, bodies and queries. */
  readonly onAttempt?: (event: AttemptEvent) => void;
  /** For tests and simulations. Default: the system's clock and randomness. */
  readonly runtime?: Runtime;
  /** For tests: replaces the network. Default: axios. */
  readonly sender?: Sender;
}

/** Options after checking; defaults filled in. */
export interface ResolvedOptions {
  readonly environment: Environment;
  readonly authorization: Authorization;
  readonly network: NetworkSettings;
  readonly erpNetwork: NetworkSettings;
  readonly locale: Locale;
  readonly encType: EncType;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly maxResponseBytes: number;
  readonly tokenRejection: TokenRejection;
  readonly crypto: CryptoBackend;
  readonly logger: Logger;
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined;
  readonly runtime: Runtime;
  readonly sender: Sender | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws config_invalid with every problem at once; no value of a secret is ever part of it */
export function resolveOptions(options: PiaozoneOptions, variables: Variables): ResolvedOptions {
  const problems: Problem[] = [];
  const logger = options.logger ?? silentLogger;
  const locale = readLocale(options.locale ?? variables['PIAOZONE_LOCALE'], problems);
  const warn = ({ path, message }: Problem) => logger.warn(`${path}: ${localize(message, locale)}`);
  const environment = readEnvironment(options.environment ?? environmentVariable(variables), 'environment', problems, warn);
  const authorization = readAuthorization(options.authorization ?? authorizationVariables(variables), locale, 'authorization', problems);
  if (environment?.kind === 'production' && authorization?.all().some(({ clientId }) => isMockClientId(clientId))) {
    problems.push({
      path: 'authorization',
      message: {
        zh: '这是模拟环境（mock）的授权，不能用于生产环境',
        en: 'these are credentials of the mock; they are refused by the production environment',
      },
    });
  }
  const resolved = {
    environment,
    authorization,
    network: { proxy: networkProxy(options.proxy ?? variables['PIAOZONE_PROXY'], 'proxy', variables, problems, warn), tls: options.tls ?? {} },
    erpNetwork: { proxy: networkProxy(options.erpNetwork?.proxy, 'erpNetwork.proxy', variables, problems, warn), tls: options.erpNetwork?.tls ?? {} },
    locale,
    encType: readEncType(options.encType, problems),
    timeoutMs: readWhole(options.timeoutMs, 60_000, 1, 'timeoutMs', problems),
    maxRetries: readWhole(options.maxRetries, 2, 0, 'maxRetries', problems),
    maxResponseBytes: readWhole(options.maxResponseBytes, 32 * 1024 * 1024, 1, 'maxResponseBytes', problems),
    tokenRejection: { ...DEFAULT_TOKEN_REJECTION, ...options.tokenRejection },
    crypto: options.crypto ?? nodeBackend,
    logger,
    onAttempt: options.onAttempt,
    runtime: options.runtime ?? systemRuntime,
    sender: options.sender,
  };
  if (problems.length > 0 || environment === undefined || authorization === undefined) throw configError(problems, locale);
  return { ...resolved, environment, authorization };
}

function environmentVariable(variables: Variables): EnvironmentInput | undefined {
  const text = variables['PIAOZONE_ENVIRONMENT'];
  if (text === undefined || text === 'production' || text === 'test') return text;
  return { baseUrl: text };
}

function authorizationVariables(variables: Variables): AuthorizationInput | undefined {
  const triple = (prefix: string) => {
    const [clientId, clientSecret, encryptKey] = ['CLIENT_ID', 'CLIENT_SECRET', 'ENCRYPT_KEY'].map((name) => variables[`${prefix}${name}`]);
    if (clientId === undefined && clientSecret === undefined && encryptKey === undefined) return undefined;
    return { clientId: clientId ?? '', clientSecret: clientSecret ?? '', encryptKey: encryptKey ?? '' };
  };
  const enterprise = triple('PIAOZONE_');
  const tenant = triple('PIAOZONE_TENANT_');
  if (enterprise === undefined) return undefined;
  return { mode: 'shared', enterprise, ...(tenant === undefined ? {} : { tenant }) };
}

function readLocale(given: string | undefined, problems: Problem[]): Locale {
  if (given === undefined || given === 'zh-CN' || given === 'en') return given ?? 'zh-CN';
  problems.push({ path: 'locale', message: { zh: '须为 "zh-CN" 或 "en"', en: 'must be "zh-CN" or "en"' } });
  return 'zh-CN';
}

function readEncType(given: unknown, problems: Problem[]): EncType {
  if (given === undefined || given === 0 || given === 1 || given === 2) return given ?? 0;
  problems.push({
    path: 'encType',
    message: { zh: '须为 0（MD5）、1（SHA-256）或 2（HMAC-SHA256）', en: 'must be 0 (MD5), 1 (SHA-256) or 2 (HMAC-SHA256)' },
  });
  return 0;
}

function readWhole(given: unknown, byDefault: number, least: number, path: string, problems: Problem[]): number {
  if (given === undefined) return byDefault;
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= least) return given;
  problems.push({ path, message: { zh: `须为不小于 ${least} 的整数`, en: `must be a whole number of at least ${least}` } });
  return byDefault;
}

function networkProxy(
  given: string | undefined,
  path: string,
  variables: Variables,
  problems: Problem[],
  warn: (problem: Problem) => void,
): ProxySettings | undefined {
  if (given === undefined || given === '') return undefined;
  if (given !== 'env') return readProxy(given, path, problems);
  const settings = readProxyFromEnvironment(variables, problems);
  for (const entry of settings?.ignoredExceptions ?? []) {
    const message = {
      zh: `NO_PROXY 中的 ${entry} 不被支持，相应目标会经过代理`,
      en: `${entry} in NO_PROXY is not understood; its targets go through the proxy`,
    };
    warn({ path, message });
  }
  return settings;
}
