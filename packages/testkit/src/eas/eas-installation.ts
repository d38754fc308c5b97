import type { BillTable } from '../erp/bill-table.js';
import { normalPrefix } from '../erp/prefix.js';
import { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';
import type { MockHandler, MockReply, MockRequest } from '../server/http-server.js';
import { answerFacade } from './facade-service.js';
import { faultNode, invokeException, SoapFault, unknownService } from './faults.js';
import { LoginService } from './login-service.js';
import { INVOKE_EXCEPTION, SERVICES_PATH } from './names.js';
import type { EasFacade, EasPublicData, FacadeContext, MockEasOptions } from './options.js';
import { envelope, type ReturnValue, replyEnvelope, type WireStyle } from './reply.js';
import { type EasSession, EasSessions } from './sessions.js';
import { readCall, type SoapCall } from './soap-request.js';
import { facadeWsdl, loginWsdl } from './wsdl.js';

const XML = 'text/xml; charset=utf-8';

/** The services of one mock EAS and what they remember, whatever carries its requests. */
export class EasInstallation {
  readonly known: Omit<EasPublicData, 'baseUrl'>;
  readonly prefix: string;
  readonly sessions: EasSessions;
  readonly wire: WireStyle;
  readonly login: LoginService;
  /** Told `METHOD path` of a call to a service that is not there. */
  onUnknownService: (what: string) => unknown = () => undefined;
  readonly #options: MockEasOptions;
  readonly #random: SeededRandom;
  readonly #facades = new Map<string, EasFacade>();

  constructor(options: MockEasOptions, clock: MockClock) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed ?? 'eas');
    this.prefix = normalPrefix(options.basePath ?? '');
    this.known = {
      userName: options.userName ?? `user${this.#random.digits(4)}`, // mock-defined
      password: options.password ?? this.#random.text(16), // mock-defined
      slnName: options.slnName ?? 'eas',
      dcName: options.dcName ?? `DC${this.#random.digits(4)}`, // mock-defined
    };
    this.wire = {
      replyForm: options.replyForm ?? 1,
      shuffleMultiRefs: options.shuffleMultiRefs ?? false,
      pretty: options.pretty ?? false,
    };
    this.sessions = new EasSessions(clock, this.#random, options.sessionLifeMs);
    this.login = new LoginService(this.known, this.sessions, options);
    for (const facade of options.facades ?? []) {
      if (facade.service === 'EASLogin' || this.#facades.has(facade.service)) throw new Error(`two services are called ${facade.service}`);
      this.#facades.set(facade.service, facade);
    }
  }

  /** The bill tables of the facades that have one, by service. */
  get tables(): Readonly<Record<string, BillTable>> {
    return Object.fromEntries([...this.#facades.values()].flatMap(({ service, table }) => (table === undefined ? [] : [[service, table]])));
  }

  route(request: MockRequest): MockHandler | undefined {
    // The server base also offers what lies outside the prefix; a wrong prefix must not be found.
    if (!request.baseUrl.endsWith(`${request.headers['host'] ?? ''}${this.prefix}`)) return undefined;
    if (!request.path.startsWith(SERVICES_PATH)) return undefined;
    const service = request.path.slice(SERVICES_PATH.length);
    if (request.method === 'POST') return (at) => this.#answer(at, service);
    const text = request.method === 'GET' && ('wsdl' in request.query || 'WSDL' in request.query) ? this.#wsdl(request, service) : undefined;
    return text === undefined ? undefined : () => ({ contentType: XML, body: text });
  }

  #wsdl(request: MockRequest, service: string): string | undefined {
    const url = `${request.baseUrl}${request.path}`;
    if (service === 'EASLogin') return loginWsdl(url, this.#options.wsdlOverloads ?? [8, 6, 7]);
    const facade = this.#facades.get(service);
    return facade === undefined ? undefined : facadeWsdl(url, facade);
  }

  async #answer(request: MockRequest, service: string): Promise<MockReply> {
    try {
      this.#checkHttp(request);
      if (request.entry.fault === 'kill-session') this.sessions.killAll();
      const call = readCall(request.body);
      if (call.afterwards !== undefined && this.#options.mustUnderstandRuns === false) throw call.afterwards;
      const { result, opened } = await this.#run(request, service, call);
      if (call.afterwards !== undefined) throw call.afterwards;
      const body = spoiled(request, replyEnvelope(call, result, this.wire, this.#random));
      return { contentType: XML, ...this.#cookieOf(opened), body };
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error;
      return { status: 500, contentType: XML, body: envelope([faultNode(error)], this.wire.pretty) };
    }
  }

  #cookieOf(opened: EasSession | undefined): Pick<MockReply, 'headers'> {
    const name = this.#options.clusterCookie;
    return name === undefined || opened === undefined ? {} : { headers: { 'set-cookie': `${name}=${opened.cookie}; Path=/` } };
  }

  #checkHttp({ headers }: MockRequest): void {
    const { requireSoapAction = true, requireContentLength = false } = this.#options;
    if (requireSoapAction && headers['soapaction'] === undefined) throw new SoapFault('Client.NoSOAPAction', 'no SOAPAction header!', { axis: true }); // mock-defined text
    if (requireContentLength && headers['content-length'] === undefined) {
      throw new SoapFault('soapenv:Server.generalException', 'no Content-Length'); // mock-defined
    }
  }

  async #run(request: MockRequest, service: string, call: SoapCall): Promise<{ readonly result: ReturnValue; readonly opened?: EasSession }> {
    if (service === 'EASLogin') return this.login.answer(call);
    const facade = this.#facades.get(service);
    if (facade !== undefined) return { result: await answerFacade(facade, call, () => this.#context(call, request)) };
    this.onUnknownService(`${request.method} ${request.path}`);
    throw unknownService(service);
  }

  #context({ sessionId }: SoapCall, request: MockRequest): FacadeContext {
    const other = { userName: this.#options.otherUser ?? 'another-user', sessionId: undefined }; // mock-defined name
    if (this.#options.safeMode === false) return other;
    const session = this.sessions.find(sessionId);
    if (session !== undefined && this.#cookieMatches(session, request)) return { userName: session.userName, sessionId: session.id };
    if (this.#options.deadSession === 'another-user') return other;
    const symptom = this.#options.sessionSymptom ?? 'please login first';
    if (symptom.startsWith(INVOKE_EXCEPTION)) throw new SoapFault('soapenv:Server.userException', symptom);
    throw invokeException(`java.lang.RuntimeException: ${symptom}`); // mock-defined wrapping of the documented phrase
  }

  #cookieMatches({ cookie }: EasSession, { headers }: MockRequest): boolean {
    const name = this.#options.clusterCookie;
    const sent = (headers['cookie'] ?? '').split(';').map((pair) => pair.trim());
    return name === undefined || sent.includes(`${name}=${cookie}`);
  }
}

/** The custom faults that change a whole answer: the work has been done. */
function spoiled({ entry }: MockRequest, body: string): string {
  if (entry.fault === 'empty') return '';
  return entry.fault === 'truncate' ? body.slice(0, body.length >> 1) : body;
}
