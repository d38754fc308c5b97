import type { MockHandler, MockReply, MockRequest } from '../server/http-server.js';
import type { CosmicGate } from './gate.js';
import type { MountedParts } from './parts.js';
import type { CosmicGateway } from './platform/gateway.js';
import { type RefusalScript, refusalReply } from './platform/refusals.js';

export interface RouterParts {
  readonly prefix: string;
  /** Token calls, reached without the gate. */
  readonly logins: Readonly<Record<string, MockHandler>>;
  readonly gate: CosmicGate;
  readonly gateway: CosmicGateway;
  readonly parts: MountedParts;
  readonly refusals: RefusalScript;
  readonly identityOnTokenCalls: boolean;
  readonly refusalStatus: 'ok' | 'code';
}

/** Which handler answers a request, and what stands before it. */
export class CosmicRouter {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  route(request: MockRequest): MockHandler | undefined {
    const { gateway, identityOnTokenCalls, logins, parts, prefix } = this.#parts;
    // The server base also offers what lies outside the prefix; a wrong prefix must not be found.
    if (!request.baseUrl.endsWith(`${request.headers['host'] ?? ''}${prefix}`)) return undefined;
    const login = Object.hasOwn(logins, request.path) ? logins[request.path] : undefined;
    if (login !== undefined) {
      return this.#scripted((at) => (identityOnTokenCalls ? gateway.refusal(at, 'token') : undefined) ?? login(at));
    }
    const open = parts.open(request.path);
    if (open !== undefined) return open;
    return parts.handler(request.path) === undefined ? undefined : this.#scripted((at) => this.#business(at));
  }

  #business(request: MockRequest): MockReply | Promise<MockReply> {
    const passage = this.#parts.gate.pass(request);
    if ('refused' in passage) return passage.refused;
    const handler = this.#parts.parts.handler(request.path);
    if (handler === undefined) throw new Error(`no handler for ${request.path}`);
    return handler(request, passage.caller);
  }

  #scripted(handler: MockHandler): MockHandler {
    return async (request) => {
      const planned = this.#parts.refusals.take(request.path);
      if (planned === undefined) return handler(request);
      if (planned.when === 'after') await handler(request);
      return refusalReply(planned, this.#parts.refusalStatus);
    };
  }
}
