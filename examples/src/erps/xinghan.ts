import type { XinghanSettings } from '@piaozone/adapter-xinghan';
import { departmentRow, type MockCosmicOptions } from '@piaozone/testkit';
import { loadErp } from '../data.js';
import { flagshipMock } from '../flagship/business-systems.js';

/*
 * Paths, request fields and row fields of this 星瀚 are the example's own: every installation publishes its APIs itself.
 * Mock and adapter get the same names from here; neither has them built in.
 */
const UNITS = '/kapi/v2/example/base/bos_org/query';
const DEPARTMENTS = '/kapi/v2/example/base/bos_adminorg/query';
const ENTERPRISES = '/kapi/v2/example/bdm/enterprise/query';
const BILLS = '/kapi/v2/example/ar/ar_finarbill/query';
const WRITE_BACK = '/kapi/v2/example/ar/ar_finarbill/saveInvoice';

/** What the adapter must be told about this ERP, besides address and credentials. */
export const xinghanFields = {
  // 行政组织: rows as measured on a live 星瀚, so no field map; the tree is that of 行政组织视图默认方案.
  organizations: { path: DEPARTMENTS },
  businessUnits: {
    path: UNITS,
    fields: { id: 'id', number: 'number', name: 'name', taxNo: 'taxno', registeredName: 'registeredname' },
    functions: { path: 'functions', accounting: '核算组织' },
  },
  // 企业信息: held against the enterprise directory by the connection test.
  enterprises: {
    path: ENTERPRISES,
    fields: {
      number: 'org_number',
      name: 'epname',
      taxNo: 'eptaxno',
      issuingChannel: 'issuechannel',
      receivingChannel: 'receivechannel',
      licensed: 'licence',
    },
  },
  bills: {
    path: BILLS,
    data: { invoicestatus: '未开票' },
    fields: {
      type: 'billtype',
      number: 'billno',
      id: 'id',
      unitNumber: 'org_number',
      kind: { path: 'invoicetype', values: { 增值税电子专用发票: 'electronic-special', 增值税电子普通发票: 'electronic-general' } },
      color: { path: 'direction', values: { 蓝字: 'blue', 红字: 'red' } },
      seller: { name: 'seller.name', taxNo: 'seller.taxno' },
      buyer: {
        name: 'asstact.name',
        taxNo: 'asstact.taxno',
        address: 'asstact.addr',
        phone: 'asstact.tel',
        bankName: 'asstact.bank',
        bankAccount: 'asstact.account',
      },
      drawer: 'drawer',
      remark: 'remark',
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'recamount' },
      red: { originalBillNumber: 'srcbillno', reason: { path: 'redreason', values: { 销货退回: 'sales-return' } } },
      lines: {
        path: 'entry',
        fields: {
          nature: { path: 'rowtype', values: { 普通行: 'normal', 被折扣行: 'discounted', 折扣行: 'discount' } },
          goodsName: 'material',
          taxCode: 'taxcode',
          specification: 'model',
          unit: 'unit',
          quantity: 'qty',
          unitPrice: 'price',
          amount: 'amount',
          taxRate: 'taxrate',
          taxAmount: 'tax',
        },
      },
    },
  },
  writeBack: {
    path: WRITE_BACK,
    body: {
      'bill.number': 'billno',
      'invoice.number': 'invoiceno',
      'invoice.code': 'invoicecode',
      'invoice.pdfUrl': 'pdfurl',
      'invoice.numbers': 'invoicenos',
    },
    readBack: { path: BILLS, data: { 'bill.number': 'billno' }, fields: { number: 'billno', invoiceNumber: 'invoiceno' } },
  },
} satisfies Partial<XinghanSettings>;

/** The same names for the mock 星瀚. */
export function xinghanMock(): MockCosmicOptions {
  const { units, bills } = loadErp('xinghan');
  return {
    seed: 'example-xinghan',
    ...flagshipMock('xinghan'),
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
        pending: (row, data) => (data['billno'] === undefined ? row['invoiceno'] === undefined : row['billno'] === data['billno']),
        apply: ({ billno, invoiceno, invoicenos, pdfurl }, table) => table.write(String(billno), { invoiceno }, { invoicenos, pdfurl }),
      },
    ],
  };
}

type Units = ReturnType<typeof loadErp>['units'];

/** One group with every unit below it. */
function departmentsOf(units: Units): Record<string, unknown>[] {
  const root = departmentRow({ id: '900000', number: 'XH', name: '示例星瀚集团', orgpatternName: '公司' });
  return [
    root,
    ...units.map(({ id, number, name }) => departmentRow({ id: String(id), number: String(number), name: String(name), ancestors: ['XH'] })),
  ];
}

/** 企业信息 after 引入组织: the units that were imported, as they were licensed. */
function enterprisesOf(units: Units): Record<string, unknown>[] {
  return units
    .filter(({ functions, taxno }) => String(functions).includes('核算组织') && taxno !== undefined && taxno !== '')
    .map(({ number, name, registeredname, taxno }) => ({
      org_number: number,
      epname: registeredname ?? name,
      eptaxno: taxno,
      issuechannel: '新电子服务平台',
      receivechannel: '新电子服务平台',
      licence: '已授权',
    }));
}
