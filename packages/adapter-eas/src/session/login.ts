import { type HttpCall, isPiaozoneError, PiaozoneError, type Secret } from '@piaozone/core/adapter';
import { faultHint } from '../hints.js';
import type { SoapClient } from '../soap/client.js';
import type { SoapPart, SoapRequest } from '../soap/envelope.js';
import { faultKind } from '../soap/fault.js';
import { LOGIN } from '../soap/names.js';
import { isSoapRecord, type SoapValue } from '../soap/reply.js';
import type { LoginConfig } from './login-settings.js';

export interface EasSession {
  /** Opaque; UUID-shaped in Kingdee's sample. */
  readonly sessionId: string;
  /** `Cookie` value that belongs to it; a cluster port demands it back. */
  readonly cookie: string | undefined;
}

type CallContext = Pick<HttpCall<unknown>, 'requestId' | 'signal'>;

const SERVICE = 'EASLogin';
const LOGOUT_TIMEOUT_MS = 5_000;

/**
 * One login. A refused one is usually HTTP 200 without a session id and without a reason (eas-and-imaging §2.4).
 * @throws credentials_rejected naming what to check, in order
 */
export async function login(soap: SoapClient, config: LoginConfig, ltpaToken: Secret | undefined, call: CallContext): Promise<EasSession> {
  const request = ltpaToken === undefined ? loginRequest(config) : ltpaRequest(config, ltpaToken);
  const { value, setCookie } = await soap.call({ ...call, name: 'eas.login', service: SERVICE, request, effect: 'read' }).catch((error: unknown) => {
    throw isLoginFault(error) ? refused(config, call.requestId, error) : error;
  });
  const sessionId = sessionIdOf(value);
  if (sessionId === '') throw refused(config, call.requestId);
  return { sessionId, cookie: cookieOf(setCookie) };
}

/** Names the user, not the session; what it ends at the server is unknown (eas-and-imaging §2.4). */
export async function logout(soap: SoapClient, { userName, slnName, dcName, language }: LoginConfig, call: CallContext): Promise<void> {
  const request = operation('logout', { userName, slnName, dcName, language });
  await soap.call({ ...call, name: 'eas.logout', service: SERVICE, request, effect: 'write', timeoutMs: LOGOUT_TIMEOUT_MS });
}

/** Axis picks the overload by the number of parts: 6, or 7 and 8 only when asked for (eas-and-imaging §2.1, §11). */
export function loginRequest(config: LoginConfig): SoapRequest {
  const { userName, password, slnName, dcName, language, dbType, authPattern, isEncodePwd } = config;
  return operation('login', {
    userName,
    password: password.reveal(),
    slnName,
    dcName,
    language,
    dbType: String(dbType),
    authPattern,
    isEncodePwd: isEncodePwd?.toString(),
  });
}

/** Published by some installations only (eas-and-imaging §2.1). */
export function ltpaRequest({ userName, slnName, dcName, language, dbType }: LoginConfig, ltpaToken: Secret): SoapRequest {
  return operation('loginByLtpaToken', { userName, ltpaToken: ltpaToken.reveal(), slnName, dcName, language, dbType: String(dbType) });
}

function operation(name: string, values: Readonly<Record<string, string | undefined>>): SoapRequest {
  const parts: SoapPart[] = Object.entries(values).flatMap(([part, value]) => (value === undefined ? [] : [{ name: part, value }]));
  return { namespace: LOGIN, prefix: 'log', operation: name, parts };
}

function sessionIdOf(context: SoapValue | undefined): string {
  if (context === null) return '';
  const id = isSoapRecord(context) ? (context.get('sessionId') ?? null) : undefined;
  const text = id === null ? '' : typeof id === 'string' ? id.trim() : undefined;
  if (text !== undefined && !/\s/.test(text)) return text;
  throw new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: 'EASLogin 的应答中没有可用的 sessionId', en: 'the answer of EASLogin holds no usable sessionId' },
  });
}

/** Which causes fault instead of answering nil is unknown; whatever the method itself throws is a refused login. */
function isLoginFault(error: unknown): error is PiaozoneError {
  if (!isPiaozoneError(error) || error.upstreamCode === undefined) return false;
  return faultKind({ code: error.upstreamCode, text: error.upstreamMessage ?? '', hostname: undefined }, []) === 'other';
}

function refused({ ltpaToken }: LoginConfig, requestId: string, fault?: PiaozoneError): PiaozoneError {
  const reason = fault?.upstreamMessage;
  return new PiaozoneError({
    code: 'credentials_rejected',
    outcome: 'rejected',
    operation: 'eas.login',
    requestId,
    message: {
      zh: reason === undefined ? 'EAS 登录失败：没有返回 sessionId，也没有给出原因' : `EAS 登录失败：${reason}`,
      en: reason === undefined ? 'EAS refused the login: no sessionId and no reason came back' : `EAS refused the login: ${reason}`,
    },
    hint: ltpaToken === undefined ? faultHint.credentials : faultHint.ltpaToken,
    ...(reason === undefined ? {} : { upstreamMessage: reason }),
    ...(fault?.upstreamCode === undefined ? {} : { upstreamCode: fault.upstreamCode }),
    ...(fault?.status === undefined ? {} : { status: fault.status }),
  });
}

/** The name of the cluster's cookie is unknown, so every cookie of the login goes back. */
function cookieOf(setCookie: string | undefined): string | undefined {
  const pairs = (setCookie ?? '').split('\n').map((line) => line.split(';', 1)[0]?.trim() ?? '');
  const cookie = pairs.filter((pair) => /^[^\s=]+=[\x21-\x7e]+$/.test(pair)).join('; ');
  return cookie === '' ? undefined : cookie;
}
