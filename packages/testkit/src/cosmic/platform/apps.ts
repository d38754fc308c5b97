import type { SeededRandom } from '../../erp/random.js';
import { newGatewayIdentity } from '../identity.js';
import { CosmicGrants } from './grants.js';

/** A record of 开放服务云→OpenApi→安全策略→第三方应用 (flagship-and-cosmic §1, §2). */
export interface CosmicAppOptions {
  /** 系统编码. */
  readonly appId?: string;
  /** AccessToken加密认证密钥, 16 to 50 characters. */
  readonly appSecret?: string;
  /** `invoiceupload`: the app 第三方发票上传 as Kingdee delivers it, system type 预置; its `enhanced` is off unless given. */
  readonly preset?: 'invoiceupload';
  /** 增强型 switch: on refuses login.do, off refuses oauth2. Default on, as for a new app. */
  readonly enhanced?: boolean;
  /** Key of the digest card (摘要认证); absent: the app has no such card. `true`: generated. */
  readonly digestKey?: string | true;
  /** Key of the basic card (`openApiSign`). `true`: generated. */
  readonly basicKey?: string | true;
  /** Whether getToken also gives an `id_token`. Default off. */
  readonly jwt?: boolean;
  /** Gateway identity; generated when it is absent and a gateway stands before the platform. */
  readonly gatewayIdentity?: string;
  /** 代理用户. Default the mock's own user. */
  readonly agentUsers?: readonly string[];
  /** 启用代理用户控制. Default off. That only agent users may then log in by login.do is mock-defined. */
  readonly agentUserControl?: boolean;
  /** Paths the app may call. Default all (授权全部API). */
  readonly grants?: readonly string[];
  /** Addresses the app may be called from. Default any (允许全部IP访问). */
  readonly allowedIps?: readonly string[];
  /** APIs the app is subscribed to at the gateway (服务授权, 自建API授权). Default all. */
  readonly subscriptions?: readonly string[];
}

/** A third-party app. Members may be changed while the mock runs, as an administrator would. */
export class CosmicApp {
  readonly appId: string;
  appSecret: string;
  digestKey: string | undefined;
  basicKey: string | undefined;
  enhanced: boolean;
  jwt: boolean;
  agentUsers: readonly string[];
  agentUserControl: boolean;
  allowedIps: readonly string[] | undefined;
  /** False: the gateway does not know the app although its identity is right, as when `invoiceupload` is not 预置 (§2.6, FAQ). */
  knownToGateway = true;
  /** What the gateway says to every call with this app's identity, e.g. 2510 disabled, 2511 expired, 2512 identity expired, 2520 not active yet. */
  gatewayRefusal: string | undefined;
  readonly grants: CosmicGrants;
  readonly subscriptions: CosmicGrants;
  #identity: string | undefined;
  readonly #random: SeededRandom;

  constructor(options: CosmicAppOptions & { readonly appId: string; readonly appSecret: string }, user: string, random: SeededRandom) {
    if (options.appSecret.length < 16 || options.appSecret.length > 50) throw new Error('appSecret: 16 to 50 characters');
    this.#random = random;
    this.appId = options.appId;
    this.appSecret = options.appSecret;
    this.enhanced = options.enhanced ?? options.preset === undefined;
    this.jwt = options.jwt ?? false;
    this.digestKey = options.digestKey === true ? random.text(32) : options.digestKey; // mock-defined look
    this.basicKey = options.basicKey === true ? random.text(32) : options.basicKey; // mock-defined look
    this.agentUsers = options.agentUsers ?? [user];
    this.agentUserControl = options.agentUserControl ?? false;
    this.allowedIps = options.allowedIps;
    this.grants = new CosmicGrants(options.grants);
    this.subscriptions = new CosmicGrants(options.subscriptions);
    this.#identity = options.gatewayIdentity;
  }

  /** The identity that works now; `undefined` without a gateway. */
  get gatewayIdentity(): string | undefined {
    return this.#identity;
  }

  /** Gives the app a new identity; the old one is dead at once. */
  resetIdentity(): string {
    this.#identity = newGatewayIdentity(this.#random);
    return this.#identity;
  }
}

/** The third-party apps of one data centre; the first is the mock's default one. */
export class CosmicApps {
  readonly all: readonly CosmicApp[];

  constructor(apps: readonly CosmicApp[]) {
    const ids = apps.map(({ appId }) => appId);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw new Error(`two third-party apps have the 系统编码 ${twice}`);
    this.all = apps;
  }

  find(appId: unknown): CosmicApp | undefined {
    return this.all.find((app) => app.appId === appId);
  }

  byIdentity(identity: string | undefined): CosmicApp | undefined {
    return identity === undefined ? undefined : this.all.find((app) => app.gatewayIdentity === identity);
  }

  byBasicKey(key: string): CosmicApp | undefined {
    return this.all.find((app) => app.basicKey === key);
  }
}
