import {
  type AnswerContext,
  type Authorizer,
  asText,
  type Credential,
  joinUrl,
  type Piaozone,
  PiaozoneError,
  type Session,
  type SessionSpec,
  sessionAuthorizer,
  sign,
  stringifyExact,
  type Verdict,
  type WireResponse,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from './envelope.js';
import { signedInTime } from './signing-time.js';

export const TOKEN_PATH = '/base/oauth/token';
/** The token is fetched for all waiting callers at once: the time a client gives to one call is no measure for it (reliability F17). */
const TOKEN_TIMEOUT_MS = 45_000;
/** A new token may be refused for some seconds, until every server of the cloud knows it (reliability F19). */
const SETTLES_WITHIN_MS = 5_000;
/** Texts about an id or a signature: wrong environment, or a wrong, padded or mixed triple (business-rules §7.2). */
const CREDENTIAL_CODES: ReadonlySet<string> = new Set(['1101', '1200']);
const CREDENTIAL_TEXT = /非法的客户|签名认证不通过|应用id不能为空|授权ID不能为空|基础授权信息有误/i;

/** The access token of one credential, as a session (获取AccessToken, standard-edition §2). */
export function tokenSession(piaozone: Piaozone, credential: Credential): SessionSpec {
  return {
    key: {
      product: 'standard',
      baseUrl: piaozone.environment.baseUrl,
      clientId: credential.clientId,
      // Rotated secrets must not go on with the old secret's token.
      secret: credential.clientSecret.fingerprint(16),
      encType: String(piaozone.encType),
    },
    login: (signal) => fetchToken(piaozone, credential, signal),
    sharing: { secret: credential.clientSecret },
    settlesWithinMs: SETTLES_WITHIN_MS,
  };
}

/** The token of one credential, as calls use it. */
export interface TokenHolder {
  readonly authorizer: Authorizer;
  /** Fetches the token unless there is one. @throws credentials_rejected and what the transport throws */
  ensure(signal: AbortSignal | undefined): Promise<void>;
  /** Drops the token: the credential is not to be used any more. */
  forget(): void;
}

/** Puts the token where the reference shows it: the query. No public source has a header. */
export function tokenHolder(piaozone: Piaozone, credential: Credential): TokenHolder {
  const { sessions } = piaozone;
  const spec = tokenSession(piaozone, credential);
  // Asking the manager instead would renew a token that is about to be dropped.
  let last: string | undefined;
  return {
    authorizer: sessionAuthorizer(sessions, spec, ({ method, url, headers, body }, token) => {
      last = token;
      return {
        method,
        // The URL has its `reqid` by now; tokens are checked to be plain printable characters when they arrive.
        url: `${url}&access_token=${encodeURIComponent(token)}`,
        headers,
        ...(body === undefined ? undefined : { body }),
      };
    }),
    async ensure(signal) {
      last = await sessions.get(spec, undefined, signal);
    },
    forget() {
      if (last !== undefined) sessions.forget(spec.key, last);
    },
  };
}

function fetchToken(piaozone: Piaozone, credential: Credential, signal: AbortSignal): Promise<Session> {
  const url = joinUrl(piaozone.environment.baseUrl, TOKEN_PATH);
  return signedInTime(piaozone.serverClock, url, (signedAt) => requestToken(piaozone, credential, url, String(signedAt), signal));
}

async function requestToken(piaozone: Piaozone, credential: Credential, url: string, timestamp: string, signal: AbortSignal): Promise<Session> {
  const context: AnswerContext = { operation: 'token', requestId: piaozone.newRequestId(), effect: 'read' };
  const { encType } = piaozone;
  const signature = sign({ clientId: credential.clientId, clientSecret: credential.clientSecret, timestamp, encType }, piaozone.crypto);
  return piaozone.http.call({
    ...context,
    tenant: credential.clientId,
    request: {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(stringifyExact({ client_id: credential.clientId, timestamp, sign: signature, encType }), 'utf8'),
    },
    signal,
    timeoutMs: TOKEN_TIMEOUT_MS,
    classify: (response) => classifyToken(response, context),
  });
}

function classifyToken(response: WireResponse, context: AnswerContext): Verdict<Session> {
  const verdict = classifyEnvelope(response, context, undefined, readToken);
  if (verdict.kind === 'ok') {
    if (verdict.value !== undefined) return { kind: 'ok', value: verdict.value };
    return { kind: 'failed', error: noToken(context) };
  }
  const { error } = verdict;
  return {
    kind: 'failed',
    error: CREDENTIAL_CODES.has(error.upstreamCode ?? '') ? credentialsRejected(error, context) : asCredentialsRejected(error, context),
  };
}

/** A refusal whose text speaks of id or sign, as what it is; any other as it came. Codes do not count: elsewhere they mean other things. */
export function asCredentialsRejected(error: PiaozoneError, context: AnswerContext): PiaozoneError {
  return CREDENTIAL_TEXT.test(error.upstreamMessage ?? '') ? credentialsRejected(error, context) : error;
}

function readToken({ fields }: Envelope): Session | undefined {
  const value = asText(fields['access_token']);
  const seconds = Number(asText(fields['expires_in']));
  // A token travels in URLs: anything but plain printable characters is no token.
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  return Number.isFinite(seconds) && seconds > 0 ? { value, lifetimeMs: seconds * 1000 } : { value };
}

function noToken({ operation, requestId }: AnswerContext): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    operation,
    requestId,
    message: { zh: '应答成功但没有 access_token', en: 'the answer says success but holds no access_token' },
  });
}

function credentialsRejected(refusal: PiaozoneError, { operation, requestId }: AnswerContext): PiaozoneError {
  return new PiaozoneError({
    code: 'credentials_rejected',
    outcome: 'rejected',
    operation,
    requestId,
    message: { zh: `授权被拒绝：${refusal.upstreamMessage ?? ''}`, en: `the credentials were refused: ${refusal.upstreamMessage ?? ''}` },
    hint: {
      zh: '确认网址与三项授权同属测试或同属生产，且三项来自同一企业、无多余空格；企业级授权不以 TN_ 开头',
      en: 'make sure URL and triple are both test or both production, all three values belong to one enterprise, and no blanks were copied along',
    },
    ...(refusal.upstreamCode === undefined ? {} : { upstreamCode: refusal.upstreamCode }),
    ...(refusal.upstreamMessage === undefined ? {} : { upstreamMessage: refusal.upstreamMessage }),
    ...(refusal.traceId === undefined ? {} : { traceId: refusal.traceId }),
  });
}
