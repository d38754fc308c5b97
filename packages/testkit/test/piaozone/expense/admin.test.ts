import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startWithClient } from '../harness.js';
import { type RawReply, requestToken, send } from '../raw-client.js';
import { assistant, getJson, INVOICE, postFile } from './expense-client.js';

describe('/__mock of the expense half', () => {
  it('plants files, invoices and messages from any language', async () => {
    const { mock, client, seller } = await startWithClient({ settings: { pollingHoldMs: 0 } });
    const admin = async (name: string, body: unknown): Promise<Record<string, unknown>> => {
      const reply: RawReply = await send('POST', `${mock.origin}/__mock/${name}`, JSON.stringify(body));
      expect(reply.status).toBe(200);
      return JSON.parse(reply.text) as Record<string, unknown>;
    };
    const [one, two] = [Buffer.from('1'), Buffer.from('2')];
    await admin('file', { base64: one.toString('base64'), invoices: [INVOICE] });
    await admin('file', { sha256: createHash('sha256').update(two).digest('hex'), invoices: [{ ...INVOICE, invoiceNo: '2' }], knownToBureau: false });
    await admin('bureauInvoice', { ...INVOICE, invoiceNo: '2' });
    for (const file of [one, two]) expect((await postFile(`${client.url('/m3/bill/invoice/img/Check/info')}&type=pdf`, file)).errcode).toBe('0000');
    const { serialNo } = await admin('poolInvoice', { fields: { ...INVOICE, invoiceNo: '3' } });
    const { userKey } = (await assistant(mock.baseUrl, seller, '/getUserKey', { tin: seller.taxNo, bxd_key: 'B' })).data as { userKey: string };
    const linkKey = (await assistant(mock.baseUrl, seller, '/getLinkKey', {})).data;
    const { msgId } = await admin('importInvoices', { userKey, linkKey, serialNos: [serialNo] });
    expect(msgId).toMatch(/^MSG/);
    await admin('push', { linkKey, type: 'updateInvoice', data: {} });
    await admin('redeliver', { msgId });
    await admin('receivedInvoice', { taxNo: seller.taxNo, fields: INVOICE });
    await admin('killPollingTokens', {});
    const view = (await getJson(`${mock.origin}/__mock/expense`)) as unknown as Record<string, unknown>;
    expect(view).toMatchObject({
      fixtures: 2,
      unitsUsed: 2,
      heldPolls: 0,
      invoices: [{}, {}, { serialNo }],
      messages: [{ msgId }, {}],
      received: [{}],
    });
    expect((await send('POST', `${mock.origin}/__mock/file`, '{"sha256":"x","invoices":[]}')).status).toBe(400);
    expect((await requestToken(mock.baseUrl, seller)).errcode).toBe('0000');
  });
});
