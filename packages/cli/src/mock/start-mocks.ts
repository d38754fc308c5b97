import type { MockCosmic, MockEas, MockPiaozone } from '@piaozone/testkit';
import { Failure } from '../failure.js';
import type { CosmicAccess, EasAccess, MockAccess, TripleAccess } from './access.js';
import { cosmicOptions } from './cosmic-options.js';
import type { ErpMockOptions } from './erp-module.js';
import type { Testkit } from './testkit.js';

export interface RunningMocks {
  readonly access: MockAccess;
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/**
 * Starts mock piaozone, 星瀚, 星空旗舰版 and EAS on `port` and the three after it, or on any free ports for 0.
 * Ports and hosts of `erp` are not heeded: loopback only, and where the caller was told to look.
 */
export async function startMocks(testkit: Testkit, port: number, erp: ErpMockOptions): Promise<RunningMocks> {
  const started: Closable[] = [];
  const close = async () => {
    await Promise.all(started.map((mock) => mock.close()));
  };
  const start = async <Mock extends Closable>(name: string, run: (at: { host: '127.0.0.1'; port: number }) => Promise<Mock>): Promise<Mock> => {
    const at = { host: '127.0.0.1', port: port === 0 ? 0 : port + started.length } as const;
    try {
      const mock = await run(at);
      started.push(mock);
      return mock;
    } catch (error) {
      throw cannotStart(name, at.port, error);
    }
  };
  try {
    const piaozone = await start('piaozone', ({ port }) => testkit.startMockPiaozone({ port }));
    const options = (id: 'xinghan' | 'galaxy') => cosmicOptions(id, erp[id] ?? {}, piaozone);
    const xinghan = await start('xinghan', (at) => testkit.startMockCosmic({ ...options('xinghan'), ...at }));
    const gatewayIdentity = erp.galaxy?.gatewayIdentity ?? true;
    const galaxy = await start('galaxy', (at) => testkit.startMockCosmic({ ...options('galaxy'), gatewayIdentity, ...at }));
    const eas = await start('eas', (at) => testkit.startMockEas({ ...erp.eas, ...at }));
    return { access: accessOf(piaozone, xinghan, galaxy, eas), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Written out field by field: a member that a mock gains later must not slip into the line. */
function accessOf({ baseUrl, tenant, enterprises }: MockPiaozone, xinghan: MockCosmic, galaxy: MockCosmic, eas: MockEas): MockAccess {
  return {
    piaozone: {
      baseUrl,
      tenant: triple(tenant),
      enterprises: enterprises.map(({ taxNo, name, ...rest }) => ({ taxNo, name, ...triple(rest) })),
    },
    xinghan: cosmicAccess(xinghan),
    galaxy: { ...cosmicAccess(galaxy), gatewayIdentity: galaxy.gatewayIdentity ?? '' },
    eas: easAccess(eas),
  };
}

function triple({ clientId, clientSecret, encryptKey }: TripleAccess): TripleAccess {
  return { clientId, clientSecret, encryptKey };
}

function cosmicAccess({ baseUrl, accountId, appId, appSecret, user, businessSystems }: MockCosmic): CosmicAccess {
  return { baseUrl, accountId, appId, appSecret, user, businessSystemCode: businessSystems.all[0]?.code ?? '' };
}

function easAccess({ baseUrl, userName, password, slnName, dcName }: MockEas): EasAccess {
  return { baseUrl, userName, password, slnName, dcName };
}

function cannotStart(name: string, port: number, error: unknown): Failure {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'EADDRINUSE') return new Failure({ zh: `端口 ${port} 已被占用（${name}）`, en: `port ${port} is in use (${name})` });
  const reason = String(message ?? code ?? error);
  return new Failure({ zh: `模拟 ${name} 无法启动：${reason}`, en: `the mock of ${name} cannot start: ${reason}` });
}
