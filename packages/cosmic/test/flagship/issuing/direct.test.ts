import { PiaozoneError, type PreparedRedByNumber, type PreparedRedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { issuingRoute } from '../../../src/flagship/issuing/flagship-issuing.js';
import type { IssuingConfig } from '../../../src/flagship/issuing/settings.js';
import { json, recordedCall, redRequest, request, SELLER_TAX_NO, scriptedCalls, shown } from './samples.js';

const CONFIG: IssuingConfig = { businessSystemCode: 'TEST', mode: 'direct', amounts: 'number', redReasons: { 'sales-return': '02' } };
const KEY = { serialNo: 'SO-0001', sellerTaxNo: SELLER_TAX_NO, color: 'blue' } as const;
const RED_KEY = { ...KEY, serialNo: 'SO-0001R', color: 'red' } as const;
const call = recordedCall();
const error = (diagnosis?: string, more: Partial<ConstructorParameters<typeof PiaozoneError>[0]> = {}) =>
  new PiaozoneError({
    code: 'business_rejected',
    outcome: 'rejected',
    message: { zh: 'x', en: 'x' },
    ...(diagnosis === undefined ? {} : { diagnosis: { code: diagnosis } as NonNullable<PiaozoneError['diagnosis']> }),
    ...more,
  });

function setUp(script: Parameters<typeof scriptedCalls>[0], config: Partial<IssuingConfig> = {}) {
  const fake = scriptedCalls(script);
  return { ...fake, route: issuingRoute(fake.calls, { ...CONFIG, ...config }, { locale: 'zh-CN' }) };
}

describe('ALLE.INVOICE.OPEN', () => {
  it.each([[undefined], ['SO-0001'], [json(shown())], [json({ serialNo: 'SO-0001' })]])(
    'is taken in, whatever the answer holds: %j',
    async (data) => {
      const { route, sent } = setUp({ 'ALLE.INVOICE.OPEN': [data] });
      expect(await route.submit(request(), call)).toEqual({ state: 'accepted' });
      expect(sent).toMatchObject([{ data: { serialNo: 'SO-0001', invoiceType: '02' }, effect: 'write', taxNo: SELLER_TAX_NO, opaqueAnswer: true }]);
    },
  );

  it.each(['10127', '601', '604'])('with code %s is a duplicate: query and adopt', async (upstreamCode) => {
    const refusal = error(undefined, { code: 'business_unrecognised', outcome: 'unknown', upstreamCode });
    const { route } = setUp({ 'ALLE.INVOICE.OPEN': [refusal] });
    expect(await route.submit(request(), call)).toEqual({ state: 'duplicate', error: refusal });
  });

  it('is never a duplicate where nothing was sent', async () => {
    const { route } = setUp({ 'ALLE.INVOICE.OPEN': [error(undefined, { outcome: 'not-sent', upstreamCode: '601' })] });
    await expect(route.submit(request(), call)).rejects.toMatchObject({ outcome: 'not-sent' });
  });

  it('is a keyed write where the settings say that repeats are caught', async () => {
    const { route, sent } = setUp({ 'ALLE.INVOICE.OPEN': [undefined] }, { dedup: 'first-result' });
    await route.submit(request(), call);
    expect(sent).toMatchObject([{ effect: 'keyed-write' }]);
    expect(route.capabilities).toMatchObject({ dedup: 'first-result', keyField: 'serialNo', sources: { dedup: 'setting' } });
  });
});

describe('ALLE.INVOICE.QUERY', () => {
  const ask = async (data: unknown, config: Partial<IssuingConfig> = {}, key: Parameters<ReturnType<typeof setUp>['route']['query']>[0] = KEY) => {
    const fake = setUp({ 'ALLE.INVOICE.QUERY': [data instanceof Error ? data : data === undefined ? undefined : json(data)] }, config);
    const found = await fake.route.query(key, call);
    expect(fake.sent).toMatchObject([{ data: { serialNo: key.serialNo, sellerTaxpayerId: SELLER_TAX_NO }, effect: 'read', taxNo: SELLER_TAX_NO }]);
    return found;
  };

  it('shows the invoice', async () => {
    expect(await ask(shown({ serialNo: 'SO-0001' }))).toMatchObject({
      state: 'issued',
      invoice: { serialNo: 'SO-0001', number: '24440000000000000001' },
    });
    expect(await ask([shown()])).toMatchObject({ state: 'issued' });
    expect(await ask([shown({ serialNo: 'OTHER' }), shown({ serialNo: 'SO-0001', invoiceNum: '7' })])).toMatchObject({ invoice: { number: '7' } });
  });

  it('shows that it is being issued', async () => {
    expect(await ask({ serialNo: 'SO-0001' })).toEqual({ state: 'in-progress' });
    expect(await ask(shown({ invoiceStatus: '2' }))).toEqual({ state: 'in-progress' });
    expect(await ask({ serialNo: 'SO-0001', invoiceStatus: '2', issueErrorMessage: 'x' })).toMatchObject({ state: 'cannot-tell' });
  });

  it.each([[undefined], [null], [{}], [[]], [[{}]], [shown({ serialNo: 'OTHER' })]])(
    'proves nothing by %j, unless the settings know better',
    async (data) => {
      expect(await ask(data)).toMatchObject({ state: 'cannot-tell', error: { outcome: 'unknown' } });
      expect(await ask(data, { unknownRequest: { emptyData: true } })).toEqual({ state: 'not-found' });
    },
  );

  it('refused proves nothing, unless the settings know the refusal', async () => {
    const refusal = error(undefined, { upstreamCode: '9999', upstreamMessage: '没有该流水号的发票' });
    expect(await ask(refusal)).toEqual({ state: 'cannot-tell', error: refusal });
    expect(await ask(refusal, { unknownRequest: { codes: ['9999'] } })).toEqual({ state: 'not-found' });
    expect(await ask(refusal, { unknownRequest: { texts: ['没有该流水号'] } })).toEqual({ state: 'not-found' });
    expect(await ask(refusal, { unknownRequest: { codes: ['1'], texts: ['别的'], emptyData: true } })).toMatchObject({ state: 'cannot-tell' });
  });

  it('that fails on the way throws', async () => {
    const { route } = setUp({ 'ALLE.INVOICE.QUERY': [error(undefined, { code: 'timeout', outcome: 'unknown' })] });
    await expect(route.query(KEY, call)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('with a failure is no proof: the channel may still issue', async () => {
    expect(await ask({ issueErrorMessage: '开票失败' })).toMatchObject({
      state: 'cannot-tell',
      error: { upstreamMessage: '开票失败', outcome: 'unknown' },
    });
  });

  it.each([
    ['01', 'in-progress'],
    ['02', 'waiting-for-person'],
    ['03', 'waiting-for-person'],
    ['04', 'waiting-for-person'],
    ['4', 'waiting-for-person'],
    ['05', 'failed'],
    ['06', 'failed'],
    ['07', 'failed'],
    ['08', 'failed'],
    ['09', 'failed'],
    ['10', 'in-progress'],
  ])('with a red confirmation in state %s: %s', async (redConfirmBillStatus, state) => {
    expect(await ask({ serialNo: 'SO-0001R', redConfirmBillStatus }, {}, RED_KEY)).toMatchObject({ state });
    // The invoice is a fact, whatever stands beside it.
    expect(await ask(shown({ redConfirmBillStatus }), {}, RED_KEY)).toMatchObject({ state: 'issued', invoice: { color: 'red' } });
  });

  it('says why a red confirmation ended', async () => {
    const found = await ask({ redConfirmBillStatus: '07' }, {}, RED_KEY);
    expect(found).toMatchObject({
      error: {
        code: 'business_rejected',
        outcome: 'rejected',
        reason: 'red-confirmation',
        upstreamCode: '07',
        text: { zh: expect.stringContaining('超72小时') },
      },
    });
  });
});

describe('ALLE.INVOICE.RED', () => {
  const BLUE = json(shown({ invoiceProperty: '0' }));
  const byNumber = redRequest({ originalInvoiceNo: '24440000000000000001' }) as PreparedRedByNumber;
  const bySerial = redRequest({ originalSerialNo: 'SO-0001' }) as PreparedRedRequest;
  const red = (route: ReturnType<typeof setUp>['route'], one: PreparedRedByNumber = byNumber) => route.redByNumber?.(one, call);

  it('looks for an earlier attempt, then for the blue invoice, then sends', async () => {
    const { route, sent } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, BLUE], 'ALLE.INVOICE.RED': [undefined] });
    expect(await red(route)).toEqual({ state: 'accepted' });
    expect(sent).toMatchObject([
      { interfaceCode: 'ALLE.INVOICE.QUERY', data: { serialNo: 'SO-0001R' }, effect: 'read' },
      { interfaceCode: 'ALLE.INVOICE.QUERY', data: { invoiceNum: '24440000000000000001' }, effect: 'read' },
      { interfaceCode: 'ALLE.INVOICE.RED', data: { serialNo: 'SO-0001R', invoiceNum: '24440000000000000001', redReason: '02' }, effect: 'write' },
    ]);
  });

  it('finds the blue invoice by its serial number', async () => {
    const { route, sent } = setUp({ 'ALLE.INVOICE.QUERY': [error(), BLUE], 'ALLE.INVOICE.RED': [undefined] });
    expect(await route.red(bySerial, call)).toEqual({ state: 'accepted' });
    expect(sent[1]).toMatchObject({ data: { serialNo: 'SO-0001', sellerTaxpayerId: SELLER_TAX_NO } });
    expect(sent[2]).toMatchObject({ data: { invoiceNum: '24440000000000000001' } });
  });

  it('never takes a number in the answer for the red invoice: it may be the blue one', async () => {
    const { route } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, BLUE], 'ALLE.INVOICE.RED': [json(shown())] });
    expect(await red(route)).toEqual({ state: 'accepted' });
  });

  it('adopts what an earlier attempt has issued, and sends nothing', async () => {
    const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': [json(shown({ serialNo: 'SO-0001R', invoiceNum: '9', invoiceProperty: '1' }))] });
    expect(await red(route)).toMatchObject({ state: 'issued', invoice: { number: '9', color: 'red', serialNo: 'SO-0001R' } });
    expect(codes()).toEqual(['ALLE.INVOICE.QUERY']);
  });

  it.each(['02', '03'])('waits in state %s of an earlier confirmation, and sends nothing', async (redConfirmBillStatus) => {
    const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': [json({ redConfirmBillStatus })] });
    await expect(red(route)).rejects.toMatchObject({ code: 'person_action_required', outcome: 'rejected', upstreamCode: redConfirmBillStatus });
    expect(codes()).toEqual(['ALLE.INVOICE.QUERY']);
  });

  it.each(['05', '06', '07', '08', '09'])('is refused in state %s of an earlier confirmation, and sends nothing', async (redConfirmBillStatus) => {
    const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': [json({ redConfirmBillStatus })] });
    await expect(red(route)).rejects.toMatchObject({ code: 'business_rejected', outcome: 'rejected', reason: 'red-confirmation' });
    expect(codes()).toEqual(['ALLE.INVOICE.QUERY']);
  });

  it.each(['01', '04'])('goes on in state %s of an earlier confirmation', async (redConfirmBillStatus) => {
    const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': [json({ redConfirmBillStatus }), BLUE], 'ALLE.INVOICE.RED': [undefined] });
    expect(await red(route)).toEqual({ state: 'accepted' });
    expect(codes()).toEqual(['ALLE.INVOICE.QUERY', 'ALLE.INVOICE.QUERY', 'ALLE.INVOICE.RED']);
  });

  it.each([
    ['02', 'person_action_required'],
    ['07', 'business_rejected'],
  ])('answered with state %s: %s', async (redConfirmBillStatus, code) => {
    const { route } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, BLUE], 'ALLE.INVOICE.RED': [json({ redConfirmBillStatus })] });
    await expect(red(route)).rejects.toMatchObject({ code, outcome: 'rejected', reason: 'red-confirmation' });
  });

  it.each([
    ['RED_CONFIRMATION_NOT_READY', { code: 'person_action_required', outcome: 'rejected' }],
    ['ISSUER_NAME_ILLEGAL', { code: 'business_rejected', outcome: 'rejected' }],
  ])('refused with %s: %j', async (diagnosis, expected) => {
    const { route } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, BLUE], 'ALLE.INVOICE.RED': [error(diagnosis)] });
    await expect(red(route)).rejects.toMatchObject(expected);
  });

  it('known already is a duplicate', async () => {
    const refusal = error(undefined, { code: 'business_unrecognised', outcome: 'unknown', upstreamCode: '10127' });
    const { route } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, BLUE], 'ALLE.INVOICE.RED': [refusal] });
    expect(await red(route)).toMatchObject({ state: 'duplicate' });
  });

  it.each([['1.00'], ['-113.01'], [undefined], ['x']])(
    'reverses whole invoices only; the blue one over %j is refused before anything is sent',
    async (includeTaxAmount) => {
      const { route, codes } = setUp({
        'ALLE.INVOICE.QUERY': [undefined, json(shown(includeTaxAmount === undefined ? { includeTaxAmount: null } : { includeTaxAmount }))],
      });
      await expect(red(route)).rejects.toMatchObject({ code: 'request_invalid', outcome: 'rejected' });
      expect(codes()).not.toContain('ALLE.INVOICE.RED');
    },
  );

  it.each([[undefined], [json(shown({ invoiceNum: 'OTHER' }))], [json([])], [error()]])(
    'sends nothing while the blue invoice is not shown: %j',
    async (answer) => {
      const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': [undefined, answer] });
      await expect(red(route)).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
      expect(codes()).not.toContain('ALLE.INVOICE.RED');
    },
  );

  it.each([
    [[new PiaozoneError({ code: 'timeout', outcome: 'unknown', message: { zh: 'x', en: 'x' } })]],
    [[undefined, new PiaozoneError({ code: 'server', outcome: 'unknown', message: { zh: 'x', en: 'x' } })]],
  ])('has sent nothing when a look fails', async (answers) => {
    const { route, codes } = setUp({ 'ALLE.INVOICE.QUERY': answers });
    await expect(red(route)).rejects.toMatchObject({ outcome: 'not-sent' });
    expect(codes()).not.toContain('ALLE.INVOICE.RED');
  });
});
