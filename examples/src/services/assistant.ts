import { type Call, createInboxWorker, type InboxStore, onCallback, type Piaozone } from '@piaozone/core';
import {
  type AssistantBill,
  AssistantChannel,
  assistantPushProfile,
  type ExpenseStatus,
  InvoiceAssistant,
  type PushMessage,
  pcPage,
  type TicketRules,
} from '@piaozone/standard';

/** What the page lets through; everything else is refused by the cloud. */
const rules: TicketRules = { buyerNameDiffers: true };

/**
 * 发票助手 for one bill: the user collects invoices on the page, the ERP learns of them, saves them, and carries the bill to the end.
 * @param inbox `createSqliteInbox` of `@piaozone/stores`: what was acknowledged is not lost
 * @param show gives the page to the user's browser
 */
export async function reimburse(
  piaozone: Piaozone,
  bill: AssistantBill & { readonly buyerName: string },
  inbox: InboxStore,
  show: (page: string, keys: { readonly userKey: string; readonly linkKey: string }) => void,
  print: (line: string) => void,
): Promise<void> {
  const assistant = new InvoiceAssistant(piaozone);
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  const userKey = await assistant.userKey({ ...bill, rules }, call());
  const linkKey = await assistant.linkKey(call(), bill.taxNo);

  const imported = waitForImport(piaozone, bill, linkKey, inbox);
  show(pcPage(piaozone.environment, { userKey, linkKey }), { userKey, linkKey });
  const { serialNos } = await imported;
  print(`推送 ${serialNos.length} 张`);

  const { buyerName: _, ...saved } = { ...bill, userKey };
  const entries = [{ entryId: '1', serialNos }];
  await assistant.cache(saved, entries, call()); // the bill is not saved yet: forgotten after two hours
  await assistant.save(saved, entries, call());
  const { invoices } = await assistant.invoicesOfBill({ taxNo: bill.taxNo, billId: bill.billId, rules }, call());
  for (const { invoiceNo = '', totalAmount = '', status = 'in-use' } of invoices) print(`发票 ${invoiceNo} ${totalAmount} ${status}`);

  let from: ExpenseStatus = 'in-use';
  for (const to of ['used', 'booked'] as const) {
    await assistant.updateStatus({ bill: saved, from, to, rules }, call());
    print(`状态 ${from} → ${to}`);
    from = to;
  }
}

/** The channel stores and acknowledges; the worker hands each message out once, also after a restart. */
async function waitForImport(
  piaozone: Piaozone,
  { taxNo, userId, billId }: Pick<AssistantBill, 'taxNo' | 'userId' | 'billId'>,
  linkKey: string,
  inbox: InboxStore,
): Promise<PushMessage> {
  const end = new AbortController();
  let take: (message: PushMessage) => void = () => {};
  const taken = new Promise<PushMessage>((resolve) => {
    take = resolve;
  });
  const handler = async ({ payload }: { readonly payload: PushMessage }) => {
    if (payload.type === 'saveBill' && payload.billId === billId) take(payload);
    return { result: 'done' } as const;
  };
  const worker = createInboxWorker({ inbox, handlers: [onCallback(assistantPushProfile, handler)] });
  const channel = new AssistantChannel(piaozone, { taxNo, userId, linkKey, inbox });
  const polling = (async () => {
    for await (const _ of channel.messages({ signal: end.signal })) worker.wake();
  })();
  try {
    return await Promise.race([taken, polling.then(() => taken)]);
  } finally {
    end.abort();
    await polling.catch(() => {});
    await worker.stop();
  }
}
