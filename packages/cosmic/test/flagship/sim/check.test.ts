import { describe, expect, it } from 'vitest';
import { type AlleInvoice, type FlagshipBill, type FlagshipBillLine, FlagshipIssuingService } from '../../../src/flagship.js';
import { callOf, failureOf, ok, start } from '../client/fake-platform.js';
import { ALLE, BILL, FULL_BILL, RED } from './samples.js';

function service() {
  const { platform, client } = start();
  platform.react = () => ok('0');
  return { platform, issuing: new FlagshipIssuingService(client) };
}

async function problemsOf(promise: Promise<unknown>): Promise<string[]> {
  const failure = await failureOf(promise);
  expect(failure).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
  return (failure['problems'] as { path: string }[]).map(({ path }) => path);
}

const [LINE = {} as FlagshipBillLine] = BILL.billDetail;
const line = (more: object): FlagshipBill => ({ ...BILL, billDetail: [{ ...LINE, ...more }] });

describe('a bill, before it leaves', () => {
  const WRONG: readonly (readonly [string, object, string[]])[] = [
    ['billNo missing', { ...BILL, billNo: ' ' }, ['billNo']],
    ['billNo of 51', { ...BILL, billNo: 'B'.repeat(51) }, ['billNo']],
    ['batch of 51', { ...BILL, batch: 'B'.repeat(51) }, ['batch']],
    ['no property', { ...BILL, invoiceProperty: undefined }, ['invoiceProperty']],
    ['unknown property', { ...BILL, invoiceProperty: '2' }, ['invoiceProperty']],
    ['no kind', { ...BILL, invoiceType: '' }, ['invoiceType']],
    ['no tax flag', { ...BILL, includeTaxFlag: undefined }, ['includeTaxFlag']],
    ['no buyer', { ...BILL, buyerName: '' }, ['buyerName']],
    ['buyer of 101', { ...BILL, buyerName: '购'.repeat(101) }, ['buyerName']],
    ['buyer tax number of 21', { ...BILL, buyerTaxpayerId: '9'.repeat(21) }, ['buyerTaxpayerId']],
    ['no seller', { ...BILL, sellerTaxpayerId: undefined, orgCode: '' }, ['sellerTaxpayerId']],
    ['专票 without tax number', { ...BILL, invoiceType: '08xdp' }, ['buyerTaxpayerId']],
    ['差额 without total', { ...BILL, taxedType: '2' }, ['totalAmount']],
    ['code of a digital invoice', { ...BILL, blueInvoiceCode: '044001900111' }, ['blueInvoiceCode']],
    ['address of 101 bytes', { ...BILL, buyerAddressAndTel: `${'址'.repeat(50)}1` }, ['buyerAddressAndTel']],
    ['account of 101 bytes', { ...BILL, buyerBankAndAccount: `${'行'.repeat(50)}1` }, ['buyerBankAndAccount']],
    ['remark of 231 bytes', { ...BILL, remark: `${'注'.repeat(115)}1` }, ['remark']],
    [
      'seller fields of 101',
      { ...BILL, sellerName: 'x'.repeat(101), sellerAddressAndTel: 'x'.repeat(101), sellerBankAndAccount: 'x'.repeat(101) },
      ['sellerName', 'sellerAddressAndTel', 'sellerBankAndAccount'],
    ],
    [
      'phone of 81, mail of 301',
      { ...BILL, buyerRecipientPhone: '1'.repeat(81), buyerRecipientMail: 'm'.repeat(301) },
      ['buyerRecipientPhone', 'buyerRecipientMail'],
    ],
    ['people of 11', { ...BILL, drawer: '人'.repeat(11), payee: '人'.repeat(11), reviewer: '人'.repeat(11) }, ['drawer', 'payee', 'reviewer']],
    [
      'red references too long',
      { ...BILL, originalInvoiceCode: '1'.repeat(13), originalInvoiceNumber: '1'.repeat(9), redInfoBillNo: '1'.repeat(17) },
      ['originalInvoiceCode', 'originalInvoiceNumber', 'redInfoBillNo'],
    ],
    ['three decimals', { ...BILL, totalAmount: '1.001', deduction: '0.005' }, ['totalAmount', 'deduction']],
    ['no lines', { ...BILL, billDetail: [] }, ['billDetail']],
    ['lines left out', { ...BILL, billDetail: undefined }, ['billDetail']],
    [
      'an empty line',
      { ...BILL, billDetail: [{}] },
      ['lineProperty', 'detailId', 'goodsName', 'revenueCode', 'amount', 'taxRate'].map((name) => `billDetail[0].${name}`),
    ],
    ['detailId of 51', line({ detailId: '1'.repeat(51) }), ['billDetail[0].detailId']],
    ['goodsName of 93 bytes', line({ goodsName: `${'名'.repeat(46)}1` }), ['billDetail[0].goodsName']],
    [
      'specification of 41, units of 23 bytes',
      line({ specification: `${'规'.repeat(20)}1`, units: `${'位'.repeat(11)}1` }),
      ['billDetail[0].specification', 'billDetail[0].units'],
    ],
    ['privilege of 51', line({ privilegeContent: '免'.repeat(51) }), ['billDetail[0].privilegeContent']],
    ['revenueCode of 18', line({ revenueCode: '1'.repeat(18) }), ['billDetail[0].revenueCode']],
    ['amount of three decimals', line({ amount: '100.001' }), ['billDetail[0].amount']],
    ['amount that is none', line({ amount: '1e2' }), ['billDetail[0].amount']],
    ['amount of 15 digits', line({ amount: '123456789012345' }), ['billDetail[0].amount']],
    ['price of nine decimals', line({ price: '1.000000001', quantity: '1' }), ['billDetail[0].price']],
    ['price alone', line({ price: '100.00' }), ['billDetail[0].quantity']],
    ['quantity alone', line({ quantity: '1' }), ['billDetail[0].price']],
    ['rate that is none', line({ taxRate: '免税' }), ['billDetail[0].taxRate']],
    ['line property 3', line({ lineProperty: '3' }), ['billDetail[0].lineProperty']],
    ['a discount first', line({ lineProperty: '1' }), ['billDetail[0].lineProperty']],
    ['a discount behind goods', { ...BILL, billDetail: [LINE, { ...LINE, lineProperty: '1' }] }, ['billDetail[1].lineProperty']],
    [
      'a discount behind a discount',
      {
        ...BILL,
        billDetail: [
          { ...LINE, lineProperty: '0' },
          { ...LINE, lineProperty: '1' },
          { ...LINE, lineProperty: '1' },
        ],
      },
      ['billDetail[2].lineProperty'],
    ],
  ];
  it.each(WRONG)('%s', async (_name, bill, paths) => {
    const { platform, issuing } = service();
    expect(await problemsOf(issuing.pushBills([bill as FlagshipBill], callOf()))).toEqual(paths.map((path) => `bills[0].${path}`));
    expect(platform.seen).toEqual([]);
  });

  it('names all problems of all bills', async () => {
    const { issuing } = service();
    const bills = [BILL, { ...BILL, buyerName: '' }, { ...BILL, billNo: 'X', remark: '注'.repeat(116) }];
    expect(await problemsOf(issuing.pushBills(bills, callOf()))).toEqual(['bills[1].buyerName', 'bills[2].remark', 'bills[1].billNo']);
    expect(await problemsOf(issuing.pushBills([], callOf()))).toEqual(['bills']);
  });

  const GOOD: readonly (readonly [string, object])[] = [
    [
      'all lengths at their limit',
      { ...BILL, billNo: 'B'.repeat(50), buyerName: '购'.repeat(100), remark: '注'.repeat(115), drawer: '人'.repeat(10) },
    ],
    ['an organization instead of a tax number', { ...BILL, sellerTaxpayerId: undefined, orgCode: 'ORG1' }],
    ['price with tax and quantity', line({ includeTaxPrice: '113', quantity: '1' })],
    ['amount of 14 digits', line({ amount: '12345678901234.00', taxAmount: undefined })],
    ['a rare character counts four bytes', line({ units: '𠮷𠮷𠮷𠮷𠮷' })],
    ['two discounts, each behind its line', FULL_BILL],
  ];
  it.each(GOOD)('%s passes', async (_name, bill) => {
    const { platform, issuing } = service();
    await issuing.pushBills([bill as FlagshipBill], callOf());
    expect(platform.seen).toHaveLength(1);
  });

  const ADVISED: readonly (readonly [string, object, string[]])[] = [
    ['tax off by 0.06', line({ taxAmount: '13.06' }), []],
    ['tax off by 0.07', line({ taxAmount: '13.07' }), ['billDetail[0].taxAmount']],
    ['tax too small by 0.07', line({ taxAmount: '12.93' }), ['billDetail[0].taxAmount']],
    ['rate 13%', line({ taxRate: '13%', taxAmount: '13.07' }), ['billDetail[0].taxAmount']],
    ['rate 13', line({ taxRate: '13', taxAmount: '13.00' }), []],
    ['rate 1', line({ taxRate: '1', taxAmount: '1.00' }), []],
    [
      'discount tax off by 0.02',
      {
        ...BILL,
        billDetail: [
          { ...LINE, lineProperty: '0' },
          { ...LINE, lineProperty: '1', amount: '-10.00', taxAmount: '-1.28' },
        ],
      },
      ['billDetail[1].taxAmount'],
    ],
    ['price × quantity off by 0.01', line({ price: '33.33', quantity: '3', amount: '100.00', taxAmount: '13.00' }), []],
    ['price × quantity off by 0.02', line({ price: '33.34', quantity: '3', amount: '100.00', taxAmount: '13.00' }), ['billDetail[0].amount']],
    ['total with tax off by 0.07', line({ includeTaxAmount: '113.07' }), ['billDetail[0].includeTaxAmount']],
    ['header without tax', { ...BILL, totalAmount: '100.00' }, []],
    ['header with tax', { ...BILL, totalAmount: '113.00' }, []],
    ['header of neither', { ...BILL, totalAmount: '100.01' }, ['totalAmount']],
  ];
  it.each(ADVISED)('%s is sent, with a warning where it is over', async (_name, bill, paths) => {
    const { platform, issuing } = service();
    const call = callOf();
    await issuing.pushBills([bill as FlagshipBill], call);
    expect(call.warnings.map(({ path }) => path)).toEqual(paths.map((path) => `bills[0].${path}`));
    expect(platform.seen).toHaveLength(1);
  });
});

describe('other requests', () => {
  type Act = (issuing: FlagshipIssuingService) => Promise<unknown>;
  const alle =
    (more: object): Act =>
    (issuing) =>
      issuing.openInvoice({ ...ALLE, ...more } as AlleInvoice, callOf());
  const CASES: readonly (readonly [string, Act, string[]])[] = [
    ['query without keys', (issuing) => issuing.billInvoices({ sellerTaxpayerId: '', serialNo: '' }, callOf()), ['sellerTaxpayerId', 'serialNo']],
    ['withdraw nothing', (issuing) => issuing.withdraw({ serialNos: [] }, callOf()), ['serialNos']],
    ['withdraw 51', (issuing) => issuing.withdraw({ serialNos: Array.from({ length: 51 }, (_, n) => `S${n}`) }, callOf()), ['serialNos']],
    [
      'withdraw for long names',
      (issuing) => issuing.withdraw({ sellerTaxpayerId: '9'.repeat(21), orgCode: 'O'.repeat(21), serialNos: [''] }, callOf()),
      ['sellerTaxpayerId', 'orgCode', 'serialNos[0]'],
    ],
    ['reissue of nothing', (issuing) => issuing.reissue({ invoiceNo: '', reIssueBill: {} } as never, callOf()), ['invoiceCode', 'invoiceNo']],
    ['open without a serial number', alle({ serialNo: '' }), ['serialNo']],
    ['open with 51', alle({ serialNo: 'S'.repeat(51) }), ['serialNo']],
    ['open with a kind of BILL.PUSH', alle({ invoiceType: '10xdp' }), ['invoiceType']],
    ['open without lines', alle({ invoiceDetail: [] }), ['invoiceDetail']],
    ['open with a misplaced discount', alle({ invoiceDetail: [{ ...ALLE.invoiceDetail[1] }] }), ['invoiceDetail[0].lineProperty']],
    [
      'open with the numbering of BILL.PUSH',
      alle({ invoiceDetail: [{ ...ALLE.invoiceDetail[0], lineProperty: '0' }, ALLE.invoiceDetail[1]] }),
      ['invoiceDetail[1].lineProperty'],
    ],
    ['open with an amount that is none', alle({ invoiceDetail: [{ ...ALLE.invoiceDetail[0], amount: '1,000' }] }), ['invoiceDetail[0].amount']],
    [
      'red without its parts',
      (issuing) => issuing.redInvoice({ ...RED, serialNo: '', invoiceNum: '', redReason: '' }, callOf()),
      ['serialNo', 'invoiceNum', 'redReason'],
    ],
    ['query by nothing', (issuing) => issuing.alleInvoices({ sellerTaxpayerId: '9' }, callOf()), ['serialNo']],
    ['pages of 51', (issuing) => issuing.issuedPage({ sellerTaxpayerId: '9', pageNo: 1, pageSize: 51 }, callOf()), ['pageSize']],
    ['page -1', (issuing) => issuing.batchPage({ sellerTaxpayerId: '9', pageNo: -1 }, callOf()), ['pageNo']],
    ['apply for nothing', (issuing) => issuing.applyRedConfirmation({ orderNo: '', redReason: '01' as never }, callOf()), ['orderNo', 'redReason']],
    ['revoke by nobody', (issuing) => issuing.revokeRedConfirmation({ taxNo: '9', number: '1', enteridentity: '' }, callOf()), ['enteridentity']],
  ];
  it.each(CASES)('%s', async (_name, act, paths) => {
    const { platform, issuing } = service();
    expect(await problemsOf(act(issuing))).toEqual(paths);
    expect(platform.seen).toEqual([]);
  });
});
