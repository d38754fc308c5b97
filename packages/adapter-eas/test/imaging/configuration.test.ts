import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { checkEasImaging, type EasImagingSettings, easImaging, easImagingFindings, pushTableForm } from '../../src/imaging.js';

const TRIPLE = { clientId: 'demoClient01', clientSecret: `secret${CANARY}`, encryptKey: `${CANARY}-1234` } as const;
const ENTERPRISE = { taxNo: '91110000MA00TEST01', name: '示例科技有限公司', ...TRIPLE } as const;
const RECEIVING = { enterprises: [{ taxNo: ENTERPRISE.taxNo, ...TRIPLE }], pushAddress: 'https://imaging.example.com/' } as const;
const SETTINGS: EasImagingSettings = {
  system: { deployment: 'private', address: 'http://10.0.0.8:8080/api/', clientId: TRIPLE.clientId, clientSecret: TRIPLE.clientSecret },
  businessSystem: { prefixAddress: 'http://10.0.0.5:6888/ormrpc/services/', dataCentre: 'DC01', userName: 'imaging', password: `pw${CANARY}` },
  enterprises: [ENTERPRISE],
  mode: 'matching',
  environment: 'production',
  receiving: RECEIVING,
  openHosts: ['api.piaozone.com:443'],
  imageNumbers: { enabled: true, prefix: 'eas1', billCodes: '4A44F449=BX#5B55F55A=fk', syntax: { separator: '=' } },
  coverTemplate: { codeKind: 'qr', corner: 'top-right' },
};
const { system, businessSystem, imageNumbers, coverTemplate } = SETTINGS;

const inSystem = (change: object) => ({ ...SETTINGS, system: { ...system, ...change } });
const inBusiness = (change: object) => ({ ...SETTINGS, businessSystem: { ...businessSystem, ...change } });
const inReceiving = (change: object) => ({ ...SETTINGS, receiving: { ...RECEIVING, ...change } });
const publicly = (deployment: 'demo' | 'production', change: object = {}) => {
  const { clientId, clientSecret } = system;
  return { ...SETTINGS, system: { deployment, clientId, clientSecret, ...change } };
};
const facts = (settings: unknown) => checkEasImaging(settings).map(({ path, diagnosis, message }) => [path, diagnosis, message.en] as const);

const ADDRESS = 'EAS_IMAGING_ADDRESS_WRONG';
const PATH = 'IMAGING_ADDRESS_HAS_PATH';
const BUSINESS = 'IMAGING_BUSINESS_SYSTEM_CHECK_FAILED';
const MODE = 'EAS_IMAGING_MODE_INCOMPLETE';
const NOT_AUTHORIZED = 'IMAGING_CLIENT_NOT_AUTHORIZED';

describe('the imaging configuration', () => {
  it('is what is typed into the screens', () => {
    const built = easImaging(SETTINGS);
    expect(built).toMatchObject({
      system: { deployment: 'private', address: 'http://10.0.0.8:8080/api/', port: 8080 },
      businessSystem: {
        system: 'EAS',
        prefixAddress: 'http://10.0.0.5:6888/ormrpc/services/',
        dataCentre: 'DC01',
        eassiName: 'eas',
        userName: 'imaging',
      },
      mode: 'matching',
      modeFacts: { needsReceiving: true, needsPushTable: true },
      pushTable: [{ name: ENTERPRISE.name, taxNo: ENTERPRISE.taxNo, clientId: TRIPLE.clientId, pushAddress: 'https://imaging.example.com/' }],
      imageNumbers: { prefix: 'EAS1' },
      coverTemplate: { codeKind: 'qr', corner: 'top-right' },
    });
    expect([...built.imageNumbers.billCodes]).toEqual([
      ['4A44F449', 'BX'],
      ['5B55F55A', 'FK'],
    ]);
  });

  it('prints no secret and hands each to who reveals it', () => {
    const built = easImaging(SETTINGS);
    expect(inspect(built, { depth: 9 }) + JSON.stringify(built) + pushTableForm(built.pushTable)).not.toContain(CANARY);
    const [enterprise] = built.enterprises;
    expect([built.system.clientSecret.reveal(), built.businessSystem.password.reveal(), enterprise?.encryptKey.reveal()]).toEqual([
      TRIPLE.clientSecret,
      `pw${CANARY}`,
      TRIPLE.encryptKey,
    ]);
  });

  it.each([
    ['demo', {}, 'http://kdimage-demo.piaozone.com/', 80],
    ['demo', { address: 'https://kdimage-demo.piaozone.com/', port: 443 }, 'https://kdimage-demo.piaozone.com/', 443],
    ['production', {}, 'http://api.piaozone.com/', 80],
  ] as const)('knows the public system %s %j', (deployment, change, address, port) => {
    expect(easImaging(publicly(deployment, change) as EasImagingSettings).system).toMatchObject({ address, port });
  });

  it('takes interface addresses that follow the imaging address, whatever their suffix', () => {
    const interfaceAddresses = { any: 'http://10.0.0.8:8080/api/some/suffix' };
    expect(facts(inSystem({ interfaceAddresses }))).toEqual([]);
  });

  it('takes a literal IPv6 address, whose colons are not doubled by mistake', () => {
    expect(facts(inSystem({ address: 'http://[fd00::8]:8080/api/' }))).toEqual([]);
  });

  it.each<[string, unknown, string, string, RegExp]>([
    ['a doubled colon', inSystem({ address: 'http://10.0.0.8::8080/api/' }), 'system.address', ADDRESS, /doubled colon/],
    ['a doubled colon after the scheme', inSystem({ address: 'http:://10.0.0.8:8080/api/' }), 'system.address', ADDRESS, /doubled colon/],
    ['a doubled slash', inSystem({ address: 'http://10.0.0.8:8080//api/' }), 'system.address', ADDRESS, /doubled slash/],
    ['three slashes', inSystem({ address: 'http:///10.0.0.8:8080/api/' }), 'system.address', ADDRESS, /doubled slash/],
    ['a doubled slash at the end', inSystem({ address: 'http://10.0.0.8:8080/api//' }), 'system.address', ADDRESS, /doubled slash/],
    ['a blank before', inSystem({ address: ' http://10.0.0.8:8080/api/' }), 'system.address', ADDRESS, /blanks/],
    ['a blank inside', inSystem({ address: 'http://10.0.0.8 :8080/api/' }), 'system.address', ADDRESS, /blanks/],
    ['no scheme', inSystem({ address: '10.0.0.8:8080/api/' }), 'system.address', ADDRESS, /http:\/\//],
    ['a query', inSystem({ address: 'http://10.0.0.8:8080/api/?x=1' }), 'system.address', ADDRESS, /must not carry/],
    ['no address', inSystem({ address: undefined }), 'system.address', ADDRESS, /missing/],
    ['a private address without /api/', inSystem({ address: 'http://10.0.0.8:8080/' }), 'system.address', ADDRESS, /must end in \/api\//],
    ['a private address ending in /api', inSystem({ address: 'http://10.0.0.8:8080/api' }), 'system.address', ADDRESS, /must end in \/api\//],
    ['a path after /api/', inSystem({ address: 'http://10.0.0.8:8080/api/scan' }), 'system.address', PATH, /no path after \/api\//],
    ['a path after a public address', publicly('production', { address: 'http://api.piaozone.com/image' }), 'system.address', PATH, /no path/],
    ['the public /api/', publicly('demo', { address: 'http://kdimage-demo.piaozone.com/api/' }), 'system.address', PATH, /no path/],
    [
      'the other public system',
      publicly('production', { address: 'http://kdimage-demo.piaozone.com/' }),
      'system.address',
      ADDRESS,
      /not of the chosen/,
    ],
    ['a port that is not the address’s', inSystem({ port: 80 }), 'system.port', ADDRESS, /differs/],
    ['a public port that is none', publicly('demo', { port: 8080 }), 'system.port', ADDRESS, /http 80, https 443/],
    ['https without a port of its own', publicly('production', { address: 'https://api.piaozone.com/' }), 'system.port', ADDRESS, /http 80/],
    ['half a port', inSystem({ port: 80.5 }), 'system.port', ADDRESS, /whole number/],
    ['a deployment that does not exist', inSystem({ deployment: 'cloud' }), 'system.deployment', ADDRESS, /demo, production or private/],
    [
      'a generated address with a doubled slash',
      inSystem({ interfaceAddresses: { x: 'http://10.0.0.8:8080/api//y' } }),
      'system.interfaceAddresses.x',
      ADDRESS,
      /doubled slash/,
    ],
    [
      'a generated address with a doubled colon',
      inSystem({ interfaceAddresses: { x: 'http://10.0.0.8::8080/api/y' } }),
      'system.interfaceAddresses.x',
      ADDRESS,
      /doubled colon/,
    ],
    [
      'a generated address of another port',
      inSystem({ interfaceAddresses: { x: 'http://10.0.0.8:80/api/y' } }),
      'system.interfaceAddresses.x',
      ADDRESS,
      /start with/,
    ],
    [
      'a generated address beside /api/',
      inSystem({ interfaceAddresses: { x: 'http://10.0.0.8:8080/y' } }),
      'system.interfaceAddresses.x',
      ADDRESS,
      /start with/,
    ],
    ['an id with a blank', inSystem({ clientId: `${TRIPLE.clientId} ` }), 'system.clientId', 'TRIPLE_HAS_BLANKS', /blanks/],
    ['a tenant id', inSystem({ clientId: 'TN_demo' }), 'system.clientId', 'TENANT_TRIPLE_AS_ENTERPRISE', /TN_/],
    ['an id without 企业授权', inSystem({ clientId: 'another' }), 'system.clientId', NOT_AUTHORIZED, /企业授权/],
    [
      'a prefix address without its end',
      inBusiness({ prefixAddress: 'http://10.0.0.5:6888/ormrpc/' }),
      'businessSystem.prefixAddress',
      BUSINESS,
      /\/ormrpc\/services\//,
    ],
    [
      'a prefix address without the last slash',
      inBusiness({ prefixAddress: 'http://10.0.0.5:6888/ormrpc/services' }),
      'businessSystem.prefixAddress',
      BUSINESS,
      /must end in/,
    ],
    [
      'a prefix address with a service',
      inBusiness({ prefixAddress: 'http://10.0.0.5:6888/ormrpc/services/EASLogin' }),
      'businessSystem.prefixAddress',
      BUSINESS,
      /must end in/,
    ],
    [
      'a prefix address with a blank',
      inBusiness({ prefixAddress: 'http:// 10.0.0.5:6888/ormrpc/services/' }),
      'businessSystem.prefixAddress',
      BUSINESS,
      /blanks/,
    ],
    ['another EASSI name', inBusiness({ eassiName: 'EAS' }), 'businessSystem.eassiName', BUSINESS, /must be eas/],
    ['no data centre', inBusiness({ dataCentre: '' }), 'businessSystem.dataCentre', BUSINESS, /missing/],
    ['a user with a blank', inBusiness({ userName: 'imaging ' }), 'businessSystem.userName', BUSINESS, /blanks/],
    ['an enterprise twice', { ...SETTINGS, enterprises: [ENTERPRISE, ENTERPRISE] }, 'enterprises[1].taxNo', '', /repeats/],
    [
      'a tax number with a blank inside',
      { ...SETTINGS, enterprises: [{ ...ENTERPRISE, taxNo: '91110000 MA00TEST01' }], mode: 'basic', receiving: undefined },
      'enterprises[0].taxNo',
      '',
      /blanks/,
    ],
    ['no enterprise', { ...SETTINGS, enterprises: [] }, 'enterprises', '', /at least one/],
    [
      'a short encrypt key',
      { ...SETTINGS, enterprises: [{ ...ENTERPRISE, encryptKey: 'x' }] },
      'enterprises[0].encryptKey',
      'ENCRYPT_KEY_LENGTH',
      /16/,
    ],
    [
      'another secret in 收票',
      inReceiving({ enterprises: [{ taxNo: ENTERPRISE.taxNo, ...TRIPLE, clientSecret: 'other' }] }),
      `receiving.enterprises[taxNo=${ENTERPRISE.taxNo}]`,
      NOT_AUTHORIZED,
      /differ in secret/,
    ],
    [
      'another key in 收票',
      inReceiving({ enterprises: [{ taxNo: ENTERPRISE.taxNo, ...TRIPLE, encryptKey: '0123456789abcdef' }] }),
      `receiving.enterprises[taxNo=${ENTERPRISE.taxNo}]`,
      NOT_AUTHORIZED,
      /differ in encrypt_key/,
    ],
    [
      'another id in 收票',
      inReceiving({ enterprises: [{ taxNo: ENTERPRISE.taxNo, ...TRIPLE, clientId: 'other' }] }),
      `receiving.enterprises[taxNo=${ENTERPRISE.taxNo}]`,
      NOT_AUTHORIZED,
      /授权客户ID/,
    ],
    [
      'a tax number that 收票 lacks',
      inReceiving({ enterprises: [{ taxNo: 'OTHER', ...TRIPLE }] }),
      `receiving.enterprises[taxNo=${ENTERPRISE.taxNo}]`,
      NOT_AUTHORIZED,
      /does not/,
    ],
    ['no 收票', { ...SETTINGS, receiving: undefined }, 'receiving', MODE, /收票/],
    ['no push address', inReceiving({ pushAddress: undefined }), 'receiving.pushAddress', MODE, /AWS收票推送表/],
    ['an inner push address', inReceiving({ pushAddress: 'http://192.168.1.8:8080/' }), 'receiving.pushAddress', ADDRESS, /outside mapping/],
    [
      'a receiving address ending in /api',
      inReceiving({ receivingAddress: 'https://r.example.com/api' }),
      'receiving.receivingAddress',
      'IMAGING_MOBILE_ADDRESS_WRONG',
      /\/api/,
    ],
    ['a closed host', { ...SETTINGS, openHosts: [] }, 'openHosts', MODE, /api\.piaozone\.com:443/],
    ['the closed host of the test', { ...SETTINGS, environment: 'test' }, 'openHosts', MODE, /api-dev\.piaozone\.com:443/],
    ['the retired mode', { ...SETTINGS, mode: 'attachment' }, 'mode', MODE, /附件/],
    ['no environment', { ...SETTINGS, environment: undefined }, 'environment', MODE, /production or test/],
    ['image numbers switched off', { ...SETTINGS, imageNumbers: { ...imageNumbers, enabled: false } }, 'imageNumbers.enabled', MODE, /image number/],
    ['a Chinese prefix', { ...SETTINGS, imageNumbers: { ...imageNumbers, prefix: '影' } }, 'imageNumbers.prefix', '', /ASCII/],
    [
      'a code list that cannot be read',
      { ...SETTINGS, imageNumbers: { ...imageNumbers, billCodes: '4A44F449' } },
      'imageNumbers.billCodes[0]',
      '',
      /separator/,
    ],
    [
      'a bar code',
      { ...SETTINGS, coverTemplate: { ...coverTemplate, codeKind: 'bar-code' } },
      'coverTemplate.codeKind',
      'EAS_IMAGING_COVER_BAR_CODE',
      /no bar code/,
    ],
    [
      'a code at the bottom',
      { ...SETTINGS, coverTemplate: { ...coverTemplate, corner: 'bottom-left' } },
      'coverTemplate.corner',
      'EAS_IMAGING_COVER_BAR_CODE',
      /top left/,
    ],
    ['an unknown setting', { ...SETTINGS, extra: 1 }, 'extra', '', /no setting/],
  ])('is refused for %s', (_, settings, path, diagnosis, reason) => {
    const found = facts(settings);
    expect(found.map(([at]) => at)).toEqual([path]);
    expect(found[0]?.[1] ?? '').toBe(diagnosis);
    expect(found[0]?.[2]).toMatch(reason);
    expect(() => easImaging(settings as EasImagingSettings)).toThrow();
  });

  it.each([
    ['basic', { receiving: undefined, openHosts: undefined }],
    ['audit', { receiving: { enterprises: RECEIVING.enterprises }, openHosts: undefined }],
    ['sync', { openHosts: undefined }],
  ] as const)('of mode %s needs no more than that mode', (mode, change) => {
    expect(facts({ ...SETTINGS, mode, ...change })).toEqual([]);
  });

  it('asks no host of a public system', () => {
    expect(facts({ ...publicly('production'), openHosts: undefined })).toEqual([]);
  });

  it('makes push rows for the modes that need them only', () => {
    expect(easImaging({ ...SETTINGS, mode: 'sync' }).pushTable).toHaveLength(1);
    expect(easImaging({ ...SETTINGS, mode: 'audit' }).pushTable).toEqual([]);
  });

  it.each([
    'http://localhost/',
    'http://127.0.0.1/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://172.31.0.1/',
    'http://192.168.0.1/',
    'http://169.254.1.1/',
    'http://0.0.0.0/',
    'http://imaging/',
    'http://imaging.local/',
    'http://[::1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
  ])('refuses to have the cloud push to %s', (pushAddress) => {
    expect(facts(inReceiving({ pushAddress })).map(([path]) => path)).toEqual(['receiving.pushAddress']);
  });

  it.each([
    'http://172.32.0.1/',
    'http://172.15.0.1/',
    'http://11.0.0.1/',
    'http://192.169.0.1/',
    'http://[2001:db8::1]/',
    'https://img.example.com:8443/',
  ])('lets the cloud push to %s', (pushAddress) => expect(facts(inReceiving({ pushAddress }))).toEqual([]));

  it('tells everything at once, without a secret', () => {
    const settings = {
      system: { deployment: 'private', address: 'http://x::1/api/', clientId: 'TN_x', clientSecret: `${CANARY} ` },
      businessSystem: { prefixAddress: 'http://x/', dataCentre: '', eassiName: CANARY, userName: '', password: '' },
      enterprises: [{ ...ENTERPRISE, clientSecret: `${CANARY} ` }],
      mode: 'x',
      environment: 'x',
      imageNumbers: { enabled: false, prefix: '', billCodes: '', syntax: { separator: '' } },
      coverTemplate: { codeKind: 'bar-code', corner: 'x' },
    };
    const problems = checkEasImaging(settings);
    expect(problems.length).toBeGreaterThanOrEqual(14);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
    let thrown: unknown;
    try {
      easImaging(settings as unknown as EasImagingSettings);
    } catch (error) {
      thrown = error;
    }
    expect(isPiaozoneError(thrown, 'config_invalid') && thrown.problems).toEqual(problems);
  });

  it.each([undefined, null, 'x', []])('of %j is no configuration', (settings) => {
    expect(facts(settings).map(([path]) => path)).toEqual(['settings']);
  });

  it('becomes lines of the connection test', () => {
    expect(easImagingFindings(SETTINGS, 'en')).toMatchObject([{ code: 'eas.imaging', status: 'ok' }]);
    const lines = easImagingFindings({ ...inSystem({ address: 'http://10.0.0.8:8080/' }), mode: 'x', extra: 1 }, 'zh-CN');
    expect(lines.map(({ status, diagnosis }) => [status, diagnosis])).toEqual([
      ['failed', 'CONFIG_INVALID'],
      ['failed', ADDRESS],
      ['failed', MODE],
    ]);
    expect(lines.every(({ cause, remedy, evidence }) => cause !== undefined && remedy !== undefined && evidence !== undefined)).toBe(true);
  });
});

describe('the form for the head office', () => {
  const row = { name: '示例科技有限公司', taxNo: '91110000MA00TEST01', clientId: 'demoClient01', pushAddress: 'https://imaging.example.com/' };

  it('has the four values', () => {
    expect(pushTableForm([row])).toBe(
      'AWS收票推送表\n\n1.\n企业名称：示例科技有限公司\n企业税号：91110000MA00TEST01\nclientid：demoClient01\n推送地址：https://imaging.example.com/\n',
    );
    expect(pushTableForm([row, row], 'en')).toContain('\n2.\n企业名称 (name): 示例科技有限公司\n');
  });
});
