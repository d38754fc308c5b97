import { inspect } from 'node:util';
import { easAdapter } from '@piaozone/adapter-eas';
import { galaxyAdapter } from '@piaozone/adapter-galaxy';
import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import { createIntegration, createNonDurableOperationStore, createPiaozone, sharedAuthorization } from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { hostedIssuing } from '@piaozone/standard';
import { type Fault, type MockCosmic, type MockEas, type MockPiaozone, startMockCosmic, startMockEas, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudMock, hostedSettings } from '../../examples/src/cloud.js';
import { loadEnterprises } from '../../examples/src/data.js';
import { easFields, easMock } from '../../examples/src/erps/eas.js';
import { galaxyFields, galaxyMock } from '../../examples/src/erps/galaxy.js';
import { xinghanFields, xinghanMock } from '../../examples/src/erps/xinghan.js';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { everythingShown } from '../../packages/core/test/support/everything.js';

/** A secret in every credential field there is. */
const SECRET = {
  clientSecret: `${CANARY}-client-secret`,
  encryptKey: `${CANARY}-16by`,
  tenantSecret: `${CANARY}-tenant-secret`,
  appSecret: `${CANARY}-app-secret-123456`,
  gatewayIdentity: `${CANARY}-gateway`,
  password: `${CANARY}-password`,
  proxyPassword: `${CANARY}-proxy`,
};

let cloud: MockPiaozone;
let xinghan: MockCosmic;
let galaxy: MockCosmic;
let eas: MockEas;
let shown: string[];

beforeEach(async () => {
  const [first, ...others] = loadEnterprises();
  const enterprise = { ...first, clientSecret: SECRET.clientSecret, encryptKey: SECRET.encryptKey };
  const tenant = { clientId: 'TN_mock-canary', clientSecret: SECRET.tenantSecret, encryptKey: SECRET.encryptKey };
  cloud = await startMockPiaozone({ ...cloudMock(), tenant, enterprises: [enterprise, ...others] });
  xinghan = await startMockCosmic({ ...xinghanMock(), appSecret: SECRET.appSecret });
  galaxy = await startMockCosmic({ ...galaxyMock(), appSecret: SECRET.appSecret, gatewayIdentity: SECRET.gatewayIdentity });
  eas = await startMockEas({ ...easMock(), password: SECRET.password });
  shown = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => shown.push(args.map((arg) => inspect(arg)).join(' ')));
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all([cloud.close(), xinghan.close(), galaxy.close(), eas.close()]);
});

const show = (...values: unknown[]) => {
  for (const value of values) shown.push(everythingShown(value));
};

function adapters(wrong: boolean): ErpAdapter[] {
  const cosmic = (mock: MockCosmic) => ({
    baseUrl: mock.baseUrl,
    accountId: mock.accountId,
    app: { id: mock.appId, secret: wrong ? `${SECRET.appSecret}-wrong` : SECRET.appSecret },
    user: mock.user,
  });
  return [
    xinghanAdapter({ ...xinghanFields, ...cosmic(xinghan) }),
    galaxyAdapter({ ...galaxyFields, ...cosmic(galaxy), gatewayIdentity: wrong ? `${SECRET.gatewayIdentity}-wrong` : SECRET.gatewayIdentity }),
    easAdapter({
      ...easFields,
      servicesUrl: eas.servicesUrl,
      userName: eas.userName,
      password: wrong ? `${SECRET.password}-wrong` : SECRET.password,
      slnName: eas.slnName,
      dcName: eas.dcName,
    }),
  ];
}

/** Runs the whole job for all three ERPs and shows everything a careless program could log of it. */
async function runEverything({ wrong = false, proxy }: { wrong?: boolean; proxy?: string } = {}): Promise<void> {
  const [enterprise] = cloud.enterprises;
  const client = createPiaozone({
    environment: { baseUrl: cloud.baseUrl },
    authorization: sharedAuthorization({
      enterprise: {
        clientId: enterprise?.clientId ?? '',
        clientSecret: wrong ? `${SECRET.clientSecret}-wrong` : SECRET.clientSecret,
        encryptKey: SECRET.encryptKey,
      },
      tenant: { clientId: 'TN_mock-canary', clientSecret: SECRET.tenantSecret, encryptKey: SECRET.encryptKey },
    }),
    maxRetries: 0,
    timeoutMs: 5000,
    logger: { warn: (...line) => show(line), info: (...line) => show(line) },
    onEvent: (event) => show(event),
    ...(proxy === undefined ? {} : { proxy }),
  });
  for (const erp of adapters(wrong)) {
    const integration = await createIntegration({
      piaozone: client,
      erp,
      issuing: hostedIssuing(hostedSettings),
      store: createNonDurableOperationStore(),
      settle: { pausesMs: [1] },
    });
    show(erp, integration, await integration.checkConnection());
    show(await integration.importBusinessUnits().catch((error: unknown) => error));
    show(await integration.issueBills({ onResult: (result) => show(result) }).catch((error: unknown) => error));
    await integration.close();
  }
  show(client, client.adapterContext());
  await client.close();
}

function expectNothingSecret(): void {
  expect(shown.length).toBeGreaterThan(20);
  const everything = shown.join('\n');
  const at = everything.indexOf(CANARY);
  expect(at < 0 ? '' : everything.slice(Math.max(0, at - 300), at + 60)).toBe('');
  const token = everything.search(/access_token=(?!\[)/);
  expect(token < 0 ? '' : everything.slice(Math.max(0, token - 300), token + 60)).toBe('');
}

describe('no secret is shown', () => {
  it('when all goes well', async () => {
    await runEverything();
    expect(cloud.record.length).toBe(13);
    expectNothingSecret();
  });

  it('when every credential is refused', async () => {
    await runEverything({ wrong: true });
    expect(cloud.record).toHaveLength(0);
    expectNothingSecret();
  });

  it.each<[string, Fault]>([
    ['HTML pages', { kind: 'html', status: 502 }],
    ['resets', { kind: 'reset' }],
    ['lost replies', { kind: 'drop-after' }],
    ['answers in no table', { kind: 'answer', status: 200, body: `{"errcode":"9","description":"boom"}` }],
  ])('when the network answers with %s', async (_name, fault) => {
    for (const { faults } of [cloud.server, xinghan, galaxy, eas]) faults.next('*', fault, { times: 1000 });
    await runEverything();
    expectNothingSecret();
  });

  it('when the proxy is dead', async () => {
    await runEverything({ proxy: `http://user:${SECRET.proxyPassword}@127.0.0.1:9` });
    expectNothingSecret();
  });
});
