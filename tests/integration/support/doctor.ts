import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MockCosmic,
  type MockEas,
  type MockPiaozone,
  type MockPiaozoneOptions,
  startMockCosmic,
  startMockEas,
  startMockPiaozone,
} from '@piaozone/testkit';
import { onTestFinished } from 'vitest';
import { easFields, easMock } from '../../../examples/src/erps/eas.js';
import { galaxyFields, galaxyMock } from '../../../examples/src/erps/galaxy.js';
import { xinghanFields, xinghanMock } from '../../../examples/src/erps/xinghan.js';
import { type CliResult, cli } from '../../../packages/cli/test/support/cli.js';
import { CANARY } from '../../../packages/core/test/support/canary.js';

/** One purchase: ids as long as each other, secrets too, none of them looking like the other kind. Without the mark of the mock, so that any environment takes them. */
export function purchase(name: string): Required<Pick<MockPiaozoneOptions, 'tenant' | 'enterprises'>> {
  const triple = (id: string, number: string) => ({
    clientId: id,
    clientSecret: `${CANARY}-${name}-secret-${number}`,
    encryptKey: `${CANARY}-${number}`.padEnd(16, '0').slice(-16),
  });
  const id = (number: string) => `${name.toUpperCase()}CLIENT${number}`;
  return {
    tenant: triple(`TN_${id('00T')}`, '00T'),
    enterprises: ['001', '002'].map((number) => ({ ...triple(id(number), number), taxNo: TAX_NUMBERS[number] ?? '' })),
  };
}

const TAX_NUMBERS: Readonly<Record<string, string>> = { '001': '91110000TEST00001X', '002': '91110000TEST00002X' };

/** Everything a fault may need; ended with the test. */
export interface World {
  /** The test environment. */
  readonly cloud: MockPiaozone;
  /** The production environment, with a purchase of its own. */
  readonly production: MockPiaozone;
  readonly galaxy: MockCosmic;
  readonly xinghan: MockCosmic;
  readonly eas: MockEas;
}

export async function startWorld(): Promise<World> {
  const [cloud, production, galaxy, xinghan, eas] = await Promise.all([
    startMockPiaozone({ seed: 1, ...purchase('test') }),
    startMockPiaozone({ seed: 2, ...purchase('prod') }),
    startMockCosmic({ ...galaxyMock(), appId: 'invoiceupload', appSecret: `${CANARY}-app-secret`, gatewayIdentity: `${CANARY}-identity` }),
    startMockCosmic({ ...xinghanMock(), appSecret: `${CANARY}-app-secret` }),
    startMockEas({ ...easMock(), password: `${CANARY}-password` }),
  ]);
  onTestFinished(async () => {
    await Promise.all([cloud.close(), production.close(), galaxy.close(), xinghan.close(), eas.close()]);
  });
  return { cloud, production, galaxy, xinghan, eas };
}

export interface Triple {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly encryptKey: string;
}

export function tripleOf({ clientId, clientSecret, encryptKey }: Triple): Triple {
  return { clientId, clientSecret, encryptKey };
}

/** Plain data, as it stands in `piaozone.config.json`. */
export interface Config {
  readonly piaozone: Record<string, unknown>;
  readonly otherEnvironment?: unknown;
  readonly features?: readonly string[];
  readonly erp?: { readonly adapter: string; readonly settings: Record<string, unknown> };
}

/** A configuration in which everything is right: the test environment, its first enterprise and tenant, 星空旗舰版. */
export function rightConfig(world: World): Config {
  const { cloud, production } = world;
  return {
    piaozone: {
      environment: { baseUrl: cloud.baseUrl, kind: 'test' },
      authorization: { mode: 'shared', enterprise: tripleOf(enterpriseOf(cloud)), tenant: tripleOf(cloud.tenant) },
    },
    otherEnvironment: { baseUrl: production.baseUrl, kind: 'production' },
    erp: { adapter: 'galaxy', settings: galaxySettings(world) },
  };
}

export function enterpriseOf(mock: MockPiaozone, index = 0): Triple {
  const enterprise = mock.enterprises[index];
  if (enterprise === undefined) throw new Error('no such enterprise');
  return enterprise;
}

export function galaxySettings({ galaxy }: World): Record<string, unknown> {
  const { baseUrl, accountId, appId, appSecret, user, gatewayIdentity } = galaxy;
  return { ...galaxyFields, baseUrl, accountId, app: { id: appId, secret: appSecret }, user, gatewayIdentity };
}

export function xinghanSettings({ xinghan }: World): Record<string, unknown> {
  const { baseUrl, accountId, appId, appSecret, user } = xinghan;
  return { ...xinghanFields, baseUrl, accountId, app: { id: appId, secret: appSecret }, user };
}

export function easSettings({ eas }: World): Record<string, unknown> {
  const { servicesUrl, userName, password, slnName, dcName } = eas;
  return { ...easFields, servicesUrl, userName, password, slnName, dcName, version: '8.6' };
}

export interface PrintedFinding {
  readonly code: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly diagnosis: string | null;
  readonly title: { readonly zh: string; readonly en: string };
  readonly evidence: string | null;
  readonly cause: { readonly zh: string; readonly en: string } | null;
  readonly remedy: { readonly zh: string; readonly en: string } | null;
}

export interface DoctorRun extends CliResult {
  readonly ok: boolean;
  readonly findings: readonly PrintedFinding[];
  readonly first: PrintedFinding | undefined;
}

/** A path in a folder of its own, removed after the test. */
export function temporaryFile(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** `piaozone doctor --json` on a configuration file. */
export async function doctor(config: unknown, env: Record<string, string> = {}): Promise<DoctorRun> {
  const file = temporaryFile('piaozone.config.json');
  writeFileSync(file, JSON.stringify(config));
  const result = await cli(['doctor', '--config', file, '--json'], { env });
  const { ok, findings } = JSON.parse(result.text) as { ok: boolean; findings: PrintedFinding[] };
  return { ...result, ok, findings, first: findings.find(({ status }) => status === 'failed') };
}
