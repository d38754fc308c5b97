import type { Authorization, AuthorizationInput } from './credentials/authorization.js';
import { readAuthorization } from './credentials/read-authorization.js';
import { tripleVariables } from './credentials/sources/environment.js';
import type { CryptoBackend } from './crypto/backend.js';
import { nodeBackend } from './crypto/node-backend.js';
import type { EncType } from './crypto/signer.js';
import type { EnterpriseDirectory } from './entitlement/directory.js';
import type { EntitlementMode } from './entitlement/entitlements.js';
import { type EntitlementOptionsInput, readEntitlementOptions } from './entitlement/read-options.js';
import { type Environment, type EnvironmentInput, readEnvironment } from './environments.js';
import { configError, type Problem } from './errors.js';
import { type Locale, localize } from './i18n/locale.js';
import { type Logger, silentLogger } from './i18n/log.js';
import { type NetworkOptions, type NetworkSettings, type ProxyOption, readNetwork, type TlsOptions } from './network.js';
import type { AttemptEvent } from './observe/attempt-event.js';
import { type Runtime, systemRuntime } from './runtime.js';
import type { TokenStore } from './session/token-store.js';
import { type LimitOptions, type Limits, readLimits } from './transport/flow/limits.js';
import type { RewriteRules } from './transport/rewrite.js';
import type { Sender } from './transport/types.js';

export type { NetworkSettings, TlsOptions } from './network.js';

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

/** Everything a client can be told. Environment variables stand in for what is left out; an explicit value wins. */
export interface PiaozoneOptions extends EntitlementOptionsInput {
  /** `production`, `test` or an own prefix. Variable: `PIAOZONE_ENVIRONMENT` (`production`, `test` or a URL). No default: a forgotten setting must not issue real invoices. */
  readonly environment?: EnvironmentInput;
  /** 是否使用原授权. Variables: `PIAOZONE_CLIENT_ID`, `PIAOZONE_CLIENT_SECRET`, `PIAOZONE_ENCRYPT_KEY` (shared mode), `PIAOZONE_TENANT_CLIENT_ID` … for the tenant, `PIAOZONE_PREVIOUS_CLIENT_ID` … for the older version while a secret is exchanged. */
  readonly authorization?: AuthorizationInput;
  /** `ip:port` as the manuals write it, an http URL, or `'env'`, or one of them with exceptions. Default none (没有则不配). Variable: `PIAOZONE_PROXY`. */
  readonly proxy?: ProxyOption;
  readonly tls?: TlsOptions;
  /** Prefixes that are reached elsewhere, for an nginx in between: `{ 'https://api.piaozone.com': 'http://nginx.inner/piaozone' }`. Default none. */
  readonly rewrite?: RewriteRules;
  /** How ERPs are reached. Default: directly, since `proxy` is the way to the cloud and ERPs mostly stand in the same network. */
  readonly erpNetwork?: NetworkOptions;
  /** Language of messages. Default `zh-CN`. Variable: `PIAOZONE_LOCALE`. */
  readonly locale?: Locale;
  /** Signing mode sent as `encType`: 0 MD5, 1 SHA-256, 2 HMAC-SHA256. Default 0, the only one proved by published samples. */
  readonly encType?: EncType;
  /** Whole call including login, retries and body, milliseconds. Default 60 000. */
  readonly timeoutMs?: number;
  /** Repeats after the first attempt of what may be repeated. Default 2. */
  readonly maxRetries?: number;
  /** How much may leave at a time, per tenant and operation. */
  readonly limits?: LimitOptions;
  /** Largest answer accepted, bytes after decompression. Default 33 554 432 (32 MiB). */
  readonly maxResponseBytes?: number;
  readonly tokenRejection?: Partial<TokenRejection>;
  /**
   * Shares access tokens with other processes (`@piaozone/stores`), so that they do not end each other's. Default: each process has its own.
   * Belongs to whoever made it: `close()` of the client leaves it open.
   */
  readonly tokenStore?: TokenStore;
  /** Default: `node:crypto`. `cryptoJsBackend` of `@piaozone/core/crypto-js` has the same results. */
  readonly crypto?: CryptoBackend;
  readonly logger?: Logger;
  /**
   * One event per attempt, made from an allow-list. What it throws disturbs no call. The same events go out on the `node:diagnostics_channel` named by
   * `ATTEMPT_CHANNEL`, for all clients of the process.
   */
  readonly onEvent?: (event: AttemptEvent) => void;
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
  readonly limits: Limits;
  readonly maxResponseBytes: number;
  readonly tokenRejection: TokenRejection;
  readonly tokenStore: TokenStore | undefined;
  readonly enterprises: EnterpriseDirectory | undefined;
  readonly entitlements: EntitlementMode;
  readonly crypto: CryptoBackend;
  readonly logger: Logger;
  readonly onEvent: ((event: AttemptEvent) => void) | undefined;
  readonly runtime: Runtime;
  readonly sender: Sender | undefined;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** @throws config_invalid with every problem at once; no value of a secret is ever part of it */
export function resolveOptions(options: PiaozoneOptions, variables: Variables): ResolvedOptions {
  const problems: Problem[] = [];
  const logger = options.logger ?? silentLogger;
  const locale = readLocale(options.locale ?? variables['PIAOZONE_LOCALE'], problems);
  const warn = ({ path, message }: Problem) => logger.warn(`${path}: ${localize(message, locale)}`);
  const environment = readEnvironment(options.environment ?? environmentVariable(variables), 'environment', problems, warn);
  const runtime = options.runtime ?? systemRuntime;
  const authorization = readAuthorization(
    options.authorization ?? authorizationVariables(variables),
    { locale, path: 'authorization', variables, runtime, production: environment?.kind === 'production', warn },
    problems,
  );
  const resolved = {
    environment,
    authorization,
    network: readNetwork({ ...options, ...proxyGiven(options, variables) }, { prefix: '', variables, problems, warn }),
    erpNetwork: readNetwork(options.erpNetwork ?? {}, { prefix: 'erpNetwork.', variables, problems, warn }),
    locale,
    encType: readEncType(options.encType, problems),
    timeoutMs: readWhole(options.timeoutMs, 60_000, 1, 'timeoutMs', problems),
    maxRetries: readWhole(options.maxRetries, 2, 0, 'maxRetries', problems),
    limits: readLimits(options.limits, 'limits', problems),
    maxResponseBytes: readWhole(options.maxResponseBytes, 32 * 1024 * 1024, 1, 'maxResponseBytes', problems),
    tokenRejection: { ...DEFAULT_TOKEN_REJECTION, ...options.tokenRejection },
    tokenStore: options.tokenStore,
    ...readEntitlementOptions(options, problems, warn),
    crypto: options.crypto ?? nodeBackend,
    logger,
    onEvent: options.onEvent,
    runtime,
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

/** The authorization the variables describe, unchecked. */
export function authorizationVariables(variables: Variables): AuthorizationInput | undefined {
  const triple = (prefix: string) => {
    const versions = tripleVariables(prefix, variables);
    return versions.length < 2 ? versions[0] : versions;
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

function proxyGiven({ proxy }: PiaozoneOptions, variables: Variables): Pick<NetworkOptions, 'proxy'> {
  const given = proxy ?? variables['PIAOZONE_PROXY'];
  return given === undefined ? {} : { proxy: given };
}
