import { asText, isObject, type JsonObject, type JsonValue } from '@piaozone/core';
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

/** 9 火车票. */
export interface TrainTicketFields {
  readonly printingSequenceNo?: string;
  readonly trainNum?: string;
  readonly trainTime?: string;
  readonly passengerName?: string;
  readonly seat?: string;
  readonly stationGetOn?: string;
  readonly stationGetOff?: string;
  /** 1 售票, 2 退票. */
  readonly businessType?: string;
}

/** 28 数电票（航空运输电子客票行程单）. */
export interface AirTicketFields {
  readonly customerName?: string;
  readonly customerIdentityNum?: string;
  readonly endorsement?: string;
  readonly numberOfGpOrder?: string;
  readonly fuelSurcharge?: string;
  readonly taxRate?: string;
  readonly airportConstructionFee?: string;
  readonly otherTotalTaxAmount?: string;
  readonly electronicTicketNum?: string;
  readonly qrCode?: string;
  readonly promptInformation?: string;
  readonly insurancePremium?: string;
  readonly salesUnitCode?: string;
  readonly fillingUnit?: string;
  readonly issueDate?: string;
  /** 0 无, 1 国内, 2 国际. */
  readonly internationalFlag?: string;
  readonly unifiedSocialCreditCodeOfPurchaser?: string;
  readonly originalInvoiceNo?: string;
  readonly reasonOfRushRed?: string;
  readonly carrieDate?: string;
  /** `12:00`. */
  readonly airTime?: string;
  readonly placeOfDeparture?: string;
  readonly destination?: string;
  readonly carrier?: string;
  readonly flightNum?: string;
  readonly seatGrade?: string;
}

/** One element of `invoiceFiles[]`. */
export interface AssistantFile {
  readonly id?: string;
  /** Parent. */
  readonly pid?: string;
  readonly fileHash?: string;
  readonly fileName?: string;
  /** Lower case. */
  readonly fileExtends?: string;
  /** Bytes. */
  readonly fileSize?: string;
  /** 1 原文件, 0 not. */
  readonly originalState?: string;
  /** 1 用户上传, 2 税局下载, 3 文件转换, 4 底账数据. */
  readonly resource?: string;
  readonly url?: string;
}

/** An invoice as the assistant tells it. Links live about 60 days: keep the file itself (`downloadInvoiceFile`). */
export interface AssistantInvoice extends InvoiceFields, TrainTicketFields, AirTicketFields {
  /** 发票流水号 (`serialNo`, in pushes `fid`); what cache, save and status take. */
  readonly serialNo?: string;
  /** `expendStatus`, where it is one of the table. */
  readonly status?: ExpenseStatus;
  /** `pdfurl`, `pdfUrl` or `downloadUrl`, the first that is there. */
  readonly pdfUrl?: string;
  /** `snapshotUrl` or `snapshoturl`. */
  readonly snapshotUrl?: string;
  readonly files: readonly AssistantFile[];
  /** As it came. */
  readonly raw: JsonObject;
}

const FIELDS = [
  ...['invoiceType', 'invoiceCode', 'invoiceNo', 'invoiceDate', 'checkCode', 'invoiceAmount', 'totalTaxAmount', 'totalAmount', 'salerName'],
  ...['salerTaxNo', 'buyerName', 'buyerTaxNo', 'invoiceStatus', 'remark', 'checkStatus', 'billCreateTime', 'createTime', 'updateTime', 'kdcloudUrl'],
  ...['xbrlLocalUrl', 'xbrlName', 'xbrlUrl', 'receiveXbrlLocalUrl', 'receiveXbrlName', 'receiveXbrlUrl'],
  ...['printingSequenceNo', 'trainNum', 'trainTime', 'passengerName', 'seat', 'stationGetOn', 'stationGetOff', 'businessType'],
  ...['customerName', 'customerIdentityNum', 'endorsement', 'numberOfGpOrder', 'fuelSurcharge', 'taxRate', 'airportConstructionFee'],
  ...['otherTotalTaxAmount', 'electronicTicketNum', 'qrCode', 'promptInformation', 'insurancePremium', 'salesUnitCode', 'fillingUnit', 'issueDate'],
  ...['internationalFlag', 'unifiedSocialCreditCodeOfPurchaser', 'originalInvoiceNo', 'reasonOfRushRed', 'carrieDate', 'airTime', 'placeOfDeparture'],
  ...['destination', 'carrier', 'flightNum', 'seatGrade'],
] as readonly (keyof (InvoiceFields & TrainTicketFields & AirTicketFields))[];
const FILE_FIELDS = ['id', 'pid', 'fileHash', 'fileName', 'fileExtends', 'fileSize', 'originalState', 'resource', 'url'] as const;

export function readAssistantInvoice(raw: JsonObject): AssistantInvoice {
  const files = raw['invoiceFiles'];
  const named = {
    serialNo: first(raw, ['serialNo', 'fid']),
    pdfUrl: first(raw, ['pdfurl', 'pdfUrl', 'downloadUrl']),
    snapshotUrl: first(raw, ['snapshotUrl', 'snapshoturl']),
    status: expenseStatusOf(first(raw, ['expendStatus', 'expenseStatus'])),
  };
  return {
    ...pick(raw, FIELDS),
    ...(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Partial<AssistantInvoice>),
    files: Array.isArray(files) ? files.filter(isObject).map((file) => pick(file, FILE_FIELDS)) : [],
    raw,
  };
}

/** The invoices of `data`, where that is a list. */
export function readAssistantInvoices(data: JsonValue | undefined): AssistantInvoice[] {
  return Array.isArray(data) ? data.filter(isObject).map(readAssistantInvoice) : [];
}

function pick<K extends string>(raw: JsonObject, names: readonly K[]): { readonly [P in K]?: string } {
  const picked: { [P in K]?: string } = {};
  for (const name of names) {
    const text = asText(raw[name]);
    if (text !== undefined && text !== '') picked[name] = text;
  }
  return picked;
}

function first(raw: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => asText(raw[name])).find((text) => text !== undefined && text !== '');
}
