import { type AdapterContext, type Authorizer, type CallRate, PiaozoneError, type WireRequest } from '@piaozone/core/adapter';
import type { CosmicAccess } from '../settings/config.js';
import type { CallAuthentication, ProofRefused } from './authentication.js';
import { BasicAuthentication } from './basic.js';
import { closedError } from './closed.js';
import { checkSignable, DigestAuthentication } from './digest.js';
import { EnhancedTokens } from './enhanced.js';
import { JwtTokens } from './jwt.js';
import { KnownSecrets } from './known-secrets.js';
import { LoginCalls } from './login-calls.js';
import { getRequest, type Headers, postRequest, type QueryFields, withIdentity } from './requests.js';
import { TokenAuthentication, type TokenSource } from './token-authentication.js';
import { TwoStepTokens } from './two-step.js';

/** How calls to one account set are addressed and authenticated. Tokens of equal accesses in one context are shared. */
export class CosmicSession {
  readonly #access: CosmicAccess;
  readonly #context: AdapterContext;
  readonly #secrets: KnownSecrets;
  readonly #authentication: CallAuthentication;
  #closing: Promise<void> | undefined;

  constructor(access: CosmicAccess, context: AdapterContext) {
    this.#access = access;
    this.#context = context;
    this.#secrets = new KnownSecrets(access);
    this.#authentication = authenticationOf(access, context, this.#secrets);
  }

  /** For business calls. */
  get authorizer(): Authorizer {
    return this.#authentication.authorizer;
  }

  /** What a call fails with whose proof the platform does not accept. */
  get refused(): ProofRefused {
    return this.#authentication.refused;
  }

  /** What every attempt of a call waits for. */
  get rates(): readonly CallRate[] {
    return this.#access.rate === undefined ? [] : [this.#access.rate];
  }

  /** Whether no gateway identity is configured. */
  get withoutIdentity(): boolean {
    return this.#access.gatewayIdentity === undefined;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Logs in unless a session is alive or none is needed. @throws credentials_rejected, erp_rejected, closed, and what the network does */
  async ensure(signal: AbortSignal | undefined): Promise<void> {
    if (this.closed) throw closedError(this.#context);
    await this.#authentication.ensure(signal);
  }

  /** A JSON POST below the base, with the gateway identity. @throws request_invalid for a body over the limit */
  request(path: string, body: Readonly<Record<string, unknown>>, headers?: Headers): WireRequest {
    const request = withIdentity(postRequest(this.#access, path, body, headers), this.#access);
    const bytes = request.body?.length ?? 0;
    if (bytes > this.#access.maxRequestBytes) throw tooLarge(bytes, this.#access.maxRequestBytes, this.#context);
    return request;
  }

  /** A GET below the base, with the gateway identity. @throws request_invalid for a query that the authentication cannot sign */
  getRequest(path: string, query: QueryFields, headers?: Headers): WireRequest {
    if (this.#access.authentication === 'digest') checkSignable(query, this.#context);
    return withIdentity(getRequest(this.#access, path, query, headers), this.#access);
  }

  /** Some servers quote in a refusal what they were sent. */
  get scrub(): (text: string) => string {
    return this.#secrets.scrub;
  }

  /** Ends the session at the ERP, best effort; never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#authentication.close();
    return this.#closing;
  }
}

function authenticationOf(access: CosmicAccess, context: AdapterContext, secrets: KnownSecrets): CallAuthentication {
  switch (access.authentication) {
    case 'digest':
      return new DigestAuthentication(access, context);
    case 'basic':
      return new BasicAuthentication(access);
    default:
      return new TokenAuthentication(tokenSource(access, new LoginCalls(access, context, secrets)), access, context);
  }
}

function tokenSource({ authentication }: CosmicAccess, calls: LoginCalls): TokenSource {
  if (authentication === 'enhanced') return new EnhancedTokens(calls);
  return authentication === 'jwt' ? new JwtTokens(calls) : new TwoStepTokens(calls);
}

function tooLarge(bytes: number, limit: number, { locale }: AdapterContext): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: {
      zh: `请求体有 ${bytes} 字节，超过上限 ${limit} 字节，没有发送`,
      en: `the body has ${bytes} bytes, more than the ${limit} allowed; it was not sent`,
    },
    hint: {
      zh: '减少每次的单据或文件；平台允许更多时调高 maxRequestBytes',
      en: 'send fewer bills or files at a time; raise maxRequestBytes where the platform takes more',
    },
  });
}
