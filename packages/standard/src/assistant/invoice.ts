import { asText, isObject, type JsonObject, type JsonValue } from '@piaozone/core';
import { type KeptFile, keptFiles } from '../kept-files.js';
import { textFields } from '../text-fields.js';
import { type AirTicket, airTicket, type TrainTicket, trainTicket } from '../tickets.js';
import { type ExpenseStatus, expenseStatusOf } from './rules.js';

/** Fields of the common tail and of every kind (standard-edition §6.1, §8). All are text, amounts with their zeros; absent where the answer has none. */
export interface InvoiceFields {
  /** 发票类型, code of the table of §8. */
  readonly invoiceType?: string;
  readonly invoiceCode?: string;
  /** A 数电 number has 20 digits. */
  readonly invoiceNo?: string;
  readonly invoiceDate?: string;
  readonly checkCode?: string;
  /** 不含税金额. */
  readonly invoiceAmount?: string;
  readonly totalTaxAmount?: string;
  readonly totalAmount?: string;
  readonly salerName?: string;
  readonly salerTaxNo?: string;
  readonly buyerName?: string;
  readonly buyerTaxNo?: string;
  /** 0 正常, 3 红冲 and others. */
  readonly invoiceStatus?: string;
  readonly remark?: string;
  /** 1 通过, 2 不通过, 3 未查验. */
  readonly checkStatus?: string;
  readonly billCreateTime?: string;
  readonly createTime?: string;
  readonly updateTime?: string;
  readonly kdcloudUrl?: string;
  readonly xbrlLocalUrl?: string;
  readonly xbrlName?: string;
  readonly xbrlUrl?: string;
  readonly receiveXbrlLocalUrl?: string;
  readonly receiveXbrlName?: string;
  readonly receiveXbrlUrl?: string;
}

/** An invoice as the assistant tells it. Links live about 60 days: keep the file itself (`FileDownloads`). */
export interface AssistantInvoice extends InvoiceFields, TrainTicket, AirTicket {
  /** 发票流水号 (`serialNo`, in pushes `fid`); what cache, save and status take. */
  readonly serialNo?: string;
  /** `expendStatus`, where it is one of the table. */
  readonly status?: ExpenseStatus;
  /** `pdfurl`, `pdfUrl` or `downloadUrl`, the first that is there. */
  readonly pdfUrl?: string;
  /** `snapshotUrl` or `snapshoturl`. */
  readonly snapshotUrl?: string;
  readonly files: readonly KeptFile[];
  /** As it came. */
  readonly raw: JsonObject;
}

// A record, so that a field of the interface that is not read is a compile error.
const FIELDS: Readonly<Record<keyof InvoiceFields, true>> = {
  invoiceType: true,
  invoiceCode: true,
  invoiceNo: true,
  invoiceDate: true,
  checkCode: true,
  invoiceAmount: true,
  totalTaxAmount: true,
  totalAmount: true,
  salerName: true,
  salerTaxNo: true,
  buyerName: true,
  buyerTaxNo: true,
  invoiceStatus: true,
  remark: true,
  checkStatus: true,
  billCreateTime: true,
  createTime: true,
  updateTime: true,
  kdcloudUrl: true,
  xbrlLocalUrl: true,
  xbrlName: true,
  xbrlUrl: true,
  receiveXbrlLocalUrl: true,
  receiveXbrlName: true,
  receiveXbrlUrl: true,
};

export function readAssistantInvoice(raw: JsonObject): AssistantInvoice {
  const named = {
    serialNo: first(raw, ['serialNo', 'fid']),
    pdfUrl: first(raw, ['pdfurl', 'pdfUrl', 'downloadUrl']),
    snapshotUrl: first(raw, ['snapshotUrl', 'snapshoturl']),
    status: expenseStatusOf(first(raw, ['expendStatus', 'expenseStatus'])),
  };
  return {
    ...textFields(raw, FIELDS),
    ...trainTicket(raw),
    ...airTicket(raw),
    ...(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Partial<AssistantInvoice>),
    files: keptFiles(raw),
    raw,
  };
}

/** The invoices of `data`, where that is a list. */
export function readAssistantInvoices(data: JsonValue | undefined): AssistantInvoice[] {
  return Array.isArray(data) ? data.filter(isObject).map(readAssistantInvoice) : [];
}

function first(raw: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => asText(raw[name])).find((text) => text !== undefined && text !== '');
}
