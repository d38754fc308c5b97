import { describe, expect, it } from 'vitest';
import { type EasSettings, easAdapter } from '../src/index.js';
import { FACADE } from './support/facade.js';

const GOOD: EasSettings = {
  servicesUrl: 'http://10.0.0.1:6888/ormrpc/services/',
  userName: 'user',
  password: 'p@ss',
  dcName: 'DC01',
  facade: FACADE,
};

function problemsOf(settings: unknown): Record<string, string> {
  try {
    easAdapter(settings as EasSettings);
  } catch (error) {
    const { code, problems } = error as { code: string; problems: { path: string; message: { zh: string; en: string } }[] };
    expect(code).toBe('config_invalid');
    return Object.fromEntries(problems.map(({ path, message }) => [path, message.en]));
  }
  return {};
}

describe('settings', () => {
  it('good ones pass, also an empty password, an IPv6 address and no trailing slash', () => {
    expect(easAdapter(GOOD)).toMatchObject({ specificationVersion: 'v1', id: 'eas', capabilities: { abilities: [], billTypes: ['销售发票单'] } });
    for (const more of [
      { password: '' },
      { servicesUrl: 'http://[::1]:6888/ormrpc/services/' },
      { servicesUrl: 'https://eas.corp/x/ormrpc/services' },
      { version: '8.6.1' },
      { version: '10.0' },
    ]) {
      expect(problemsOf({ ...GOOD, ...more })).toEqual({});
    }
  });

  it('every problem at once, by path', () => {
    const problems = problemsOf({
      servicesUrl: ' http://x',
      userName: 'user ',
      password: 7,
      slnName: '',
      dcName: undefined,
      language: 3,
      dbType: 9,
      isEncodePwd: 1,
      sessionLifetimeMs: 0,
      sessionFaults: [''],
      logoutOnClose: 'no',
      version: '8.2',
      colour: 1,
      facade: undefined,
    });
    const wrong = [
      'servicesUrl',
      'userName',
      'password',
      'slnName',
      'dcName',
      'language',
      'dbType',
      'authPattern',
      'sessionLifetimeMs',
      'sessionFaults[0]',
    ];
    expect(Object.keys(problems).sort()).toEqual([...wrong, 'logoutOnClose', 'version', 'colour', 'facade'].sort());
    expect(JSON.stringify(problems)).not.toContain('user ');
  });

  it('nothing at all is one problem for each thing that is needed', () => {
    expect(Object.keys(problemsOf(undefined)).sort()).toEqual(['dcName', 'facade', 'password', 'servicesUrl', 'settings', 'userName']);
    expect(Object.keys(problemsOf({ ...GOOD, facade: {} })).sort()).toEqual(
      ['businessUnits', 'bills', 'writeBack', 'service', 'namespace'].map((name) => `facade.${name}`).sort(),
    );
  });

  it.each([
    ['http://10.0.0.1:6888/ormrpc/', /must end in \/ormrpc\/services\//],
    ['http://10.0.0.1:6888/ormrpc/services/EASLogin', /without a service name/],
    ['http://10.0.0.1:6888//ormrpc/services/', /surplus colon or slash/],
    ['http://10.0.0.1:6888/ormrpc/services//', /surplus colon or slash/],
    ['http://10.0.0.1::6888/ormrpc/services/', /surplus colon or slash/],
    ['http://10.0.0.1:6888:/ormrpc/services/', /surplus colon or slash/],
    ['http://10.0.0.1:6888/ormrpc/services/ ', /blanks/],
    ['http://10.0.0.1:6888/ormrpc/services/?wsdl', /query/],
    ['10.0.0.1:6888/ormrpc/services/', /absolute/],
    ['', /missing/],
  ])('servicesUrl %s', (servicesUrl, text) => {
    expect(problemsOf({ ...GOOD, servicesUrl })['servicesUrl']).toMatch(text);
  });

  it.each(['8.2', '7.5', '8', 'v8.6'])('version %s is refused', (version) => {
    expect(Object.keys(problemsOf({ ...GOOD, version }))).toEqual(['version']);
  });

  const facade = (more: object) => problemsOf({ ...GOOD, facade: { ...FACADE, ...more } });
  const writeBack = (more: object) => facade({ writeBack: { ...FACADE.writeBack, ...more } });
  it.each([
    ['a whole address as service', () => facade({ service: 'http://x/WSFacade' }), 'facade.service'],
    ['markup as a name', () => writeBack({ name: 'a><b' }), 'facade.writeBack.name'],
    ['paging that does not page', () => facade({ bills: { ...FACADE.bills, parts: [] } }), 'facade.bills.parts'],
    ['page values without paging', () => facade({ bills: { ...FACADE.bills, paging: undefined } }), 'facade.bills.paging'],
    ['a part with two contents', () => writeBack({ parts: [{ name: 'a', value: 'bill.number', constant: '1' }] }), 'facade.writeBack.parts[0]'],
    ['an unknown source', () => writeBack({ parts: [{ name: 'a', value: 'invoice.nubmer' }] }), 'facade.writeBack.parts[0].value'],
    ['a write-back without bill', () => writeBack({ parts: [{ name: 'a', value: 'invoice.number' }] }), 'facade.writeBack.parts'],
    ['a write-back without invoice', () => writeBack({ parts: [{ name: 'a', value: 'bill.number' }] }), 'facade.writeBack.parts'],
    ['one value for two results', () => writeBack({ result: { path: 'a', written: ['0'], alreadyWritten: ['0'] } }), 'facade.writeBack.result'],
    [
      'two sources for one property',
      () => writeBack({ parts: [{ name: 'a', json: { body: { 'bill.number': 'n', 'invoice.number': 'n' } } }] }),
      'facade.writeBack.parts[0].json.body.invoice.number',
    ],
    [
      'blanks in a part, but not in what is sent as it is',
      () => {
        const parts = [
          { name: 'a', constant: 'x ' },
          { name: 'b', json: { body: { 'bill.number': 'n', 'invoice.number': 'i' }, constants: { c: ' y' } } },
        ];
        return writeBack({ parts });
      },
      'facade.writeBack.parts[0].constant',
    ],
    [
      'a bill field without path',
      () => facade({ bills: { ...FACADE.bills, fields: { ...FACADE.bills.fields, drawer: '' } } }),
      'facade.bills.fields.drawer',
    ],
  ])('%s', (_name, problems, path) => {
    expect(Object.keys(problems())).toEqual([path]);
  });
});
