import type { Authorizer } from '@piaozone/core/adapter';
import { basicRefused } from '../protocol/hints.js';
import type { CosmicAccess } from '../settings/config.js';
import type { CallAuthentication, ProofRefused } from './authentication.js';
import { withHeaders, withQuery } from './requests.js';

/** Any text: there is only one key. */
const THE_KEY = 'key';

/** 基本认证: the key travels with every request, `openApiSign` in header or query (flagship-and-cosmic §2.5). Its form inside the path is not offered. */
export class BasicAuthentication implements CallAuthentication {
  readonly authorizer: Authorizer;
  readonly refused: ProofRefused = { code: 'credentials_rejected', hint: basicRefused };

  constructor({ app, accountId, tokenCarrier }: CosmicAccess) {
    const carry = tokenCarrier === 'query' ? withQuery : withHeaders;
    this.authorizer = {
      current: (rejected) => (rejected === undefined ? THE_KEY : undefined),
      apply: (request) => carry(request, { openApiSign: app.secret.reveal(), accountId }),
    };
  }

  /** Nothing is proved before a call is made. */
  async ensure(): Promise<void> {}

  async close(): Promise<void> {}
}
