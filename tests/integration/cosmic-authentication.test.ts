import { inspectGalaxy } from '@piaozone/adapter-galaxy';
import {
  createIntegration,
  createNonDurableOperationStore,
  diagnosisOf,
  type Finding,
  type Integration,
  type IssueSummary,
  isPiaozoneError,
  type PiaozoneError,
  systemRuntime,
} from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { flagshipIssuing } from '@piaozone/cosmic/flagship';
import { type MockCosmic, type MockCosmicOptions, SIM_PATH } from '@piaozone/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BILLS,
  BUSINESS_SYSTEM,
  type CosmicErpId,
  type CosmicLogin,
  cosmicBill,
  cosmicErpAdapter,
  cosmicErpMock,
  cosmicErpSettings,
  flagshipClient,
  SELLER,
  startCosmicErp,
  UNITS,
  WRITE_BACK,
} from './support/cosmic-erp.js';

const LOGINS: readonly CosmicLogin[] = ['two-step', 'enhanced', 'digest'];
const ERPS: readonly CosmicErpId[] = ['xinghan', 'galaxy'];
const FAULTS = ['token expired', 'token killed', 'gateway identity missing', 'API not authorised', 'login refused by the enhanced switch'] as const;
type FaultName = (typeof FAULTS)[number];

/** Why a cell does not exist; it is played all the same, to show that the fault changes nothing there. */
function reasonAgainst(login: CosmicLogin, erp: CosmicErpId, fault: FaultName): string | undefined {
  if (fault === 'gateway identity missing') return erp === 'xinghan' ? '星瀚 has no gateway that demands an identity (§2.6)' : undefined;
  if (fault === 'API not authorised' || login !== 'digest') return undefined;
  return fault === 'login refused by the enhanced switch'
    ? 'digest makes no login, and the switch decides about logins only (§2)'
    : 'digest has no token (§2.4)';
}

interface Cell {
  readonly login: CosmicLogin;
  readonly erp: CosmicErpId;
  readonly fault: FaultName;
  readonly reason: string | undefined;
}

const CELLS: readonly Cell[] = LOGINS.flatMap((login) =>
  ERPS.flatMap((erp) => FAULTS.map((fault) => ({ login, erp, fault, reason: reasonAgainst(login, erp, fault) }))),
);
const APPLICABLE = CELLS.filter(({ reason }) => reason === undefined);

interface World {
  readonly mock: MockCosmic;
  readonly integration: Integration;
}

async function start(
  { login, erp }: Pick<Cell, 'login' | 'erp'>,
  more: MockCosmicOptions = {},
  adapterOf: (mock: MockCosmic) => ErpAdapter = (mock) => cosmicErpAdapter(erp, cosmicErpSettings(mock, login)),
): Promise<World> {
  const mock = await startCosmicErp(erp, login, { ...cosmicErpMock([cosmicBill('B1'), cosmicBill('B2')]), ...more });
  onTestFinished(async () => {
    expect(mock.server.unknownRequests).toEqual([]);
    expect(mock.unknownFields).toEqual([]);
    expect(mock.sim.problems()).toEqual([]);
    await mock.close();
  });
  // Pauses between repeats have no length.
  const piaozone = flagshipClient({ runtime: { ...systemRuntime, random: () => 0 } });
  onTestFinished(() => piaozone.close());
  const issuing = flagshipIssuing({ businessSystemCode: BUSINESS_SYSTEM, testTaxNo: SELLER.taxNo });
  const store = createNonDurableOperationStore();
  const integration = await createIntegration({ piaozone, erp: adapterOf(mock), issuing, store, settle: { pausesMs: [0] } });
  onTestFinished(() => integration.close());
  return { mock, integration };
}

/** Both bills are issued once and carry their invoice. */
function expectDone({ mock }: World, { counts, writtenBack }: IssueSummary): void {
  expect([counts.issued, writtenBack]).toEqual([2, 2]);
  expect(mock.sim.record.map(({ key }) => mock.sim.issuedTimes(key))).toEqual([1, 1]);
  expect(mock.table(BILLS).rows.map(({ invoiceno }) => invoiceno)).toEqual(
    expect.arrayContaining(mock.sim.record.map(({ invoiceNum }) => invoiceNum)),
  );
}

/** The failed lines that are the ERP's or the flagship route's; the client's own environment answers nobody here. */
async function failedLines({ integration }: World): Promise<(string | undefined)[][]> {
  const { findings } = await integration.checkConnection();
  const ours = findings.filter(({ code, status }) => status === 'failed' && (code.startsWith('erp.') || code === 'piaozone.flagship'));
  expect(ours.every(({ remedy }) => /\p{Script=Han}/u.test(remedy?.zh ?? '') && (remedy?.en ?? '') !== '')).toBe(true);
  return ours.map(({ code, diagnosis }: Finding) => [code, diagnosis]);
}

async function issuingError({ integration }: World): Promise<PiaozoneError> {
  const error: unknown = await integration.issueBills().then(
    ({ results }) => results.find((result) => result.error !== undefined)?.error,
    (thrown: unknown) => thrown,
  );
  if (!isPiaozoneError(error)) throw new Error('expected a failure');
  return error;
}

const briefly = (error: PiaozoneError) => [error.code, error.outcome, diagnosisOf(error)?.code];

/** Every call of the way: reading, issuing, asking, writing back. Calls of the issuing path are two for each bill. */
const STEPS = [
  { path: BILLS, skip: 0 },
  ...[0, 1, 2, 3].map((skip) => ({ path: SIM_PATH, skip })),
  { path: WRITE_BACK, skip: 0 },
  { path: WRITE_BACK, skip: 1 },
];

/** The token of any call may be dead when it arrives; the call is repeated under a new one, once. */
async function tokenDies({ login, erp }: Cell, fault: 'expire-token' | 'kill-token'): Promise<void> {
  for (const { path, skip } of STEPS) {
    const world = await start({ login, erp });
    world.mock.server.faults.next(path, { kind: 'custom', name: fault }, { skip });
    expectDone(world, await world.integration.issueBills({ concurrency: 1 }));
    expect(world.mock.logins).toBe(2);
  }
}

/** Two hours later by the server's clock, while ours has not moved. */
async function tokenAges(cell: Cell): Promise<void> {
  const world = await start(cell);
  await world.integration.importBusinessUnits();
  world.mock.clock.advance(2 * 3_600_000 + 1);
  expectDone(world, await world.integration.issueBills());
  expect(world.mock.logins).toBe(2);
}

async function identityMissing({ login, erp }: Cell): Promise<void> {
  for (const requiredOnToken of [false, true]) {
    const settings = (mock: MockCosmic) => {
      const { gatewayIdentity: _, ...rest } = cosmicErpSettings(mock, login);
      return rest;
    };
    const inspected = (mock: MockCosmic) => {
      // As a program: refused before anything is sent.
      expect(() => cosmicErpAdapter(erp, settings(mock))).toThrow(expect.objectContaining({ code: 'config_invalid' }));
      // As doctor: looked into, with the gateway itself as the witness.
      const { adapter, problems } = inspectGalaxy(settings(mock));
      expect(problems.map(({ path }) => path)).toContain('gatewayIdentity');
      if (adapter === undefined) throw new Error('nothing to test with');
      return adapter;
    };
    const world = await start({ login, erp }, { requiredOnToken }, inspected);
    expect(await failedLines(world)).toEqual([
      ['piaozone.flagship', 'GATEWAY_IDENTITY_MISSING'],
      ['erp.gatewayIdentity', 'GATEWAY_IDENTITY_MISSING'],
    ]);
    // Where the login is refused already, the call itself has not left.
    const outcome = requiredOnToken && login !== 'digest' ? 'not-sent' : 'rejected';
    expect(briefly(await issuingError(world))).toEqual(['erp_rejected', outcome, 'GATEWAY_IDENTITY_MISSING']);
    expect(world.mock.sim.orders()).toEqual([]);
  }
}

const GRANTS = [
  { name: 'platform', options: { grantRefusedBy: 'platform' }, diagnosis: 'PLATFORM_API_NOT_GRANTED' },
  { name: 'gateway', options: { grantRefusedBy: 'gateway' }, diagnosis: 'GATEWAY_API_NOT_SUBSCRIBED' },
] as const;

async function apiNotAuthorised({ login, erp }: Cell): Promise<void> {
  for (const { name, options, diagnosis } of GRANTS) {
    if (name === 'gateway' && erp === 'xinghan') continue;
    const reading = await start({ login, erp }, options);
    reading.mock.grants.only([SIM_PATH]);
    expect(await failedLines(reading)).toEqual([['erp.rights', diagnosis]]);
    expect(briefly(await issuingError(reading))).toEqual(['erp_rejected', 'rejected', diagnosis]);

    const issuing = await start({ login, erp }, options);
    issuing.mock.grants.only([UNITS, BILLS, WRITE_BACK]);
    expect(await failedLines(issuing)).toEqual([['piaozone.flagship', diagnosis]]);
    expect(briefly(await issuingError(issuing))).toEqual(['erp_rejected', 'rejected', diagnosis]);
    expect(issuing.mock.sim.orders()).toEqual([]);
    // Refused is not lost: the same bills go through once it is granted.
    issuing.mock.grants.all();
    expectDone(issuing, await issuing.integration.issueBills());
  }
}

/** On refuses login.do, off refuses getToken. */
async function loginRefused({ login, erp }: Cell): Promise<void> {
  const world = await start({ login, erp });
  world.mock.app(world.mock.appId).enhanced = login !== 'enhanced';
  const diagnosis = login === 'enhanced' ? 'ENHANCED_AUTHENTICATION_OFF' : 'ENHANCED_AUTHENTICATION_ON';
  expect((await failedLines(world)).find(([line]) => line === 'erp.login')).toEqual(['erp.login', diagnosis]);
  const error = await issuingError(world);
  expect(error.hint).toContain('增强型');
  expect(world.mock.sim.orders()).toEqual([]);
}

async function play(cell: Cell): Promise<void> {
  switch (cell.fault) {
    case 'token expired':
      await tokenDies(cell, 'expire-token');
      return tokenAges(cell);
    case 'token killed':
      return tokenDies(cell, 'kill-token');
    case 'gateway identity missing':
      return identityMissing(cell);
    case 'API not authorised':
      return apiNotAuthorised(cell);
    case 'login refused by the enhanced switch':
      return loginRefused(cell);
  }
}

describe('applicable cells end in success after renewal or in the right diagnosis', () => {
  it.each(APPLICABLE)('$login × $erp × $fault', play);
});

describe('cells that do not apply change nothing', () => {
  it.each(CELLS.filter(({ reason }) => reason !== undefined))('$login × $erp × $fault: $reason', async ({ login, erp, fault }) => {
    const world = await start({ login, erp });
    const { mock } = world;
    if (fault === 'token expired') mock.tokens.expireAll();
    if (fault === 'token killed') mock.tokens.killAll();
    if (fault === 'login refused by the enhanced switch') mock.app(mock.appId).enhanced = true;
    if (erp === 'xinghan') expect(mock.gatewayIdentity).toBeUndefined();
    expect(await failedLines(world)).toEqual([]);
    expectDone(world, await world.integration.issueBills());
    if (login === 'digest') expect(mock.logins).toBe(0);
    for (const { headers } of mock.journal.to(BILLS)) expect('x-acgw-identity' in headers).toBe(erp === 'galaxy');
  });

  it('are nine of thirty', () => {
    expect([CELLS.length, APPLICABLE.length]).toEqual([30, 21]);
    expect(CELLS.filter(({ reason }) => reason !== undefined).map(({ login, erp, fault }) => `${login} ${erp} ${fault}`)).toEqual([
      'two-step xinghan gateway identity missing',
      'enhanced xinghan gateway identity missing',
      'digest xinghan token expired',
      'digest xinghan token killed',
      'digest xinghan gateway identity missing',
      'digest xinghan login refused by the enhanced switch',
      'digest galaxy token expired',
      'digest galaxy token killed',
      'digest galaxy login refused by the enhanced switch',
    ]);
  });
});
