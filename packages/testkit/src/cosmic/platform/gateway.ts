import type { MockReply, MockRequest } from '../../server/http-server.js';
import { gatewayReply } from '../envelope.js';
import type { CosmicApp, CosmicApps } from './apps.js';
import { refusalReply } from './refusals.js';

/** The API gateway that 星空旗舰版 has before its platform (flagship-and-cosmic §2.6). */
export class CosmicGateway {
  /** Paths the gateway has no route for (2530). */
  readonly unrouted = new Set<string>();
  /** Paths disabled at the gateway (2519). */
  readonly disabled = new Set<string>();
  readonly #apps: CosmicApps;
  readonly #first: CosmicApp;
  readonly #present: boolean;

  /** One stands before the platform when the apps have identities. */
  constructor(apps: CosmicApps, first: CosmicApp) {
    this.#apps = apps;
    this.#first = first;
    this.#present = first.gatewayIdentity !== undefined;
  }

  /** Whether one stands before the platform. */
  get present(): boolean {
    return this.#present;
  }

  /** Identity of the default app; `undefined` where no gateway stands before the platform. */
  get identity(): string | undefined {
    return this.#first.gatewayIdentity;
  }

  /** False: the gateway does not know the default app although its identity is right, as when `invoiceupload` is not 预置 (§2.6, FAQ). */
  get appKnown(): boolean {
    return this.#first.knownToGateway;
  }

  set appKnown(known: boolean) {
    this.#first.knownToGateway = known;
  }

  /** Gives an app (default: the first) a new identity; the old one is dead at once. */
  reset(app: CosmicApp = this.#first): string {
    return app.resetIdentity();
  }

  /** The app the request's identity belongs to. The identity travels in the header, in a GET digest call in the query. */
  appOf(request: MockRequest): CosmicApp | undefined {
    const inQuery = request.method === 'GET' ? request.query['x-acgw-identity'] : undefined;
    return this.#apps.byIdentity(request.headers['x-acgw-identity'] ?? inQuery);
  }

  refusal(request: MockRequest, kind: 'token' | 'business' = 'business'): MockReply | undefined {
    if (!this.#present) return undefined;
    const app = this.appOf(request);
    if (app === undefined || !app.knownToGateway) return notKnown();
    if (app.gatewayRefusal !== undefined) return refusalReply({ errorCode: app.gatewayRefusal }, 'ok');
    const code = kind === 'token' ? undefined : this.#routeRefusal(app, request.path);
    return code === undefined ? undefined : refusalReply({ errorCode: code }, 'ok');
  }

  /** The call's credentials belong to another app than its identity: mock-defined, the identity is then wrong. */
  mismatch(request: MockRequest, appId: string): MockReply | undefined {
    return this.#present && this.appOf(request)?.appId !== appId ? notKnown() : undefined;
  }

  #routeRefusal({ subscriptions }: CosmicApp, path: string): '2504' | '2505' | '2519' | '2530' | undefined {
    if (this.unrouted.has(path)) return '2530';
    if (this.disabled.has(path)) return '2519';
    if (subscriptions.empty) return '2504';
    return subscriptions.has(path) ? undefined : '2505';
  }
}

function notKnown(): MockReply {
  return gatewayReply('2501', '不存在应用信息[网关]');
}
