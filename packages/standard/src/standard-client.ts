import {
  type AesKey,
  type Call,
  type Credential,
  type CredentialQuery,
  type CredentialUse,
  type Effect,
  type EntitledFeature,
  joinUrl,
  type Piaozone,
  stringifyExact,
  withCredential,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope, type EnvelopeNames } from './envelope.js';
import { type TokenHolder, tokenHolder } from './token.js';

/** One business call of the standard edition that travels with a token. */
export interface StandardCall<T> {
  readonly operation: string;
  readonly path: string;
  /** Default: the environment's. From settings only, never from an answer. */
  readonly baseUrl?: string;
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  /** What stands in the query besides `reqid` and `access_token`, in this order; values are encoded here. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly effect: Effect;
  /** Written by exact-number JSON; undefined members are left out. `undefined` = no body. */
  readonly body: unknown;
  /** A body that is no JSON, as it leaves; `body` is `undefined` then. */
  readonly bytes?: Buffer;
  /** Of `bytes`. @default 'application/json' */
  readonly contentType?: string;
  /** AES-128-ECB over the whole body; a switch per endpoint (standard-edition §3). */
  readonly encrypted: boolean;
  readonly credential: Omit<CredentialQuery, 'operation'>;
  /** What the tax number of `credential` must be entitled to; absent for calls that only look up what exists. */
  readonly feature?: EntitledFeature;
  readonly read: (envelope: Envelope) => T;
  /** Where the answer's envelope has names of its own. */
  readonly envelope?: EnvelopeNames;
  /** Takes answers of other codes than `0000` that are answers all the same, e.g. the verdict on an invoice; `undefined` leaves them refusals. */
  readonly accept?: (envelope: Envelope) => T | undefined;
  /** The call is not repeated by itself, yet leaves nothing open at the other side: a code that is not accepted is a refusal. */
  readonly refusalIsFinal?: boolean;
}

/** What travels with every call of one credential; made once, because hashing and key import cost more than a small call. */
interface Prepared {
  readonly token: TokenHolder;
  readonly key: AesKey;
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;

/** Calls of the standard edition over one client. Shared by its services. */
export class StandardClient {
  readonly piaozone: Piaozone;
  readonly #prepared = new WeakMap<Credential, Prepared>();
  readonly #urls = new Map<string, string>();

  constructor(piaozone: Piaozone) {
    this.piaozone = piaozone;
  }

  /**
   * Serialises, encrypts where the endpoint wants it, sends with `access_token` and `reqid` in the query. Token, client id and encrypt key are of one version
   * of the triple; where there are two, a refused login makes the whole call start over with the other.
   * @throws entitlement_denied, credential_level, credentials_unavailable, credentials_rejected, token_rejected, business_rejected, business_unrecognised, person_action_required, and what the transport throws
   */
  call<T>(input: StandardCall<T>, call: Call): Promise<T> {
    const { operation, effect, feature, credential } = input;
    const use = { operation, effect, feature, taxNo: credential.taxNo };
    return this.piaozone.entitlements.guard(use, call, () => this.#authorized(input, call));
  }

  #authorized<T>(input: StandardCall<T>, call: Call): Promise<T> {
    const { piaozone } = this;
    const { operation } = input;
    const slot = piaozone.authorization.slotFor({ ...input.credential, operation });
    const only = slot.rotates ? undefined : slot.peek();
    if (only !== undefined) return this.#send(input, call, only);
    return withCredential(slot, this.#use(operation, call), (credential, timeoutMs) => this.#send(input, call, credential, timeoutMs));
  }

  #use(operation: string, { requestId, signal }: Call): CredentialUse {
    const { runtime, timeoutMs, locale } = this.piaozone;
    return { runtime, timeoutMs, locale, operation, requestId, ...(signal === undefined ? undefined : { signal }) };
  }

  #send<T>(input: StandardCall<T>, call: Call, credential: Credential, timeoutMs?: number): Promise<T> {
    const { piaozone } = this;
    const { operation, effect } = input;
    const { token, key } = this.#prepare(credential);
    const body = bodyOf(input, piaozone, key);
    const { requestId, signal } = call;
    const context = { operation, effect: input.refusalIsFinal === true ? 'read' : effect, requestId } as const;
    return piaozone.http.call({
      operation,
      effect,
      requestId,
      tenant: input.credential.taxNo ?? credential.clientId,
      request: {
        method: input.method ?? 'POST',
        url: `${input.baseUrl === undefined ? this.#urlOf(input.path) : joinUrl(input.baseUrl, input.path)}?reqid=${requestId}${queryOf(input)}`,
        headers: input.contentType === undefined ? JSON_HEADERS : { 'content-type': input.contentType },
        ...(body === undefined ? undefined : { body }),
      },
      authorize: token.authorizer,
      classify: (response) => classifyEnvelope(response, context, piaozone.tokenRejection, input.read, input.envelope, input.accept),
      ...(signal === undefined ? undefined : { signal }),
      ...(timeoutMs === undefined ? undefined : { timeoutMs }),
    });
  }

  /** Fetches or reuses the token of the credential `query` asks for. @throws credential_level, credentials_rejected and what the transport throws */
  async ensureToken(query: CredentialQuery, call: Call): Promise<void> {
    const slot = this.piaozone.authorization.slotFor(query);
    await withCredential(slot, this.#use(query.operation, call), (credential) => this.#prepare(credential).token.ensure(call.signal));
  }

  /** Paths are constants of this package, so there are few. */
  #urlOf(path: string): string {
    const known = this.#urls.get(path);
    if (known !== undefined) return known;
    const url = joinUrl(this.piaozone.environment.baseUrl, path);
    this.#urls.set(path, url);
    return url;
  }

  #prepare(credential: Credential): Prepared {
    const known = this.#prepared.get(credential);
    if (known !== undefined) return known;
    const { piaozone } = this;
    const prepared = {
      token: tokenHolder(piaozone, credential),
      key: credential.encryptKey.use((bytes) => piaozone.crypto.importAesKey(bytes)),
    };
    piaozone.authorization.onRetire(credential, 'standard', () => prepared.token.forget());
    this.#prepared.set(credential, prepared);
    return prepared;
  }
}

/** Bare Base64 where it is encrypted, as two of three working clients send it. */
function bodyOf({ body, bytes, encrypted }: StandardCall<unknown>, { crypto }: Piaozone, key: AesKey): Buffer | undefined {
  if (bytes !== undefined) return bytes;
  if (body === undefined) return undefined;
  const text = stringifyExact(body);
  return encrypted ? crypto.encryptEcb(key, text) : Buffer.from(text, 'utf8');
}

function queryOf({ query = [] }: StandardCall<unknown>): string {
  return query.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join('');
}
