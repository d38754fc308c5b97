import type { BillFields, FieldRef } from '@piaozone/core/adapter';
import type { K3BillForm } from './settings/types.js';

/** What no reference holds about a 销售发票 of this installation. */
export interface SalesInvoiceChoices {
  /** An `InvoiceKind`, constant or from a field. */
  readonly kind: FieldRef;
  /** 税收分类编码 of a line. */
  readonly taxCode: FieldRef;
  /** 备注 of the invoice. Absent: none. */
  readonly remark?: FieldRef;
  readonly payee?: FieldRef;
  readonly reviewer?: FieldRef;
}

/**
 * `IV_SALESIC` 销售增值税专用发票 or a form with the same keys; which others have them the form's metadata tells, and the connection test asks for it.
 * Waiting: not void, 开票方式 手动; blank number fields are looked for by the adapter, because an empty text may be a blank.
 */
export function salesInvoice(formId: string, entryKey: string, choices: SalesInvoiceChoices): K3BillForm {
  const { kind, taxCode, ...more } = choices;
  return {
    formId,
    waiting: "FCancelStatus='A' AND FBILLINGWAY='1'",
    invoiceNumbers: ['FINVOICENO', 'FIVNUMBER'],
    manual: { key: 'FBILLINGWAY', value: '1' },
    date: 'FDATE',
    fields: { ...HEAD, ...more, kind, lines: { path: entryKey, fields: { ...LINE, taxCode } } },
  };
}

const HEAD = {
  number: 'FBillNo',
  unitNumber: 'FSETTLEORGID.FNumber',
  color: { path: 'FRedBlue', values: { '0': 'blue' } },
  buyer: {
    name: 'FINVOICETITLE',
    taxNo: 'FTAXREGISTERCODE',
    bankName: 'FOPENBANKNAME',
    bankAccount: 'FBANKCODE',
    phone: 'FTEL',
    address: 'FADDRESS',
  },
  drawer: 'FDRAWER',
  totals: { amount: 'FHEADAUXPRICEFOR', taxAmount: 'FTAXAMOUNTFOR', totalAmount: 'FAFTERTOTALTAXFOR' },
} as const satisfies Partial<BillFields>;

const LINE = {
  goodsName: 'FMATERIALNAME',
  specification: 'FMODEL',
  unit: 'FPRICEUNITID.FName',
  quantity: 'FPRICEQTY',
  unitPrice: 'FAUXPRICE',
  amount: 'FAMOUNTFOR',
  taxRate: 'FTAXRATE',
  taxAmount: 'FDETAILTAXAMOUNTFOR',
} as const satisfies BillFields['lines']['fields'];
