import type { ExpectedInvoice, IssuingKey } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { judgeBill } from '../../../src/flagship/issuing/bill-query.js';
import { json, SELLER_TAX_NO, shown } from './samples.js';

const EXPECTED: ExpectedInvoice = { color: 'blue', buyerName: 'b', totalAmount: '113.00', taxAmount: '13.00' };
const KEY: IssuingKey = { serialNo: 'SO-1', sellerTaxNo: SELLER_TAX_NO, color: 'blue', expected: EXPECTED };

const judge = (data: unknown, key: IssuingKey = KEY, fields = {}) => judgeBill(json(data), key, fields, 'r');
const bill = (...invoiceList: unknown[]) => [{ billNo: 'SO-1', invoiceList }];
const half = (number: string, more: object = {}) => shown({ invoiceNum: number, includeTaxAmount: '56.50', totalTaxAmount: '6.50', ...more });
const pending = { invoiceStatus: '2' };
const failed = { issueErrorMessage: '第1行商品简称不合法' };

describe('a bill that is one invoice', () => {
  it('is issued when its number is there', () => {
    const raw = shown({
      invoiceCode: '',
      invoiceDate: '2025-06-01 08:00:00',
      sellerTaxpayerId: 'S',
      buyerName: 'B',
      buyerTaxpayerId: 'T',
      invoicePdfFileUrl: 'p',
    });
    expect(judge(bill(raw))).toEqual({
      state: 'issued',
      invoice: {
        serialNo: 'SO-1',
        number: '24440000000000000001',
        color: 'blue',
        issuedAt: '2025-06-01 08:00:00',
        sellerTaxNo: 'S',
        buyerName: 'B',
        buyerTaxNo: 'T',
        pdfUrl: 'p',
        totals: { amount: '100', taxAmount: '13.00', totalAmount: '113.00' },
        state: 'normal',
        raw,
      },
    });
  });

  it.each([
    ['3', 'red-reversed'],
    ['6', 'void'],
    ['0', 'normal'],
  ])('has state %s: %s', (invoiceStatus, state) => {
    expect(judge(bill(shown({ invoiceStatus })))).toMatchObject({ state: 'issued', invoice: { state } });
  });

  it.each([
    ['nothing yet', bill()],
    ['no list yet', [{ billNo: 'SO-1' }]],
    ['a number that is pending', bill(shown(pending))],
    ['no number and no error', bill({ includeTaxAmount: '113.00' })],
    ['a pending number beside a failure', bill(shown({ ...failed, ...pending }))],
    ['a blank number', bill(shown({ invoiceNum: ' ' }))],
  ])('is in progress with %s', (_, data) => {
    expect(judge(data)).toEqual({ state: 'in-progress' });
  });

  it.each([[[]], [null], [{}], [[{ billNo: 'SO-2', invoiceList: [shown()] }]], ['text'], [[{ invoiceList: [shown()] }]]])(
    'is not shown by %j',
    (data) => {
      expect(judge(data)).toBeUndefined();
    },
  );

  it('may come without the list around it, its number as a number', () => {
    const answer = JSON.stringify({ billNo: 'SO-1', invoiceList: [shown()] });
    expect(judge(JSON.parse(answer))).toMatchObject({ state: 'issued' });
  });

  it.each([
    ['', failed],
    [', pending or not', { ...failed, ...pending }],
  ])('failed at the cloud%s: that is for a person, since the cloud may issue it again', (_, raw) => {
    expect(judge(bill(raw))).toEqual({
      state: 'needs-review',
      error: expect.objectContaining({
        code: 'business_unrecognised',
        outcome: 'unknown',
        upstreamMessage: '第1行商品简称不合法',
        diagnosis: expect.objectContaining({ code: 'ITEM_SHORT_NAME_INVALID' }),
      }),
    });
  });

  it('that waits for a login at the bureau says so', () => {
    const issueErrorMessage = '账号138****0000在电子税局登录已失效，请通知该用户在金蝶发票云公众号中完成登录操作。';
    expect(judge(bill({ issueErrorMessage }))).toMatchObject({
      state: 'needs-review',
      error: { code: 'person_action_required', outcome: 'unknown' },
    });
  });

  it('reads other names where they are set', () => {
    const fields = { number: 'no', totalAmount: 'sum', taxAmount: 'tax', status: 'st', errorMessage: 'err', code: 'co' };
    const raw = { no: '1', sum: '113.00', tax: '13.00', st: '6', co: '044' };
    expect(judge(bill(raw), KEY, fields)).toMatchObject({
      state: 'issued',
      invoice: { number: '1', code: '044', state: 'void', totals: { totalAmount: '113.00' } },
    });
    expect(judge(bill({ err: 'x' }), KEY, fields)).toMatchObject({ state: 'needs-review', error: { upstreamMessage: 'x' } });
  });
});

describe('a bill that was split', () => {
  it('is issued when its invoices make up the bill, with the sums of all', () => {
    const data = bill(half('1'), half('2', { totalTaxAmount: '6.51' }));
    expect(judge(data)).toEqual({
      state: 'issued',
      invoice: expect.objectContaining({
        number: '1',
        totals: { amount: '99.99', taxAmount: '13.01', totalAmount: '113' },
        parts: [expect.objectContaining({ number: '1' }), expect.objectContaining({ number: '2' })],
        raw: data,
      }),
    });
  });

  it('may be shown as several entries', () => {
    const data = [...bill(half('1')), ...bill(half('2'))];
    expect(judge(data)).toMatchObject({ state: 'issued', invoice: { parts: [{ number: '1' }, { number: '2' }] } });
  });

  it('is in progress while a part is missing, pending, or not there yet', () => {
    expect(judge(bill(half('1')))).toEqual({ state: 'in-progress' });
    expect(judge(bill(half('1'), half('2', pending)))).toEqual({ state: 'in-progress' });
    expect(judge(bill(half('1'), failed, pending))).toEqual({ state: 'in-progress' });
  });

  it('counts an invoice that is shown twice once, and one without its code apart', () => {
    expect(judge(bill(half('1'), half('1')))).toEqual({ state: 'in-progress' });
    expect(judge(bill(half('1', { invoiceCode: 'a' }), half('1', { invoiceCode: 'b' })))).toMatchObject({ state: 'issued' });
  });

  it('that failed in part keeps what was issued', () => {
    const found = judge(bill(half('1'), failed, { issueErrorMessage: '余额不足' }));
    expect(found).toMatchObject({
      state: 'needs-review',
      invoice: { number: '1', totals: { totalAmount: '56.50' } },
      error: { text: { zh: '该单据只开具了一部分（1），其余未能开具：第1行商品简称不合法；余额不足' } },
    });
  });

  it('does not count what was made void and replaced, nor the red invoice beside a blue one', () => {
    const replaced = judge(bill(shown({ invoiceNum: '1', invoiceStatus: '6' }), shown({ invoiceNum: '2' })));
    expect(replaced).toMatchObject({ state: 'issued', invoice: { number: '2' } });
    expect(replaced).not.toHaveProperty('invoice.parts');
    const reversed = judge(
      bill(shown({ invoiceNum: '1', invoiceProperty: '0' }), shown({ invoiceNum: '2', invoiceProperty: '1', includeTaxAmount: '-113.00' })),
    );
    expect(reversed).toMatchObject({ state: 'issued', invoice: { number: '1', color: 'blue' } });
    expect(judge(bill(shown({ invoiceProperty: '1' })))).toMatchObject({ state: 'issued', invoice: { color: 'red' } });
  });

  it.each([
    ['56.44', 'issued'],
    ['56.38', 'issued'],
    ['56.37', 'in-progress'],
  ])('with the second part %s is %s: each part rounds its tax for itself', (includeTaxAmount, state) => {
    expect(judge(bill(half('1'), half('2', { includeTaxAmount })))).toMatchObject({ state });
  });

  it('with more than was asked for is handed on, so that the difference is seen', () => {
    expect(judge(bill(shown({ invoiceNum: '1' }), shown({ invoiceNum: '2' })))).toMatchObject({
      state: 'issued',
      invoice: { totals: { totalAmount: '226' } },
    });
  });

  it('without totals proves nothing about its completeness', () => {
    const { includeTaxAmount: _, ...without } = shown();
    expect(judge(bill(without))).toMatchObject({ state: 'needs-review', invoice: { number: '24440000000000000001' } });
    expect(judge(bill(half('1'), { ...without, invoiceNum: '2' }))).toMatchObject({ state: 'needs-review', invoice: { number: '1' } });
    expect(judge(bill(shown({ includeTaxAmount: 'n/a' })))).toMatchObject({ state: 'needs-review' });
  });

  it('is taken as it is for a record that does not say what was asked for', () => {
    const { expected: _, ...old } = KEY;
    expect(judge(bill(half('1')), old)).toMatchObject({ state: 'issued', invoice: { number: '1' } });
  });

  it('of a red bill is measured without signs', () => {
    const red: IssuingKey = { ...KEY, color: 'red', expected: { ...EXPECTED, color: 'red', totalAmount: '-113.00', taxAmount: '-13.00' } };
    const part = (number: string) => ({ invoiceNum: number, includeTaxAmount: '-56.50', totalTaxAmount: '-6.50', invoiceProperty: '1' });
    expect(judge(bill(part('1')), red)).toEqual({ state: 'in-progress' });
    expect(judge(bill(part('1'), part('2')), red)).toMatchObject({ state: 'issued', invoice: { color: 'red', totals: { totalAmount: '-113' } } });
  });
});
