import fc from 'fast-check';
import type { AllocatedProduct, Enterprise, EnterpriseDirectoryData, FlowPackage, Licence, Tenant } from '../../src/index.js';

/** Trimmed, without control characters; otherwise whatever Unicode has, so that every format must carry it. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((raw) => raw.replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufffd]/gu, '').trim())
  .filter((clean) => clean !== '');
const nasty = fc.constantFrom(
  '=1+1',
  '@SUM(A1)',
  '-2+3',
  '＝1',
  '_x000D_',
  '_x0041_x0042_',
  '007',
  '1e5',
  'a,b',
  '"',
  '甲、乙',
  'TRUE',
  '2025-01-01',
  ',,',
  '<&>',
);
const word = fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: nasty });
const date = fc
  .date({ min: new Date('1999-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const dates = fc.tuple(fc.option(date, { nil: undefined }), fc.option(date, { nil: undefined })).map(([a, b]) => {
  const [validFrom, validUntil] = a !== undefined && b !== undefined && b < a ? [b, a] : [a, b];
  return { ...(validFrom === undefined ? {} : { validFrom }), ...(validUntil === undefined ? {} : { validUntil }) };
});
const serial = fc.option(word, { nil: undefined }).map((productSerialNumber) => (productSerialNumber === undefined ? {} : { productSerialNumber }));
const decimal = fc.tuple(fc.nat(), fc.nat(99)).map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`);

const product: fc.Arbitrary<AllocatedProduct> = fc
  .tuple(fc.oneof(fc.constantFrom('开票管理', '收票管理', '影像', '发票校验流量包'), word), dates, serial)
  .map(([name, when, number]) => ({ product: name, ...number, ...when }));

const licence = (group: Licence['group']): fc.Arbitrary<Licence> =>
  fc
    .tuple(
      fc.constantFrom('not-authorized', 'authorized', 'failed'),
      fc.option(fc.constantFrom('synced', 'failed'), { nil: undefined }),
      serial,
      dates,
      fc.option(date, { nil: undefined }),
    )
    .map(([state, sync, number, when, cancelledOn]) => ({
      group,
      state,
      ...(sync === undefined ? {} : { sync }),
      ...number,
      ...when,
      ...(cancelledOn === undefined ? {} : { cancelledOn }),
    })) as fc.Arbitrary<Licence>;

const licences = fc
  .tuple(fc.option(licence('issuing'), { nil: undefined }), fc.option(licence('receiving'), { nil: undefined }), fc.boolean())
  .map(([a, b, turned]) => (turned ? [b, a] : [a, b]).filter((one) => one !== undefined));

const packages: fc.Arbitrary<FlowPackage[]> = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('发票校验流量包', '短信套餐', '存储'), serial, dates, fc.option(decimal, { nil: undefined }))
    .map(([name, number, when, remaining]) => ({ product: name, ...number, ...when, ...(remaining === undefined ? {} : { remaining }) })),
  { maxLength: 4, selector: (one) => `${one.product}|${one.productSerialNumber ?? JSON.stringify(one)}` },
);

const tenant = (id: string): fc.Arbitrary<Tenant> =>
  fc.tuple(packages, fc.boolean(), fc.nat(), fc.nat()).map(([flowPackages, counted, a, b]) => ({
    id,
    ...(counted ? { licenceCounts: [{ group: 'issuing' as const, authorized: Math.min(a, b), total: Math.max(a, b) }] } : {}),
    ...(flowPackages.length > 0 ? { flowPackages } : {}),
  }));

/** Directories that pass every check, with texts that formats tend to spoil. */
export const directories: fc.Arbitrary<EnterpriseDirectoryData> = fc
  .tuple(
    fc.uniqueArray(word, { maxLength: 6 }),
    fc.uniqueArray(word, { maxLength: 10 }),
    fc.uniqueArray(word, { maxLength: 2 }),
    fc.infiniteStream(
      fc.tuple(word, fc.option(fc.constantFrom('e-tax', 'leqi', 'leqi-joint'), { nil: undefined }), fc.array(product, { maxLength: 4 }), licences),
    ),
  )
  .chain(([taxNumbers, units, tenantIds, details]) =>
    fc.tuple(...tenantIds.map(tenant)).map((tenants) => {
      const enterprises = taxNumbers.map((taxNo, index): Enterprise => {
        const [name, taxChannel, products, ownLicences] = details.next().value as [string, 'leqi' | undefined, AllocatedProduct[], Licence[]];
        const unique = [...new Map(products.map((one) => [JSON.stringify(one), one])).values()];
        const belongs = tenantIds[index];
        return {
          taxNo,
          name,
          ...(taxChannel === undefined ? {} : { taxChannel }),
          ...(belongs === undefined ? {} : { tenant: belongs }),
          ...(unique.length === 0 ? {} : { products: unique }),
          ...(ownLicences.length === 0 ? {} : { licences: ownLicences }),
          unitNumbers: units.filter((_, at) => at % taxNumbers.length === index),
        };
      });
      return { format: 'piaozone-enterprises', version: 1, ...(tenants.length === 0 ? {} : { tenants }), enterprises };
    }),
  );
