import {
  type AnswerContext,
  type Call,
  type Credential,
  type CredentialUse,
  type Effect,
  type EncType,
  type EntitledFeature,
  isPiaozoneError,
  joinUrl,
  type Piaozone,
  PiaozoneError,
  sign,
  stringifyExact,
  type Verdict,
  type WireResponse,
  withCredential,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from './envelope.js';
import { signedInTime } from './signing-time.js';
import { asCredentialsRejected } from './token.js';

/** The proof of one request: MD5, SHA-256 or HMAC of client id, secret and time (standard-edition §2). */
export interface Signature {
  readonly clientId: string;
  /** 13 digits of milliseconds. */
  readonly timestamp: number;
  readonly sign: string;
  readonly encType: EncType;
}

/** A call that travels without a token: its proof stands in the body, or in the query of a GET. */
export interface SignedCall<T> {
  readonly operation: string;
  readonly path: string;
  /** Default: the environment's. From settings only, never from an answer. */
  readonly baseUrl?: string;
  readonly effect: Effect;
  /** Tax number the call acts for; chooses the triple. */
  readonly taxNo: string | undefined;
  readonly feature?: EntitledFeature;
  /** Body of a POST, written by exact-number JSON. */
  readonly body?: (signature: Signature) => Readonly<Record<string, unknown>>;
  /** Query of a GET. */
  readonly query?: (signature: Signature) => readonly (readonly [name: string, value: string])[];
  /** Diagnoses of this interface after which nothing was done. */
  readonly refusals?: ReadonlySet<string>;
  readonly encType?: EncType;
  readonly read: (envelope: Envelope) => T;
}

/** Calls of the standard edition whose sign stands in the request itself: the invoice assistant and imaging. Always the enterprise triple. */
export class SignedClient {
  readonly piaozone: Piaozone;

  constructor(piaozone: Piaozone) {
    this.piaozone = piaozone;
  }

  /**
   * Signs with one version of the triple; where there are two, a refused sign makes the call start over with the other. A write is sent once.
   * @throws entitlement_denied, credential_level, credentials_unavailable, credentials_rejected, business_rejected, business_unrecognised, person_action_required, and what the transport throws
   */
  call<T>(input: SignedCall<T>, call: Call): Promise<T> {
    const { operation, effect, feature, taxNo } = input;
    return this.piaozone.entitlements.guard({ operation, effect, feature, taxNo }, call, () => this.#authorized(input, call));
  }

  #authorized<T>(input: SignedCall<T>, call: Call): Promise<T> {
    const { authorization, runtime, timeoutMs, locale } = this.piaozone;
    const { operation, taxNo } = input;
    const slot = authorization.slotFor({ level: 'enterprise', operation, ...(taxNo === undefined ? {} : { taxNo }) });
    const { requestId, signal } = call;
    const use: CredentialUse = { runtime, timeoutMs, locale, operation, requestId, ...(signal === undefined ? {} : { signal }) };
    return withCredential(slot, use, (credential, leftMs) => this.#signed(input, call, credential, leftMs));
  }

  async #signed<T>(input: SignedCall<T>, call: Call, credential: Credential, timeoutMs: number): Promise<T> {
    const { serverClock, environment } = this.piaozone;
    const url = joinUrl(input.baseUrl ?? environment.baseUrl, input.path);
    // A second try with a corrected time is for what was refused; an open write is handed through as a value, past that try.
    const result = await signedInTime(serverClock, url, (signedAt) =>
      this.#send(input, call, credential, { url, signedAt, timeoutMs }).then(
        (value) => ({ value }),
        (error: unknown) => {
          if (input.effect !== 'read' && isPiaozoneError(error) && error.outcome === 'unknown') return { error };
          throw error;
        },
      ),
    );
    if ('error' in result) throw result.error;
    return result.value;
  }

  #send<T>(input: SignedCall<T>, call: Call, credential: Credential, { url, signedAt, timeoutMs }: Attempt): Promise<T> {
    const { piaozone } = this;
    const { operation, effect, encType = piaozone.encType } = input;
    const { clientId, clientSecret } = credential;
    const { requestId, signal } = call;
    const signature = {
      clientId,
      timestamp: signedAt,
      sign: sign({ clientId, clientSecret, timestamp: signedAt, encType }, piaozone.crypto),
      encType,
    };
    const query = input.query?.(signature).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const context = { operation, effect, requestId };
    return piaozone.http.call({
      ...context,
      tenant: input.taxNo ?? clientId,
      request: {
        method: input.body === undefined ? 'GET' : 'POST',
        url: query === undefined ? url : `${url}?${query.join('&')}`,
        headers: { 'content-type': 'application/json' },
        ...(input.body === undefined ? {} : { body: Buffer.from(stringifyExact(input.body(signature)), 'utf8') }),
      },
      classify: (response) => classifySigned(response, context, input),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

interface Attempt {
  readonly url: string;
  readonly signedAt: number;
  readonly timeoutMs: number;
}

function classifySigned<T>(response: WireResponse, context: AnswerContext, { read, refusals }: SignedCall<T>): Verdict<T> {
  const verdict = classifyEnvelope(response, context, undefined, read);
  if (verdict.kind === 'ok') return verdict;
  const error = asCredentialsRejected(verdict.error, context);
  const known = error.outcome === 'unknown' && refusals?.has(error.diagnosis?.code ?? '') === true;
  return { kind: 'failed', error: known ? refused(error, context) : error };
}

/** A write that this interface is known to refuse in these words: it was not done. */
function refused(error: PiaozoneError, { operation, requestId }: AnswerContext): PiaozoneError {
  const { upstreamMessage: text = '', upstreamCode, traceId, diagnosis } = error;
  return new PiaozoneError({
    code: 'business_rejected',
    outcome: 'rejected',
    operation,
    requestId,
    message: { zh: text, en: `refused by the invoice cloud: ${text}` },
    upstreamMessage: text,
    ...(upstreamCode === undefined ? {} : { upstreamCode }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
}
