import type { CosmicAccess } from '../settings/config.js';

const TOKENS_KEPT = 8;

/** What must not be shown of an answer: some servers quote in a refusal what they were sent. */
export class KnownSecrets {
  readonly #access: Pick<CosmicAccess, 'app' | 'gatewayIdentity'>;
  /** The last few tokens: a late answer may quote one that was replaced. */
  #tokens: readonly string[] = [];

  constructor(access: Pick<CosmicAccess, 'app' | 'gatewayIdentity'>) {
    this.#access = access;
  }

  add(...tokens: readonly string[]): void {
    this.#tokens = [...this.#tokens, ...tokens].slice(-TOKENS_KEPT);
  }

  readonly scrub = (text: string): string => {
    const { app, gatewayIdentity } = this.#access;
    const secrets = [app.secret.reveal(), ...(gatewayIdentity === undefined ? [] : [gatewayIdentity.reveal()]), ...this.#tokens];
    return secrets.filter((secret) => secret !== '').reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  };
}
