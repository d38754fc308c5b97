import { createCallbackReceiver, createNonDurableInbox, createTestCallback } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { type ScanPush, scanPushProfile } from '../../src/scan/push.js';

const profile = await scanPushProfile();
/** The sample of standard-edition §7.1. */
const SAMPLE =
  '{"SaleNo":"SO20240101001","InvoiceType":"DZ","InvoiceTitle":"测试购方","InvoiceAmount":"900.00","InvoiceTime":"2018-12-06 09:12:34","InvoiceNo":"88500150","InvoiceCode":"044033500114","InvoiceCompany":"测试销方","InvoiceUrl":"https://example.com/1.pdf","Timestamp":1544058754788}';
const read: Omit<ScanPush, 'raw'> = {
  saleNo: 'SO20240101001',
  invoiceType: 'DZ',
  invoiceTitle: '测试购方',
  invoiceAmount: '900.00',
  invoiceTime: '2018-12-06 09:12:34',
  invoiceNo: '88500150',
  invoiceCode: '044033500114',
  invoiceCompany: '测试销方',
  invoiceUrl: 'https://example.com/1.pdf',
  timestamp: '1544058754788',
};
const decode = (body: string | Uint8Array) => profile.decode({ headers: {}, body: Buffer.from(body) });
const only = (body: string) => decode(body)[0] as ScanPush;

describe('a push', () => {
  it('is read as the official sample has it: a number as Timestamp, no InvoiceSouce', () => {
    const { raw, ...push } = only(SAMPLE);
    expect(push).toEqual(read);
    expect(String(raw['Timestamp'])).toBe('1544058754788');
  });

  it('holds every field of the table', () => {
    const names =
      'SaleNo InvoiceType InvoiceSouce InvoiceTitle InvoiceAmount InvoiceTime InvoiceNo InvoiceCode TaxNo InvoiceBank InvoiceAddr InvoiceUrl InvoiceCompany OpenId Timestamp';
    const body = Object.fromEntries(names.split(' ').map((name) => [name, `v-${name}`]));
    const { raw, ...push } = only(JSON.stringify({ ...body, More: 'm' }));
    expect(Object.values(push).sort()).toEqual(Object.values(body).sort());
    expect(raw['More']).toBe('m');
  });

  it('takes both spellings of the source, the printed one first', () => {
    const source = (fields: object) => decode(JSON.stringify({ SaleNo: 'S', ...fields }))[0]?.invoiceSource;
    expect([
      source({ InvoiceSouce: '1' }),
      source({ InvoiceSource: 2 }),
      source({ InvoiceSouce: '1', InvoiceSource: '2' }),
      source({ InvoiceSouce: '', InvoiceSource: '2' }),
    ]).toEqual(['1', '2', '1', '2']);
  });

  it('keeps digits that a JavaScript number would lose', () => {
    const [push] = decode('{"SaleNo":12345678901234567890,"InvoiceAmount":0.10,"InvoiceNo":24440000000012345678,"TaxNo":null,"OpenId":" "}');
    expect(push).toMatchObject({ saleNo: '12345678901234567890', invoiceAmount: '0.10', invoiceNo: '24440000000012345678' });
    expect(Object.keys(push ?? {}).sort()).toEqual(['invoiceAmount', 'invoiceNo', 'raw', 'saleNo']);
  });

  it.each([
    ['the root', (fields: string) => `<push>${fields}</push>`],
    [
      'one element below it, with declaration and byte order mark',
      (fields: string) => `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<a>\n<head/><b>${fields}</b></a>`,
    ],
    ['CDATA', (fields: string) => `<push>${fields.replace('测试购方', '<![CDATA[测试购方]]>')}</push>`],
  ])('is read from XML: %s', (_, wrap) => {
    const fields =
      '<SaleNo>SO1</SaleNo><InvoiceTitle>测试购方</InvoiceTitle><InvoiceAmount>0.10</InvoiceAmount><InvoiceSouce>1</InvoiceSouce><InvoiceBank>a&amp;b</InvoiceBank><OpenId/>';
    const { raw: _raw, ...push } = only(wrap(fields));
    expect(push).toEqual({ saleNo: 'SO1', invoiceTitle: '测试购方', invoiceAmount: '0.10', invoiceSource: '1', invoiceBank: 'a&b' });
  });

  it.each([
    ['no sales order', '{"InvoiceNo":"1"}'],
    ['a blank sales order', '{"SaleNo":" "}'],
    ['a sales order that is none', '{"SaleNo":{}}'],
    ['an array', `[${SAMPLE}]`],
    ['a text', '"SaleNo"'],
    ['nothing', ''],
    ['a repeated key', '{"SaleNo":"1","SaleNo":"2"}'],
    ['a magic key', '{"SaleNo":"1","__proto__":{}}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['XML without sales order', '<a><InvoiceNo>1</InvoiceNo></a>'],
    ['XML with an entity', '<!DOCTYPE a [<!ENTITY x "y">]><a><SaleNo>&x;</SaleNo></a>'],
    ['XML with two sales orders', '<a><SaleNo>1</SaleNo><SaleNo>2</SaleNo></a>'],
    ['XML with two holders', '<a><b><SaleNo>1</SaleNo></b><c><SaleNo>2</SaleNo></c></a>'],
    ['XML with a magic name', '<a><SaleNo>1</SaleNo><constructor>x</constructor></a>'],
    ['half of an XML', '<a><SaleNo>1</SaleNo>'],
  ])('with %s is not read', (_, body) => {
    expect(() => decode(body)).toThrow();
  });
});

describe('scanPushProfile', () => {
  const TOKEN = '0123456789abcdef0123456789abcdef';
  const route = { path: '/callbacks/scan', profile, pathToken: TOKEN };
  const request = (body: string) => ({ method: 'POST', path: `/callbacks/scan/${TOKEN}`, headers: {}, body: Buffer.from(body) });

  it('goes through the receiver: stored once for sales order, code and number, in whatever form it comes again', async () => {
    const inbox = createNonDurableInbox();
    const outcomes: string[] = [];
    const receiver = createCallbackReceiver({ routes: [route], inbox, onEvent: ({ outcome }) => outcomes.push(outcome) });
    const answer = await receiver.receive(request(SAMPLE));
    expect(answer).toMatchObject({ status: 200, body: '{"success":true}' });
    await receiver.receive(request(SAMPLE.replace('1544058754788', '1544058754999')));
    await receiver.receive(request('<p><SaleNo>SO20240101001</SaleNo><InvoiceNo>88500150</InvoiceNo><InvoiceCode>044033500114</InvoiceCode></p>'));
    await receiver.receive(request(SAMPLE.replace('88500150', '88500151')));
    await receiver.receive(request(SAMPLE.replace('044033500114', '044033500115')));
    await receiver.receive(request(SAMPLE.replace('SO20240101001', 'SO20240101002')));
    expect(outcomes).toEqual(['stored', 'duplicate', 'duplicate', 'stored', 'stored', 'stored']);
  });

  it('keeps for a person what it cannot read, without acknowledging it', async () => {
    const inbox = createNonDurableInbox();
    const receiver = createCallbackReceiver({ routes: [route], inbox });
    expect((await receiver.receive(request('{"other":1}'))).status).toBe(400);
    expect([await inbox.count('quarantined'), await inbox.count('new')]).toEqual([1, 0]);
  });

  it('answers as it is told', async () => {
    const accepted = { status: 200, headers: {}, body: 'SUCCESS' };
    const own = await scanPushProfile({ accepted });
    const receiver = createCallbackReceiver({ routes: [{ ...route, profile: own }], inbox: createNonDurableInbox() });
    expect((await receiver.receive(request(SAMPLE))).body).toBe('SUCCESS');
    expect(own.acknowledge({ outcome: 'unavailable' }).status).toBe(503);
  });

  it('makes test callbacks that it reads back', () => {
    const { raw, ...texts } = decode(SAMPLE)[0] as ScanPush;
    const made = createTestCallback({ profile, path: '/x', messages: [{ ...texts, raw }] });
    expect(Buffer.from(made.body).toString('utf8')).toBe(SAMPLE);
    const own = createTestCallback({ profile, path: '/x', messages: [{ saleNo: 'S', invoiceSource: '2', raw: {} }] });
    expect(Buffer.from(own.body).toString('utf8')).toBe('{"SaleNo":"S","InvoiceSouce":"2"}');
  });
});
