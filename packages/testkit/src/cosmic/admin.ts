import type { BusinessSystem } from './business-systems.js';
import { isObject } from './envelope.js';
import type { MockCosmic } from './mock-cosmic.js';
import type { RateRule } from './platform/limits.js';
import type { PlannedRefusal } from './platform/refusals.js';
import type { DeductionTaxpayer } from './rim/deduction/taxpayers.js';

type Commands = Readonly<Record<string, (body: unknown) => unknown>>;

/** `GET /__mock/<name>`. The secrets are the mock's own and open nothing else. */
export function cosmicViews(mock: MockCosmic): Readonly<Record<string, () => unknown>> {
  return {
    credentials: () => mock.publicData,
    sessions: () => ({ logins: mock.logins, live: mock.tokens.live }),
    apps: () =>
      mock.apps.all.map(({ appId, appSecret, digestKey, basicKey, enhanced, gatewayIdentity }) => ({
        ...{ appId, appSecret, digestKey, basicKey, enhanced, gatewayIdentity },
      })),
    businessSystems: () => mock.businessSystems.all,
    state: () => ({
      now: mock.clock.now(),
      unknownRequests: mock.unknownRequests,
      unknownFields: mock.unknownFields,
      rates: mock.rates.rule,
    }),
  };
}

/** `POST /__mock/<name>` with a JSON object. */
export function cosmicCommands(mock: MockCosmic): Commands {
  return {
    tokens: command(({ action }: { action: unknown }) => {
      if (action === 'expire') mock.tokens.expireAll();
      else if (action === 'kill') mock.tokens.killAll();
      else throw new Error('action: expire or kill');
      return { live: mock.tokens.live };
    }),
    gateway: command(({ appId }: { appId?: string }) => ({
      gatewayIdentity: mock.gateway.reset(appId === undefined ? undefined : mock.app(appId)),
    })),
    app: command(({ appId, ...change }: AppChange) => changeApp(mock, appId, change)),
    switches: command((change: Record<string, unknown>) => changeSwitches(mock, change)),
    businessSystem: command((system: BusinessSystem) => {
      mock.businessSystems.set(system);
      return { code: system.code };
    }),
    taxpayer: command((taxpayer: DeductionTaxpayer) => {
      mock.deduction.addTaxpayer(taxpayer);
      return { taxNo: taxpayer.taxNo };
    }),
    limits: command((rule: RateRule) => {
      mock.rates.set(rule);
      return mock.rates.rule;
    }),
    refuseNext: command(({ path, errorCode, ...how }: PlannedRefusal) => {
      mock.refuseNext(path, errorCode, how);
      return { planned: true };
    }),
    filter: command(({ path, viewId, text, empty }: { path: string; viewId?: string; text?: string; empty?: boolean }) => {
      const query = mock.query(path);
      if (viewId !== undefined) query.selectView(viewId);
      if (text !== undefined) query.filter = text;
      if (empty === true) query.keep = () => false;
      return { filter: query.filter };
    }),
  };
}

interface AppChange {
  readonly appId?: string;
  readonly enhanced?: boolean;
  readonly agentUserControl?: boolean;
  readonly knownToGateway?: boolean;
  /** `null` = any address. */
  readonly allowedIps?: readonly string[] | null;
  /** `null` = every API. */
  readonly grants?: readonly string[] | null;
}

function changeApp(mock: MockCosmic, appId: string | undefined, change: Omit<AppChange, 'appId'>): unknown {
  const app = mock.app(appId ?? mock.appId);
  for (const [name, value] of Object.entries(change)) {
    if (name === 'enhanced' || name === 'agentUserControl' || name === 'knownToGateway') app[name] = value === true;
    else if (name === 'allowedIps') app.allowedIps = listOrAll(value);
    else if (name === 'grants') {
      const paths = listOrAll(value);
      if (paths === undefined) app.grants.all();
      else app.grants.only(paths);
    } else throw new Error(`no such member: ${name}`);
  }
  return { appId: app.appId };
}

function changeSwitches(mock: MockCosmic, { api1Allowed, clientIp, ...rest }: Record<string, unknown>): unknown {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`no such switch: ${unknown}`);
  if (api1Allowed !== undefined) mock.switches.api1Allowed = api1Allowed === true;
  if (clientIp !== undefined) mock.switches.clientIp = String(clientIp);
  return mock.switches;
}

function listOrAll(value: unknown): readonly string[] | undefined {
  if (value === null) return undefined;
  if (!Array.isArray(value)) throw new Error('a list, or null for all');
  return value.map(String);
}

function command<T>(run: (input: T) => unknown): (body: unknown) => unknown {
  return (body) => {
    if (!isObject(body)) throw new Error('a JSON object is expected');
    return run(body as T);
  };
}
