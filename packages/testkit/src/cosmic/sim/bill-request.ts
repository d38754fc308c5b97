import type { Row } from '../../erp/bill-table.js';
import { BILL_FIELDS, FieldReader } from './fields.js';
import { BILL_LINE_KINDS, centsOf, readLines, type SimLine, totalsOf } from './lines.js';
import type { OrderContent } from './order.js';
import { isDigital } from './order.js';
import { blueNotReversible, refuse, SIM_TEXTS } from './refusal.js';
import type { SimState } from './state.js';

/** flagship-and-cosmic §6.2; 029 by one client's list. */
const INVOICE_TYPES = ['004', '007', '025', '026', '028', '029', '08xdp', '10xdp', '012', '030'];
/** 专票: the buyer's tax number is required. Which codes are 专票 is stated for 08xdp only; 004 and 028 are the paper and electronic ones. */
const SPECIAL_TYPES = ['004', '028', '08xdp'];

export interface BillRequest {
  readonly billNo: string;
  readonly content: OrderContent;
  readonly red: boolean;
  readonly autoInvoice: boolean;
  /** billSource 5: waits for somebody to scan. */
  readonly scan: boolean;
}

/** Reads and checks one bill of BILL.PUSH. @throws SimRefusal; texts are mock-defined unless `SIM_TEXTS` holds them */
export function readBill(state: SimState, row: Row): BillRequest {
  const fields = new FieldReader(row, '');
  fields.note(BILL_FIELDS, state.context.unknownFields, 'BILL.PUSH');
  const billNo = fields.required('billNo', 50);
  const red = fields.oneOf('invoiceProperty', ['0', '1']) === '1';
  const invoiceType = fields.oneOf('invoiceType', INVOICE_TYPES);
  const taxIncluded = fields.oneOf('includeTaxFlag', ['0', '1']) === '1';
  const seller = state.enterprises.seller(fields.text('sellerTaxpayerId'), fields.text('orgCode'));
  const buyer = { name: fields.required('buyerName', 100), taxNo: fields.text('buyerTaxpayerId', 20) };
  if (SPECIAL_TYPES.includes(invoiceType) && buyer.taxNo === '') refuse('专票buyerTaxpayerId不能为空');
  checkHead(state, fields);
  const lines = readLines(fields.list('billDetail'), {
    kinds: BILL_LINE_KINDS,
    taxIncluded,
    differential: fields.text('taxedType') === '2',
    red,
    required: 'detailId',
    settings: state.settings,
    unknownFields: state.context.unknownFields,
    place: 'BILL.PUSH.billDetail',
  });
  checkTotals(state, fields, lines);
  const blueNum = red ? blueOf(state, row, fields, invoiceType, lines) : undefined;
  return {
    billNo,
    red,
    autoInvoice: fields.text('autoInvoice') === '1',
    scan: fields.text('billSource') === '5',
    content: {
      ...{ invoiceType, seller, buyer, lines },
      handedBack: { batch: fields.text('batch', 50) },
      ...(blueNum === undefined ? {} : { blueNum }),
      ...(fields.text('redInfoBillNo') === '' ? {} : { redInfoBillNo: fields.text('redInfoBillNo') }),
    },
  };
}

function checkHead(state: SimState, fields: FieldReader): void {
  for (const name of ['sellerName', 'sellerAddressAndTel', 'sellerBankAndAccount']) fields.text(name, 100);
  for (const name of ['buyerAddressAndTel', 'buyerBankAndAccount']) fields.gbk(name, 100);
  for (const name of ['drawer', 'payee', 'reviewer']) fields.text(name, 10);
  fields.gbk('remark', 230);
  fields.text('buyerRecipientPhone', 80);
  fields.text('buyerRecipientMail', 300);
  if (fields.text('buyerProperty') !== '') fields.oneOf('buyerProperty', ['0', '1']);
  if (fields.text('taxedType') !== '') fields.oneOf('taxedType', ['0', '2']);
  if (fields.text('autoInvoice') !== '') fields.oneOf('autoInvoice', ['0', '1']);
  for (const name of ['inventoryMark', 'autoMerge']) if (fields.text(name) !== '') fields.oneOf(name, ['0', '1']);
  if (fields.text('billSource') !== '') fields.oneOf('billSource', ['1', '2', '3', '4', '5', '6', '7']);
  const device = fields.text('deviceNo');
  if (device !== '' && !state.settings.devices.includes(device)) refuse(SIM_TEXTS.deviceNotFound);
}

/** Header = sums of lines; 差额 needs totalAmount, and the deduction may not exceed it. */
function checkTotals({ settings }: SimState, fields: FieldReader, lines: readonly SimLine[]): void {
  const { net, gross } = totalsOf(lines);
  const stated = fields.decimal('totalAmount');
  const deduction = fields.decimal('deduction');
  const total = stated === '' ? undefined : (centsOf(stated) ?? refuse('totalAmount格式不正确'));
  const deducted = deduction === '' ? 0n : (centsOf(deduction) ?? refuse('deduction格式不正确'));
  if (fields.text('taxedType') === '2' && (total === undefined || deducted > net)) refuse(SIM_TEXTS.deductionTooHigh);
  if (total === undefined) return;
  const right = { net: [net], gross: [gross], either: [net, gross] }[settings.totalAmountIs];
  if (!right.includes(total)) refuse('totalAmount不等于明细金额之和');
}

/** The blue invoice a red bill names, which must be in the pool and have enough left. */
function blueOf(state: SimState, row: Row, fields: FieldReader, invoiceType: string, lines: readonly SimLine[]): string {
  const digital = isDigital(invoiceType);
  if (digital && fields.text('blueInvoiceCode') !== '') refuse(SIM_TEXTS.blueCodeFormat);
  const number = digital ? digitalBlueNumber(row) : fiscalBlueNumber(fields);
  const blue = number === undefined ? undefined : state.book.find(number);
  if (blue === undefined || (!digital && blue.issued.invoiceCode !== fields.text('originalInvoiceCode'))) return refuse(SIM_TEXTS.blueDateMissing);
  const { issued, status } = blue;
  const left = state.book.remaining(blue).gross + totalsOf(lines).gross;
  if (issued.kind === 'red' || status !== '0' || left < 0n) throw blueNotReversible(issued.invoiceNum);
  return issued.invoiceNum;
}

/** The group is printed as `blueInvoice…`; of its names only blueInvoiceCode and blueInvoiceType are held. So the member with 20 digits is the number. */
function digitalBlueNumber(row: Row): string | undefined {
  const found = Object.entries(row).find(([name, value]) => name.startsWith('blueInvoice') && typeof value === 'string' && /^\d{20}$/.test(value));
  return found === undefined ? undefined : String(found[1]);
}

function fiscalBlueNumber(fields: FieldReader): string {
  fields.text('originalInvoiceCode', 12);
  fields.text('redInfoBillNo', 16);
  return fields.required('originalInvoiceNumber', 8);
}
