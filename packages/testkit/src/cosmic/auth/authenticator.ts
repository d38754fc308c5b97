import type { MockRequest } from '../../server/http-server.js';
import type { CosmicCaller } from '../part.js';
import { DigestCheck } from './digest.js';
import type { AuthSettings, AuthState } from './state.js';

/** Finds out who makes a business call: by access token, digest, JWT or basic key. Signature mode is left out: its paddings are unknown (flagship-and-cosmic §2.5). */
export class Authenticator {
  readonly #state: AuthState;
  readonly #settings: AuthSettings;
  readonly #digest: DigestCheck;

  constructor(state: AuthState, settings: AuthSettings) {
    this.#state = state;
    this.#settings = settings;
    this.#digest = new DigestCheck(state);
  }

  /** The caller, or text of the 401 refusal. */
  callerOf(request: MockRequest): CosmicCaller | string {
    if (this.#digest.carries(request)) {
      const found = this.#digest.check(request);
      return typeof found === 'string' ? `digest: ${found}` : found; // mock-defined text
    }
    return this.#byToken(request) ?? this.#byJwt(request) ?? this.#byBasicKey(request) ?? '未授权访问';
  }

  #byToken(request: MockRequest): CosmicCaller | undefined {
    for (const carrier of this.#settings.carriers) {
      const inQuery = carrier === 'query';
      const token = inQuery ? request.query['access_token'] : request.headers[carrier];
      const holder = token === undefined ? undefined : this.#state.tokens.holder(token);
      // An enhanced token counts in a header only, wherever others are read.
      if (holder?.kind === 'two-step' || (holder?.kind === 'enhanced' && !inQuery)) return { appId: holder.appId, user: holder.user };
    }
    return undefined;
  }

  /** The `id_token` of getToken, with the app and the data centre beside it (§2.3). */
  #byJwt({ headers }: MockRequest): CosmicCaller | undefined {
    const holder = headers['jwt'] === undefined ? undefined : this.#state.tokens.holder(headers['jwt']);
    const appId = headers['client_id'] ?? headers['appid'];
    if (holder?.kind !== 'id' || holder.appId !== appId || headers['accountid'] !== this.#state.accountId) return undefined;
    return { appId: holder.appId, user: holder.user };
  }

  /** `openApiSign` in query or header; the path form is left out: its parts are not explained (§2.5). The call runs as the app's agent user. */
  #byBasicKey({ headers, query }: MockRequest): CosmicCaller | undefined {
    const key = headers['openapisign'] ?? query['openApiSign'];
    const accountId = headers['accountid'] ?? query['accountId'] ?? this.#state.accountId;
    const app = key === undefined || accountId !== this.#state.accountId ? undefined : this.#state.apps.byBasicKey(key);
    return app === undefined ? undefined : { appId: app.appId, user: app.agentUsers[0] ?? '' };
  }
}
