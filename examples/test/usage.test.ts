import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
    GALAXY_URL: galaxy.baseUrl,
    GALAXY_ACCOUNT_ID: galaxy.accountId,
    GALAXY_APP_ID: galaxy.appId,
    GALAXY_APP_SECRET: galaxy.appSecret,
    GALAXY_USER: galaxy.user,
    GALAXY_GATEWAY_IDENTITY: galaxy.gatewayIdentity,
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
    ['xinghan', () => import('../src/usage/xinghan.js'), 4],
    ['galaxy', () => import('../src/usage/galaxy.js'), 5],
    ['eas', () => import('../src/usage/eas.js'), 4],
  ] as const)('%s issues its bills', async (_erp, run, issued) => {
    await run();
    expect(mocks.cloud.record).toHaveLength(issued);
  });
});
