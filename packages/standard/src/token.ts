import { createHash } from 'node:crypto';
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

const TOKEN_PATH = '/base/oauth/token';
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
      secret: createHash('sha256').update(credential.clientSecret.reveal()).digest('hex').slice(0, 16),
      encType: String(piaozone.encType),
    },
    login: (signal) => fetchToken(piaozone, credential, signal),
  };
}

/** Puts the token where the reference shows it: the query. No public source has a header. */
export function tokenAuthorizer(piaozone: Piaozone, credential: Credential): Authorizer {
  return sessionAuthorizer(piaozone.sessions, tokenSession(piaozone, credential), ({ method, url, headers, body }, token) => ({
    method,
    // The URL has its `reqid` by now; tokens are checked to be plain printable characters when they arrive.
    url: `${url}&access_token=${encodeURIComponent(token)}`,
    headers,
    ...(body === undefined ? undefined : { body }),
  }));
}

async function fetchToken(piaozone: Piaozone, credential: Credential, signal: AbortSignal): Promise<Session> {
  const context: AnswerContext = { operation: 'token', requestId: piaozone.newRequestId(), effect: 'read' };
  const timestamp = String(piaozone.runtime.now());
  const { encType } = piaozone;
  const signature = sign({ clientId: credential.clientId, clientSecret: credential.clientSecret.reveal(), timestamp, encType }, piaozone.crypto);
  return piaozone.http.call({
    ...context,
    request: {
      method: 'POST',
      url: joinUrl(piaozone.environment.baseUrl, TOKEN_PATH),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(stringifyExact({ client_id: credential.clientId, timestamp, sign: signature, encType }), 'utf8'),
    },
    signal,
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
  if (!CREDENTIAL_CODES.has(error.upstreamCode ?? '') && !CREDENTIAL_TEXT.test(error.upstreamMessage ?? '')) return { kind: 'failed', error };
  return { kind: 'failed', error: credentialsRejected(error, context) };
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
