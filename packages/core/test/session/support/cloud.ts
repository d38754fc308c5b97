import { Secret } from '../../../src/credentials/secret.js';
import { PiaozoneError } from '../../../src/errors.js';
import type { Session } from '../../../src/session/live-session.js';
import type { SessionSpec } from '../../../src/session/session-manager.js';
import { CANARY } from '../../support/canary.js';

export const SECRET = new Secret(`${CANARY}-secret`);
export const REFUSAL = new PiaozoneError({
  code: 'credentials_rejected',
  outcome: 'rejected',
  message: { zh: '授权被拒绝', en: 'the credentials were refused' },
  hint: { zh: '核对', en: 'check them' },
  upstreamCode: '1101',
  upstreamMessage: '非法的客户',
  traceId: 'T1',
});

/** A cloud whose new token kills the old one, as far as sessions see it. */
export class FakeCloud {
  logins = 0;
  /** The only value that is accepted. */
  live = '';
  lifetimeMs: number | undefined = 1_000_000;
  /** Runs inside every login before the token is made; may throw or wait. */
  before: (signal: AbortSignal) => void | Promise<void> = () => {};

  /** As one process sees it: with a key object of its own. */
  spec(extra: Partial<SessionSpec> = {}): SessionSpec {
    return { key: { baseUrl: 'https://a', clientId: 'x' }, login: (signal) => this.#login(signal), sharing: { secret: SECRET }, ...extra };
  }

  async #login(signal: AbortSignal): Promise<Session> {
    this.logins += 1;
    await this.before(signal);
    this.live = `${CANARY}-token-${this.logins}`;
    return { value: this.live, ...(this.lifetimeMs === undefined ? {} : { lifetimeMs: this.lifetimeMs }) };
  }
}

export function token(number: number): string {
  return `${CANARY}-token-${number}`;
}

/** A promise and its ends. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
