import type { JsonObject } from '@piaozone/core';
import { textFields } from './text-fields.js';

/** 火车票, type 9 (standard-edition §8). */
export interface TrainTicket {
  /** 印刷序号 */
  readonly printingSequenceNo?: string;
  /** 车次 */
  readonly trainNum?: string;
  /** 乘车日期, `YYYY-MM-DD` */
  readonly invoiceDate?: string;
  /** 乘车时间 */
  readonly trainTime?: string;
  /** 乘车人 */
  readonly passengerName?: string;
  /** 票价 */
  readonly totalAmount?: string;
  /** 座位 */
  readonly seat?: string;
  /** 出发站 */
  readonly stationGetOn?: string;
  /** 到达站 */
  readonly stationGetOff?: string;
  /** `1` 售票, `2` 退票 */
  readonly businessType?: string;
  readonly createTime?: string;
  readonly updateTime?: string;
}

/** 数电票（航空运输电子客票行程单）, type 28 (standard-edition §8). */
export interface AirTicket {
  /** 旅客姓名 */
  readonly customerName?: string;
  /** 有效身份证件号码 */
  readonly customerIdentityNum?: string;
  /** 签注 */
  readonly endorsement?: string;
  /** 发票号码 */
  readonly invoiceNo?: string;
  /** GP 单号 */
  readonly numberOfGpOrder?: string;
  /** 票价（不含税金额） */
  readonly invoiceAmount?: string;
  /** 燃油附加费 */
  readonly fuelSurcharge?: string;
  /** 税率 */
  readonly taxRate?: string;
  /** 税额 */
  readonly totalTaxAmount?: string;
  /** 民航发展基金 */
  readonly airportConstructionFee?: string;
  /** 其他税费 */
  readonly otherTotalTaxAmount?: string;
  /** 合计 */
  readonly totalAmount?: string;
  /** 电子客票号码 */
  readonly electronicTicketNum?: string;
  /** 验证码 */
  readonly checkCode?: string;
  /** 二维码 */
  readonly qrCode?: string;
  /** 提示信息 */
  readonly promptInformation?: string;
  /** 保险费 */
  readonly insurancePremium?: string;
  /** 销售网点代号 */
  readonly salesUnitCode?: string;
  /** 填开单位 */
  readonly fillingUnit?: string;
  /** 填开日期 */
  readonly issueDate?: string;
  /** `0` 正常, `3` 红冲 */
  readonly invoiceStatus?: string;
  /** `0` 无, `1` 国内, `2` 国际 */
  readonly internationalFlag?: string;
  /** 购方名称 */
  readonly buyerName?: string;
  /** 购方统一社会信用代码 */
  readonly unifiedSocialCreditCodeOfPurchaser?: string;
  /** 销方名称 */
  readonly salerName?: string;
  /** 原发票号码 */
  readonly originalInvoiceNo?: string;
  /** 红冲原因 */
  readonly reasonOfRushRed?: string;
  /** 开票日期 */
  readonly invoiceDate?: string;
  /** 承运日期 */
  readonly carrieDate?: string;
  /** 时间, `12:00` */
  readonly airTime?: string;
  /** 出发地 */
  readonly placeOfDeparture?: string;
  /** 目的地 */
  readonly destination?: string;
  /** 承运人 */
  readonly carrier?: string;
  /** 航班号 */
  readonly flightNum?: string;
  /** 座位等级 */
  readonly seatGrade?: string;
}

// Records, so that a field of the interface that is not read is a compile error.
const TRAIN: Readonly<Record<keyof TrainTicket, true>> = {
  printingSequenceNo: true,
  trainNum: true,
  invoiceDate: true,
  trainTime: true,
  passengerName: true,
  totalAmount: true,
  seat: true,
  stationGetOn: true,
  stationGetOff: true,
  businessType: true,
  createTime: true,
  updateTime: true,
};
const AIR: Readonly<Record<keyof AirTicket, true>> = {
  customerName: true,
  customerIdentityNum: true,
  endorsement: true,
  invoiceNo: true,
  numberOfGpOrder: true,
  invoiceAmount: true,
  fuelSurcharge: true,
  taxRate: true,
  totalTaxAmount: true,
  airportConstructionFee: true,
  otherTotalTaxAmount: true,
  totalAmount: true,
  electronicTicketNum: true,
  checkCode: true,
  qrCode: true,
  promptInformation: true,
  insurancePremium: true,
  salesUnitCode: true,
  fillingUnit: true,
  issueDate: true,
  invoiceStatus: true,
  internationalFlag: true,
  buyerName: true,
  unifiedSocialCreditCodeOfPurchaser: true,
  salerName: true,
  originalInvoiceNo: true,
  reasonOfRushRed: true,
  invoiceDate: true,
  carrieDate: true,
  airTime: true,
  placeOfDeparture: true,
  destination: true,
  carrier: true,
  flightNum: true,
  seatGrade: true,
};

/** The fields of a train ticket (`raw` of a recognised invoice of type 9). */
export function trainTicket(raw: JsonObject): TrainTicket {
  return textFields(raw, TRAIN);
}

/** The fields of an air ticket (`raw` of a recognised invoice of type 28). */
export function airTicket(raw: JsonObject): AirTicket {
  return textFields(raw, AIR);
}
