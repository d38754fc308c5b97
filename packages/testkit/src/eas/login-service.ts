import type { Argument, PartSpec } from './dispatch.js';
import { bindArguments } from './dispatch.js';
import { invokeException, unknownOperation } from './faults.js';
import type { EasPublicData, MockEasOptions } from './options.js';
import type { ReturnValue } from './reply.js';
import type { EasSessions } from './sessions.js';
import type { SoapCall } from './soap-request.js';

const string = (name: string): PartSpec => ({ name, type: 'string' });
const int = (name: string): PartSpec => ({ name, type: 'int' });

const LOGIN_6 = [string('userName'), string('password'), string('slnName'), string('dcName'), string('language'), int('dbType')];

/** The longest login; the others are its first 6 or 7 parts (eas-and-imaging §2.1). */
export const LOGIN_PARTS: readonly PartSpec[] = [...LOGIN_6, string('authPattern'), int('isEncodePwd')];
export const LOGIN_OVERLOADS = [6, 7, 8].map((count) => LOGIN_PARTS.slice(0, count));
export const LOGOUT_PARTS: readonly PartSpec[] = ['userName', 'slnName', 'dcName', 'language'].map(string);
export const CONTEXT_TYPE = { namespace: 'urn:client', local: 'WSContext' };

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

  answer(call: SoapCall): ReturnValue {
    if (call.operation === 'login') return this.#login(bindArguments(call, LOGIN_OVERLOADS));
    if (call.operation === 'logout') return this.#logout(bindArguments(call, [LOGOUT_PARTS]), call.sessionId);
    throw unknownOperation(call.operation);
  }

  #login([userName = null, password = null, slnName = null, dcName = null, , dbType = 0]: readonly Argument[]): ReturnValue {
    const known = this.#known;
    const right = userName === known.userName && password === known.password && slnName === known.slnName && dcName === known.dcName;
    const sessionId = right ? this.#opened() : this.#refused();
    return {
      kind: 'bean',
      value: {
        type: CONTEXT_TYPE,
        fields: [
          ['dbType', dbType],
          ['dcName', dcName],
          ['password', null],
          ['sessionId', sessionId],
          ['slnName', slnName],
          ['userName', userName],
        ],
      },
    };
  }

  #opened(): string {
    this.logins += 1;
    return this.#sessions.open(this.#known.userName).id;
  }

  #refused(): null | '' {
    const failure = this.#options.loginFailure ?? 'nil';
    if (typeof failure === 'object') throw invokeException(failure.fault);
    return failure === 'nil' ? null : '';
  }

  #logout([userName, slnName, dcName]: readonly Argument[], sessionId: string | undefined): ReturnValue {
    const known = this.#known;
    const right = userName === known.userName && slnName === known.slnName && dcName === known.dcName;
    if (right && this.#options.logoutEnds === 'header-session') this.#sessions.end(sessionId ?? '');
    else if (right) this.#sessions.endAllOf(known.userName);
    return { kind: 'boolean', value: right }; // mock-defined: false for an unknown user
  }
}
