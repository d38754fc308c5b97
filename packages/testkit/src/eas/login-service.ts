import { bindArguments } from './dispatch.js';
import { invokeException, unknownOperation } from './faults.js';
import type { EasPublicData, MockEasOptions } from './options.js';
import { type BeanType, type PartSpec, parts, type Value } from './part-types.js';
import type { ReturnValue } from './reply.js';
import type { EasSession, EasSessions } from './sessions.js';
import type { SoapCall } from './soap-request.js';

/** The longest login; the others are its first 6 or 7 parts (eas-and-imaging §2.1). */
export const LOGIN_PARTS: readonly PartSpec[] = parts('userName:s password:s slnName:s dcName:s language:s dbType:i authPattern:s isEncodePwd:i');
export const LOGIN_OVERLOADS = [6, 7, 8].map((count) => LOGIN_PARTS.slice(0, count));
export const LOGOUT_PARTS: readonly PartSpec[] = parts('userName:s slnName:s dcName:s language:s');
/** One of the three published forms; the parts of the others are not published. */
export const LTPA_PARTS: readonly PartSpec[] = parts('userName:s ltpaToken:s slnName:s dcName:s language:s dbType:i');
export const CONTEXT: BeanType = {
  kind: 'bean',
  namespace: 'urn:client',
  local: 'WSContext',
  javaClass: 'client.WSContext',
  fields: { dbType: 'int', dcName: 'string', password: 'string', sessionId: 'string', slnName: 'string', userName: 'string' },
};

/** EASLogin: login and logout. language, dbType, authPattern and isEncodePwd are taken and not judged: their use is unknown. */
export class LoginService {
  /** Successful logins so far. */
  logins = 0;
  readonly #known: Omit<EasPublicData, 'baseUrl'>;
  readonly #sessions: EasSessions;
  readonly #options: MockEasOptions;

  constructor(known: Omit<EasPublicData, 'baseUrl'>, sessions: EasSessions, options: MockEasOptions) {
    this.#known = known;
    this.#sessions = sessions;
    this.#options = options;
  }

  /** `opened` is the session a login made, for the cookie of cluster mode. */
  answer(call: SoapCall): { readonly result: ReturnValue; readonly opened?: EasSession } {
    const operation = `${call.operation.charAt(0).toLowerCase()}${call.operation.slice(1)}`;
    if (operation === 'login') return this.#login(bindArguments(call, LOGIN_OVERLOADS), this.#known.password);
    if (operation === 'loginByLtpaToken') return this.#login(bindArguments(call, [LTPA_PARTS]), this.#options.ltpaToken);
    if (operation === 'logout') return { result: this.#logout(bindArguments(call, [LOGOUT_PARTS]), call.sessionId) };
    throw unknownOperation(call.operation);
  }

  /** `secret` is the password, or the token of `loginByLtpaToken`; without one nothing is right. */
  #login([userName = null, given = null, slnName = null, dcName = null, , dbType = 0]: readonly Value[], secret: string | undefined) {
    const known = this.#known;
    const right = userName === known.userName && (given ?? '') === secret && slnName === known.slnName && dcName === known.dcName;
    const opened = right ? this.#opened() : undefined;
    const sessionId = opened === undefined ? this.#refused() : opened.id;
    const value = { dbType: Number(dbType), dcName: textOf(dcName), password: null, sessionId, slnName: textOf(slnName), userName: textOf(userName) };
    return { result: { type: CONTEXT, value }, ...(opened === undefined ? {} : { opened }) };
  }

  #opened(): EasSession {
    this.logins += 1;
    return this.#sessions.open(this.#known.userName);
  }

  #refused(): null | '' {
    const failure = this.#options.loginFailure ?? 'nil';
    if (typeof failure === 'object') throw invokeException(failure.fault);
    return failure === 'nil' ? null : '';
  }

  #logout([userName, slnName, dcName]: readonly Value[], sessionId: string | undefined): ReturnValue {
    const known = this.#known;
    const right = userName === known.userName && slnName === known.slnName && dcName === known.dcName;
    if (right && this.#options.logoutEnds === 'header-session') this.#sessions.end(sessionId ?? '');
    else if (right) this.#sessions.endAllOf(known.userName);
    return { type: 'boolean', value: right }; // mock-defined: false for an unknown user
  }
}

function textOf(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}
