import type { GalaxySettings } from '@piaozone/adapter-galaxy';
import type { MockCosmicOptions } from '@piaozone/testkit';
import { loadErp } from '../data.js';
import { flagshipMock } from '../flagship/business-systems.js';

/* Paths and field names of this 星空旗舰版 are the example's own, given to mock and adapter alike (see xinghan.ts). */
const UNITS = '/kapi/v2/example/base/bos_org/list';
const DEPARTMENTS = '/kapi/v2/example/base/bos_adminorg/list';
const ENTERPRISES = '/kapi/v2/example/bdm/enterprise/list';
const BILLS = '/kapi/v2/example/sim/salesinvoice/query';
const WRITE_BACK = '/kapi/v2/example/sim/salesinvoice/writeback';

/** What the adapter must be told about this ERP, besides address, credentials and gateway identity. */
export const galaxyFields = {
  organizations: { path: DEPARTMENTS, fields: { id: 'id', number: 'number', name: 'name', enabled: 'enable', parentNumber: 'parent.number' } },
  businessUnits: {
    path: UNITS,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno', registeredName: 'registeredname' },
    // Here one text holds all functions, parted by commas.
    functions: { path: 'functions', accounting: '核算组织' },
  },
  // 企业信息: held against the enterprise directory by the connection test.
  enterprises: {
    path: ENTERPRISES,
    fields: {
      number: 'org.number',
      name: 'name',
      taxNo: 'taxpayer',
      issuingChannel: { path: 'channel', values: { '1': 'e-tax', '2': 'leqi' } },
      licensed: 'granted',
    },
  },
  bills: {
    path: BILLS,
    fields: {
      type: 'formname',
      number: 'billno',
      id: 'id',
      unitNumber: 'bizorg_number',
      kind: { path: 'invoice_kind', values: { 专票: 'electronic-special', 普票: 'electronic-general' } },
      seller: { name: 'saler_name', taxNo: 'saler_taxid' },
      buyer: {
        name: 'buyer_name',
        taxNo: 'buyer_taxid',
        address: 'buyer_address',
        phone: 'buyer_phone',
        bankName: 'buyer_bank',
        bankAccount: 'buyer_account',
      },
      drawer: 'issuer',
      remark: 'comment',
      totals: { amount: 'totalnet', taxAmount: 'totaltax', totalAmount: 'totalgross' },
      lines: {
        path: 'items',
        fields: {
          goodsName: 'goods',
          taxCode: 'revenuecode',
          specification: 'spec',
          unit: 'unitname',
          quantity: 'quantity',
          unitPrice: 'price',
          amount: 'net',
          // This ERP keeps rates as percentages.
          taxRate: { path: 'ratepercent', values: { '13': '0.13', '9': '0.09', '6': '0.06', '3': '0.03', '1': '0.01', '0': '0.00' } },
          taxAmount: 'tax',
          taxPreference: { path: 'privilege', values: { 免税: 'exempt' } },
        },
      },
    },
  },
  writeBack: {
    path: WRITE_BACK,
    body: {
      'bill.id': 'id',
      'bill.number': 'billno',
      'invoice.number': 'invoicenumber',
      'invoice.code': 'invoicecode',
      'invoice.numbers': 'invoicenumbers',
    },
    arrayKey: 'data',
    readBack: { path: BILLS, data: { 'bill.number': 'billno' }, fields: { number: 'billno', invoiceNumber: 'invoicenumber' } },
  },
} satisfies Partial<GalaxySettings>;

/** The same names for the mock 星空旗舰版, which stands behind a gateway. */
export function galaxyMock(): MockCosmicOptions {
  const { units, bills } = loadErp('galaxy');
  return {
    seed: 'example-galaxy',
    gatewayIdentity: true,
    ...flagshipMock('galaxy'),
    queries: [
      { path: UNITS, rows: units },
      { path: DEPARTMENTS, rows: departmentsOf(units) },
      { path: ENTERPRISES, rows: enterprisesOf(units) },
    ],
    bills: [
      {
        queryPath: BILLS,
        writeBackPath: WRITE_BACK,
        rows: bills,
        key: 'billno',
        pending: (row, data) => (data['billno'] === undefined ? row['invoicenumber'] === undefined : row['billno'] === data['billno']),
        apply: (body, table) => {
          const [{ billno, invoicenumber, invoicenumbers, invoicecode } = {}] = (body['data'] ?? []) as Record<string, unknown>[];
          return table.write(String(billno), { invoicenumber }, { invoicecode, invoicenumbers });
        },
      },
    ],
  };
}

type Units = ReturnType<typeof loadErp>['units'];

/** One company with every unit below it. */
function departmentsOf(units: Units): Record<string, unknown>[] {
  const root = { id: '900000', number: 'QJ', name: '示例旗舰集团', enable: '1' };
  return [root, ...units.map(({ id, number, name }) => ({ id, number, name, enable: '1', parent: { number: 'QJ' } }))];
}

/** 企业信息 after 引入组织: the units that were imported, as they were licensed. */
function enterprisesOf(units: Units): Record<string, unknown>[] {
  return units
    .filter(({ functions, taxno }) => String(functions).includes('核算组织') && taxno !== undefined && taxno !== '')
    .map(({ number, name, registeredname, taxno }) => ({
      org: { number },
      name: registeredname ?? name,
      taxpayer: taxno,
      channel: '1',
      granted: true,
    }));
}
