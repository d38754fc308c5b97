import { PiaozoneError, type PreparedRedByNumber, type PreparedRedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { issuingRoute } from '../../../src/flagship/issuing/flagship-issuing.js';
import type { IssuingConfig } from '../../../src/flagship/issuing/settings.js';
import { json, recordedCall, redRequest, request, SELLER_TAX_NO, scriptedCalls, shown } from './samples.js';

const CONFIG: IssuingConfig = {
  businessSystemCode: 'TEST',
  mode: 'bill-push',
  amounts: 'number',
  invoiceTypes: { 'electronic-general': '026' },
  blueNumberField: 'blueNumberOfThisTest',
};
const call = recordedCall();
const bySerial = redRequest({ originalSerialNo: 'SO-0001' }) as PreparedRedRequest;

function setUp(script: Parameters<typeof scriptedCalls>[0], config: Partial<IssuingConfig> = {}) {
  const fake = scriptedCalls(script);
  return { ...fake, route: issuingRoute(fake.calls, { ...CONFIG, ...config }, { locale: 'zh-CN' }) };
}

const blue = (...invoiceList: object[]) => json([{ billNo: 'SO-0001', invoiceList }]);

describe('a pushed bill', () => {
  it('travels as a keyed write of its company', async () => {
    const { route, sent } = setUp({});
    expect(await route.submit(request(), call)).toEqual({ state: 'accepted' });
    expect(sent).toMatchObject([{ interfaceCode: 'BILL.PUSH', effect: 'keyed-write', taxNo: SELLER_TAX_NO, opaqueAnswer: true }]);
    const unsure = setUp({}, { dedup: 'unknown' });
    await unsure.route.submit(request(), call);
    expect(unsure.sent).toMatchObject([{ effect: 'write' }]);
  });

  it('is asked for by bill number and tax number', async () => {
    const { route, sent } = setUp({ 'BILL.INVOICE.QUERY': [json([])] }, { unknownRequest: { emptyData: true } });
    expect(await route.query({ serialNo: 'SO-0001', sellerTaxNo: SELLER_TAX_NO, color: 'blue' }, call)).toEqual({ state: 'not-found' });
    expect(sent).toMatchObject([{ data: { sellerTaxpayerId: SELLER_TAX_NO, serialNo: 'SO-0001' }, effect: 'read', taxNo: SELLER_TAX_NO }]);
  });

  it('throws what is no error of ours as it is', async () => {
    const { route } = setUp({ 'BILL.PUSH': [new TypeError('bug')] });
    await expect(route.submit(request(), call)).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a red bill', () => {
  it('that names the blue invoice is pushed at once', async () => {
    const { route, sent } = setUp({});
    const red = redRequest({ originalInvoiceNo: '24440000000000000007' }) as PreparedRedByNumber;
    expect(await route.redByNumber?.(red, call)).toEqual({ state: 'accepted' });
    expect(sent).toMatchObject([{ data: [{ invoiceProperty: '1', blueNumberOfThisTest: '24440000000000000007' }] }]);
  });

  it('that names the blue bill has its invoice looked up first', async () => {
    const { route, sent } = setUp({ 'BILL.INVOICE.QUERY': [blue(shown())] });
    expect(await route.red(bySerial, call)).toEqual({ state: 'accepted' });
    expect(sent).toMatchObject([
      { interfaceCode: 'BILL.INVOICE.QUERY', data: { serialNo: 'SO-0001' } },
      { interfaceCode: 'BILL.PUSH', data: [{ billNo: 'SO-0001R', blueInvoiceCode: '', blueNumberOfThisTest: '24440000000000000001' }] },
    ]);
  });

  it('of a tax-control device takes code and number from there', async () => {
    const { route, sent } = setUp({ 'BILL.INVOICE.QUERY': [blue(shown({ invoiceNum: '12345678', invoiceCode: '044001900111' }))] });
    await route.red({ ...bySerial, kind: 'electronic-general' }, call);
    expect(sent[1]).toMatchObject({ data: [{ originalInvoiceCode: '044001900111', originalInvoiceNumber: '12345678' }] });
  });

  it('of a bill that was split is refused before anything is sent: it must name one', async () => {
    const { route, codes } = setUp({ 'BILL.INVOICE.QUERY': [blue(shown(), shown({ invoiceNum: '2' }))] });
    await expect(route.red(bySerial, call)).rejects.toMatchObject({
      code: 'request_invalid',
      outcome: 'rejected',
      text: { en: expect.stringContaining('2 invoices') },
    });
    expect(codes()).toEqual(['BILL.INVOICE.QUERY']);
  });

  it.each([[blue()], [json([])], [blue({ issueErrorMessage: 'x' })]])('waits for its blue invoice: %j', async (answer) => {
    const { route, codes } = setUp({ 'BILL.INVOICE.QUERY': [answer] });
    await expect(route.red(bySerial, call)).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    expect(codes()).toEqual(['BILL.INVOICE.QUERY']);
  });

  it('has sent nothing when the look fails', async () => {
    const lost = new PiaozoneError({ code: 'timeout', outcome: 'unknown', message: { zh: 'x', en: 'x' } });
    const { route, codes } = setUp({ 'BILL.INVOICE.QUERY': [lost] });
    await expect(route.red(bySerial, call)).rejects.toMatchObject({ code: 'timeout', outcome: 'not-sent' });
    expect(codes()).toEqual(['BILL.INVOICE.QUERY']);
  });
});
