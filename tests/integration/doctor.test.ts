import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GalaxySettings, galaxyAdapter, inspectGalaxy } from '@piaozone/adapter-galaxy';
import {
  createIntegration,
  createNonDurableOperationStore,
  createPiaozone,
  sharedAuthorization,
  testConnection,
  tripleFromCallback,
} from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { ProxyServer, startMockPiaozone } from '@piaozone/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli } from '../../packages/cli/test/support/cli.js';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { canMakeCertificates, makeCertificates } from '../../packages/core/test/transport/certificates.js';
import {
  type Config,
  doctor,
  easSettings,
  enterpriseOf,
  galaxySettings,
  purchase,
  rightConfig,
  startWorld,
  temporaryFile,
  tripleOf,
  type World,
  xinghanSettings,
} from './support/doctor.js';

const marks = (findings: readonly { readonly code: string; readonly status: string }[]) => findings.map(({ code, status }) => `${code} ${status}`);

const CLOUD_OK = [
  'config ok',
  'piaozone.reachable ok',
  'piaozone.tls skipped',
  'piaozone.clock ok',
  'piaozone.environment ok',
  'piaozone.triple ok',
  'piaozone.token ok',
  'piaozone.triple ok',
  'piaozone.encryptKey ok',
  'piaozone.entitlement ok',
  'piaozone.quota ok',
  'piaozone.expense skipped',
];
const COSMIC_OK = ['erp.reachable ok', 'erp.login ok', 'erp.rights ok', 'erp.units ok'];

describe('a configuration in which everything is right', () => {
  it.each([
    ['galaxy', galaxySettings, [...COSMIC_OK.slice(0, 2), 'erp.gatewayIdentity ok', ...COSMIC_OK.slice(2), 'erp.callback ok', 'erp.enterprises ok']],
    ['xinghan', xinghanSettings, [...COSMIC_OK, 'erp.enterprises ok']],
    [
      'eas',
      easSettings,
      ['address ok', 'soap ok', 'login ok', 'session ok', 'facade ok', 'units ok', 'version ok', 'safe-mode ok'].map((line) => `eas.${line}`),
    ],
  ] as const)('%s passes', async (adapter, settings, lines) => {
    const world = await startWorld();
    const run = await doctor({ ...rightConfig(world), erp: { adapter, settings: settings(world) } });
    expect(marks(run.findings)).toEqual([...CLOUD_OK, ...lines]);
    expect(run).toMatchObject({ code: 0, ok: true, stderr: '' });
    expect([...world.cloud.unknownFields, ...world.cloud.server.unknownRequests, ...world.galaxy.unknownRequests]).toEqual([]);
    expect(world.production.server.journal.entries).toHaveLength(0);
  });

  it('proves 发票回调配置 that stands beside the settings of the ERP, and explains a wrong one', async () => {
    const world = await startWorld();
    const { baseUrl, accountId, appSecret, gatewayIdentity } = world.galaxy;
    const app = { code: 'invoiceupload', type: '预置', secret: appSecret, digestKey: 'present', agentUserControl: false, apis: 'all' };
    const callback = { requestAddress: baseUrl, dataCentreId: accountId, app, gatewayIdentity, api10Allowed: true };
    const setup = { deployment: 'private', module: 'present', version: 'GALAXY.V2.0.010_0411' };
    const withCallback = (given: object) => ({
      ...rightConfig(world),
      erp: { adapter: 'galaxy', settings: { ...galaxySettings(world), callback: given, setup } },
    });
    const run = await doctor(withCallback(callback));
    expect(marks(run.findings).slice(-6)).toEqual(
      ['module', 'version', 'callback', 'callback.login', 'callback.gateway', 'enterprises'].map((line) => `erp.${line} ok`),
    );
    expect(run.code).toBe(0);
    const wrong = await doctor(
      withCallback({ ...callback, requestAddress: `${baseUrl}/login.html`, app: { ...app, type: '自定义', agentUserControl: true } }),
    );
    expect(wrong.code).toBe(1);
    expect(wrong.findings.filter(({ code }) => code === 'erp.settings').map(({ diagnosis }) => diagnosis)).toEqual([
      'CALLBACK_ADDRESS_WRONG',
      'THIRD_PARTY_APP_NOT_PRESET',
      'CALLBACK_PROXY_USER_CONTROL_ON',
    ]);
  });

  it('works without an ERP, over https with its private CA, and with credentials from variables and files', async () => {
    if (!canMakeCertificates()) return;
    const { server, ca } = makeCertificates();
    const cloud = await startMockPiaozone({ ...purchase('test'), tls: server });
    onTestFinished(() => cloud.close());
    const caFile = temporaryFile('ca.pem');
    writeFileSync(caFile, ca);
    const tenantFile = temporaryFile('tenant.json');
    writeFileSync(tenantFile, JSON.stringify(tripleOf(cloud.tenant)));
    chmodSync(tenantFile, 0o600);
    const { clientId, clientSecret, encryptKey } = enterpriseOf(cloud);
    const run = await doctor(
      {
        piaozone: {
          environment: { baseUrl: cloud.baseUrl, kind: 'test' },
          tls: { ca: { file: caFile } },
          authorization: {
            mode: 'shared',
            enterprise: { clientId, clientSecret: `\${TEST_SECRET}`, encryptKey: `\${TEST_KEY}` },
            tenant: { file: tenantFile },
          },
        },
      },
      { TEST_SECRET: clientSecret, TEST_KEY: encryptKey },
    );
    expect(marks(run.findings)).toEqual(CLOUD_OK.map((line) => line.replace('tls skipped', 'tls ok')));
    expect(run.code).toBe(0);
  });
});

describe('what is unclear is said so', () => {
  it('a refused id without anything to compare it with keeps its candidates', async () => {
    const world = await startWorld();
    const { clientId, clientSecret, encryptKey } = enterpriseOf(world.cloud);
    const swapped = { clientId: clientSecret, clientSecret: clientId, encryptKey };
    const config = rightConfig(world);
    const run = await doctor({ ...config, piaozone: { ...config.piaozone, authorization: { mode: 'shared', enterprise: swapped } } });
    expect(run.first).toMatchObject({ code: 'piaozone.token', diagnosis: 'INVALID_CLIENT_ID' });
    expect(run.first?.evidence).toMatch(/也拒绝.*填反/);
    expect(run.findings.find(({ code }) => code === 'piaozone.environment')?.status).toBe('skipped');
    expect(run.text).not.toContain(CANARY);
  });

  it('without another environment to ask, the same refusal does not accuse the environment', async () => {
    const world = await startWorld();
    const { otherEnvironment: _, ...config } = rightConfig(world);
    const authorization = { mode: 'shared', enterprise: tripleOf(enterpriseOf(world.production)) };
    const run = await doctor({ ...config, piaozone: { environment: { baseUrl: world.cloud.baseUrl }, authorization } });
    expect(run.first).toMatchObject({ code: 'piaozone.token', diagnosis: 'INVALID_CLIENT_ID' });
    expect(run.first?.evidence).toContain('没有另一环境可问');
    expect(world.production.server.journal.entries).toHaveLength(0);
  });

  it('a secret that begins with TN_ was meant to be the id', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const enterprise = { ...tripleOf(enterpriseOf(world.cloud)), clientId: 'whatever', clientSecret: world.cloud.tenant.clientId };
    const run = await doctor({ ...config, piaozone: { ...config.piaozone, authorization: { mode: 'shared', enterprise } } });
    expect(run.first).toMatchObject({ code: 'piaozone.triple', diagnosis: 'CLIENT_ID_SECRET_SWAPPED' });
  });

  it('an entitlement that is declared as over is a ✖ although the cloud said nothing', async () => {
    const world = await startWorld();
    const [enterprise] = world.cloud.enterprises;
    const config = rightConfig(world);
    const products = [{ product: '开票管理', validUntil: '2020-12-31' }];
    const enterprises = [{ taxNo: enterprise?.taxNo, name: enterprise?.name, unitNumbers: [], products }];
    const directory = { format: 'piaozone-enterprises', version: 1, enterprises };
    const file = temporaryFile('enterprises.json');
    writeFileSync(file, JSON.stringify(directory));
    for (const given of [directory, { file }]) {
      const run = await doctor({ ...config, piaozone: { ...config.piaozone, enterprises: given } });
      expect(run.first).toMatchObject({ code: 'piaozone.entitlement', diagnosis: 'ENTITLEMENT_EXPIRED' });
    }
    writeFileSync(file, '{');
    const run = await doctor({ ...config, piaozone: { ...config.piaozone, enterprises: { file } } });
    expect(run.first).toMatchObject({ code: 'config', evidence: expect.stringContaining('piaozone.enterprises') });
  });

  it('a web page in the place of the cloud is not the cloud', async () => {
    const world = await startWorld();
    world.cloud.server.faults.next('/base/oauth/token', { kind: 'html', status: 200 }, { times: 9 });
    const run = await doctor(rightConfig(world));
    expect(run.first).toMatchObject({ code: 'piaozone.reachable', diagnosis: 'ANSWER_NOT_FROM_CLOUD' });
    expect(run.findings.find(({ code }) => code === 'piaozone.token')?.status).toBe('skipped');
  });

  it('nor is a server that speaks another JSON', async () => {
    const world = await startWorld();
    world.cloud.server.faults.next('/base/oauth/token', { kind: 'answer', status: 200, body: '{"hello":1}' });
    const run = await doctor(rightConfig(world));
    expect(run.first).toMatchObject({ code: 'piaozone.reachable', diagnosis: 'ANSWER_NOT_FROM_CLOUD' });
    expect(world.cloud.server.journal.to('/base/oauth/token')).toHaveLength(1);
  });

  it('a refused signature stays one, whatever id and secret look like', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const { clientId, clientSecret, encryptKey } = enterpriseOf(world.cloud);
    const authorization = {
      mode: 'shared',
      enterprise: { clientId: clientSecret, clientSecret: clientId, encryptKey },
      tenant: tripleOf(world.cloud.tenant),
    };
    const refused = { kind: 'answer', status: 200, body: '{"errcode":"1101","description":"签名认证不通过"}' } as const;
    for (const mock of [world.cloud, world.production])
      mock.server.faults.next('/base/oauth/token', refused, { times: 9, skip: mock === world.cloud ? 1 : 0 });
    const run = await doctor({ ...config, piaozone: { ...config.piaozone, authorization } });
    expect(run.first).toMatchObject({ code: 'piaozone.token', diagnosis: 'SIGNATURE_REJECTED' });
  });

  it('a token that is refused for another reason is no matter of the environment', async () => {
    const world = await startWorld();
    const body = '{"errcode":"X","description":"当前使用税号许可已过期失效，请先完成续费后再操作。"}';
    world.cloud.server.faults.next('/base/oauth/token', { kind: 'answer', status: 200, body }, { times: 9, skip: 1 });
    const run = await doctor(rightConfig(world));
    expect(run.first).toMatchObject({ code: 'piaozone.token', diagnosis: 'TAX_NO_LICENCE_EXPIRED' });
    expect(world.production.server.journal.entries).toHaveLength(0);
  });

  it('an entitlement refused before decryption says nothing about the key', async () => {
    const world = await startWorld();
    const body = '{"errcode":"X","description":"当前使用税号许可已过期失效，请先完成续费后再操作。"}';
    world.cloud.server.faults.next('/m7/bill/invoice/serialno/query', { kind: 'answer', status: 200, body });
    const run = await doctor(rightConfig(world));
    expect(run.findings.find(({ code }) => code === 'piaozone.encryptKey')?.status).toBe('skipped');
    expect(run.first).toMatchObject({ code: 'piaozone.entitlement', diagnosis: 'TAX_NO_LICENCE_EXPIRED' });
  });

  it('the triple of an organization that the cloud refuses is named, and no more than twenty are tried', async () => {
    const world = await startWorld();
    const main = tripleOf(enterpriseOf(world.cloud));
    const taxNo = world.cloud.enterprises[0]?.taxNo ?? '';
    const organizations = { [taxNo]: { ...main, clientSecret: `${CANARY}-wrong` } };
    const config = { ...rightConfig(world), erp: undefined };
    const named = await doctor({ ...config, piaozone: { ...config.piaozone, authorization: { mode: 'per-organization', main, organizations } } });
    expect(named.first).toMatchObject({ code: 'piaozone.triple', diagnosis: 'SIGNATURE_REJECTED' });
    expect(named.first?.evidence).toContain(`authorization.organizations.${taxNo}`);
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`91110000TEST0${100 + n}X`, { ...main, clientId: `OTHER${100 + n}` }]));
    const before = world.cloud.server.journal.to('/base/oauth/token').length;
    await doctor({ ...config, piaozone: { ...config.piaozone, authorization: { mode: 'per-organization', main, organizations: many } } });
    // One question without an id, then the main one and nineteen others.
    expect(world.cloud.server.journal.to('/base/oauth/token').length - before).toBe(21);
  });

  it('hosted issuing at tenant level is tested with the tenant’s triple', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const { authorization } = config.piaozone as { authorization: { tenant: object } };
    const tenant = { ...authorization.tenant, clientSecret: `${CANARY}-wrong` };
    const run = await doctor({
      ...config,
      hosted: { level: 'tenant' },
      piaozone: { ...config.piaozone, authorization: { ...authorization, tenant } },
    });
    expect(run.first).toMatchObject({ code: 'piaozone.token', evidence: expect.stringContaining('authorization.tenant') });
  });

  it.each([
    ['galaxy', galaxySettings, 'erp.reachable'],
    ['eas', easSettings, 'eas.address'],
  ] as const)('a proxy before the ERP is named as such: %s', async (adapter, settings, line) => {
    const world = await startWorld();
    const proxy = await ProxyServer.start({ mode: '407' });
    onTestFinished(() => proxy.close());
    const config = rightConfig(world);
    const piaozone = { ...config.piaozone, erpNetwork: { proxy: proxy.address } };
    const run = await doctor({ ...config, piaozone, erp: { adapter, settings: settings(world) } });
    expect(run.first).toMatchObject({ code: line, diagnosis: 'PROXY_AUTHENTICATION_REQUIRED' });
  });

  it('an empty gateway identity is a missing one', async () => {
    const world = await startWorld();
    const run = await doctor({ ...rightConfig(world), erp: { adapter: 'galaxy', settings: { ...galaxySettings(world), gatewayIdentity: '' } } });
    expect(run.first).toMatchObject({ code: 'erp.gatewayIdentity', diagnosis: 'GATEWAY_IDENTITY_MISSING' });
  });

  it('numbers that are used up are a warning, and warnings pass', async () => {
    const world = await startWorld();
    world.cloud.setQuota(world.cloud.enterprises[0]?.taxNo ?? '', 0);
    const run = await doctor(rightConfig(world));
    expect(run.findings.find(({ status }) => status === 'warning')).toMatchObject({ code: 'piaozone.quota', evidence: '0' });
    expect(run.code).toBe(0);
  });
});

describe('what a factory refuses is shown whole, and looked into', () => {
  it('every problem of the file, and what can still be tested', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const { authorization } = config.piaozone as { authorization: { enterprise: Record<string, string> } };
    const { gatewayIdentity: _, ...erp } = galaxySettings(world);
    const run = await doctor({
      ...config,
      features: ['flying'],
      extra: 1,
      piaozone: {
        ...config.piaozone,
        timeoutMs: 'soon',
        proxi: '10.0.0.1:80',
        authorization: { ...authorization, enterprise: { ...authorization.enterprise, clientId: ` ${authorization.enterprise['clientId']}` } },
      },
      erp: { adapter: 'galaxy', settings: { ...erp, user: `${erp['user']} ` } },
    });
    const failed = run.findings.filter(({ status }) => status === 'failed').map(({ code, diagnosis, evidence }) => [code, diagnosis, evidence]);
    expect(failed).toEqual([
      ['config', 'CONFIG_INVALID', 'extra'],
      ['config', 'CONFIG_INVALID', 'piaozone.proxi'],
      ['config', 'CONFIG_INVALID', 'features'],
      ['config', 'CONFIG_INVALID', 'timeoutMs'],
      ['piaozone.triple', 'TRIPLE_HAS_BLANKS', expect.stringContaining('authorization.enterprise.clientId')],
      ['erp.settings', 'CONFIG_INVALID', 'user'],
      ['erp.gatewayIdentity', 'GATEWAY_IDENTITY_MISSING', expect.stringContaining('2501')],
    ]);
    // The repaired values were right.
    expect(run.findings.find(({ code }) => code === 'piaozone.encryptKey')?.status).toBe('ok');
    expect(run.findings.find(({ code }) => code === 'erp.login')?.status).toBe('ok');
  });

  it('without a place to go nothing is sent', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const { environment: _, ...rest } = config.piaozone;
    const run = await doctor({ ...config, piaozone: rest });
    expect(run.findings).toMatchObject([{ code: 'config', status: 'failed', evidence: 'environment' }]);
    const proxied = await doctor({ ...config, piaozone: { ...config.piaozone, proxy: 'socks5://10.0.0.1' } });
    expect(proxied.findings).toMatchObject([{ code: 'config', status: 'failed', evidence: expect.stringContaining('proxy') }]);
    expect([...world.cloud.server.journal.entries, ...world.galaxy.journal.entries]).toHaveLength(0);
  });

  it('credentials of the mock are not shown to production', async () => {
    const world = await startWorld();
    const cloud = await startMockPiaozone();
    onTestFinished(() => cloud.close());
    const authorization = { mode: 'shared', enterprise: tripleOf(enterpriseOf(cloud)) };
    const environment = { baseUrl: world.production.baseUrl, kind: 'production' };
    const run = await doctor({ piaozone: { environment, authorization } });
    expect(run.first).toMatchObject({ code: 'config', evidence: 'authorization' });
    for (const { body } of world.production.server.journal.entries) expect(body.toString()).not.toContain('mock-');
  });

  it('an EAS address that is no EAS address, and a version that is too old', async () => {
    const world = await startWorld();
    const settings = { ...easSettings(world), version: '8.0', servicesUrl: `${world.eas.baseUrl}/ormrpc` };
    const run = await doctor({ ...rightConfig(world), erp: { adapter: 'eas', settings } });
    const failed = run.findings.filter(({ status }) => status === 'failed').map(({ diagnosis }) => diagnosis);
    expect(failed).toEqual(['ERP_VERSION_TOO_OLD', 'EAS_ADDRESS_WRONG']);
  });
});

describe('the file', () => {
  const broken = async (name: string, text: string) => {
    const file = temporaryFile(name);
    writeFileSync(file, text);
    return cli(['doctor', '--config', file]);
  };

  it.each([
    ['a missing quote', `{\n  "piaozone": {\n    "clientSecret": "${CANARY}\n`, '第 3 行第'],
    ['a bare word', `{ "piaozone": { "clientSecret": ${CANARY} } }`, '第 1 行第 33 列'],
    ['a missing comma', `{ "a": "${CANARY}" "b": 1 }`, '第 1 行第'],
    ['nothing', '', '第 1 行第 1 列'],
    ['half a file', '{ "piaozone": {', '第 1 行第 16 列'],
  ])('a syntax error is told by its place alone: %s', async (_name, text, place) => {
    const { code, stderr, text: stdout } = await broken('piaozone.config.json', text);
    expect(code).toBe(2);
    expect(stderr).toContain(place);
    expect(stderr + stdout).not.toContain(CANARY);
  });

  it('a byte order mark is no error', async () => {
    const world = await startWorld();
    const file = temporaryFile('piaozone.config.json');
    writeFileSync(file, `\uFEFF${JSON.stringify(rightConfig(world))}`);
    expect((await cli(['doctor', '--config', file])).code).toBe(0);
  });

  it.each([
    ['a name that is not defined', `export const piaozone = {\n  clientSecret: ${CANARY.replaceAll('-', '_')},\n};`, 'line 2'],
    ['a syntax error', `export const piaozone = {\n  clientSecret: '${CANARY}\n};`, 'cannot be loaded'],
    ['an error of its own', `throw new Error('${CANARY}');`, 'line 1'],
  ])('a module that fails never shows its text: %s', async (_name, text, place) => {
    const { code, stderr, text: stdout } = await broken('piaozone.config.mjs', text);
    expect(code).toBe(2);
    expect(stderr).toContain(place);
    expect((stderr + stdout).replaceAll('_', '-')).not.toContain(CANARY);
  });

  it.each([
    ['no such file', ['--config', '/nowhere/piaozone.config.json']],
    ['another kind of file', ['--config', 'piaozone.yaml']],
    ['no file', []],
    ['an unknown language', ['--config', 'x.json', '--lang', 'fr']],
  ])('wrong usage exits with 2: %s', async (_name, args) => {
    expect((await cli(['doctor', ...args])).code).toBe(2);
  });

  it('a module has named exports, or one called config; an adapter may be made in it', async () => {
    const world = await startWorld();
    const { piaozone, otherEnvironment, erp } = rightConfig(world);
    const named = temporaryFile('piaozone.config.mjs');
    writeFileSync(
      named,
      `export const piaozone = ${JSON.stringify(piaozone)};\nexport const otherEnvironment = ${JSON.stringify(otherEnvironment)};\n`,
    );
    expect(JSON.parse((await cli(['doctor', '--config', named, '--json'])).text)).toMatchObject({ ok: true });
    const own = temporaryFile('piaozone.config.mjs');
    writeFileSync(join(dirname(own), 'erp.mjs'), PARTNER);
    writeFileSync(own, `export const config = ${JSON.stringify({ piaozone, erp: { ...erp, adapter: './erp.mjs' } })};\n`);
    const report = JSON.parse((await cli(['doctor', '--config', own, '--json'])).text) as { findings: { code: string }[] };
    expect(report.findings.at(-1)).toMatchObject({ code: 'partner.login', status: 'ok' });
    writeFileSync(own, `export const config = ${JSON.stringify({ piaozone, erp: { adapter: 'no-such-erp-package', settings: {} } })};\n// 2`);
  });

  it.each([
    ['missing', undefined],
    ['a package that is not there', 'no-such-erp-package'],
  ])('an adapter that cannot be loaded is a finding: %s', async (_name, adapter) => {
    const world = await startWorld();
    const run = await doctor({ ...rightConfig(world), erp: { adapter, settings: {} } });
    expect(run.first).toMatchObject({ code: 'erp.settings', diagnosis: 'CONFIG_INVALID', evidence: 'erp.adapter' });
  });

  it('names a variable that is not set', async () => {
    const world = await startWorld();
    const config = rightConfig(world);
    const enterprise = { ...tripleOf(enterpriseOf(world.cloud)), clientSecret: `\${NOT_SET}` };
    const run = await doctor({ ...config, piaozone: { ...config.piaozone, authorization: { mode: 'shared', enterprise } } });
    expect(run.first).toMatchObject({ code: 'config', evidence: 'piaozone.authorization.enterprise.clientSecret' });
    expect(run.first?.cause?.en).toContain('NOT_SET');
    expect(run.findings.find(({ code }) => code === 'piaozone.triple')).toMatchObject({ status: 'failed', diagnosis: 'TRIPLE_INCOMPLETE' });
  });

  it('takes environment and authorization from the variables of the SDK where the file leaves them out', async () => {
    const world = await startWorld();
    const { clientId, clientSecret, encryptKey } = enterpriseOf(world.cloud);
    const env = { PIAOZONE_ENVIRONMENT: world.cloud.baseUrl, PIAOZONE_CLIENT_ID: clientId, PIAOZONE_CLIENT_SECRET: clientSecret };
    expect((await doctor({}, { ...env, PIAOZONE_ENCRYPT_KEY: encryptKey })).ok).toBe(true);
    expect((await doctor({}, { ...env, PIAOZONE_ENCRYPT_KEY: encryptKey.slice(1) })).first?.diagnosis).toBe('ENCRYPT_KEY_LENGTH');
  });
});

describe('the example', () => {
  it('passes against the mocks it describes', async () => {
    const world = await startWorld();
    const { cloud, galaxy } = world;
    const { clientId, clientSecret, encryptKey } = enterpriseOf(cloud);
    const env = {
      PIAOZONE_ENVIRONMENT: cloud.baseUrl,
      PIAOZONE_CLIENT_ID: clientId,
      PIAOZONE_CLIENT_SECRET: clientSecret,
      PIAOZONE_ENCRYPT_KEY: encryptKey,
      PIAOZONE_TENANT_CLIENT_ID: cloud.tenant.clientId,
      PIAOZONE_TENANT_CLIENT_SECRET: cloud.tenant.clientSecret,
      PIAOZONE_TENANT_ENCRYPT_KEY: cloud.tenant.encryptKey,
      GALAXY_URL: galaxy.baseUrl,
      GALAXY_ACCOUNT_ID: galaxy.accountId,
      GALAXY_APP_ID: galaxy.appId,
      GALAXY_APP_SECRET: galaxy.appSecret,
      GALAXY_USER: galaxy.user,
      GALAXY_GATEWAY_IDENTITY: galaxy.gatewayIdentity ?? '',
    };
    const { code, text } = await cli(['doctor', '--config', EXAMPLE, '--lang', 'en'], { env });
    expect(text).not.toContain('✖');
    expect(code).toBe(0);
  });
});

const EXAMPLE = fileURLToPath(new URL('../../examples/piaozone.config.json', import.meta.url));

describe('for a person', () => {
  const printed = async (world: World, change: (config: Config) => Config, args: readonly string[]) => {
    const file = temporaryFile('piaozone.config.json');
    writeFileSync(file, JSON.stringify(change(rightConfig(world))));
    return cli(['doctor', '--config', file, ...args]);
  };

  it('prints marks, evidence, cause and remedy, in the language asked for', async () => {
    const world = await startWorld();
    world.cloud.server.clock.advance(3_600_000);
    const zh = await printed(world, (config) => config, ['--lang', 'zh']);
    expect(zh.text).toMatch(/^✔ 配置$/m);
    expect(zh.text).toMatch(/^✖ 本机时间 {2,}\[CLOCK_SKEW\] 本机 .*慢 \d+ 秒\n {4}原因：.*\n {4}解决：.*NTP/m);
    expect(zh.text).toContain('1 项不通过');
    expect(zh.text).not.toMatch(/cause:|remedy:|failed/);
    const en = await printed(world, (config) => config, ['--lang', 'en']);
    expect(en.text).toMatch(/^✖ clock of this machine +\[CLOCK_SKEW\] here .* s behind\n {4}cause: .*\n {4}remedy: .*NTP/m);
    expect(en.text).not.toMatch(/原因|解决/);
    const both = await printed(world, (config) => config, []);
    expect(both.text).toMatch(/原因：.*\n.*解决：.*\n.*cause: .*\n.*remedy: /);
    expect(zh.code).toBe(1);
  });

  it('says so when everything passes', async () => {
    const { text, code } = await printed(await startWorld(), (config) => config, ['--lang', 'zh']);
    expect(text.trimEnd().endsWith('测试通过')).toBe(true);
    expect(code).toBe(0);
  });
});

describe('checkConnection() of an integration', () => {
  it('gives the same lines for a live client, and reuses its token', async () => {
    const world = await startWorld();
    const { cloud } = world;
    const piaozone = createPiaozone({
      environment: { baseUrl: cloud.baseUrl, kind: 'test' },
      authorization: sharedAuthorization({ enterprise: tripleOf(enterpriseOf(cloud)), tenant: tripleOf(cloud.tenant) }),
    });
    const integration = await createIntegration({
      piaozone,
      erp: galaxyAdapter(galaxySettings(world) as unknown as GalaxySettings),
      issuing: hostedIssuing(),
      store: createNonDurableOperationStore(),
    });
    onTestFinished(async () => {
      await integration.close();
      await piaozone.close();
    });
    const { ok, findings } = await integration.checkConnection();
    expect(marks(findings).slice(0, CLOUD_OK.length - 1)).toEqual(CLOUD_OK.slice(1));
    expect(ok).toBe(true);
    const asked = cloud.server.journal.to('/base/oauth/token').length;
    await integration.checkConnection();
    // Only the question without an id is asked again.
    expect(cloud.server.journal.to('/base/oauth/token')).toHaveLength(asked + 1);
  });

  it('reads the sources of a client that was never used, and names one that fails', async () => {
    const world = await startWorld();
    const check = async (read: () => Promise<ReturnType<typeof tripleOf>>) => {
      const authorization = sharedAuthorization({ enterprise: tripleFromCallback(read) });
      const piaozone = createPiaozone({ environment: { baseUrl: world.cloud.baseUrl }, authorization });
      onTestFinished(() => piaozone.close());
      return hostedIssuing()
        .connect(piaozone)
        .check({ requestId: 'r1', warn: () => {} });
    };
    const good = await check(async () => tripleOf(enterpriseOf(world.cloud)));
    expect(good.find(({ code }) => code === 'piaozone.token')).toMatchObject({ status: 'ok' });
    const bad = await check(() => Promise.reject(new Error(CANARY)));
    expect(bad.find(({ status }) => status === 'failed')).toMatchObject({ code: 'piaozone.triple' });
    expect(JSON.stringify(bad)).not.toContain(CANARY);
  });

  it('throws for an abort: it is no finding', async () => {
    const world = await startWorld();
    const { piaozone } = rightConfig(world);
    const test = { options: piaozone, issuing: hostedIssuing(), erp: inspectGalaxy(galaxySettings(world)) };
    await expect(testConnection(test, { signal: AbortSignal.abort() })).rejects.toBeDefined();
  });
});

/** What a partner may write: the factory alone. */
const PARTNER = `
export const adapter = () => ({
  specificationVersion: 'v1',
  id: 'partner',
  capabilities: { abilities: [], billTypes: [] },
  connect: async () => ({
    accountSet: 'A1',
    check: async () => [{ code: 'partner.login', status: 'ok', title: { zh: '登录', en: 'login' } }],
    listBusinessUnits: async () => ({ items: [] }),
    fetchBills: async () => ({ items: [] }),
    toInvoiceRequest: () => ({}),
    writeBack: async () => 'written',
    close: async () => {},
  }),
});
`;
