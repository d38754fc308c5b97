import { BillTable, type EasFacade, exactJson, type MockEas, type Row, WsInvokeException } from '@piaozone/testkit';
import type { EasSettings, FacadeSettings } from '../../src/index.js';

/** A facade as a customer might have written one; every name is this test's own and given to mock and adapter alike. */
export const SERVICE = 'WSInvoiceDeskFacade';
export const NAMESPACE = 'http://webservice.desk.demo.custom.eas.example.com';

export const UNITS: readonly Row[] = [
  { fid: 'u1', fnumber: '01', fname: '总部', ftaxno: '91440300MA5FAKE01X', fregname: '示例科技（深圳）有限公司' },
  { fid: 'u2', fnumber: '02', fname: '没有税号的门店', ftaxno: null, fregname: '示例门店' },
  { fid: 'u3', fnumber: '03', fname: '税号有空格', ftaxno: '91440300MA5FAKE01X ', fregname: '示例' },
  { fid: 'u4', fnumber: '04', fname: '没有企业名称', ftaxno: '91440300MA5FAKE02X', fregname: '' },
  { fid: 'u5', fnumber: '05', fname: '名称有空格', ftaxno: '91440300MA5FAKE03X', fregname: ' 示例' },
];

export function bill(number: string, more: Row = {}): Row {
  return {
    billNo: number,
    billType: '销售发票单',
    orgNo: '01',
    kind: '1',
    drawer: '张三',
    remark: `  <备注> & "引号" ]]> 𠮷\r\n第二行`,
    seller: { name: '示例科技（深圳）有限公司', taxNo: '91440300MA5FAKE01X' },
    buyer: { name: "O'Hara & Söhne <GmbH>" },
    amount: '100.00',
    tax: '13.00',
    total: '113.00',
    entries: [
      { goods: '螺丝', code: '1090000000000000000', amount: '100.00', rate: '0.13', tax: '13.00', qty: '3.0000000000001', price: '33.3333333333322' },
    ],
    invoiceNo: '',
    ...more,
  };
}

export function deskFacade(rows: readonly Row[]): EasFacade & { readonly table: BillTable } {
  const table = new BillTable({ rows, key: 'billNo', pending: (row) => row['invoiceNo'] === '' });
  const request = (text: string | null | undefined) => JSON.parse(text ?? '{}') as Row;
  return {
    service: SERVICE,
    namespace: NAMESPACE,
    table,
    operations: {
      getUnits: {
        parts: ['request'],
        returns: 'string',
        run([text]) {
          const { start, size } = request(text);
          return JSON.stringify({ ok: true, data: { rows: UNITS.slice(Number(start), Number(start) + Number(size)) } });
        },
      },
      getBills: {
        parts: ['source', 'request'],
        returns: 'string',
        run([source, text]) {
          if (source !== 'piaozone') throw new WsInvokeException('java.lang.RuntimeException: unknown source');
          const { after = '', size } = request(text);
          return exactJson(
            table
              .pending()
              .filter(({ billNo }) => String(billNo) > String(after))
              .slice(0, Number(size)),
          );
        },
      },
      writeInvoice: {
        parts: ['billNo', 'invoice'],
        returns: 'string',
        run([number, text]) {
          const { no, colour } = request(text);
          const outcome = table.write(String(number), { invoiceNo: no }, { colour });
          return JSON.stringify({
            result: { code: { written: '0', 'already-written': '1', conflict: '2', 'no-such-bill': '3' }[outcome] },
            msg: `outcome ${outcome}`,
          });
        },
      },
    },
  };
}

export const FACADE: FacadeSettings = {
  service: SERVICE,
  namespace: NAMESPACE,
  businessUnits: {
    name: 'getUnits',
    parts: [
      { name: 'request', json: { body: { 'page.fromRow': { property: 'start', number: true }, 'page.limit': { property: 'size', number: true } } } },
    ],
    success: { path: 'ok', values: ['true'] },
    rowsPath: 'data.rows',
    paging: { pageSize: 2 },
    fields: { id: 'fid', number: 'fnumber', name: 'fname', taxNo: 'ftaxno', registeredName: 'fregname' },
  },
  bills: {
    name: 'getBills',
    parts: [
      { name: 'source', constant: 'piaozone' },
      {
        name: 'request',
        json: { body: { 'page.after': 'after', 'page.limit': { property: 'size', number: true } }, constants: { state: 'audited' } },
      },
    ],
    paging: { pageSize: 2, continueAfter: 'billNo' },
    billTypes: ['销售发票单'],
    fields: {
      type: 'billType',
      number: 'billNo',
      unitNumber: 'orgNo',
      kind: { path: 'kind', values: { 1: 'digital-general' } },
      drawer: 'drawer',
      remark: 'remark',
      seller: { name: 'seller.name', taxNo: 'seller.taxNo' },
      buyer: { name: 'buyer.name' },
      totals: { amount: 'amount', taxAmount: 'tax', totalAmount: 'total' },
      lines: {
        path: 'entries',
        fields: { goodsName: 'goods', taxCode: 'code', amount: 'amount', taxRate: 'rate', taxAmount: 'tax', quantity: 'qty', unitPrice: 'price' },
      },
    },
  },
  writeBack: {
    name: 'writeInvoice',
    parts: [
      { name: 'billNo', value: 'bill.number' },
      { name: 'invoice', json: { body: { 'invoice.number': 'no', 'invoice.color': { property: 'colour', values: { blue: '蓝字', red: '红字' } } } } },
    ],
    messagePath: 'msg',
    result: { path: 'result.code', written: ['0'], alreadyWritten: ['1'], rejected: ['2', '3'] },
  },
};

export function settingsFor(
  mock: Pick<MockEas, 'servicesUrl' | 'userName' | 'password' | 'slnName' | 'dcName'>,
  more: Partial<EasSettings> = {},
): EasSettings {
  const { servicesUrl, userName, password, slnName, dcName } = mock;
  return { servicesUrl, userName, password, slnName, dcName, facade: FACADE, ...more };
}
