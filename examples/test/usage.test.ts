import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { galaxyFields } from '../src/erps/galaxy.js';
import { xinghanFields } from '../src/erps/xinghan.js';
import { encryptionOf, flagshipSettings } from '../src/flagship/business-systems.js';
import { type Mocks, startMocks } from '../src/mocks.js';

/** The blocks of both READMEs, run as they stand there. */
let mocks: Mocks;
let folder: string;

beforeEach(async () => {
  mocks = await startMocks();
  folder = mkdtempSync(join(tmpdir(), 'piaozone-usage-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const { cloud, xinghan, galaxy, eas } = mocks;
  const [enterprise] = cloud.enterprises;
  const variables: Record<string, string | undefined> = {
    PIAOZONE_ENVIRONMENT: cloud.baseUrl,
    PIAOZONE_CLIENT_ID: enterprise?.clientId,
    PIAOZONE_CLIENT_SECRET: enterprise?.clientSecret,
    PIAOZONE_ENCRYPT_KEY: enterprise?.encryptKey,
    PIAOZONE_STORE: join(folder, 'piaozone.db'),
    XINGHAN_URL: xinghan.baseUrl,
    XINGHAN_ACCOUNT_ID: xinghan.accountId,
    XINGHAN_APP_ID: xinghan.appId,
    XINGHAN_APP_SECRET: xinghan.appSecret,
    XINGHAN_USER: xinghan.user,
    XINGHAN_BUSINESS_SYSTEM: flagshipSettings('xinghan').businessSystemCode,
    GALAXY_URL: galaxy.baseUrl,
    GALAXY_ACCOUNT_ID: galaxy.accountId,
    GALAXY_APP_ID: galaxy.appId,
    GALAXY_APP_SECRET: galaxy.appSecret,
    GALAXY_USER: galaxy.user,
    GALAXY_GATEWAY_IDENTITY: galaxy.gatewayIdentity,
    GALAXY_BUSINESS_SYSTEM: flagshipSettings('galaxy').businessSystemCode,
    GALAXY_BUSINESS_SYSTEM_PASSWORD: String(encryptionOf('galaxy').encryption?.password),
    EAS_SERVICES_URL: eas.servicesUrl,
    EAS_USER: eas.userName,
    EAS_PASSWORD: eas.password,
    EAS_DATA_CENTRE: eas.dcName,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await mocks.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('usage examples of the README', () => {
  it('stand in both READMEs word for word', () => {
    const script = fileURLToPath(new URL('../../scripts/sync-readme.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  it.each([
    // Its negative bill waits for somebody to issue it in the invoice cloud.
    ['xinghan', () => import('../src/usage/xinghan.js'), 3],
    ['galaxy', () => import('../src/usage/galaxy.js'), 5],
  ] as const)('%s issues its bills by its own invoice cloud, and they are written back', async (erp, run, issued) => {
    await run();
    const { sim } = mocks[erp];
    expect(sim.record).toHaveLength(issued);
    expect(sim.problems()).toEqual([]);
    expect(sim.orders().filter(({ state }) => state === 'held')).toHaveLength(erp === 'xinghan' ? 1 : 0);
    const fields = erp === 'xinghan' ? xinghanFields : galaxyFields;
    expect(mocks[erp].table(fields.bills.path).writes.map(({ outcome }) => outcome)).toEqual(Array(issued).fill('written'));
    expect(mocks.cloud.record).toEqual([]);
  });

  it('eas issues its bills by hosted issuing', async () => {
    await import('../src/usage/eas.js');
    expect(mocks.cloud.record).toHaveLength(4);
  });
});
