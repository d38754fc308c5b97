import { asText, type Credential, joinUrl, type Piaozone, PiaozoneError, type Session, type SessionSpec, sign } from '@piaozone/core';
import { classifyEnvelope } from '../envelope.js';
import { signedInTime } from '../signing-time.js';
import { asCredentialsRejected } from '../token.js';

const TOKEN_PATH = '/base/fpzs/polling/oauth/token';
/**
 * MD5 whatever the client signs with elsewhere: the one client that is known sends no `encType` here, which means MD5. It is sent all the same, so that neither
 * reading can differ (standard-edition §2, §7.2, §10).
 */
const ENC_TYPE = 0;

/** Who polls: the tax number and the ERP's user, as for the userKey. */
export interface PollingUser {
  /** `tin`. */
  readonly taxNo: string;
  /** `eid`. */
  readonly userId: string;
}

/** The polling channel's own token (`GET /base/fpzs/polling/oauth/token`), as a session. It says nothing of its life: it lives until 1300. */
export function pollingSession(piaozone: Piaozone, credential: Credential, user: PollingUser): SessionSpec {
  const { clientId, clientSecret } = credential;
  return {
    key: {
      product: 'standard-polling',
      baseUrl: piaozone.environment.baseUrl,
      clientId,
      secret: clientSecret.fingerprint(16),
      taxNo: user.taxNo,
      userId: user.userId,
    },
    login: (signal) => login(piaozone, credential, user, signal),
  };
}

function login(piaozone: Piaozone, credential: Credential, { taxNo, userId }: PollingUser, signal: AbortSignal): Promise<Session> {
  const { clientId, clientSecret } = credential;
  const url = joinUrl(piaozone.environment.baseUrl, TOKEN_PATH);
  return signedInTime(piaozone.serverClock, url, (signedAt) => {
    const context = { operation: 'assistant.pollingToken', requestId: piaozone.newRequestId(), effect: 'read' } as const;
    const signature = sign({ clientId, clientSecret, timestamp: signedAt, encType: ENC_TYPE }, piaozone.crypto);
    const query = { client_id: clientId, tin: taxNo, sign: signature, timestamp: String(signedAt), eid: userId, encType: String(ENC_TYPE) };
    return piaozone.http.call({
      ...context,
      tenant: taxNo,
      request: {
        method: 'GET',
        url: `${url}?${Object.entries(query)
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join('&')}`,
        headers: {},
      },
      signal,
      classify: (response) => {
        const verdict = classifyEnvelope(response, context, undefined, ({ fields }) => asText(fields['access_token']));
        if (verdict.kind !== 'ok') return { kind: 'failed', error: asCredentialsRejected(verdict.error, context) };
        const { value } = verdict;
        // It travels in URLs: anything but plain printable characters is no token.
        if (value !== undefined && /^[\x21-\x7e]+$/.test(value)) return { kind: 'ok', value: { value } };
        return { kind: 'failed', error: noToken() };
      },
    });
  });
}

function noToken(): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    message: { zh: '应答成功但没有 access_token', en: 'the answer says success but holds no access_token' },
  });
}
