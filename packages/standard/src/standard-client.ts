import {
  type AesKey,
  type Authorizer,
  type Call,
  type Credential,
  type CredentialQuery,
  type Effect,
  joinUrl,
  type Piaozone,
  stringifyExact,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from './envelope.js';
import { tokenAuthorizer, tokenSession } from './token.js';

/** One business call of the standard edition that travels with a token. */
export interface StandardCall<T> {
  readonly operation: string;
  readonly path: string;
  readonly effect: Effect;
  /** Written by exact-number JSON; undefined members are left out. */
  readonly body: unknown;
  /** AES-128-ECB over the whole body; a switch per endpoint (standard-edition §3). */
  readonly encrypted: boolean;
  readonly credential: Omit<CredentialQuery, 'operation'>;
  readonly read: (envelope: Envelope) => T;
}

/** What travels with every call of one credential; made once, because hashing and key import cost more than a small call. */
interface Prepared {
  readonly authorizer: Authorizer;
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
   * Serialises once, encrypts where the endpoint wants it, sends with `access_token` and `reqid` in the query.
   * @throws credential_level, credentials_rejected, token_rejected, business_rejected, business_unrecognised, person_action_required, and what the transport throws
   */
  call<T>(input: StandardCall<T>, call: Call): Promise<T> {
    const { piaozone } = this;
    const { operation, effect } = input;
    const { authorizer, key } = this.#prepare(piaozone.authorization.credentialFor({ ...input.credential, operation }));
    const text = stringifyExact(input.body);
    const { requestId, signal } = call;
    const context = { operation, effect, requestId };
    return piaozone.http.call({
      operation,
      effect,
      requestId,
      request: {
        method: 'POST',
        url: `${this.#urlOf(input.path)}?reqid=${requestId}`,
        headers: JSON_HEADERS,
        // Bare Base64, as two of three working clients send it.
        body: input.encrypted ? piaozone.crypto.encryptEcb(key, text) : Buffer.from(text, 'utf8'),
      },
      authorize: authorizer,
      classify: (response) => classifyEnvelope(response, context, piaozone.tokenRejection, input.read),
      ...(signal === undefined ? undefined : { signal }),
    });
  }

  /** Fetches or reuses the token of the credential `query` asks for. @throws credential_level, credentials_rejected and what the transport throws */
  async ensureToken(query: CredentialQuery, call: Call): Promise<void> {
    const credential = this.piaozone.authorization.credentialFor(query);
    await this.piaozone.sessions.get(tokenSession(this.piaozone, credential), undefined, call.signal);
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
      authorizer: tokenAuthorizer(piaozone, credential),
      key: piaozone.crypto.importAesKey(Buffer.from(credential.encryptKey.reveal(), 'utf8')),
    };
    this.#prepared.set(credential, prepared);
    return prepared;
  }
}
