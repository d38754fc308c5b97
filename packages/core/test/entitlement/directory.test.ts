import { describe, expect, it } from 'vitest';
import {
  type Enterprise,
  EnterpriseDirectory,
  type EnterpriseDirectoryData,
  isPiaozoneError,
  type Problem,
  parseEnterpriseDirectory,
  readEnterpriseDirectory,
} from '../../src/index.js';
import { directoryData, TAX_A, TAX_B } from './samples.js';

function errorsOf(data: unknown, previous?: EnterpriseDirectory): string[] {
  return paths(readEnterpriseDirectory(data, previous === undefined ? {} : { previous }).errors);
}

function warningsOf(data: unknown): string[] {
  return paths(readEnterpriseDirectory(data).warnings);
}

function paths(problems: readonly Problem[]): string[] {
  for (const { message } of problems) expect(message.zh !== '' && message.en !== '' && message.zh !== message.en).toBe(true);
  return problems.map(({ path }) => path);
}

describe('a directory', () => {
  const data = directoryData(
    [
      { unitNumbers: ['U1', 'U2'], taxChannel: 'e-tax', tenant: 'T1', products: [{ product: '开票管理', validUntil: '2025-12-31' }] },
      { unitNumbers: ['U3'], licences: [{ group: 'issuing', state: 'authorized' }] },
    ],
    { tenants: [{ id: 'T1' }, { id: 'T2' }] },
  );

  it('finds by tax number and by unit', () => {
    const directory = new EnterpriseDirectory(data);
    expect(directory.byTaxNo(TAX_B)?.name).toBe('模拟2号');
    expect(directory.byUnit('U2')?.taxNo).toBe(TAX_A);
    expect([directory.byTaxNo('U1'), directory.byUnit(TAX_A), directory.byTaxNo('constructor')]).toEqual([undefined, undefined, undefined]);
  });

  it('knows the tenant that is named, or the only one', () => {
    const two = new EnterpriseDirectory(data);
    expect(two.tenantOf(two.enterprises[0] as Enterprise)?.id).toBe('T1');
    expect(two.tenantOf(two.enterprises[1] as Enterprise)).toBeUndefined();
    const one = new EnterpriseDirectory(directoryData([{}], { tenants: [{ id: 'T9' }] }));
    expect(one.tenantOf(one.enterprises[0] as Enterprise)?.id).toBe('T9');
  });

  it('cannot be changed, nor by what it was made of', () => {
    const units = ['U1'];
    const directory = new EnterpriseDirectory(directoryData([{ unitNumbers: units }]));
    units.push('U9');
    expect(directory.byTaxNo(TAX_A)?.unitNumbers).toEqual(['U1']);
    const held = directory.byTaxNo(TAX_A) as Enterprise;
    expect(() => (held.unitNumbers as string[]).push('x')).toThrow(TypeError);
    expect(() => Object.assign(directory.toJSON(), { version: 2 })).toThrow(TypeError);
  });

  it('throws all its problems at once', () => {
    const error = (() => {
      try {
        return new EnterpriseDirectory(directoryData([{ name: '' }, { taxNo: TAX_A, name: '乙' }]));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isPiaozoneError(error, 'config_invalid') && error.problems.map(({ path }) => path)).toEqual([
      'enterprises[0].name',
      'enterprises[1].taxNo',
    ]);
  });
});

describe('what is refused, by place', () => {
  const cases: [string, unknown, string[]][] = [
    ['no object', null, ['$', 'format', 'version', 'enterprises']],
    ['another format', { ...directoryData([]), format: 'x' }, ['format']],
    ['another version', { ...directoryData([]), version: 2 }, ['version']],
    ['a misspelt member', { ...directoryData([]), enterprise: [] }, ['$.enterprise']],
    ['no list', { ...directoryData([]), enterprises: {} }, ['enterprises']],
    ['an enterprise that is none', { ...directoryData([]), enterprises: ['x'] }, ['enterprises[0]', 'enterprises[0].taxNo', 'enterprises[0].name']],
    ['a number for a tax number', directoryData([{ taxNo: 91440300 as unknown as string }]), ['enterprises[0].taxNo']],
    ['a line break', directoryData([{ name: '模拟\n一号' }]), ['enterprises[0].name']],
    ['half a surrogate pair', directoryData([{ name: '模拟\ud842' }]), ['enterprises[0].name']],
    ['an endless text', directoryData([{ name: '模'.repeat(501) }]), ['enterprises[0].name']],
    ['an unknown channel', directoryData([{ taxChannel: '乐企' as 'leqi' }]), ['enterprises[0].taxChannel']],
    ['the same tax number', directoryData([{}, { taxNo: TAX_A }]), ['enterprises[1].taxNo']],
    ['a unit of two enterprises', directoryData([{ unitNumbers: ['U1'] }, { unitNumbers: ['U2', 'U1'] }]), ['enterprises[1].unitNumbers[1]']],
    ['a unit twice', directoryData([{ unitNumbers: ['U1', 'U1'] }]), ['enterprises[0].unitNumbers[1]']],
    ['an empty unit', directoryData([{ unitNumbers: ['U1', ' '] }]), ['enterprises[0].unitNumbers[1]']],
    [
      'a date that is none',
      directoryData([{ products: [{ product: '影像', validUntil: '2025-02-29' }] }]),
      ['enterprises[0].products[0].validUntil'],
    ],
    [
      'an end before the start',
      directoryData([{ products: [{ product: '影像', validFrom: '2025-02-02', validUntil: '2025-02-01' }] }]),
      ['enterprises[0].products[0].validUntil'],
    ],
    ['one allocation twice', directoryData([{ products: [{ product: '影像' }, { product: '影像' }] }]), ['enterprises[0].products[1]']],
    [
      'a group twice, an unknown state',
      directoryData([
        {
          licences: [
            { group: 'issuing', state: 'authorized' },
            { group: 'issuing', state: 'yes' as 'failed', sync: 'no' as 'failed', cancelledOn: 'x' },
            { state: 'failed' } as never,
          ],
        },
      ]),
      ['licences[1].group', 'licences[1].state', 'licences[1].sync', 'licences[1].cancelledOn', 'licences[2].group'].map(
        (at) => `enterprises[0].${at}`,
      ),
    ],
    ['a tenant twice', directoryData([], { tenants: [{ id: 'T' }, { id: 'T' }] }), ['tenants[1].id']],
    [
      'a package twice, an amount that is a number, no package at all',
      directoryData([], {
        tenants: [
          {
            id: 'T',
            flowPackages: [
              { product: '存储', productSerialNumber: 'S1', remaining: '10.5' },
              { product: '存储', productSerialNumber: 'S1', remaining: 3 as unknown as string },
              { product: '开票管理', remaining: '-1' },
              { product: '存储', remaining: '1'.repeat(26) },
            ],
          },
        ],
      }),
      ['[1].remaining', '[2].remaining', '[3].remaining', '[1]', '[2].product'].map((at) => `tenants[0].flowPackages${at}`),
    ],
    [
      'counts that are none',
      directoryData([], { tenants: [{ id: 'T', licenceCounts: [{ group: 'issuing', authorized: -1, total: '3' as unknown as number }] }] }),
      ['tenants[0].licenceCounts[0].authorized', 'tenants[0].licenceCounts[0].total'],
    ],
  ];
  it.each(cases)('%s', (_, data, expected) => {
    expect(errorsOf(data)).toEqual(expected);
  });
});

describe('what is only warned about', () => {
  const cases: [string, EnterpriseDirectoryData, string[]][] = [
    ['the format of a tax number', directoryData([{ taxNo: '1234' }]), ['enterprises[0].taxNo']],
    ['a wrong check character', directoryData([{ taxNo: '91440300MCK0000199' }]), ['enterprises[0].taxNo']],
    ['blanks around a value', directoryData([{ name: ' 模拟 ' }]), ['enterprises[0].name']],
    ['the same name', directoryData([{}, { name: '模拟1号' }]), ['enterprises[1].name']],
    ['an unknown product', directoryData([{ products: [{ product: '新产品' }] }]), ['enterprises[0].products[0].product']],
    ['a tenant that is not listed', directoryData([{ tenant: 'X' }], { tenants: [{ id: 'T' }] }), ['enterprises[0].tenant']],
    ['no tenant where there are two', directoryData([{}], { tenants: [{ id: 'T' }, { id: 'U' }] }), ['enterprises[0].tenant']],
    [
      'more licences used than owned',
      directoryData([], { tenants: [{ id: 'T', licenceCounts: [{ group: 'receiving', authorized: 3, total: 2 }] }] }),
      ['tenants[0].licenceCounts[0].authorized'],
    ],
  ];
  it.each(cases)('%s', (_, data, expected) => {
    expect(errorsOf(data)).toEqual([]);
    expect(warningsOf(data)).toEqual(expected);
  });

  it('nothing about an ordinary one', () => {
    expect(warningsOf(directoryData([{ tenant: 'X' }, {}]))).toEqual([]);
    expect(warningsOf(directoryData([{}], { tenants: [{ id: 'T' }] }))).toEqual([]);
    expect(readEnterpriseDirectory(directoryData([{ name: ' 模拟 ' }])).directory?.byTaxNo(TAX_A)?.name).toBe('模拟');
  });
});

describe('name and tax number of an authorized enterprise', () => {
  const previous = new EnterpriseDirectory(
    directoryData([{ licences: [{ group: 'receiving', state: 'authorized' }] }, { licences: [{ group: 'issuing', state: 'failed' }] }]),
  );

  it('are frozen', () => {
    expect(errorsOf(directoryData([{ name: '改名' }, { name: '也改名' }]), previous)).toEqual(['enterprises[0].name']);
    expect(errorsOf(directoryData([{ taxNo: '91440300MCK000035X', name: '模拟1号' }]), previous)).toEqual(['enterprises[0].taxNo']);
  });

  it('may leave, and others may have the same name', () => {
    expect(errorsOf(directoryData([{}, { name: '模拟1号' }]), previous)).toEqual([]);
    expect(errorsOf(directoryData([{}, { taxNo: '91440300MCK000035X', name: '模拟1号' }]), previous)).toEqual([]);
    expect(errorsOf(directoryData([{ taxNo: TAX_B, name: '模拟1号' }]), previous)).toEqual([]);
    expect(errorsOf(directoryData([]), previous)).toEqual([]);
  });
});

describe('packages of a tenant', () => {
  const directory = new EnterpriseDirectory(
    directoryData([{ tenant: 'T' }, { tenant: 'T' }], {
      tenants: [
        {
          id: 'T',
          flowPackages: [
            { product: '发票校验流量包', productSerialNumber: 'S1', remaining: '10.5', validUntil: '2025-06-30' },
            { product: '发票校验流量包', productSerialNumber: 'S2', remaining: '4', validFrom: '2025-06-30' },
            { product: '存储', remaining: '7' },
            { product: '存储', productSerialNumber: 'S3' },
          ],
        },
      ],
    }),
  );

  it('are counted once, however many enterprises use them, and only while they are valid', () => {
    expect(['2025-06-29', '2025-06-30', '2025-07-01'].map((day) => directory.remaining('T', '发票校验流量包', day))).toEqual(['10.5', '14.5', '4']);
  });

  it('of unknown content have no sum', () => {
    expect(directory.remaining('T', '存储', '2025-06-30')).toBeUndefined();
    expect(directory.remaining('X', '存储', '2025-06-30')).toBeUndefined();
    expect(directory.remaining('T', '短信套餐', '2025-06-30')).toBeUndefined();
  });
});

describe('JSON text', () => {
  it('that holds a key twice, or is none, is refused', () => {
    for (const text of ['', '{', '{"format":"a","format":"b"}', '[]'.repeat(100_000)]) {
      const { directory, errors } = parseEnterpriseDirectory(text);
      expect({ directory, first: errors[0]?.path }).toEqual({ directory: undefined, first: '$' });
    }
  });

  it('keeps numbers exact', () => {
    const text = JSON.stringify(directoryData([], { tenants: [{ id: 'T', licenceCounts: [{ group: 'issuing', authorized: 3, total: 5 }] }] }));
    expect(parseEnterpriseDirectory(text).directory?.tenants[0]?.licenceCounts).toEqual([{ group: 'issuing', authorized: 3, total: 5 }]);
    expect(paths(parseEnterpriseDirectory(text.replace('3', '3.5')).errors)).toEqual(['tenants[0].licenceCounts[0].authorized']);
  });
});
