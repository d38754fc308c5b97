import type { BillTable } from '../erp/bill-table.js';
import type { MockClock } from '../server/clock.js';
import type { Value } from './part-types.js';
import type { Strings } from './reply.js';
import type { Signature } from './signatures.js';

/** The symptoms of a missing or dead session that Kingdee lists (eas-and-imaging §3). */
export type SessionSymptom =
  | 'com.kingdee.bos.webservice.WSInvokeException ; com.kingdee.bos.orm.rmi.RMIException'
  | 'please login first'
  | 'session not found'
  | '数据异常,串用户';

/** Whose session a facade runs in. Outside safe mode, and with `deadSession: 'another-user'`, it is somebody else's: no session id then. */
export interface FacadeContext {
  readonly userName: string | undefined;
  readonly sessionId: string | undefined;
}

/** `undefined` is void. Arrays of strings and of rows of strings are Axis arrays. */
export type FacadeResult = string | null | undefined | Strings | readonly (Strings | null)[];

/** Throw `WsInvokeException` to answer a fault. */
export type FacadeFunction = (args: readonly (string | null)[], context: FacadeContext) => FacadeResult | Promise<FacadeResult>;

export interface FacadeOperation {
  /** Names of the parts, all strings: parts are then counted and matched as Axis does. */
  readonly parts: readonly string[];
  /** Needed in the WSDL, and for a null or empty array. Default: what the value looks like. */
  readonly returns?: 'string' | 'string[]' | 'string[][]' | 'void';
  readonly run: FacadeFunction;
}

/** Takes the arguments as their parts are typed; `undefined` is void. Throw `WsInvokeException` to answer a fault. */
export type TypedFunction = (args: readonly Value[], context: FacadeContext) => Value | undefined | Promise<Value | undefined>;

/** An operation with typed parts and result, as in a WSDL. */
export interface TypedOperation extends Signature {
  readonly answer: TypedFunction;
}

/** A business service whose names the caller defines. */
export interface EasFacade {
  /** Last part of the URL, e.g. `WSMyFacade`. */
  readonly service: string;
  /** Namespace of requests in the WSDL; as on Axis it is not checked. */
  readonly namespace: string;
  /** Namespace of the types in the WSDL. Default `urn:client.<service in lower case without WS>`. */
  readonly typeNamespace?: string;
  /** A bare function takes its parts in document order, however many; it is left out of the WSDL. A list is the overloads of one name. */
  readonly operations: Readonly<Record<string, FacadeFunction | FacadeOperation | TypedOperation | readonly TypedOperation[]>>;
  /** Shown by `mock.table(service)`. */
  readonly table?: BillTable;
}

export interface MockEasOptions {
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Default 0: any free port. */
  readonly port?: number;
  readonly clock?: MockClock;
  /** Decides generated names, passwords, session ids and shuffles. Default `eas`. */
  readonly seed?: string;
  /** What stands before `/ormrpc/services/`. Default nothing. */
  readonly basePath?: string;
  readonly userName?: string;
  readonly password?: string;
  /** Default `eas`. */
  readonly slnName?: string;
  readonly dcName?: string;
  /** Default 1. */
  readonly replyForm?: 1 | 2 | 3;
  /** Default false. */
  readonly shuffleMultiRefs?: boolean;
  /** Default false. */
  readonly pretty?: boolean;
  /** A refused login: nil or empty sessionId with HTTP 200, or a fault with this text. Default `nil`. */
  readonly loginFailure?: 'nil' | 'empty' | { readonly fault: string };
  /** Business calls need a live session by header; off, the header is ignored and a call sees another user's data (串用户). Default true. */
  readonly safeMode?: boolean;
  /** Without a live session in safe mode: a fault, or HTTP 200 in another user's context. Default `fault`. */
  readonly deadSession?: 'fault' | 'another-user';
  /** Default `please login first`. */
  readonly sessionSymptom?: SessionSymptom;
  /** Cluster port: a login sets this cookie, and business calls need it beside the header. Its real name is unknown. Default: instance port, no cookie. */
  readonly clusterCookie?: string;
  /** Whose data are seen outside safe mode or with a dead session answered 200. Default `another-user`. */
  readonly otherUser?: string;
  /** Taken by `loginByLtpaToken`; without it that login is refused. */
  readonly ltpaToken?: string;
  /** Default: sessions do not end of age; the real timeout is unknown. */
  readonly sessionLifeMs?: number;
  /** logout names a user, not a session; what it ends is unknown. Default `user`: every session of that user. */
  readonly logoutEnds?: 'user' | 'header-session';
  /** Whether a method has run when its call faults for a header with mustUnderstand="1". Default true, as the reference says; Debian's Axis 1.4 looks first. */
  readonly mustUnderstandRuns?: boolean;
  /** Answers a request without SOAPAction by `Client.NoSOAPAction`. Default true. */
  readonly requireSoapAction?: boolean;
  /** Refuses a chunked request. Default false. */
  readonly requireContentLength?: boolean;
  /** Order of the login overloads in the WSDL, by number of parts; seen: 8/6/7 and 7/8/6. Default 8, 6, 7. */
  readonly wsdlOverloads?: readonly (6 | 7 | 8)[];
  readonly facades?: readonly EasFacade[];
}

/** What a client has to be given to reach the mock. */
export interface EasPublicData {
  /** Origin and base path, without a trailing slash. */
  readonly baseUrl: string;
  readonly userName: string;
  readonly password: string;
  readonly slnName: string;
  readonly dcName: string;
}
