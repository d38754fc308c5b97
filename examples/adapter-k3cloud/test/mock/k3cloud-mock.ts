import { randomBytes } from 'node:crypto';
import { type MockReply, type MockRequest, MockServer } from '@piaozone/testkit';
import { failed, failedQuery, json, MSG, SESSION_LOST } from './answers.js';
import { dataOf, parametersOf } from './body.js';
import { Books, type OwnKeys } from './books.js';
import { accepts, type Identity, isSigned, type Login } from './identity.js';
import { executeBillQuery, type Manners, queryBusinessInfo, save, view } from './operations.js';

/** How every business call is answered from now on. `stall`: not at all. */
export type Mode = 'normal' | 'sessions-refused' | 'white-list' | 'interceptor' | 'gateway' | 'html' | 'oversize' | 'exception' | 'stall';

export interface K3MockOptions extends Partial<Manners> {
  readonly identities: readonly Identity[];
  readonly own: OwnKeys;
  readonly digest?: 'sha256' | 'sha1';
}

const SESSION_MS = 20 * 60_000;
const OVERSIZE = 2 * 1024 * 1024;
const LOGINS: readonly string[] = ['ValidateUser', 'LoginByAppSecret', 'LoginBySign'] satisfies Login[];
const PATH =
  /^\/(?:Kingdee\.BOS\.WebApi\.ServicesStub\.(?:AuthService|DynamicFormService)|Kingdee\.BOS\.ServiceFacade\.ServicesStub\.Account\.AccountService)\.(\w+)\.common\.kdsvc$/i;

/** One data centre: its user, its books, what happened in it. */
export class DataCentre {
  readonly identity: Identity;
  readonly books: Books;
  logins = 0;

  constructor(identity: Identity, own: OwnKeys) {
    this.identity = identity;
    this.books = new Books(own);
  }
}

/** A K3Cloud on loopback with several data centres, written from the reference alone. */
export class K3Mock {
  readonly centres: readonly DataCentre[];
  readonly #sessions = new Map<string, { readonly centre: DataCentre; seenAt: number }>();
  /** Every session id that was ever given out. */
  readonly sessionIds: string[] = [];
  readonly #options: K3MockOptions & Manners;
  #server: MockServer | undefined;
  mode: Mode = 'normal';

  constructor(options: K3MockOptions) {
    this.#options = { maxRows: 2_000, emptyAsBlank: true, savesAudited: false, ...options };
    this.centres = options.identities.map((identity) => new DataCentre(identity, options.own));
  }

  async start(): Promise<this> {
    this.#server = await MockServer.start({ mounts: ['/k3cloud', '/galaxyapi'], route: (request) => this.#route(request) });
    return this;
  }

  get server(): MockServer {
    if (this.#server === undefined) throw new Error('the mock was not started');
    return this.#server;
  }

  get baseUrl(): string {
    return `${this.server.origin}/k3cloud/`;
  }

  get gatewayUrl(): string {
    return `${this.server.origin}/galaxyapi/`;
  }

  endSessions(): void {
    this.#sessions.clear();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #route({ method, path }: MockRequest): ((request: MockRequest) => MockReply | Promise<MockReply>) | undefined {
    const service = PATH.exec(path)?.[1];
    return method !== 'POST' || service === undefined ? undefined : (request) => this.#answer(service, request);
  }

  #answer(service: string, request: MockRequest): MockReply | Promise<MockReply> {
    if (LOGINS.includes(service)) return this.#login(service as Login, request);
    if (service === 'Logout') return json(this.#sessions.delete(sessionIdOf(request)));
    const odd = this.#oddAnswer();
    if (odd !== undefined) return odd;
    if (service === 'GetDataCenterList')
      return json(this.centres.map(({ identity }, index) => ({ Id: identity.acctId, Number: `DC${index}`, Name: `测试账套${index}` })));
    const fail = service === 'ExecuteBillQuery' ? failedQuery : failed;
    const centre = this.#centreOf(request);
    if (centre === undefined || this.mode === 'sessions-refused') return json(fail(SESSION_LOST, MSG.contextLost));
    if (this.mode === 'white-list') return json(fail('当前用户未指定允许调用WebAPI接口', MSG.checkFailed));
    return this.#operate(service, centre.books, request);
  }

  #operate(service: string, books: Books, request: MockRequest): MockReply {
    const parameters = parametersOf(request.body, service === 'ExecuteBillQuery' || service === 'QueryBusinessInfo' ? ['data'] : ['formid', 'data']);
    if (parameters === undefined) return { status: 500, contentType: 'text/plain', body: 'Additional text found in JSON string' };
    const [first, second] = parameters;
    if (service === 'ExecuteBillQuery') return json(executeBillQuery(books, dataOf(first), this.#options));
    if (service === 'QueryBusinessInfo') return json(queryBusinessInfo(books, dataOf(first)));
    if (service === 'View') return json(view(books, String(first), dataOf(second)));
    if (service === 'Save') return json(save(books, String(first), dataOf(second), this.#options));
    return { status: 404, contentType: 'text/plain', body: `mock: no service ${service}` };
  }

  #login(login: Login, request: MockRequest): MockReply {
    const parameters = parametersOf(request.body, ['acctid', 'username', login === 'ValidateUser' ? 'password' : 'appid', 'appsecret', 'lcid']) ?? [];
    const known = this.centres.find(({ identity }) => identity.acctId === parameters[0]);
    if (known === undefined)
      return json({ Message: '当前尝试登录的数据中心无法获取到，请重新检查，谢谢。', MessageCode: null, LoginResultType: -1, IsSuccessByAPI: false });
    if (!accepts(login, parameters, known.identity, this.#options.digest ?? 'sha256')) {
      const refusal =
        login === 'ValidateUser' ? { Message: '用户名或密码错误！', MessageCode: null } : { Message: '', MessageCode: '002005000003016' };
      return json({ ...refusal, LoginResultType: 0, IsSuccessByAPI: false });
    }
    known.logins += 1;
    const id = randomBytes(12).toString('hex');
    const asp = randomBytes(12).toString('hex');
    this.sessionIds.push(id, asp);
    this.#sessions.set(id, { centre: known, seenAt: this.server.clock.now() });
    const context = { SessionId: asp, UserName: known.identity.username, DBid: known.identity.acctId, UserToken: id };
    const answer = { Message: null, MessageCode: null, LoginResultType: 1, Context: context, KDSVCSessionId: id, IsSuccessByAPI: true };
    // One `set-cookie`: the mock server writes a header once.
    return json(answer, { 'set-cookie': `kdservice-sessionid=${id}; path=/` });
  }

  #centreOf(request: MockRequest): DataCentre | undefined {
    if (request.headers['x-kd-signature'] !== undefined) {
      const path = new URL(request.baseUrl).pathname + request.path;
      return this.centres.find(({ identity }) => isSigned(request.headers, path, identity));
    }
    const session = this.#sessions.get(sessionIdOf(request));
    const now = this.server.clock.now();
    if (session === undefined || now - session.seenAt > SESSION_MS) return undefined;
    session.seenAt = now;
    return session.centre;
  }

  #oddAnswer(): MockReply | Promise<MockReply> | undefined {
    switch (this.mode) {
      case 'html':
        return { contentType: 'text/html; charset=utf-8', body: '<html><head><title>文档已移动</title></head><body></body></html>' };
      case 'oversize':
        return json([['x'.repeat(OVERSIZE)]]);
      case 'interceptor':
        return json([{ actionname: 'showConfirm', params: [{ msg: '请求参数存在可疑数据,当前请求已经被拦截规则[SQL]阻止!' }] }]);
      case 'gateway':
        return {
          status: 519,
          contentType: 'application/json',
          body: '{"errcode":4006,"description":"expired[GW]","description_cn":"X-Api-TimeStamp过期"}',
        };
      case 'exception':
        return {
          contentType: 'text/plain; charset=utf-8',
          body: 'response_error:{"Message":"未将对象引用设置到对象的实例。","InnerExWrapper":null,"InnerException":null}',
        };
      case 'stall':
        return new Promise(() => {});
      default:
        return undefined;
    }
  }
}

function sessionIdOf({ headers }: MockRequest): string {
  return /(?:^|;\s*)kdservice-sessionid=([^;]+)/.exec(headers['cookie'] ?? '')?.[1] ?? '';
}
