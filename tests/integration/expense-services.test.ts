import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, createNonDurableInbox, createPiaozone, type Piaozone, type Runtime, sharedAuthorization, systemRuntime } from '@piaozone/core';
import {
  type AssistantBill,
  AssistantChannel,
  type ChannelIncident,
  InvoiceAssistant,
  type PushMessage,
  ReceivingService,
  recheckInvoices,
} from '@piaozone/standard';
import { createSqliteInbox } from '@piaozone/stores/sqlite';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Waits of half a minute pass in a fraction of a second; nothing else differs from the system's clock. */
const hasty: Runtime = { ...systemRuntime, schedule: (delayMs, fn) => systemRuntime.schedule(delayMs >= 40_000 ? delayMs : delayMs / 200, fn) };
const rules = {};
let mock: MockPiaozone;
let piaozone: Piaozone;
let assistant: InvoiceAssistant;
let bill: AssistantBill;
let taxNo: string;
const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: () => {} });

beforeEach(async () => {
  mock = await startMockPiaozone();
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  const { clientId, clientSecret, encryptKey } = enterprise;
  taxNo = enterprise.taxNo;
  piaozone = createPiaozone({
    environment: { baseUrl: mock.baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }),
    runtime: hasty,
  });
  assistant = new InvoiceAssistant(piaozone);
  bill = { taxNo, userId: 'user-1', billId: 'bxd-1', billNumber: 'BX-001' };
});
afterEach(async () => {
  await piaozone.close();
  expect(mock.unknownFields).toEqual([]);
  expect(mock.server.unknownRequests).toEqual([]);
  await mock.close();
});

const invoice = (invoiceNo: string, more: object = {}) =>
  mock.expense.addInvoice({ invoiceType: '26', invoiceNo, totalAmount: '0.10', buyerName: '示例购方', buyerTaxNo: taxNo, ...more });
const states = () => mock.expense.invoices().map(({ expendStatus }) => expendStatus);

describe('assistant', () => {
  it('an invoice goes through its states, and back when the bill is deleted', async () => {
    const fid = invoice('24440000000012345671');
    const keyed = { ...bill, userKey: await assistant.userKey({ ...bill, buyerName: '示例购方', rules }, call()) };
    await assistant.save(keyed, [{ entryId: 'e1', serialNos: [fid] }], call());
    expect(states()).toEqual(['30']);
    await assistant.updateStatus({ bill: keyed, from: 'in-use', to: 'used', rules, invoices: [{ serialNo: fid, entryAmount: '0.10' }] }, call());
    expect(states()).toEqual(['60']);
    const { invoices } = await assistant.invoiceDetails({ taxNo, serialNos: [fid] }, call());
    expect(invoices).toMatchObject([{ serialNo: fid, invoiceNo: '24440000000012345671', totalAmount: '0.10', status: 'used', checkStatus: '1' }]);
    expect((await assistant.invoicesOfUserKey({ taxNo, userKey: keyed.userKey }, call())).invoices).toHaveLength(1);
    await assistant.deleteEntry(keyed, 'e1', rules, call());
    expect(states()).toEqual(['1']);
    await assistant.save(keyed, [{ entryId: 'e2', serialNos: [fid] }], call());
    await assistant.deleteBill(keyed, call());
    expect(states()).toEqual(['1']);
  });

  it('one userKey per bill; an invoice that is not on the bill is refused with 1301', async () => {
    const fid = invoice('24440000000012345671');
    const request = { ...bill, buyerName: '示例购方', rules };
    expect(await assistant.userKey(request, call())).toBe(await assistant.userKey(request, call()));
    const change = assistant.updateStatus({ bill, from: 'in-use', to: 'used', rules, invoices: [{ serialNo: fid }] }, call());
    await expect(change).rejects.toMatchObject({
      code: 'business_rejected',
      outcome: 'rejected',
      upstreamCode: '1301',
      diagnosis: { code: 'ASSISTANT_SERIAL_NOT_ON_BILL' },
    });
  });

  it('takes what the flags allow only', async () => {
    const fid = invoice('24440000000012345671', { buyerName: '别的购方' });
    const entries = [{ entryId: 'e1', serialNos: [fid] }];
    await assistant.userKey({ ...bill, buyerName: '示例购方', rules }, call());
    await expect(assistant.save(bill, entries, call())).rejects.toMatchObject({ upstreamMessage: expect.any(String) });
    expect(states()).toEqual(['1']);
    await assistant.userKey({ ...bill, buyerName: '示例购方', rules: { buyerNameDiffers: true } }, call());
    await assistant.save(bill, entries, call());
    expect(states()).toEqual(['30']);
  });

  it('re-verification tells its result', async () => {
    const fid = invoice('24440000000012345671');
    const recheck = recheckInvoices(piaozone, { taxNo, expenseId: 'x', rules, invoices: [{ serialNo: fid }] }, call());
    // The bureau of the mock wants a date, which this invoice has not.
    await expect(recheck).rejects.toMatchObject({ code: 'business_rejected', outcome: 'rejected', upstreamMessage: '查询发票不规范' });
  });
});

describe('channel', () => {
  async function listen(inbox = createNonDurableInbox()) {
    const linkKey = await assistant.linkKey(call(), taxNo);
    const end = new AbortController();
    const got: PushMessage[] = [];
    const incidents: ChannelIncident[] = [];
    let wake = () => {};
    const channel = new AssistantChannel(piaozone, {
      taxNo,
      userId: 'user-1',
      linkKey,
      inbox,
      onIncident: (incident) => {
        incidents.push(incident);
        wake();
      },
    });
    const done = (async () => {
      for await (const message of channel.messages({ signal: end.signal })) {
        got.push(message);
        wake();
      }
    })();
    const until = async (settled: () => boolean) => {
      while (!settled()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    const close = () => {
      end.abort();
      return done;
    };
    return { linkKey, got, incidents, until, close };
  }

  it('a message that comes again is acknowledged and not handed out', async () => {
    const { linkKey, got, until, close } = await listen();
    const first = mock.expense.push(linkKey, 'saveBill', { invoiceSerialNos: 'S1', bxd_key: 'bxd-1' });
    await until(() => got.length === 1);
    mock.expense.redeliver(first);
    mock.expense.push(linkKey, 'updateInvoice', { invoiceSerialNos: 'S1' });
    await until(() => got.length === 2);
    await close();
    expect(got.map(({ type, serialNos }) => [type, serialNos])).toEqual([
      ['saveBill', ['S1']],
      ['updateInvoice', ['S1']],
    ]);
    const receipts = mock.server.journal.to('/polling/fpzs/portal/receipt');
    expect(receipts).toHaveLength(3);
  });

  it('a token that died is replaced', async () => {
    const { linkKey, got, incidents, until, close } = await listen();
    mock.expense.push(linkKey, 'saveBill', { invoiceSerialNos: 'S1' });
    await until(() => got.length === 1);
    mock.expense.killPollingTokens();
    mock.expense.push(linkKey, 'saveBill', { invoiceSerialNos: 'S2' });
    await until(() => got.length >= 2);
    await close();
    expect(got.map(({ serialNos }) => serialNos.join())).toEqual(['S1', 'S2']);
    expect(incidents.length).toBeLessThanOrEqual(2);
  });

  it('what a process has acknowledged is there for the next one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'piaozone-channel-'));
    const path = join(folder, 'inbox.db');
    const inbox = createSqliteInbox({ path });
    const { linkKey, got, until, close } = await listen(inbox);
    const msgId = mock.expense.push(linkKey, 'saveBill', { invoiceSerialNos: 'S1' });
    await until(() => got.length === 1);
    await close();
    await inbox.close();
    const later = createSqliteInbox({ path });
    const [claimed] = await later.claim(1, 60_000);
    expect(claimed?.profile).toBe('piaozone.assistant-channel');
    expect(Buffer.from(claimed?.body ?? []).toString()).toContain(msgId);
    await later.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('receiving', () => {
  it('pages of downloaded invoices, each once, to the last digit', async () => {
    for (let index = 0; index < 25; index += 1) {
      mock.expense.addReceived(
        taxNo,
        { invoiceType: '27', invoiceNo: `244400000000123456${10 + index}`, totalAmount: '0.10', buyerName: '𠮷😀' },
        'N1',
      );
    }
    const service = new ReceivingService(piaozone, { level: 'enterprise' });
    const found: string[] = [];
    for await (const { invoiceNo = '', totalAmount, buyerName } of service.allDigitalInvoices({ taxNo, batchNo: 'N1', pageSize: 10 }, call())) {
      found.push(invoiceNo);
      expect([totalAmount, buyerName]).toEqual(['0.10', '𠮷😀']);
    }
    expect(found).toEqual(Array.from({ length: 25 }, (_, index) => `244400000000123456${10 + index}`));
  });
});
