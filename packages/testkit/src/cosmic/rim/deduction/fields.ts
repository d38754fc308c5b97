import type { FieldList } from '../wire.js';

/** Members of the decoded `data` of each interface (flagship-and-cosmic §8). That all but the optional ones are needed is mock-defined. */
export const DEDUCTION_FIELDS = {
  taxLogin: { required: ['taxNo'] },
  invoiceDown: { required: ['taxNo', 'asyncFlag', 'searchOpt'] },
  invoiceDownQuery: { required: ['taxNo', 'taskNo', 'pageNo', 'pageSize'], optional: ['saveFlag'] },
  taxperiodQuery: { required: ['taxNo'] },
  invoiceSelect: { required: ['taxNo', 'billType', 'authenticateFlag', 'deductionPurpose', 'asyncFlag', 'invoices'] },
  invoiceSelectQuery: { required: ['taxNo', 'taskNo', 'pageNo', 'pageSize'] },
  statisticQuery: { required: ['taxNo'] },
  statisticCreate: { required: ['taxNo', 'operateType', 'asyncFlag'] },
  statisticCreateQuery: { required: ['taxNo', 'taskNo'] },
  statisticConfirm: { required: ['taxNo', 'password', 'asyncFlag'] },
  taxperiodChange: { required: ['taxNo', 'taxPeriod', 'status'] },
  invoiceRecorded: { required: ['taxNo', 'nextEntryMarkStatus', 'invoices'] },
  invoiceRecordedQuery: { required: ['taxNo', 'taskNo', 'pageNo', 'pageSize'] },
} as const satisfies Readonly<Record<string, FieldList>>;

export type DeductionCode = keyof typeof DEDUCTION_FIELDS;

/** Interfaces that a small-scale taxpayer is refused; 4.14 is among them, but its code is not known. */
export const NOT_FOR_SMALL_SCALE: readonly DeductionCode[] = [
  'invoiceDown',
  'taxperiodQuery',
  'invoiceSelect',
  'statisticQuery',
  'statisticCreate',
  'statisticConfirm',
];

export const SEARCH_FIELDS: FieldList = {
  optional: [
    ...['taxPeriod', 'invoiceCode', 'invoiceNo', 'salerTaxNo', 'authenticateFlags', 'invoiceStatus', 'invoiceType'],
    ...['startTime', 'endTime'],
  ],
};

export const SELECT_INVOICE_FIELDS: FieldList = {
  optional: [
    ...['invoiceType', 'invoiceCode', 'invoiceNo', 'etaxInvoiceNo', 'invoiceDate', 'invoiceAmount', 'effectiveTaxAmount'],
    ...['totalTaxAmount', 'notDeductibleType', 'salerName', 'salerTaxNo'],
  ],
};

/** `serilNo` is spelt so on the wire. */
export const RECORDED_INVOICE_FIELDS: FieldList = { optional: ['serilNo', 'invoiceNo', 'invoiceCode', 'recordedTime', 'recordedPeriod'] };
