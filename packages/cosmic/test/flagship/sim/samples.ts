import type { AlleInvoice, AlleRed, FlagshipBill } from '../../../src/flagship.js';
import { TAX_NO } from '../client/fake-platform.js';

export const REVENUE_CODE = '3040000000000000000';

/** The published sample of `BILL.PUSH` (flagship-and-cosmic §6.2). */
export const BILL: FlagshipBill = {
  billNo: 'SO-0001',
  invoiceProperty: '0',
  invoiceType: '10xdp',
  includeTaxFlag: '0',
  autoInvoice: '1',
  sellerTaxpayerId: TAX_NO,
  buyerName: '测试客户',
  billDetail: [
    { lineProperty: '2', detailId: '1', goodsName: '服务费', revenueCode: REVENUE_CODE, amount: '100.00', taxRate: '0.13', taxAmount: '13.00' },
  ],
};

/** Every field the reference names. */
export const FULL_BILL: FlagshipBill = {
  ...BILL,
  billNo: 'SO-0002',
  batch: 'B1',
  billDate: '2025-1-31',
  priority: '0',
  pushMatchRules: '0',
  fillValueRule: '',
  taxationStyle: '0',
  specialType: '',
  billSource: '2',
  invoiceType: '08xdp',
  inventoryMark: '0',
  autoMerge: '0',
  totalAmount: '90.10',
  orgCode: 'ORG1',
  sellerName: '销方',
  sellerAddressAndTel: '地址 1',
  sellerBankAndAccount: '银行 1',
  buyerTaxpayerId: TAX_NO,
  buyerProperty: '0',
  buyerAddressAndTel: '地址 2',
  buyerBankAndAccount: '银行 2',
  buyerRecipientPhone: '13800000000',
  buyerRecipientMail: 'a@example.test',
  drawer: '张三',
  payee: '李四',
  reviewer: '王五',
  remark: '备注',
  taxedType: '2',
  deduction: '0.10',
  originalInvoiceCode: '044001900111',
  originalInvoiceNumber: '12345678',
  redInfoBillNo: '4401000000000001',
  blueInvoiceCode: '',
  blueInvoiceType: '08xdp',
  deviceNo: '',
  billDetail: [
    {
      lineProperty: '0',
      detailId: '1',
      goodsName: '服务费',
      goodsCode: 'G1',
      revenueCode: REVENUE_CODE,
      amount: '100.10',
      taxRate: '13%',
      taxAmount: '13.01',
      includeTaxAmount: '113.11',
      quantity: '1.00',
      price: '100.10000000',
      specification: 'X',
      units: '次',
      discountAmount: '10.00',
      discountRate: '0.10',
      zeroTaxRateFlag: '',
      privilegeFlag: '0',
      privilegeContent: '',
      more: { example: '1' },
    },
    { lineProperty: '1', detailId: '2', goodsName: '服务费', revenueCode: REVENUE_CODE, amount: '-10.00', taxRate: '13', taxAmount: '-1.30' },
  ],
  more: { example: '2' },
};

export const ALLE: AlleInvoice = {
  serialNo: 'S-1',
  invoiceType: '02',
  sellerTaxpayerId: TAX_NO,
  buyerName: '测试客户',
  drawer: '张三',
  invoiceDetail: [
    { lineProperty: '2', goodsName: '服务费', revenueCode: REVENUE_CODE, amount: '100.10', taxRate: '0.13', taxAmount: '13.01' },
    {
      lineProperty: '1',
      goodsName: '服务费',
      revenueCode: REVENUE_CODE,
      amount: '-10.00',
      taxRate: '0.13',
      taxAmount: '-1.30',
      more: { example: '1' },
    },
  ],
  more: { example: '2' },
};

export const RED: AlleRed = { serialNo: 'S-2', invoiceNum: '25440000000000000001', redReason: '01', invoiceType: '02', sellerTaxpayerId: TAX_NO };
