import type { FieldList } from '../wire.js';

/** Request fields of each messageType (flagship-and-cosmic §7). Which are required is said by the reference for the last three only. */
export const MESSAGE_FIELDS = {
  invoiceCheck: { optional: ['invoiceCode', 'invoiceNo', 'invoiceDate', 'checkCode', 'invoiceAmount'] },
  recognitionCheck: {
    optional: [
      ...['base64', 'fileDownUrl', 'fileType', 'verifyFlag', 'notCheck', 'saveFlag', 'billType', 'billId'],
      ...['orgNumber', 'taxNo', 'resource', 'companyInfo'],
    ],
  },
  uploadFile: { optional: ['base64', 'fileType'] },
  invoiceEdit: { optional: ['invoiceType', 'invoiceCode', 'invoiceNo', 'invoiceDate', 'checkCode', 'totalAmount'] },
  getEventCode: {
    required: ['billId', 'billNo', 'billType', 'resource', 'pushType', 'userId', 'linkKey'],
    optional: ['billTaxNo', 'orgNumber', 'companyInfo', 'showBillData'],
  },
  billSave: {
    required: ['billId', 'billNo', 'billType', 'resource', 'billTaxNo', 'status', 'invoiceData'],
    optional: ['orgNumber', 'coverData', 'attachData', 'updateAttachRelation'],
  },
  voucherSave: {
    required: ['vouchId', 'vouchNo', 'accountDate', 'accountTime', 'businessDate', 'resource', 'serialNoArray', 'expenseIdArray'],
  },
} as const satisfies Readonly<Record<string, FieldList>>;

export type MessageType = keyof typeof MESSAGE_FIELDS;

export const INVOICE_DATA_FIELDS: FieldList = {
  required: ['serialNo'],
  optional: ['amount', 'deductionFlag', 'deductionTaxAmount', 'outputAmount', 'remark', 'entryId', 'extInfo'],
};

/** `coveNo` and `coveType` are spelt so on the wire. */
export const COVER_FIELDS: FieldList = { required: ['base64', 'coveNo', 'coveType'] };
