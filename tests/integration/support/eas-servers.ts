import { type EasFacade, type FaultScript, type Journal, type SessionSymptom, startMockEas } from '@piaozone/testkit';
import { canStartAxis, missingPackage, type RunningAxis, startAxis } from '../../../scripts/lib/axis.mjs';
import { startAxisBusiness } from './axis-business.js';
import { AxisControl } from './axis-control.js';
import { startAxisFront } from './axis-front.js';

/** What both kinds of server can be told. */
export interface EasServerOptions {
  readonly userName?: string;
  readonly password?: string;
  readonly dcName?: string;
  /** Default true. */
  readonly safeMode?: boolean;
  /** Without a live session in safe mode. Default `fault`. */
  readonly deadSession?: 'fault' | 'another-user';
  /** Default `please login first`. Those that Kingdee lists; the first of them is a whole fault string, which Axis cannot be told. */
  readonly sessionSymptom?: Exclude<SessionSymptom, `com.kingdee${string}`>;
  /** Default `nil`. */
  readonly loginFailure?: 'nil' | 'empty' | { readonly fault: string };
  readonly logoutEnds?: 'user' | 'header-session';
  readonly ltpaToken?: string;
  /** As a cluster port: business calls need the cookie of the login, too. */
  readonly cluster?: boolean;
  /** Behind Axis only those with the names and parts of tests/axis: WSGLWebServiceFacade, WSWSVoucher and `bridgeFacade`. */
  readonly facades?: readonly EasFacade[];
}

/** The same levers for a mock and for Axis. */
export interface RunningEas {
  /** Origin without a path. */
  readonly baseUrl: string;
  /** Ends in `/ormrpc/services/`. */
  readonly servicesUrl: string;
  readonly userName: string;
  readonly password: string;
  readonly slnName: string;
  readonly dcName: string;
  /** Every request as it came in, bytes and headers. */
  readonly journal: Journal;
  /** Faults of the mock server, and `{kind: 'custom', name: 'kill-session' | 'empty' | 'truncate'}`. */
  readonly faults: FaultScript;
  killSessions(): Promise<void>;
  /** Successful logins so far, and sessions alive now. */
  counts(): Promise<{ readonly logins: number; readonly live: number }>;
  close(): Promise<void>;
}

export interface EasServer {
  /** For test names, e.g. `Axis 1.4, form 2`. */
  readonly name: string;
  readonly kind: 'mock' | 'axis';
  readonly form: 1 | 2 | 3;
  /** The Debian package that is missing here, where the tests are then skipped; never with CI=true. */
  readonly missing: string | undefined;
  start(options?: EasServerOptions): Promise<RunningEas>;
}

const USER = { userName: 'USER', password: 'PASSWORD', slnName: 'eas', dcName: 'DC01' };
const COOKIE = 'MOCKEASID';

/** Mock EAS and Apache Axis 1.4 in the three reply forms. Usage: `describe.each(EAS_SERVERS)('$name', …)` with `it.skipIf(missing !== undefined)`. */
export const EAS_SERVERS: readonly EasServer[] = ([1, 2, 3] as const).flatMap((form) => [mock(form), axis(form)]);

function mock(form: 1 | 2 | 3): EasServer {
  return {
    name: `mock EAS, form ${form}`,
    kind: 'mock',
    form,
    missing: undefined,
    start: async ({ cluster = false, ...options } = {}) => {
      const eas = await startMockEas({
        ...USER,
        replyForm: form,
        shuffleMultiRefs: true,
        requireContentLength: true,
        ...(cluster ? { clusterCookie: COOKIE } : {}),
        ...options,
      });
      return {
        ...eas.publicData,
        servicesUrl: eas.servicesUrl,
        journal: eas.journal,
        faults: eas.faults,
        killSessions: async () => eas.killSessions(),
        counts: async () => ({ logins: eas.logins, live: eas.sessions.live }),
        close: () => eas.close(),
      };
    },
  };
}

function axis(form: 1 | 2 | 3): EasServer {
  const missing = canStartAxis() ? undefined : missingPackage();
  return {
    name: `Axis 1.4, form ${form}${missing === undefined ? '' : ` (needs ${missing})`}`,
    kind: 'axis',
    form,
    missing,
    start: (options = {}) => startRealAxis(form, options),
  };
}

/** Processes that are started and free; a Java machine takes a second to start, so they are used again. They end with this process. */
const idle: Record<1 | 2 | 3, RunningAxis[]> = { 1: [], 2: [], 3: [] };

async function startRealAxis(form: 1 | 2 | 3, options: EasServerOptions): Promise<RunningEas> {
  const process = idle[form].pop() ?? (await startAxis(form));
  const control = new AxisControl(process.port);
  const business = await startAxisBusiness(options.facades ?? []);
  const known = { ...USER, ...pick(options, ['userName', 'password', 'dcName']) };
  await control.reset({
    ...known,
    ...pick(options, ['deadSession', 'sessionSymptom', 'logoutEnds', 'ltpaToken']),
    safeMode: String(options.safeMode ?? true),
    cluster: String(options.cluster ?? false),
    loginFailure: typeof options.loginFailure === 'object' ? options.loginFailure.fault : (options.loginFailure ?? 'nil'),
    business: business.address,
  });
  const front = await startAxisFront(process.port, () => control.killSessions());
  return {
    ...known,
    baseUrl: front.origin,
    servicesUrl: `${front.origin}/ormrpc/services/`,
    journal: front.journal,
    faults: front.faults,
    killSessions: () => control.killSessions(),
    counts: () => control.counts(),
    close: async () => {
      await front.close();
      await business.close();
      idle[form].push(process);
    },
  };
}

/** Ends the idle Java processes; worth it only where a test file goes on for long after its last use. */
export async function stopIdleAxis(): Promise<void> {
  const all = [1, 2, 3] as const;
  await Promise.all(all.flatMap((form) => idle[form].splice(0)).map((process) => process.stop()));
}

function pick<Key extends keyof EasServerOptions>(options: EasServerOptions, names: readonly Key[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : [])));
}
